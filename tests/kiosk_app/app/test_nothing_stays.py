"""Nothing of a visitor stays: not on the page, not in the journey, not in the keyboard."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import LeftAlone
from kiosk_app.journey.states import (
    Completed,
    Entry,
    Journey,
    StillThere,
    WalkInForm,
    Welcome,
)
from kiosk_app.journey.states_comfort import Eased
from kiosk_app.journey.states_server import AskingServer, TrustingServer
from kiosk_app.runners.loop import Loop
from tests.fakes.desk import LAKESIDE, STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES
from tests.fakes.sleeper import Sleeper, settle

TYPED = "Zoëxylophon"
# A kiosk that knows no server yet has no first screen to go home to.
NO_HOME = (Welcome, StillThere, AskingServer, TrustingServer)
WITH_PEOPLE = [scene for scene in SCENES if not isinstance(scene.state, NO_HOME)]
PEOPLE = ("Mara", "Lindt", "Jonas", "Weber", "lake-4827-mint", "Wilhelmina", "7KQ2")


async def _does_nothing(_effect: object) -> None:
    """Leave every question of the journey unanswered."""


@asynccontextmanager
async def running(journey: Journey, sleep: Sleeper) -> AsyncIterator[Loop]:
    """Run the kiosk's real loop; time is in the test's hands."""
    loop = Loop(
        _does_nothing,
        journey=journey,
        configuration=LAKESIDE,
        now=lambda: STAMP.kiosk_time,
        sleep=sleep,
    )
    task = asyncio.create_task(loop.run())
    try:
        await settle()
        yield loop
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until_home(loop: Loop, sleep: Sleeper, kiosk: FletHarness) -> None:
    """Walk away: the screen asks, counts down and goes home."""
    loop.send(LeftAlone(1))
    await settle()
    await sleep.wake()
    await kiosk.settle()
    await kiosk.settle()


async def type_all(kiosk: FletHarness, text: str) -> None:
    """Type on a real keyboard."""
    for sign in text:
        await kiosk.press(sign, shift=True)
    await kiosk.settle()


def everything_in(kiosk: FletHarness) -> Iterator[str]:
    """Give all that the page holds, drawn or not: every text, name, mark and note."""
    for control in kiosk.controls():
        yield from (str(value) for value in vars(control).values())


async def test_what_was_typed_is_nowhere_once_the_screen_is_home():
    """The name that somebody typed is gone from the page and from the journey."""
    sleep = Sleeper()

    async with (
        running(Journey(), sleep) as loop,
        FletHarness(build_main(loop)) as kiosk,
    ):
        await kiosk.touch("walk-in")
        await kiosk.settle()
        await type_all(kiosk, TYPED)
        during = repr(loop.journey), "\n".join(everything_in(kiosk))
        await until_home(loop, sleep, kiosk)
        after = repr(loop.journey), "\n".join(everything_in(kiosk))

    assert all(TYPED in held for held in during)
    assert not any(TYPED in held for held in after)
    assert loop.journey == Journey(
        languages=("en", "de"), options=LAKESIDE.options, ease=frozenset()
    )


async def test_the_next_visitor_meets_a_fresh_keyboard():
    """Digits that one visitor switched to are letters again for the next one."""
    sleep = Sleeper()

    async with (
        running(Journey(), sleep) as loop,
        FletHarness(build_main(loop)) as kiosk,
    ):
        await kiosk.touch("walk-in")
        await kiosk.settle()
        await kiosk.touch("key-digits")
        switched = "key-letters" in [one.identifier for one in kiosk.semantics()]
        await until_home(loop, sleep, kiosk)
        await kiosk.touch("walk-in")
        await kiosk.settle()
        marks = [one.identifier for one in kiosk.semantics()]

    assert switched
    assert "key-digits" in marks


@pytest.mark.parametrize("scene", WITH_PEOPLE, ids=lambda scene: scene.name)
async def test_from_every_screen_home_is_empty(scene):
    """Whatever was shown, a minute later nothing of it is held by the page."""
    sleep = Sleeper()
    journey = replace(scene.journey("en"), state=StillThere(scene.state, 1))

    async with (
        running(journey, sleep) as loop,
        FletHarness(build_main(loop)) as kiosk,
    ):
        covered = "\n".join(everything_in(kiosk))
        await sleep.wake()
        await kiosk.settle()
        await kiosk.settle()
        home = "\n".join(everything_in(kiosk))

    assert isinstance(loop.journey.state, Welcome)
    assert [one for one in PEOPLE if one in covered] == []
    assert [one for one in PEOPLE if one in home] == []


async def test_a_reload_shows_what_the_kiosk_shows_and_no_former_visitor():
    """A page that is loaded after somebody left begins at the welcome."""
    arrived = next(one for one in SCENES if isinstance(one.state, Completed))
    desk = FakeDesk(journey=arrived.journey("en"))
    main = build_main(desk)

    async with FletHarness(main) as before:
        there = before.said()
        desk.become(Journey())
        async with FletHarness(main) as reloaded:
            said = reloaded.said()

    assert "Mara" in there
    assert [one for one in PEOPLE if one in said] == []


async def test_what_was_made_easier_is_forgotten_too():
    """Whether somebody needed low buttons is nobody else's business."""
    sleep = Sleeper()
    needs = Journey(ease=frozenset(Eased))

    async with (
        running(needs, sleep) as loop,
        FletHarness(build_main(loop)) as kiosk,
    ):
        await until_home(loop, sleep, kiosk)

    assert loop.journey.ease == frozenset()


def test_an_empty_form_is_what_a_walk_in_begins_with():
    """Each walk-in is typed from its beginning."""
    assert WalkInForm().name == Entry()
