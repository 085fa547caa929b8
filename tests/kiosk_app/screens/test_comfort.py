"""The page that makes the screen easier to use, and what comes of it."""

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import BackTouched, ComfortWanted, EaseTouched
from kiosk_app.journey.states import Journey, Welcome
from kiosk_app.journey.states_comfort import Comfort, Eased
from tests.fakes.desk import FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES

BY_NAME = {scene.name: scene for scene in SCENES}


def kiosk_with(*ease: Eased, scene: str = "welcome") -> FletHarness:
    """Draw a scene for somebody who asked for this."""
    shown = BY_NAME[scene]
    journey = Journey(shown.state, ease=frozenset(ease))
    return FletHarness(build_main(FakeDesk(journey, shown.configuration)))


@pytest.mark.parametrize("how", ["touch", "activate"])
@pytest.mark.parametrize(
    ("state", "mark", "event"),
    [
        (Welcome(), "lower", EaseTouched(Eased.LOW)),
        (Welcome(), "comfort", ComfortWanted()),
        (Comfort(), "ease-low", EaseTouched(Eased.LOW)),
        (Comfort(), "ease-large_text", EaseTouched(Eased.LARGE_TEXT)),
        (Comfort(), "ease-high_contrast", EaseTouched(Eased.HIGH_CONTRAST)),
        (Comfort(), "ease-calm", EaseTouched(Eased.CALM)),
        (Comfort(), "back", BackTouched()),
        (Comfort(), "done", BackTouched()),
    ],
)
async def test_each_button_does_what_it_says(state, mark, event, how):
    """Low reach is one touch away, everything else two."""
    desk = FakeDesk(journey=Journey(state))

    async with FletHarness(build_main(desk)) as kiosk:
        await getattr(kiosk, how)(mark)

    assert desk.sent == [event]


async def test_on_and_off_are_said_in_words():
    """Neither colour nor a box alone tells what is on."""
    async with kiosk_with(Eased.CALM, scene="comfort") as kiosk:
        said, calm, low = (
            kiosk.texts(),
            kiosk.marked("ease-calm"),
            kiosk.marked("ease-low"),
        )

    assert (said.count("On"), said.count("Off")) == (1, 3)
    assert (calm.toggled, calm.label) == (True, "Less motion: On")
    assert (low.toggled, low.label) == (False, "Lower controls: Off")


async def test_low_reach_can_be_taken_back_where_it_was_asked_for():
    """The button on the first page says what the next touch does."""
    async with kiosk_with() as plain, kiosk_with(Eased.LOW) as low:
        said = plain.marked("lower").label, low.marked("lower").label

    assert said == (
        "Lower. Move all buttons lower",
        "Higher. Move all buttons back up",
    )


async def test_high_contrast_paints_black_on_white():
    """On every surface of the first page words are black, and buttons have edges."""
    async with kiosk_with(Eased.HIGH_CONTRAST, scene="completed") as kiosk:
        faces = [
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Container) and one.on_click
        ]

    assert {face.bgcolor for face in faces} == {"#FFFFFF"}
    assert all(face.border.top.width == 2 for face in faces)


async def test_without_motion_progress_is_words():
    """Nothing moves while the server is asked; the sentence is there all the same."""
    async with (
        kiosk_with(scene="checking") as plain,
        kiosk_with(Eased.CALM, scene="checking") as calm,
    ):
        moving = [one for one in plain.controls() if isinstance(one, ft.ProgressBar)]
        still = [one for one in calm.controls() if isinstance(one, ft.ProgressBar)]
        said = calm.texts()

    assert (len(moving), len(still)) == (1, 0)
    assert said == ["One moment, we are checking you in"]
