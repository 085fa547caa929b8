"""Each thing that the journey asks for, and what it is answered."""

import pytest

from kiosk_app.journey.effects import (
    AskForCode,
    AskForToken,
    AskRoom,
    AwaitHost,
    ForgetVisitor,
    KeepCheckIn,
    LookUp,
    PrintBadge,
    SearchHosts,
    SendCheckIn,
    SendCheckOut,
)
from kiosk_app.journey.events import (
    Approval,
    BadgeFailed,
    BadgePrinted,
    CheckInAnswered,
    CheckInNotKept,
    CheckInRefused,
    CheckInUnanswered,
    CheckOutAnswered,
    CheckOutRefused,
    CheckOutUnanswered,
    CodeNotGiven,
    HostOverdue,
    HostsFound,
    HostsUnreachable,
    RoomAnswered,
    TokenAsked,
    VisitsFound,
    VisitsUnknown,
)
from kiosk_app.runners.outside import Outside, unanswered
from shared.check_in import RefusalReply
from shared.looking_up import LookUpReply, LookUpRequest
from shared.refusals import Refusal
from tests.fakes.kiosk_server import Answer
from tests.kiosk_app.journey.examples import (
    FOUND,
    ID,
    JONAS,
    LEAVING,
    LEFT,
    NO_ROOM,
    REQUEST,
    TEN,
    reply,
)
from tests.kiosk_app.journey.test_answer import BADGE

PRINT = PrintBadge("visit-1", BADGE, NO_ROOM)
NO = '{"error": "expired", "message": "x"}'
SEVERAL = RefusalReply(error="several_visits", message="x", choices=[TEN])
LOOK_UP = LookUp(LookUpRequest(name="Mara Lindt"))
HOSTS = f'{{"hosts": [{JONAS.model_dump_json()}]}}'


@pytest.fixture
def outside(calls, rooms):
    """The world without a printer."""
    return Outside(calls, rooms)


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Answer(201, reply().model_dump_json()), CheckInAnswered(ID, reply())),
        (Answer(409, NO), CheckInRefused(ID, Refusal.EXPIRED, {})),
        (
            Answer(409, SEVERAL.model_dump_json()),
            CheckInRefused(ID, Refusal.SEVERAL_VISITS, {}, (TEN,)),
        ),
        (Answer(503), CheckInUnanswered(ID)),
    ],
)
async def test_a_check_in_is_answered(server, outside, answer, event):
    """Yes, no, or nobody there: each has its event."""
    server.answers("POST check-ins", answer)

    assert await outside.perform(SendCheckIn(REQUEST)) == event


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Answer(200, LEFT.model_dump_json()), CheckOutAnswered(ID, LEFT)),
        (
            Answer(409, '{"error": "already_used", "message": "x"}'),
            CheckOutRefused(ID, Refusal.ALREADY_USED),
        ),
        (Answer(503), CheckOutUnanswered(ID)),
    ],
)
async def test_a_check_out_is_answered(server, outside, answer, event):
    """Gone, not here any more, or nobody there: each has its event."""
    server.answers("POST check-outs", answer)

    assert await outside.perform(SendCheckOut(LEAVING)) == event


@pytest.mark.parametrize(
    ("answer", "room"),
    [(Answer(200, FOUND.model_dump_json()), FOUND), (Answer(503), NO_ROOM)],
)
async def test_a_room_is_answered(server, outside, answer, room):
    """A room that nobody can tell in time is no room."""
    server.answers("GET check-ins/visit-1/room", answer)

    done = await outside.perform(AskRoom("visit-1", 200))

    assert done == RoomAnswered("visit-1", room)


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Answer(200, HOSTS), HostsFound("Jo", (JONAS,))),
        (Answer(429, NO), HostsUnreachable("Jo")),
        (Answer(503), HostsUnreachable("Jo")),
    ],
)
async def test_a_search_is_answered(server, outside, answer, event):
    """Names, or an honest "could not search"."""
    server.answers("GET hosts", answer)

    assert await outside.perform(SearchHosts("Jo")) == event


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (
            Answer(200, LookUpReply(choices=[TEN]).model_dump_json()),
            VisitsFound("Mara Lindt", (TEN,)),
        ),
        (
            Answer(404, '{"error": "not_found", "message": "x"}'),
            VisitsFound("Mara Lindt", ()),
        ),
        (Answer(503), VisitsUnknown("Mara Lindt")),
    ],
)
async def test_a_name_is_answered(server, outside, answer, event):
    """Visits, none where the server looks nobody up, or nobody there."""
    server.answers("POST look-ups", answer)

    assert await outside.perform(LOOK_UP) == event


async def test_a_kiosk_without_a_printer_prints_nothing(outside):
    """Without a printer a badge cannot have been printed."""
    assert await outside.perform(PRINT) == BadgeFailed("visit-1")


async def test_a_badge_goes_to_the_printer(calls, rooms):
    """With a printer the badge is its business."""

    class Badges:
        async def print(self, order):
            return BadgePrinted(order.visit)

    outside = Outside(calls, rooms, Badges())

    assert await outside.perform(PRINT) == BadgePrinted("visit-1")


@pytest.mark.parametrize(
    ("effect", "event"),
    [
        (SendCheckIn(REQUEST), CheckInUnanswered(ID)),
        (KeepCheckIn(REQUEST), CheckInNotKept(ID)),
        (AskRoom("visit-1", 1), RoomAnswered("visit-1", NO_ROOM)),
        (PRINT, BadgeFailed("visit-1")),
        (AwaitHost("visit-1"), HostOverdue("visit-1")),
        (SearchHosts("Jo"), HostsUnreachable("Jo")),
        (SendCheckOut(LEAVING), CheckOutUnanswered(ID)),
        (LOOK_UP, VisitsUnknown("Mara Lindt")),
        (AskForCode(), CodeNotGiven()),
        (AskForToken("BCDF-GHJK"), TokenAsked("BCDF-GHJK", Approval.AWAY)),
        (ForgetVisitor(), None),
    ],
)
def test_whatever_fails_is_still_answered(effect, event):
    """No screen waits for an answer that never comes."""
    assert unanswered(effect) == event


async def test_a_host_is_given_a_moment_to_be_told():
    """Before anybody is told that their host was not reached, ten seconds pass."""
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    outside = Outside(None, None, sleep=sleep)

    answer = await outside.perform(AwaitHost("visit-1"))

    assert waited == [10.0]
    assert answer == HostOverdue("visit-1")
