"""Arabic pages are mirrored; what is read from left to right is not."""

from dataclasses import replace

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.states import (
    Journey,
    TypingCode,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
    Welcome,
)
from kiosk_app.theme.sizes import sizes_for
from tests.fakes.desk import LAKESIDE, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import ALL_LANGUAGES, SCENES, typed

BY_NAME = {scene.name: scene for scene in SCENES}


def kiosk_at(journey: Journey) -> FletHarness:
    """Draw a journey."""
    return FletHarness(build_main(FakeDesk(journey=journey)))


def typing(text: str, field: WalkInField = WalkInField.NAME) -> Journey:
    """Let an Arab type into a field."""
    form = replace(WalkInForm(), **{field.value: typed(text)})
    step = WalkInStep.NAME if field is WalkInField.NAME else WalkInStep.DETAILS
    return Journey(WalkIn(step=step, active=field, form=form), language="ar")


def line_with_caret(kiosk: FletHarness, text: str) -> ft.Row:
    """Find the line that is being typed, by what stands before the caret."""
    return next(
        one
        for one in kiosk.controls()
        if isinstance(one, ft.Row)
        and len(one.controls) == 3
        and text in {getattr(each, "value", None) for each in one.controls}
    )


@pytest.mark.parametrize(
    ("language", "mirrored"), [(one, one == "ar") for one in ALL_LANGUAGES]
)
async def test_only_arabic_pages_are_mirrored(language, mirrored):
    """Back points to the right where one reads from the right."""
    async with kiosk_at(Journey(Welcome(), language=language)) as kiosk:
        page_is_mirrored = bool(kiosk.page.rtl)

    assert page_is_mirrored is mirrored


@pytest.mark.parametrize("language", ALL_LANGUAGES)
async def test_a_screen_reader_is_told_the_language(language):
    """WCAG 3.1.1: the page says its language, so that a reader's voice fits."""
    async with kiosk_at(Journey(Welcome(), language=language)) as kiosk:
        spoken = kiosk.page.locale_configuration.current_locale

    assert str(spoken) == str(ft.Locale(*language.split("-", 1)))


async def test_the_next_visitor_finds_the_page_as_it_was():
    """After an Arabic visit the page is not mirrored any more."""
    desk = FakeDesk(journey=Journey(Welcome(), language="ar"))

    async with FletHarness(build_main(desk)) as kiosk:
        desk.become(Journey(Welcome(), language="en"))
        await kiosk.settle()
        mirrored = bool(kiosk.page.rtl)

    assert not mirrored


async def test_a_code_is_read_from_left_to_right():
    """The first sign of a code stands in the box at the left end."""
    code = Journey(TypingCode(typed("7KQ2")), language="ar")

    async with kiosk_at(code) as kiosk:
        boxes = kiosk.marked("code").content.controls
        signs = [box.content.value for box in boxes]

    # A mirrored page begins at the right.
    assert signs == ["", "", "2", "Q", "K", "7"]


async def test_an_email_is_written_from_left_to_right():
    """An address keeps its order, and the caret stands at its right end."""
    async with kiosk_at(typing("mara@", WalkInField.EMAIL)) as kiosk:
        line = line_with_caret(kiosk, "\u200emara@\u200e")

    # What comes last stands at the left, where the address begins.
    assert line.controls[2].value == "\u200emara@\u200e"


async def test_an_arabic_name_is_written_from_right_to_left():
    """The caret stands at the left end of an Arabic name."""
    async with kiosk_at(typing("سارة")) as kiosk:
        line = line_with_caret(kiosk, "سارة")

    assert line.controls[0].value == "سارة"


async def test_a_latin_name_on_an_english_page_has_no_hidden_signs():
    """Where nothing is mirrored, nothing has to be held in its place."""
    english = replace(typing("Mara"), language="en")

    async with kiosk_at(english) as kiosk:
        line = line_with_caret(kiosk, "Mara")

    assert line.controls[0].value == "Mara"


@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (800, 1280)], ids=str)
async def test_ten_languages_fit_on_the_page(size):
    """Nobody has to push the list of languages to find their own."""
    ten = LAKESIDE.model_copy(update={"languages": list(ALL_LANGUAGES)})
    desk = FakeDesk(
        journey=BY_NAME["choosing_language"].journey("en"), configuration=ten
    )
    sizes = sizes_for(*size)

    async with FletHarness(build_main(desk), width=size[0], height=size[1]) as kiosk:
        heights = [kiosk.face_of(f"language-{one}").height for one in ALL_LANGUAGES]

    rows = len(ALL_LANGUAGES) // 2 + 1  # the last is for everybody else
    list_height = rows * max(heights) + (rows - 1) * sizes.px(10, 20)
    above = sizes.title_top + sizes.px(56, 80) + sizes.gap
    assert min(heights) >= 48
    assert above + list_height + sizes.margin <= size[1]
