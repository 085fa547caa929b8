"""How large everything is drawn, computed from the size of the page."""

from dataclasses import dataclass
from enum import Enum

_COMPACT_PAGE = (800.0, 480.0)
_LARGE_PAGE = (1280.0, 800.0)
_LARGE_FROM = 0.9
_SMALLEST = 0.6


@dataclass(frozen=True)
class Letters:
    """Size and line height in pixels, and weight (400, 500 or 700)."""

    size: int
    line: int
    weight: int


class Role(Enum):
    """What a text is for; the value is (size, line) compact, large, and weight."""

    DISPLAY = ((56, 64), (96, 104), 700)
    ROOM = ((54, 56), (104, 108), 700)
    ROOM_SMALL = ((44, 48), (80, 84), 700)
    ROOM_LONG = ((34, 40), (60, 66), 700)
    ROOM_TINY = ((28, 34), (50, 56), 700)
    NEXT = ((50, 56), (80, 88), 700)
    NEXT_SMALL = ((38, 44), (60, 68), 700)
    CODE = ((44, 52), (72, 84), 500)
    TITLE = ((28, 36), (44, 52), 700)
    FIELD = ((34, 40), (52, 60), 500)
    FIELD_SMALL = ((24, 30), (38, 46), 500)
    HINT = ((34, 40), (52, 60), 400)
    SECRET = ((27, 34), (40, 50), 700)
    SECRET_SMALL = ((20, 26), (30, 38), 700)
    LEAD = ((22, 28), (32, 40), 400)
    LEAD_STRONG = ((22, 28), (32, 40), 700)
    BUTTON = ((22, 28), (32, 40), 500)
    BODY = ((20, 26), (28, 36), 500)
    LABEL = ((20, 26), (28, 36), 400)
    SMALL = ((18, 24), (24, 32), 400)
    SMALL_STRONG = ((18, 24), (24, 32), 500)
    KEY = ((28, 34), (40, 48), 400)
    KEY_SMALL = ((20, 26), (28, 34), 500)


@dataclass(frozen=True)
class Sizes:
    """The measures for one page size: a sheet (compact or large), scaled to fit.

    Attributes:
        portrait: higher than wide; panels lie on top instead of beside.
    """

    width: float
    height: float
    large: bool
    portrait: bool
    scale: float

    def px(self, compact: float, large: float) -> int:
        """Choose the measure of the sheet and scale it to whole pixels."""
        return round((large if self.large else compact) * self.scale)

    def letters(self, role: Role) -> Letters:
        """Say how a text of this role is set."""
        (small, small_line), (big, big_line), weight = role.value
        return Letters(self.px(small, big), self.px(small_line, big_line), weight)

    @property
    def margin(self) -> int:
        """The space between the screen's edge and what stands on it."""
        return self.px(20, 40)

    @property
    def title_top(self) -> int:
        """The space above a title row: less, for its button is higher than a line."""
        return self.px(12, 24)

    @property
    def gap(self) -> int:
        """The space between two things of the same rank."""
        return self.px(16, 24)

    @property
    def primary(self) -> int:
        """The height of a primary button."""
        return self.px(64, 88)

    @property
    def choice(self) -> int:
        """The height of one of a few ways to go on."""
        return self.px(88, 132)

    @property
    def round_button(self) -> int:
        """The corner of buttons, fields and choices."""
        return self.px(16, 24)

    @property
    def round_card(self) -> int:
        """The corner of cards and panels."""
        return self.px(20, 28)


def sizes_for(width: float, height: float) -> Sizes:
    """Choose the sheet whose design fits a page of this size, and its scale."""
    portrait = height > width
    long, short = max(width, height), min(width, height)
    large = _fit(long, short, _LARGE_PAGE)
    if large >= _LARGE_FROM:
        return Sizes(width, height, large=True, portrait=portrait, scale=large)
    compact = max(_fit(long, short, _COMPACT_PAGE), _SMALLEST)
    return Sizes(width, height, large=False, portrait=portrait, scale=compact)


def _fit(long: float, short: float, page: tuple[float, float]) -> float:
    return min(long / page[0], short / page[1])
