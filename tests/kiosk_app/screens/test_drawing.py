"""Every screen draws, in every language and size, and can be used by everyone."""

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.states import Journey, State, StillThere
from kiosk_app.screens import SCREENS
from kiosk_app.text.words import load_words
from kiosk_app.widgets.lettering import OTHER_SCRIPTS
from tests.fakes.desk import FakeDesk
from tests.fakes.drawn import EVERY_SCENE
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES

SIZES = [(800, 480), (1280, 800), (800, 1280), (1024, 600)]
# The smallest screen in every language; the others in the one with the longest words.
PAGES = [(language, SIZES[0]) for language in sorted(load_words())]
PAGES += [("de", size) for size in SIZES[1:]]


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
async def test_a_screen_draws(drawings, scene, language, size):
    """The screen comes up without falling back to the calm page."""
    drawn = await drawings.of(scene, language, size=size)

    assert len(drawn.controls) > 5
    assert drawn.sent == ()
    assert drawn.crashes == ()


@EVERY_SCENE
async def test_whatever_can_be_touched_has_a_name(drawings, scene):
    """A blind visitor hears what each button is."""
    drawn = await drawings.of(scene)

    touchable = [one for one in drawn.semantics() if one.on_tap]
    unnamed = [one for one in touchable if not one.label]
    unmarked = [one for one in touchable if not one.identifier]
    silent = [one for one in touchable if not one.button]
    assert unnamed == unmarked == silent == []


@EVERY_SCENE
async def test_nothing_can_be_touched_that_a_screen_reader_cannot_reach(
    drawings, scene
):
    """Whatever a finger can do, a screen reader can do too."""
    drawn = await drawings.of(scene)

    marks = [one.identifier for one in drawn.semantics() if one.on_tap]
    assert len(marks) == len(drawn.faces()) == len(set(marks))


@EVERY_SCENE
async def test_whatever_can_be_touched_is_large_enough(drawings, scene):
    """Nobody needs a pointed finger."""
    drawn = await drawings.of(scene)

    heights = [one.height for one in drawn.faces() if one.on_click and one.height]
    assert all(height >= 48 for height in heights)


@EVERY_SCENE
async def test_every_text_that_could_be_long_is_cut_cleanly(drawings, scene):
    """A very long name ends with an ellipsis instead of lying over its neighbour."""
    drawn = await drawings.of(scene)

    assert [one.value for one in drawn.texts() if one.max_lines is None] == []


@EVERY_SCENE
async def test_every_text_knows_where_to_find_other_scripts(drawings, scene):
    """A Japanese name can stand wherever a name can."""
    drawn = await drawings.of(scene)

    lost = [
        one.value
        for one in drawn.texts()
        if not {*OTHER_SCRIPTS} < {*one.style.font_family_fallback}
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
