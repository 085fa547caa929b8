"""Whether a kiosk believes its clock: a small computer may have lost the time."""

from datetime import UTC, datetime

import pytest

from kiosk_app.runners.clock_signs import ClockSigns

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def pi(tmp_path):
    """A small computer without a battery, right after it was switched on."""
    keeper, batteries = tmp_path / "timesync", tmp_path / "rtc"
    keeper.mkdir()
    batteries.mkdir()
    return ClockSigns(keeper, keeper / "synchronized", batteries)


def test_without_battery_the_clock_counts_once_it_was_set(pi):
    """R7: a start without network and battery is no time to believe."""
    before = pi.is_set(NOW)
    pi.synchronized.touch()

    assert (before, pi.is_set(NOW)) == (False, True)


@pytest.mark.parametrize(
    ("seconds", "believed"),
    [
        pytest.param("1798700000\n", True, id="ran-on"),
        pytest.param("42\n", False, id="empty-or-none-in-the-holder"),
        pytest.param("", False, id="does-not-say"),
    ],
)
def test_a_battery_is_believed_that_kept_the_time(pi, seconds, believed):
    """R7: a newer Pi has such a clock, but comes without the battery for it."""
    clock = pi.batteries / "rtc0"
    clock.mkdir()
    (clock / "since_epoch").write_text(seconds)

    assert pi.is_set(NOW) is believed


def test_a_containers_clock_is_its_hosts(tmp_path):
    """Where nobody keeps the time, somebody outside does."""
    nowhere = tmp_path / "nothing"

    assert ClockSigns(nowhere, nowhere, nowhere).is_set(NOW)


def test_no_clock_is_older_than_its_software(pi):
    """A clock that says 1970 is not set, whatever else is said."""
    pi.synchronized.touch()

    assert not pi.is_set(datetime(1970, 1, 1, tzinfo=UTC))
