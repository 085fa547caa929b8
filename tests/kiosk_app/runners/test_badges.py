"""Badges on paper: a folder of pictures stands for the printer."""

import asyncio

import pytest
from PIL import Image

from hardware.simulator import PaperTape, TapeCondition
from kiosk_app.journey.effects import PrintBadge
from kiosk_app.journey.events import BadgeFailed, BadgePrinted
from kiosk_app.runners.badges import Badges
from shared.kiosk import PrinterState
from tests.fakes.kiosk_server import Answer
from tests.fakes.sleeper import settle
from tests.kiosk_app.journey.examples import FOUND, LOOKING, NO_ROOM
from tests.kiosk_app.journey.test_answer import BADGE


class Drawing:
    """Draws every badge as an empty label, and remembers it."""

    def __init__(self):
        self.badges = []

    def __call__(self, badge):
        self.badges.append(badge)
        return Image.new("1", (80, 40), 1)


@pytest.fixture
def drawing():
    """Who draws the badges."""
    return Drawing()


@pytest.fixture
def tape(tmp_path):
    """A printer without paper."""
    return PaperTape(tmp_path, patience=0.5)


@pytest.fixture
def badges(tape, rooms, drawing):
    """The badges' runner."""
    runner = Badges(tape, rooms, draw=drawing, dpi=203, seconds=0.3)
    yield runner
    runner.close()


@pytest.mark.parametrize(("room", "name"), [(FOUND, "Room A"), (NO_ROOM, None)])
async def test_a_badge_names_the_room_if_there_is_one(
    badges, tape, drawing, room, name
):
    """The room stands on the badge; without one the line stays away."""
    answer = await badges.print(PrintBadge("visit-1", BADGE, room))

    assert answer == BadgePrinted("visit-1")
    assert drawing.badges[0].room == name
    assert tape.pictures[0].dpi == 203


async def test_a_badge_waits_for_its_room(server, rooms, badges, drawing):
    """The badge comes out when the room is known."""
    server.answers(
        "GET check-ins/visit-1/room", Answer(200, FOUND.model_dump_json(), delay=0.1)
    )
    asking = asyncio.create_task(rooms.ask("visit-1", seconds=2))
    await settle()

    answer = await badges.print(PrintBadge("visit-1", BADGE, LOOKING))

    assert answer == BadgePrinted("visit-1")
    assert drawing.badges[0].room == "Room A"
    assert await asking == FOUND


async def test_a_badge_is_printed_even_if_nobody_finds_the_room(badges, drawing):
    """No room is no reason for no badge."""
    answer = await badges.print(PrintBadge("visit-1", BADGE, LOOKING))

    assert answer == BadgePrinted("visit-1")
    assert drawing.badges[0].room is None


@pytest.mark.parametrize(
    "condition",
    [TapeCondition.OUT_OF_PAPER, TapeCondition.COVER_OPEN, TapeCondition.STALLED],
)
async def test_a_printer_in_trouble_is_told_in_time(badges, tape, condition):
    """The visitor reads that reception has their badge, and waits for nothing."""
    tape.condition = condition

    answer = await badges.print(PrintBadge("visit-1", BADGE, NO_ROOM))

    assert answer == BadgeFailed("visit-1")
    assert tape.paper == ()


async def test_two_badges_come_out_one_after_the_other(badges, tape):
    """Two visitors at once never share a label."""
    orders = [PrintBadge(visit, BADGE, NO_ROOM) for visit in ("visit-1", "visit-2")]

    answers = await asyncio.gather(*map(badges.print, orders))

    assert answers == [BadgePrinted("visit-1"), BadgePrinted("visit-2")]
    assert len(tape.paper) == 2


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        (TapeCondition.READY, PrinterState.READY),
        (TapeCondition.OUT_OF_PAPER, PrinterState.OUT_OF_PAPER),
        (TapeCondition.COVER_OPEN, PrinterState.COVER_OPEN),
    ],
)
async def test_the_last_badge_tells_how_the_printer_is(badges, tape, condition, state):
    """The dashboard can say what reception has to do at the printer."""
    before = badges.printer_state
    tape.condition = condition

    await badges.print(PrintBadge("visit-1", BADGE, NO_ROOM))

    assert before is PrinterState.UNKNOWN
    assert badges.printer_state is state
