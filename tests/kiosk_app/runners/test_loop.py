"""The kiosk's loop, with a sleep that the test ends."""

import asyncio

import pytest
from structlog.testing import capture_logs

from kiosk_app.journey.events import (
    CheckInAnswered,
    CodeWanted,
    LeftAlone,
    RoomAnswered,
    Scanned,
    ServerSeen,
    Typed,
    WalkInWanted,
)
from kiosk_app.journey.states import (
    Checking,
    Completed,
    OutOfOrder,
    StillThere,
    TypingCode,
    WalkIn,
    Welcome,
)
from kiosk_app.runners.loop import Loop
from shared.kiosk import KioskReply
from tests.fakes.sleeper import Sleeper, settle
from tests.kiosk_app.journey.examples import (
    ALREADY_HERE,
    COMPLETED,
    FOUND,
    ID,
    NINE,
    PASS,
    STAMP,
    journey,
    reply,
)

PLAIN = KioskReply(
    version="", kiosk="", site="", time_zone="UTC", languages=["en", "de", "ar"]
)


class World:
    """Does every effect, and answers check-ins if told to."""

    def __init__(self):
        self.asked = []
        self.answer = None

    async def __call__(self, effect):
        self.asked.append(effect)
        return self.answer


@pytest.fixture
def world():
    """What the loop's effects reach."""
    return World()


@pytest.fixture
def sleep():
    """Time, in the test's hands."""
    return Sleeper()


@pytest.fixture
def start_at(world, sleep):
    """Starts loops, and ends them with the test."""
    running = []

    async def start(state):
        loop = Loop(
            world,
            journey=journey(state),
            configuration=PLAIN,
            now=lambda: NINE,
            new_id=lambda: ID,
            sleep=sleep,
        )
        running.append(asyncio.create_task(loop.run()))
        await settle()
        return loop

    yield start
    [task.cancel() for task in running]


async def test_a_touch_is_shown_and_a_scan_is_answered(start_at, world):
    """From the scan to the welcome by name, each step redraws the screen."""
    loop, drawn = await start_at(Welcome()), []
    loop.attach(lambda: drawn.append(type(loop.journey.state)))
    world.answer = CheckInAnswered(ID, reply(FOUND, already_here=True))

    loop.send(Scanned(PASS, loop.stamp()))
    await settle()

    assert drawn == [Checking, type(ALREADY_HERE)]
    assert world.asked[0].request.pass_text == PASS


async def test_nothing_is_drawn_when_nothing_changed(start_at):
    """A touch that means nothing does not make the screen flicker."""
    loop, drawn = await start_at(Welcome()), []
    loop.attach(lambda: drawn.append(1))

    loop.send(ServerSeen(online=True))
    await settle()

    assert drawn == []


async def test_the_newest_page_takes_over(start_at):
    """After a reload only the new page is drawn, whenever the old one leaves."""
    loop, old, new = await start_at(Welcome()), [], []
    leave_old = loop.attach(lambda: old.append(1))
    leave_new = loop.attach(lambda: new.append(1))

    leave_old()
    loop.send(CodeWanted())
    await settle()
    leave_new()
    loop.send(WalkInWanted())
    await settle()

    assert (old, new) == ([], [1])


async def test_a_page_that_cannot_be_drawn_does_not_stop_the_kiosk(start_at):
    """The loop carries on when drawing fails."""
    loop = await start_at(Welcome())

    def fail():
        raise ValueError("Mara Lindt")

    loop.attach(fail)
    with capture_logs() as lines:
        loop.send(CodeWanted())
        await settle()

    assert loop.journey.state == TypingCode()
    assert lines[0]["event"] == "show_failed"
    assert "Mara" not in str(lines)


async def test_an_event_that_cannot_be_handled_shows_the_calm_page(start_at):
    """A fault in the rules ends in the calm page, and the kiosk goes on."""
    loop = await start_at(TypingCode())

    with capture_logs() as lines:
        loop.send(Typed(12, STAMP))
        await settle()

    assert loop.journey.state == OutOfOrder()
    assert lines[0]["event"] == "event_failed"


async def test_a_screen_left_alone_is_covered_and_then_forgotten(start_at, sleep):
    """The time to read, then a cover of twenty seconds, then home."""
    loop = await start_at(COMPLETED)

    await sleep.wake()
    covered = loop.journey.state
    [await sleep.wake() for _ in range(20)]

    assert covered == StillThere(COMPLETED, 20)
    assert loop.journey.state == Welcome()
    assert sleep.asked == [45] + [1] * 20


async def test_a_touch_starts_the_time_anew(start_at, sleep):
    """Whoever touches the screen is not asked whether they are there."""
    loop = await start_at(COMPLETED)

    loop.touched()
    await settle()

    assert sleep.asked == [45, 45]
    assert sleep.asleep == 1


async def test_typing_starts_the_time_anew(start_at, sleep):
    """Keys are touches too."""
    loop = await start_at(WalkIn())

    loop.send(Typed("M", STAMP))
    await settle()

    assert sleep.asked == [20, 20]


async def test_a_late_answer_does_not_keep_the_name_on_the_screen(start_at, sleep):
    """Only a touch makes the time start anew, not the room that was found."""
    loop = await start_at(COMPLETED)

    loop.send(RoomAnswered("visit-1", FOUND))
    await settle()

    assert isinstance(loop.journey.state, Completed)
    assert sleep.asked == [45]


async def test_a_touch_beside_the_button_does_not_stop_the_countdown(start_at, sleep):
    """Only the button says that somebody is still here."""
    loop = await start_at(COMPLETED)
    loop.send(LeftAlone(20))
    await settle()

    loop.touched()
    await settle()

    assert sleep.asked == [45, 1]


async def test_the_configuration_is_taken_over(start_at, sleep):
    """Languages, choices and time come from the server, and the screen is drawn anew."""
    loop, drawn = await start_at(Welcome()), []
    loop.attach(lambda: drawn.append(loop.journey.language))
    told = PLAIN.model_copy(
        update={"version": "2", "languages": ["de"], "still_there_seconds": 30}
    )

    loop.configure(told)
    loop.configure(told)
    loop.send(WalkInWanted())
    await settle()

    assert loop.configuration == told
    assert loop.journey.options == told.options
    # At once, then for the languages, the choices, and the walk-in's page.
    assert drawn == ["en", "de", "de", "de"]
    assert sleep.asked == [30]


async def test_every_check_in_gets_a_stamp(start_at):
    """Each request has its own id and the kiosk's time."""
    loop = await start_at(Welcome())

    assert loop.stamp() == STAMP


async def test_a_kept_configuration_counts_from_the_start(world, sleep):
    """A kiosk that starts without its server remembers what the site chose."""
    kept = PLAIN.model_copy(update={"version": "7"})
    loop = Loop(
        world,
        journey=journey(Welcome()),
        configuration=kept,
        now=lambda: NINE,
        new_id=lambda: ID,
        sleep=sleep,
    )
    running = asyncio.create_task(loop.run())

    await settle()

    assert loop.journey.options == kept.options
    running.cancel()
