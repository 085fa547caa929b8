"""Who may see the staff's page, with or without the server."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.kept_store import KeptStore
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.staff_door import StaffDoor
from shared.staff_pin import hash_of_token, staff_pin

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TOKEN = "pk_kiosk-house_abc"
PIN = staff_pin(hash_of_token(TOKEN), NOON.date())


class Hands:
    """The hands of both clocks, moved by a test."""

    def __init__(self):
        self.now, self.ran = NOON, 0.0

    def clocks(self) -> Clocks:
        return Clocks(now=lambda: self.now, monotonic=lambda: self.ran)

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.ran += seconds


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def started(tmp_path, hands):
    """Starts the kiosk, once or again, on the same disk."""
    stores = []

    def start(token: str | None = TOKEN) -> StaffDoor:
        stores.append(KeptStore(tmp_path))
        return StaffDoor(stores[-1], KioskToken(token), hands.clocks())

    yield start
    [store.close() for store in stores]


def tried(door: StaffDoor, times: int) -> list[bool]:
    """Try a wrong PIN so many times."""
    return [door.check("000000") for _ in range(times)]


def test_the_pin_of_the_day_opens(started):
    """What the dashboard shows is what the kiosk takes, though it never asks."""
    assert started().check(PIN) is True


def test_a_kiosk_that_belongs_to_nobody_opens_to_nobody(started):
    """Without a token there is no PIN."""
    assert started(None).check(PIN) is False


def test_after_five_wrong_tries_even_the_right_pin_waits(started, hands):
    """Nobody guesses six digits: after five wrong ones there is a pause."""
    door = started()

    wrong = tried(door, 5)
    hands.go_on(299)
    during = door.check(PIN)
    left = door.closed_for()
    hands.go_on(2)
    after = door.check(PIN)

    assert wrong == [False] * 5
    assert (during, left) == (False, timedelta(seconds=1))
    assert after is True


def test_four_wrong_tries_cost_nothing(started):
    """Whoever mistypes a few times still comes in."""
    door = started()

    tried(door, 4)

    assert door.closed_for() == timedelta()
    assert door.check(PIN) is True


def test_a_right_pin_makes_the_wrong_ones_forgotten(started):
    """Next week's mistake is not added to today's."""
    door = started()

    tried(door, 4)
    door.check(PIN)
    tried(door, 4)

    assert door.check(PIN) is True


def test_pulling_the_plug_gives_no_further_tries(started, hands):
    """The tries and the pause outlast a restart."""
    tried(started(), 3)
    tried(started(), 2)
    hands.ran = 0.0
    again = started()

    during = again.check(PIN)
    hands.go_on(301)

    assert during is False
    assert again.check(PIN) is True


def test_a_clock_that_was_set_back_does_not_close_the_door_for_years(started, hands):
    """The pause is five minutes by whichever clock."""
    tried(started(), 5)
    hands.now -= timedelta(days=1)

    again = started()

    assert timedelta(minutes=4) < again.closed_for() <= timedelta(minutes=5)


def test_a_full_disk_still_counts(tmp_path, hands):
    """Where nothing can be kept the tries count until the kiosk stops."""
    nowhere = tmp_path / "file"
    nowhere.touch()
    door = StaffDoor(KeptStore(nowhere), KioskToken(TOKEN), hands.clocks())

    tried(door, 5)

    assert door.check(PIN) is False
    assert door.closed_for() == timedelta(minutes=5)
