"""How large everything is drawn, computed from the size of the page."""

from dataclasses import dataclass, replace
from enum import Enum

_COMPACT_PAGE = (800.0, 480.0)
_LARGE_PAGE = (1280.0, 800.0)
_LARGE_FROM = 0.9
_SMALLEST = 0.6
_ZOOM = 1.3
"""What all but text grows by with larger text; text itself grows to its double."""
_DOUBLE = 2.0
_HALF_MORE = 1.5
_PAGES = 2.0
"""So many times its height a page may have, where its middle scrolls."""
_ABOVE_REACH = 0.4
_ABOVE_REACH_ON_HIGH_PAGE = 0.5


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


_LARGE_ALREADY = frozenset({Role.ROOM, Role.ROOM_SMALL, Role.ROOM_LONG, Role.DISPLAY})
"""Read from one and a half metres; grown, a word of them would not fit a line."""
_LARGE_ENOUGH = frozenset({Role.NEXT, Role.NEXT_SMALL})


@dataclass(frozen=True)
class Sizes:
    """The measures for one page size: a sheet (compact or large), scaled to fit.

    Attributes:
        height: of the page, or with larger text of what scrolls on it.
        portrait: panels lie on top instead of beside: the page is higher than
            wide, or its text is large.
        large_text: text has its double size, and the middle of a page scrolls.
        low: nothing that can be touched stands above `reach`.
        zoom: what all but text is drawn larger by, besides the scale.
    """

    width: float
    height: float
    large: bool
    portrait: bool
    scale: float
    large_text: bool = False
    low: bool = False
    zoom: float = 1.0

    @property
    def page_height(self) -> float:
        """The height of what can be seen at once."""
        return self.height / _PAGES if self.large_text else self.height

    @property
    def reach(self) -> int:
        """How far down a page the part begins that everybody can reach."""
        high = self.page_height > self.width
        part = _ABOVE_REACH_ON_HIGH_PAGE if high else _ABOVE_REACH
        return round(self.page_height * part)

    @property
    def cramped(self) -> bool:
        """Whether a keyboard must be flat to leave room for what is typed."""
        return self.low or (self.large_text and self.page_height < self.width)

    @property
    def of_keys(self) -> "Sizes":
        """The measures of a keyboard: with larger text its signs grow, not its keys."""
        return replace(self, zoom=1.0)

    def px(self, compact: float, large: float) -> int:
        """Choose the measure of the sheet and scale it to whole pixels."""
        return round((large if self.large else compact) * self.scale * self.zoom)

    def letters(self, role: Role) -> Letters:
        """Say how a text of this role is set."""
        (small, small_line), (big, big_line), weight = role.value
        grown = self._growth(role)
        size, line = (big, big_line) if self.large else (small, small_line)
        return Letters(
            round(size * self.scale * grown), round(line * self.scale * grown), weight
        )

    def _growth(self, role: Role) -> float:
        if not self.large_text:
            return 1.0
        if role in _LARGE_ENOUGH:
            return _HALF_MORE
        return 1.0 if role in _LARGE_ALREADY else _DOUBLE

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
        return self.px(72, 112) if self.low else self.px(88, 132)

    @property
    def round_button(self) -> int:
        """The corner of buttons, fields and choices."""
        return self.px(16, 24)

    @property
    def round_card(self) -> int:
        """The corner of cards and panels."""
        return self.px(20, 28)


def sizes_for(
    width: float, height: float, *, large_text: bool = False, low: bool = False
) -> Sizes:
    """Choose the sheet whose design fits a page of this size, and its scale."""
    long, short = max(width, height), min(width, height)
    scale = _fit(long, short, _LARGE_PAGE)
    large = scale >= _LARGE_FROM
    if not large:
        scale = max(_fit(long, short, _COMPACT_PAGE), _SMALLEST)
    return Sizes(
        width,
        height * _PAGES if large_text else height,
        large=large,
        portrait=large_text or height > width,
        scale=scale,
        large_text=large_text,
        low=low,
        zoom=_ZOOM if large_text else 1.0,
    )


def _fit(long: float, short: float, page: tuple[float, float]) -> float:
    return min(long / page[0], short / page[1])
