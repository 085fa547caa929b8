"""What the staff's page is answered."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from kiosk_app.journey.effects import AskStaffFacts, CheckStaffPin, ForgetVisitor
from kiosk_app.journey.events import (
    BadgeTestWanted,
    ClockTouched,
    PrinterPageWanted,
    StaffFactsTold,
    StaffLetIn,
    StaffTurnedAway,
    TimeUp,
    Typed,
)
from kiosk_app.journey.states_staff import (
    BadgeTest,
    ReaderState,
    StaffPage,
    StaffPrinter,
)
from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.kept_store import KeptStore
from kiosk_app.runners.kiosk import run_kiosk, tell_time
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.recent_mishaps import RecentMishaps
from kiosk_app.runners.server_calls import ServerCalls, open_client
from kiosk_app.runners.staff import ServerWatch, Staff, facts_of
from kiosk_app.runners.staff_door import StaffDoor
from kiosk_app.settings import Settings
from shared.badge import Badge
from shared.kiosk import HealthReport, PrinterState
from shared.staff_pin import hash_of_token, staff_pin
from tests.fakes.kiosk_server import NO_NEWS, Answer
from tests.fakes.sleeper import until

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TOKEN = KioskToken("pk_kiosk-house_abc")
PIN = staff_pin(hash_of_token("pk_kiosk-house_abc"), NOON.date())
FACTS = facts_of(
    HealthReport(version="1.2.3", queue_length=4, printer=PrinterState.READY),
    server="https://visitors.example:8443/",
    seen_at=NOON,
    reader=ReaderState.NONE,
    mishaps=None,
)
CONFIGURATION = (
    '{"version": "7", "kiosk": "Lobby", "site": "Lakeside", "time_zone": "UTC",'
    ' "languages": ["en"]}'
)


@pytest.fixture
def configured():
    """What the kiosk was told about itself."""
    return []


@pytest.fixture
async def staff(server, tmp_path, configured):
    """Whoever answers the staff's page of one kiosk."""
    store = KeptStore(tmp_path)
    clocks = Clocks(now=lambda: NOON, monotonic=lambda: 0.0)

    async def others(effect):
        return TimeUp()

    async with open_client(server.address, TOKEN, None) as client:
        yield Staff(
            StaffDoor(store, TOKEN, clocks),
            ServerCalls(client),
            facts=lambda: FACTS,
            configure=configured.append,
            now=clocks.now,
            others=others,
        )
    store.close()


async def test_the_right_pin_is_answered_by_how_the_kiosk_is(staff):
    """Staff see the facts as soon as the PIN is typed."""
    assert await staff.perform(CheckStaffPin(PIN)) == StaffLetIn(FACTS)


async def test_wrong_pins_are_turned_away_and_then_for_a_while(staff):
    """The fifth wrong one says until when none is taken."""
    answers = [await staff.perform(CheckStaffPin("000000")) for _ in range(5)]

    assert answers[:4] == [StaffTurnedAway()] * 4
    assert answers[4] == StaffTurnedAway(NOON + timedelta(minutes=5))


async def test_loading_anew_asks_for_the_configuration(staff, server, configured):
    """What an admin changed is there at once."""
    server.answers("GET kiosk", Answer(200, CONFIGURATION))

    answer = await staff.perform(AskStaffFacts())

    assert answer == StaffFactsTold(FACTS)
    assert [one.version for one in configured] == ["7"]


async def test_loading_anew_without_the_server_still_shows_the_rest(
    staff, server, configured
):
    """Printer and reader can be looked at while the server is away."""
    server.answers("GET kiosk", Answer(503, ""))

    answer = await staff.perform(AskStaffFacts())

    assert answer == StaffFactsTold(FACTS)
    assert configured == []


async def test_everything_else_is_passed_on(staff):
    """The page does not stand in a visitor's way."""
    assert await staff.perform(ForgetVisitor()) == TimeUp()


def test_the_facts_name_the_server_and_what_the_kiosk_reports():
    """Address, version and queue are what the server is told as well."""
    assert (FACTS.server, FACTS.version) == ("visitors.example:8443", "1.2.3")
    assert (FACTS.queue_length, FACTS.mishaps) == (4, ())


@pytest.mark.parametrize(
    ("status", "seen"), [(200, NOON), (404, NOON), (401, NOON), (502, None)]
)
async def test_an_answer_of_the_server_counts_and_a_proxys_does_not(status, seen):
    """A proxy that finds nobody behind it is no server that was reached."""
    watch = ServerWatch(lambda: NOON)

    await watch(httpx.Response(status))

    assert watch.seen_at == seen


async def test_at_a_running_kiosk_staff_see_and_print(server, tmp_path):
    """The whole way: five touches, the PIN of the day, the facts, a test badge."""
    server.answers("GET kiosk/events", Answer(200, NO_NEWS, delay=0.3))
    server.answers("GET kiosk", Answer(200, CONFIGURATION))
    settings = Settings(
        server=server.address,
        token="pk_kiosk-house_abc",
        data=tmp_path / "data",
        printer=f"tape://{tmp_path}",
    )
    mishaps = RecentMishaps(tell_time)
    mishaps(None, "warning", {"event": "badge_failed"})

    async with run_kiosk(settings, mishaps=mishaps) as kiosk:
        await until(lambda: server.calls("GET kiosk"))
        today = tell_time()
        [kiosk.send(ClockTouched(today)) for _ in range(5)]
        pin = staff_pin(hash_of_token("pk_kiosk-house_abc"), today.date())
        [kiosk.send(Typed(digit, kiosk.stamp())) for digit in pin]
        await until(lambda: isinstance(kiosk.journey.state, StaffPage))
        facts = kiosk.journey.state.facts
        kiosk.send(PrinterPageWanted())
        kiosk.send(BadgeTestWanted(Badge("Test", None, "Lobby", "Lakeside", "today")))
        await until(lambda: isinstance(kiosk.journey.state, StaffPrinter))
        await until(lambda: kiosk.journey.state.badge is BadgeTest.PRINTED)

    assert facts.server == f"127.0.0.1:{server.port}"
    assert facts.server_seen_at is not None
    assert (facts.printer, facts.reader) == (PrinterState.READY, ReaderState.NONE)
    assert [one.code for one in facts.mishaps] == ["badge_failed"]
    assert list(tmp_path.glob("*.png"))
