"""Every screen draws, in every language and size, and can be used by everyone."""

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.states import Journey, State, StillThere
from kiosk_app.screens import SCREENS
from kiosk_app.text.words import load_words
from kiosk_app.widgets.lettering import OTHER_SCRIPTS
from tests.fakes.desk import FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES, Scene

SIZES = [(800, 480), (1280, 800), (800, 1280), (1024, 600)]
# The smallest screen in every language; the others in the one with the longest words.
PAGES = [(language, SIZES[0]) for language in sorted(load_words())]
PAGES += [("de", size) for size in SIZES[1:]]
EVERY_SCENE = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)


def desk_at(scene: Scene, language: str = "en") -> FakeDesk:
    """Stand at a scene."""
    return FakeDesk(journey=scene.journey(language), configuration=scene.configuration)


def test_each_state_has_its_screen():
    """Nothing that can happen leaves the screen empty."""
    states = {*State.__args__}

    assert set(SCREENS) == states


def test_each_screen_is_among_the_pictures():
    """No screen is left out of the tests and pictures."""
    drawn = {type(scene.state) for scene in SCENES}

    assert drawn == set(SCREENS)


@EVERY_SCENE
@pytest.mark.parametrize(("language", "size"), PAGES, ids=str)
async def test_a_screen_draws(scene, language, size):
    """The screen comes up without falling back to the calm page."""
    desk = desk_at(scene, language)

    async with FletHarness(build_main(desk), width=size[0], height=size[1]) as kiosk:
        drawn = sum(1 for _ in kiosk.controls())

    assert drawn > 5
    assert desk.sent == []
    assert kiosk.crashes == []


@EVERY_SCENE
async def test_whatever_can_be_touched_has_a_name(scene):
    """A blind visitor hears what each button is."""
    async with FletHarness(build_main(desk_at(scene))) as kiosk:
        unnamed = [one for one in kiosk.semantics() if one.on_tap and not one.label]
        unmarked = [
            one for one in kiosk.semantics() if one.on_tap and not one.identifier
        ]
        silent = [one for one in kiosk.semantics() if one.on_tap and not one.button]

    assert unnamed == unmarked == silent == []


@EVERY_SCENE
async def test_nothing_can_be_touched_that_a_screen_reader_cannot_reach(scene):
    """Whatever a finger can do, a screen reader can do too."""
    async with FletHarness(build_main(desk_at(scene))) as kiosk:
        marks = [one.identifier for one in kiosk.semantics() if one.on_tap]
        faces = [
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Container) and (one.on_click or one.on_tap_down)
        ]

    assert len(marks) == len(faces) == len(set(marks))


@EVERY_SCENE
async def test_whatever_can_be_touched_is_large_enough(scene):
    """Nobody needs a pointed finger."""
    async with FletHarness(build_main(desk_at(scene))) as kiosk:
        heights = [
            one.height
            for one in kiosk.controls()
            if isinstance(one, ft.Container) and one.on_click and one.height
        ]

    assert all(height >= 48 for height in heights)


@EVERY_SCENE
async def test_every_text_that_could_be_long_is_cut_cleanly(scene):
    """A very long name ends with an ellipsis instead of lying over its neighbour."""
    async with FletHarness(build_main(desk_at(scene))) as kiosk:
        uncut = [
            one.value
            for one in kiosk.controls()
            if isinstance(one, ft.Text) and one.max_lines is None
        ]

    assert uncut == []


@EVERY_SCENE
async def test_every_text_knows_where_to_find_other_scripts(scene):
    """A Japanese name can stand wherever a name can."""
    async with FletHarness(build_main(desk_at(scene))) as kiosk:
        lost = [
            one.value
            for one in kiosk.controls()
            if isinstance(one, ft.Text)
            and not {*OTHER_SCRIPTS} < {*one.style.font_family_fallback}
        ]

    assert lost == []


@EVERY_SCENE
async def test_the_cover_hides_everything_personal(scene):
    """Whoever comes next cannot read or hear who was here."""
    cover = StillThere(covered=scene.state, seconds_left=9)
    desk = FakeDesk(journey=Journey(state=cover))

    async with FletHarness(build_main(desk)) as kiosk:
        said = {text for text in kiosk.said().splitlines() if text}

    asked = {"Are you still there?", "This page closes in 9 s"}
    assert asked < said
    assert said - asked in ({"I am still here"}, {"More time"})
