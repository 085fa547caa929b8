"""Badges on paper: a folder of pictures stands for the printer."""

import asyncio
from datetime import timedelta

import pytest
from PIL import Image

from hardware.errors import PerhapsPrinted, PrinterRefused
from hardware.language import PrinterStatus
from hardware.simulator import PaperTape, TapeCondition
from kiosk_app.journey.effects import PrintBadge
from kiosk_app.journey.events import BadgeElsewhere, BadgeFailed, BadgePrinted
from kiosk_app.journey.staff import TEST_BADGE
from kiosk_app.journey.states_staff import BadgeFate
from kiosk_app.runners.badge_calls import BadgeCalls
from kiosk_app.runners.badge_words import BadgeWords
from kiosk_app.runners.badges import Badges
from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.kept_badges import KeptBadges
from kiosk_app.runners.kept_store import KeptStore
from kiosk_app.runners.press import OwnPrinter, Press
from kiosk_app.runners.print_queue import PrintQueue
from kiosk_app.runners.server_calls import open_client
from shared.badge_orders import BadgeContentReply, ElsewhereReply
from shared.kiosk import PrinterState
from shared.kiosk_options import BadgeChoice, KioskOptions
from tests.fakes.kiosk_server import Answer
from tests.fakes.sleeper import Sleeper, settle
from tests.kiosk_app.journey.examples import FOUND, LOOKING, NINE, NO_ROOM, reply
from tests.kiosk_app.journey.test_answer import BADGE

ORDER = PrintBadge("visit-1", BADGE, NO_ROOM)
ELSEWHERE = "POST check-ins/visit-1/badge/elsewhere"
CONTENT = "GET check-ins/visit-1/badge"
WORDS = BadgeContentReply(visit="visit-1", badge=reply().badge, room=FOUND)
NOBODY = Answer(409, '{"error":"no_other_printer","message":"Nobody else can."}')


class Drawing:
    """Draws every badge as an empty label, and remembers it."""

    def __init__(self):
        self.badges = []

    def __call__(self, badge, _dpi):
        self.badges.append(badge)
        return Image.new("1", (80, 40), 1)


class Failing:
    """A printer that suffers from one thing, whatever is sent to it."""

    def __init__(self, trouble):
        self.trouble = trouble
        self.sent = 0

    def print(self, _picture):
        """Fail."""
        self.sent += 1
        raise self.trouble

    def status(self):
        """Say that all is well, as such a printer would."""
        return PrinterStatus.READY


class House:
    """A kiosk's printing, on a disk that outlives it."""

    def __init__(self, folder, rooms, calls, drawing):
        self.elapsed = 0.0
        self._folder = folder
        self.words = BadgeWords(
            calls,
            rooms,
            options=lambda: KioskOptions(badge=BadgeChoice(text="Call 112")),
            logo=lambda: None,
        )
        self.drawing = drawing
        self.sent = []
        self.running = None
        self.badges = None

    async def open(self, *printers):
        """Start, as after switching the kiosk on."""
        clocks = Clocks(
            now=lambda: NINE + timedelta(seconds=self.elapsed),
            monotonic=lambda: self.elapsed,
        )
        queue = PrintQueue(KeptBadges(KeptStore(self._folder)), clocks)
        await queue.load()
        press = Press([OwnPrinter(one, 203) for one in printers], self.drawing)
        self.sleep = Sleeper()
        self.badges = Badges(press, queue, self.words, sleep=self.sleep, seconds=0.3)
        self.badges.attend(send=self.sent.append, changed=lambda: None)
        self.running = asyncio.create_task(self.badges.run())
        return self.badges

    async def close(self):
        """Stop."""
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)
        self.badges.close()

    async def pass_by(self, seconds):
        """Let time go by, and what follows from it happen."""
        self.elapsed += seconds
        await self.sleep.wake()
        await asyncio.sleep(0.1)

    def fates(self):
        """Say what became of the last badges, newest first."""
        return [one.fate for one in self.badges.queue.recent()]


@pytest.fixture
def drawing():
    """Who draws the badges."""
    return Drawing()


@pytest.fixture
def tape(tmp_path):
    """A printer without paper."""
    return PaperTape(tmp_path / "tape", patience=0.5)


@pytest.fixture
async def badge_calls(server, token):
    """The calls about badges."""
    async with open_client(server.address, token, None) as client:
        yield BadgeCalls(client)


@pytest.fixture
async def house(tmp_path, rooms, badge_calls, drawing):
    """A kiosk's printing."""
    made = House(tmp_path / "data", rooms, badge_calls, drawing)
    yield made
    await made.close()


@pytest.mark.parametrize(("room", "name"), [(FOUND, "Room A"), (NO_ROOM, None)])
async def test_a_badge_names_the_room_if_there_is_one(house, tape, drawing, room, name):
    """The room stands on the badge; without one the line stays away."""
    badges = await house.open(tape)

    answer = await badges.print(PrintBadge("visit-1", BADGE, room))

    assert answer == BadgePrinted("visit-1")
    assert drawing.badges[0].room == name
    assert tape.pictures[0].dpi == 203


async def test_a_badge_waits_for_its_room(server, rooms, house, tape, drawing):
    """The badge comes out when the room is known."""
    server.answers(
        "GET check-ins/visit-1/room", Answer(200, FOUND.model_dump_json(), delay=0.1)
    )
    badges = await house.open(tape)
    asking = asyncio.create_task(rooms.ask("visit-1", seconds=2))
    await settle()

    answer = await badges.print(PrintBadge("visit-1", BADGE, LOOKING))

    assert answer == BadgePrinted("visit-1")
    assert drawing.badges[0].room == "Room A"
    assert await asking == FOUND


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        (TapeCondition.OUT_OF_PAPER, PrinterState.OUT_OF_PAPER),
        (TapeCondition.COVER_OPEN, PrinterState.COVER_OPEN),
    ],
)
async def test_a_badge_comes_out_once_the_printer_is_well(
    server, house, tape, condition, why
):
    """The visitor reads at once why there is none; then it comes, once."""
    server.answers(ELSEWHERE, NOBODY)
    badges = await house.open(tape)
    tape.condition = condition

    told = await badges.print(ORDER)
    state = badges.printer_state
    tape.condition = TapeCondition.READY
    await house.pass_by(5)

    assert told == BadgeFailed("visit-1", why)
    assert state is why
    assert house.sent == [BadgePrinted("visit-1")]
    assert len(tape.paper) == 1


async def test_a_stalled_printer_is_told_in_time(server, house, tape):
    """The visitor reads that reception has their badge, and waits for nothing."""
    server.answers(ELSEWHERE, NOBODY)
    badges = await house.open(tape)
    tape.condition = TapeCondition.STALLED

    assert isinstance(await badges.print(ORDER), BadgeFailed)


async def test_badges_come_out_in_their_order(server, house, tape, drawing):
    """Who came first has their badge first, also after an empty roll."""
    server.answers(ELSEWHERE, NOBODY)
    server.answers("POST check-ins/visit-2/badge/elsewhere", NOBODY)
    badges = await house.open(tape)
    tape.condition = TapeCondition.OUT_OF_PAPER
    visits = ("visit-1", "visit-2")

    await asyncio.gather(
        *(badges.print(PrintBadge(one, BADGE, NO_ROOM)) for one in visits)
    )
    tape.condition = TapeCondition.READY
    await house.pass_by(5)

    assert house.sent == [BadgePrinted(one) for one in visits]
    assert len(tape.paper) == 2


async def test_a_badge_that_perhaps_came_out_is_never_sent_again(house):
    """E: nobody finds two badges with their name; a person looks first."""
    lost = Failing(PerhapsPrinted("cable"))
    badges = await house.open(lost)

    told = await badges.print(ORDER)
    await house.pass_by(60)

    assert told.perhaps
    assert lost.sent == 1
    assert house.fates() == [BadgeFate.PERHAPS]


async def test_the_second_printer_stands_in(house, tape, tmp_path):
    """Where the first roll is empty the badge comes out beside it."""
    tape.condition = TapeCondition.OUT_OF_PAPER
    second = PaperTape(tmp_path / "second")
    badges = await house.open(tape, second)

    assert await badges.print(ORDER) == BadgePrinted("visit-1")
    assert len(second.paper) == 1


async def test_another_kiosk_stands_in(server, house, tape):
    """The visitor reads where their badge is; here it never comes out as well."""
    answer = ElsewhereReply(kiosk="Foyer").model_dump_json()
    server.answers(ELSEWHERE, Answer(201, answer))
    tape.condition = TapeCondition.OUT_OF_PAPER
    badges = await house.open(tape)

    told = await badges.print(ORDER)
    tape.condition = TapeCondition.READY
    await house.pass_by(5)

    assert told == BadgeElsewhere("visit-1", "Foyer")
    assert tape.paper == ()


async def test_a_call_for_another_kiosk_that_was_perhaps_heard_is_no_second_badge(
    server, house, tape
):
    """Nobody knows whether the other kiosk prints it: a person looks."""
    server.answers(ELSEWHERE, Answer(502))
    tape.condition = TapeCondition.OUT_OF_PAPER
    badges = await house.open(tape)

    told = await badges.print(ORDER)
    tape.condition = TapeCondition.READY
    await house.pass_by(5)

    assert told.perhaps
    assert tape.paper == ()


async def test_after_a_quarter_of_an_hour_nobody_waits_any_more(server, house, tape):
    """A badge does not come out for somebody who has long gone in."""
    server.answers(ELSEWHERE, NOBODY)
    tape.condition = TapeCondition.OUT_OF_PAPER
    badges = await house.open(tape)
    await badges.print(ORDER)

    await house.pass_by(901)
    tape.condition = TapeCondition.READY
    await house.pass_by(5)

    assert house.fates() == [BadgeFate.FAILED]
    assert tape.paper == ()


async def test_a_picture_that_no_printer_takes_is_not_tried_for_ever(server, house):
    """A design that is too wide for the roll holds up nobody else's badge."""
    server.answers(ELSEWHERE, NOBODY)
    narrow = Failing(PrinterRefused("too wide"))
    badges = await house.open(narrow)

    await badges.print(ORDER)
    await house.pass_by(60)

    assert narrow.sent == 1
    assert house.fates() == [BadgeFate.FAILED]


async def test_a_test_badge_is_tried_once_and_kept_nowhere(house, tape):
    """Staff see whether the printer works, now."""
    tape.condition = TapeCondition.COVER_OPEN
    badges = await house.open(tape)

    told = await badges.print(PrintBadge(TEST_BADGE, BADGE, NO_ROOM))

    assert isinstance(told, BadgeFailed)
    assert (badges.queue.waiting, house.fates()) == (0, [])


async def test_after_a_restart_the_server_says_once_more_what_stands_on_a_badge(
    server, house, tape, drawing
):
    """The power was off: who waited has their badge, with all that belongs on it."""
    server.answers(ELSEWHERE, NOBODY)
    tape.condition = TapeCondition.OUT_OF_PAPER
    badges = await house.open(tape)
    await badges.print(ORDER)
    await house.close()
    server.answers(CONTENT, Answer(503), Answer(200, WORDS.model_dump_json()))
    tape.condition = TapeCondition.READY

    await house.open(tape)
    await asyncio.sleep(0.2)
    before = len(tape.paper)
    await house.pass_by(6)

    assert (before, len(tape.paper)) == (0, 1)
    assert drawing.badges[-1].name == "Mara Lindt"
    assert (drawing.badges[-1].room, drawing.badges[-1].text) == ("Room A", "Call 112")


async def test_a_kept_visitors_badge_waits_for_the_server_after_a_restart(
    server, house, tape
):
    """What the server has never heard of cannot be asked of it."""
    tape.condition = TapeCondition.OUT_OF_PAPER
    badges = await house.open(tape)
    await badges.print(PrintBadge("request-1", BADGE, NO_ROOM, is_kept=True))
    await house.close()
    server.answers(CONTENT, Answer(200, WORDS.model_dump_json()))

    badges = await house.open(tape)
    await asyncio.sleep(0.3)
    looked_at, tape.condition = badges.printer_state, TapeCondition.READY
    await house.pass_by(6)
    before = len(tape.paper)
    await badges.know("request-1", "visit-1")
    await asyncio.sleep(0.3)

    assert (looked_at, before, len(tape.paper)) == (PrinterState.OUT_OF_PAPER, 0, 1)


async def test_staff_print_one_of_the_last_badges_again(server, house, tape):
    """A badge that was lost is printed once more, by its number."""
    server.answers(CONTENT, Answer(200, WORDS.model_dump_json()))
    badges = await house.open(tape)
    await badges.print(ORDER)
    [badge] = badges.queue.recent()

    await badges.again(badge.number)
    await badges.again(badge.number + 7)
    await asyncio.sleep(0.3)

    assert len(tape.paper) == 2
    assert house.fates() == [BadgeFate.PRINTED, BadgeFate.PRINTED]


async def test_a_disk_without_room_takes_nobodys_badge_away(house, tape, tmp_path):
    """Paper comes first, whatever the disk says."""
    (tmp_path / "data").write_text("a file where a folder should be")
    badges = await house.open(tape)

    assert await badges.print(ORDER) == BadgePrinted("visit-1")


async def test_the_disk_never_learns_a_name(house, tape, tmp_path):
    """Whoever takes the device away finds visits and numbers."""
    badges = await house.open(tape)

    await badges.print(ORDER)

    lying = b"".join(one.read_bytes() for one in (tmp_path / "data").iterdir())
    assert b"visit-1" in lying
    assert b"Mara" not in lying
    assert b"Lindt" not in lying


def test_printers_and_kiosks_speak_of_the_same_states():
    """What a printer says is what reception reads, word for word."""
    said = {state.value for state in PrinterStatus}

    assert {state.value for state in PrinterState} - {"none"} == said
