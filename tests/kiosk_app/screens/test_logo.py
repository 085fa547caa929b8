"""The organisation's logo in the site's line of the first screen."""

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.states import Journey, TypingCode, Welcome
from kiosk_app.journey.states_comfort import Eased
from tests.fakes.desk import LAKESIDE, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.logos import TOLD, kept_logo

SIZES = pytest.mark.parametrize(
    ("size", "height"),
    [((800, 480), 28), ((1280, 800), 40), ((800, 1280), 40)],
    ids=str,
)
WIDE = TOLD.model_copy(update={"width": 800, "height": 40})
OTHER = TOLD.model_copy(update={"version": "hills"})


def kiosk_with(logo=TOLD, *, size=(800, 480), state=None, kept=True, **journey):
    """Draw a screen of a kiosk that was told of this logo."""
    desk = FakeDesk(
        journey=Journey(state or Welcome(), **journey),
        configuration=LAKESIDE.model_copy(update={"logo": logo}),
        logo=kept_logo() if kept else None,
    )
    return FletHarness(build_main(desk), width=size[0], height=size[1])


def pictures_of(kiosk: FletHarness) -> list[ft.Image]:
    """Find the logo wherever it is drawn; other pictures are none of it."""
    png = kept_logo().png
    pictures = (one for one in kiosk.controls() if isinstance(one, ft.Image))
    return [one for one in pictures if one.src == png]


def line_of(kiosk: FletHarness) -> ft.Row:
    """Find the line with the site and the clock."""
    return next(
        one
        for one in kiosk.controls()
        if isinstance(one, ft.Row) and one.height in (30, 40)
    )


@SIZES
async def test_the_logo_stands_in_the_sites_line(size, height):
    """The logo is drawn in its shape, never higher than the line, before the site."""
    async with kiosk_with(size=size) as kiosk:
        [picture] = pictures_of(kiosk)
        line = line_of(kiosk)

    assert picture.src == kept_logo().png
    assert (picture.width, picture.height) == (3 * height, height)
    assert line.controls[0].content is picture
    assert line.height in (30, 40)


async def test_a_screen_reader_says_whose_logo_it_is():
    """Who does not see the logo hears the organisation's name, once."""
    async with kiosk_with() as kiosk:
        named = [one for one in kiosk.semantics() if one.label == "Lakeside AG"]
        [picture] = pictures_of(kiosk)

    assert [one.image for one in named] == [True]
    assert picture.exclude_from_semantics


@SIZES
async def test_a_wide_logo_leaves_room_for_the_site(size, height):
    """However wide a logo is, the site's name and the time stay readable."""
    async with kiosk_with(WIDE, size=size) as kiosk:
        [picture] = pictures_of(kiosk)
        said = kiosk.texts()

    assert picture.width < size[0] * 0.4
    assert picture.height <= height
    assert "Lakeside House" in "".join(said)
    assert "09:41" in said


async def test_arabic_marks_keep_clear_of_it():
    """In Arabic the logo is a little smaller: the title's letters reach up to it."""
    async with kiosk_with(language="ar") as kiosk:
        [picture] = pictures_of(kiosk)

    assert picture.height == 24


async def test_larger_text_keeps_the_logo():
    """Who asked for larger text sees the logo, too."""
    async with kiosk_with(ease=frozenset({Eased.LARGE_TEXT})) as kiosk:
        assert len(pictures_of(kiosk)) == 1


@pytest.mark.parametrize(
    ("logo", "kept"),
    [(None, True), (TOLD, False), (OTHER, True)],
    ids=["none", "not yet fetched", "another one"],
)
async def test_without_its_picture_the_line_is_as_ever(logo, kept):
    """No logo, or not the right one yet: the line begins with the site."""
    async with kiosk_with(logo, kept=kept) as kiosk:
        assert pictures_of(kiosk) == []
        assert len(line_of(kiosk).controls) == 2


async def test_only_the_first_screen_has_it():
    """Where somebody types there is no logo: one thing at a time."""
    async with kiosk_with(state=TypingCode()) as kiosk:
        assert pictures_of(kiosk) == []
