"""Every screen for everybody: named for the ear, and laid out for eyes and arms."""

from collections import Counter
from dataclasses import replace

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.states import Journey
from kiosk_app.journey.states_comfort import Eased
from kiosk_app.theme.sizes import sizes_for
from kiosk_app.widgets.eased_page import PRIMARY
from tests.fakes.desk import FakeDesk
from tests.fakes.drawn import EVERY_SCENE
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scene import Scene
from tests.fakes.scenes import SCENES

EASES = pytest.mark.parametrize(
    "ease",
    [
        {Eased.LOW},
        {Eased.LARGE_TEXT},
        {Eased.LOW, Eased.LARGE_TEXT, Eased.HIGH_CONTRAST, Eased.CALM},
    ],
    ids=lambda ease: "+".join(sorted(ease)),
)
# The server is asked: nothing is drawn until one would begin to wonder.
ARRIVES_LATE = ("room-", "host-", "badge-", "help-", "pairing-code")


def kiosk_at(scene: Scene, *ease: Eased, language: str = "en") -> FletHarness:
    """Draw a scene as somebody who asked for this sees it."""
    journey = replace(scene.journey(language), ease=frozenset(ease))
    desk = FakeDesk(journey=journey, configuration=scene.configuration)
    return FletHarness(build_main(desk))


@EVERY_SCENE
@pytest.mark.parametrize("language", ["en", "ar"])
async def test_no_two_controls_of_a_screen_have_one_name(drawings, scene, language):
    """A blind visitor tells each button from all others, also each key."""
    drawn = await drawings.of(scene, language, ease=())

    names = Counter(one.label for one in drawn.touchable())
    marks = Counter(one.identifier for one in drawn.touchable())
    assert [name for name, count in names.items() if count > 1] == []
    assert [mark for mark, count in marks.items() if count > 1] == []


@EVERY_SCENE
@EASES
async def test_what_can_be_touched_is_named_however_it_is_laid_out(
    drawings, scene, ease
):
    """Larger text or lower buttons lose no name, no role and no way to do anything."""
    plain = await drawings.of(scene, ease=())
    eased = await drawings.of(scene, ease=ease)

    usual = {one.identifier for one in plain.touchable()}
    here = eased.touchable()
    lost = usual - {one.identifier for one in here}
    assert {mark for mark in lost if not mark.startswith(("clear-", "field-"))} == set()
    assert all(one.label and one.button for one in here)


@EVERY_SCENE
async def test_whoever_hears_the_screen_hears_where_they_are(drawings, scene):
    """Each page has its title as a heading, or is one that says so by a change."""
    drawn = await drawings.of(scene, ease=())

    headings = [one for one in drawn.semantics() if one.header]
    changing = [one for one in drawn.semantics() if one.live_region]
    assert headings or changing


@EVERY_SCENE
async def test_what_comes_late_is_announced(drawings, scene):
    """The room that was found and the host that was told are read out by themselves."""
    drawn = await drawings.of(scene, ease=())

    late = [
        one
        for one in drawn.semantics()
        if (one.identifier or "").startswith(ARRIVES_LATE) and one.on_tap is None
    ]
    assert all(one.live_region for one in late)


@EVERY_SCENE
async def test_there_is_at_most_one_filled_button(drawings, scene):
    """One clear action; with larger text it is the one that stays at the bottom."""
    drawn = await drawings.of(scene, ease=())

    primary = [one for one in drawn.semantics() if one.data == PRIMARY]
    assert len(primary) <= 1


@EVERY_SCENE
async def test_with_larger_text_nothing_is_cut_at_one_line(drawings, scene):
    """What was one line may go on to the next, in a place that grows with it."""
    drawn = await drawings.of(scene, ease={Eased.LARGE_TEXT})

    faces = [one for one in drawn.faces() if one.on_click and _has_words(one)]
    assert [face for face in faces if face.height is not None] == []


def _has_words(face: ft.Container) -> bool:
    texts = [face.content, *getattr(face.content, "controls", [])]
    return any(isinstance(one, ft.Text) for one in texts)


@pytest.mark.parametrize("scene", ["refused-expired", "confirming", "server_away"])
async def test_with_larger_text_the_way_on_stays_at_the_bottom(scene):
    """What scrolls is above the one filled button, which does not."""
    shown = next(one for one in SCENES if one.name == scene)

    async with kiosk_at(shown, Eased.LARGE_TEXT) as kiosk:
        scrolled = [
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Column) and one.scroll is ft.ScrollMode.ALWAYS
        ]
        inside = [one.data for part in scrolled for one in _all_in(part)]
        primary = [one for one in kiosk.semantics() if one.data == PRIMARY]

    assert len(scrolled) == len(primary) == 1
    assert PRIMARY not in inside


def _all_in(control: ft.Control) -> list[ft.Control]:
    below = [*getattr(control, "controls", []), getattr(control, "content", None)]
    return [control, *(one for each in below if each for one in _all_in(each))]


@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (800, 1280)], ids=str)
async def test_within_low_reach_the_title_fills_what_is_out_of_reach(size):
    """Controls begin where the lower part of the screen begins."""
    shown = next(one for one in SCENES if one.name == "confirming")
    journey = replace(shown.journey("en"), ease=frozenset({Eased.LOW}))
    main = build_main(FakeDesk(journey=journey, configuration=shown.configuration))

    async with FletHarness(main, width=size[0], height=size[1]) as kiosk:
        page = next(
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Column) and len(one.controls) == 3
        )
        above = page.controls[0]

    sizes = sizes_for(*size, low=True)
    assert sizes.title_top + above.height + page.spacing >= sizes.reach


async def test_a_language_keeps_what_was_asked_for():
    """Arabic pages are mirrored within low reach as well."""
    async with FletHarness(
        build_main(
            FakeDesk(journey=Journey(language="ar", ease=frozenset({Eased.LOW})))
        )
    ) as kiosk:
        mirrored = kiosk.page.rtl
        marks = [one.identifier for one in kiosk.semantics() if one.on_tap]

    assert mirrored
    assert "lower" in marks
