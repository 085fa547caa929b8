"""The organisation's own line on the first screen."""

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.states import Journey, Welcome
from kiosk_app.theme.sizes import Letters, Role, sizes_for
from kiosk_app.widgets.ruler import Ruler
from shared.badge_fonts import OURS
from shared.kiosk import KioskReply, ReaderSide
from shared.kiosk_options import KioskOptions, WelcomeButton
from tests.fakes.desk import LAKESIDE, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import ALL_LANGUAGES, FOREIGN_LINES, LINES, LONG_LINES

RULER = Ruler(OURS)
EVERY_WAY = KioskOptions()
# What stands at the foot of the page then needs one line.
TWO_WAYS = KioskOptions(buttons=(WelcomeButton.WALK_IN, WelcomeButton.CODE))
SIZES = pytest.mark.parametrize("size", [(800, 480), (1280, 800), (800, 1280)], ids=str)
EVERY_LANGUAGE = pytest.mark.parametrize("language", ["en", "de"])
ALL_LINES = pytest.mark.parametrize(
    "lines",
    [LINES, LONG_LINES, FOREIGN_LINES, dict.fromkeys(LINES, "W" * 80)],
    ids=["short", "long", "foreign", "wide"],
)


def told(lines: dict[str, str], reader: ReaderSide = ReaderSide.BELOW) -> KioskReply:
    """Tell the kiosk what stands on its first screen."""
    return LAKESIDE.model_copy(update={"welcome": lines, "reader": reader})


def kiosk_with(
    lines: dict[str, str],
    *,
    language: str = "en",
    size=(800, 480),
    online: bool = True,
    reader: ReaderSide = ReaderSide.BELOW,
    options: KioskOptions = EVERY_WAY,
) -> FletHarness:
    """Draw the first screen with these lines."""
    journey = Journey(Welcome(), language=language, online=online)
    configuration = told(lines, reader).model_copy(update={"options": options})
    desk = FakeDesk(journey=journey, configuration=configuration)
    return FletHarness(build_main(desk), width=size[0], height=size[1])


def column_of(kiosk: FletHarness) -> ft.Container:
    """Find what stands beside or below the reader's panel."""
    return next(
        one
        for one in kiosk.controls()
        if isinstance(one, ft.Container)
        and isinstance(one.content, ft.Column)
        and len(one.content.controls) > 6
    )


def line_of(kiosk: FletHarness) -> ft.Text:
    """Find the organisation's line: it stands below the title."""
    row = next(
        one for one in column_of(kiosk).content.controls[3:] if isinstance(one, ft.Row)
    )
    return row.controls[0].content


def foot_lines(foot: ft.Control) -> int:
    """Count the lines of what stands at the foot of the page."""
    return len(foot.controls) if isinstance(foot, ft.Column) else 1


def letters_of(text: ft.Text) -> Letters:
    """Say how a text is set."""
    size = int(text.style.size)
    weight = int(text.style.weight.value[1:])
    return Letters(size, round(size * text.style.height), weight)


@EVERY_LANGUAGE
@pytest.mark.parametrize("online", [True, False])
async def test_the_line_stands_below_the_title(language, online):
    """A visitor reads the line of their language, also while the server is away."""
    async with kiosk_with(LINES, language=language, online=online) as kiosk:
        said = kiosk.texts()
        drawn = line_of(kiosk)

    shown = [text for text in said if LINES[language] in text]
    assert shown == [drawn.value]
    assert letters_of(drawn) == sizes_for(800, 480).letters(Role.LEAD)


async def test_a_language_without_a_line_shows_none():
    """Nobody reads a line in a language that they did not choose."""
    async with kiosk_with({"de": "Guten Tag"}) as kiosk:
        with_another = kiosk.texts()
    async with kiosk_with({}) as kiosk:
        without = kiosk.texts()

    assert with_another == without


@SIZES
async def test_without_a_line_everything_stays_where_it_was(size):
    """An organisation that wrote nothing sees no gap below the title."""
    async with kiosk_with({}, size=size, options=TWO_WAYS) as kiosk:
        column = column_of(kiosk)
        kinds = [type(one) for one in column.content.controls[1:5]]
        title = next(
            one.content
            for one in column.content.controls
            if isinstance(one, ft.Semantics) and one.header
        )

    assert kinds == [ft.Container, ft.Semantics, ft.Text, ft.Container]
    assert letters_of(title) == sizes_for(*size).letters(Role.DISPLAY)


@SIZES
@EVERY_LANGUAGE
@ALL_LINES
async def test_with_a_line_there_is_still_room_to_say_that_we_are_offline(
    lines, language, size
):
    """However long the line, the page does not run over its lower edge."""
    async with kiosk_with(lines, language=language, size=size, online=False) as kiosk:
        page = column_of(kiosk)
        rows = page.content.controls
        line = line_of(kiosk)
        title = next(
            one.content for one in rows if isinstance(one, ft.Semantics) and one.header
        )

    sizes = sizes_for(*size)
    own = line.max_lines * letters_of(line).line
    gaps = page.padding.top + page.padding.bottom
    gaps += sum(one.height or 0 for one in rows if isinstance(one, ft.Container))
    # Where two lines stand at the foot, the lead has gone.
    lead, chip = sizes.letters(Role.LEAD).line, sizes.px(40, 56)
    foot = foot_lines(rows[-1]) * sizes.px(48, 72)
    lead *= foot_lines(rows[-1]) == 1
    fixed = sizes.px(30, 40) + lead + 2 * sizes.px(88, 132) + foot
    panel = sizes.px(344, 532) * sizes.portrait
    taken = gaps + letters_of(title).line + own + fixed
    assert panel + taken + chip + 2 * 8 <= size[1]


@SIZES
@pytest.mark.parametrize("language", ALL_LANGUAGES)
async def test_two_lines_at_the_foot_leave_room_to_say_that_we_are_offline(
    language, size
):
    """With all that a site can offer, the page still ends above its lower edge."""
    async with kiosk_with({}, language=language, size=size, online=False) as kiosk:
        page = column_of(kiosk)
        rows = page.content.controls
        title = next(
            one.content for one in rows if isinstance(one, ft.Semantics) and one.header
        )

    sizes = sizes_for(*size)
    gaps = page.padding.top + page.padding.bottom
    gaps += sum(one.height or 0 for one in rows if isinstance(one, ft.Container))
    lead, chip = sizes.letters(Role.LEAD).line, sizes.px(40, 56)
    foot = foot_lines(rows[-1]) * sizes.px(48, 72)
    fixed = sizes.px(30, 40) + lead + 2 * sizes.px(88, 132) + foot
    panel = sizes.px(344, 532) * sizes.portrait
    assert panel + gaps + letters_of(title).line + fixed + chip + 2 * 8 <= size[1]


@SIZES
@EVERY_LANGUAGE
@pytest.mark.parametrize("reader", [ReaderSide.BELOW, ReaderSide.NONE])
async def test_a_line_of_eighty_signs_is_not_cut(reader, language, size):
    """A usual sentence of the longest kind can be read whole."""
    async with kiosk_with(
        LONG_LINES, language=language, size=size, reader=reader
    ) as kiosk:
        drawn = line_of(kiosk)
        page = column_of(kiosk)

    sizes = sizes_for(*size)
    beside = sizes.px(304, 480) * (reader is ReaderSide.BELOW and not sizes.portrait)
    width = size[0] - page.padding.left - page.padding.right - beside
    lines = RULER.lines(drawn.value, letters_of(drawn), within=width)
    assert lines <= drawn.max_lines


@SIZES
@ALL_LINES
async def test_a_line_without_room_ends_with_an_ellipsis(lines, size):
    """Eighty wide signs are cut where everybody sees that they are."""
    async with kiosk_with(lines, size=size) as kiosk:
        drawn = line_of(kiosk)

    assert drawn.max_lines in {1, 2, 3}
    assert drawn.overflow is ft.TextOverflow.ELLIPSIS


async def test_an_arabic_line_keeps_its_own_direction():
    """A line that is read from the right does not turn its signs around."""
    async with kiosk_with(FOREIGN_LINES) as kiosk:
        drawn = line_of(kiosk)

    inner = FOREIGN_LINES["en"]
    assert drawn.value == f"\N{FIRST STRONG ISOLATE}{inner}\N{POP DIRECTIONAL ISOLATE}"


async def test_a_small_upright_page_shows_one_line_of_it():
    """Where there is room for one line only, the title makes place for it."""
    async with kiosk_with(LONG_LINES, size=(480, 800), online=False) as kiosk:
        drawn = line_of(kiosk)

    assert drawn.max_lines == 1
    assert letters_of(drawn) == sizes_for(480, 800).letters(Role.SMALL)
