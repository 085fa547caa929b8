"""A badge drawn in black and white dots, ready for any printer.

Pure but for its fonts, which it reads from their files (see `badge_fonts`): the same
badge and size give the same dots wherever the same fonts are.
"""

from dataclasses import dataclass

from PIL import Image

from shared.badge import Badge
from shared.badge_fonts import Weight
from shared.badge_paper import DESIGN_HEIGHT, DESIGN_WIDTH, Paper, Style

_SITE = Style(Weight.MEDIUM, 4.2, 4.2)
_DATE = Style(Weight.REGULAR, 4.2, 4.2)
_NAME = Style(Weight.BOLD, 15.0, 6.0)
_COMPANY = Style(Weight.REGULAR, 6.0, 4.6)
_LABEL = Style(Weight.REGULAR, 3.8, 3.0)
_HOST = Style(Weight.MEDIUM, 5.6, 4.2)
_ROOM = Style(Weight.BOLD, 7.4, 4.4)

_HEAD_HEIGHT = 6.0
_HOST_HEIGHT = 6.2
_ROOM_HEIGHT = 11.2
_COMPANY_HEIGHT = 7.2
_LABELS_WIDTH = 18.0
_GAP = 2.6
_PADDING = 3.2
_LEADING = 1.12
"""From one line of the name to the next, in sizes."""
_CAPITALS = 0.71
"""How high Roboto's capitals are, in sizes."""
_DATE_SHARE = 0.62
_CODE_SIDE = 22.0
_CODE_AT_MOST = 29.0


def draw_badge(
    badge: Badge,
    *,
    width_mm: float = DESIGN_WIDTH,
    height_mm: float = DESIGN_HEIGHT,
    dpi: int = 203,
) -> Image.Image:
    """Draw a badge as an image of mode "1", black on white.

    Long texts shrink, then end in "…". A QR code that would not fit with four dots
    to the module is left out: the check-out code can be typed.

    Raises:
        ValueError: the label is too small for anything to be read.
    """
    paper = Paper(width_mm, height_mm, dpi)
    _draw_head(paper, badge)
    code = _draw_code(paper, badge)
    stack = _draw_stack(paper, badge, keep_free=code)
    _draw_visitor(paper, badge, bottom=paper.height - max(code, stack) - _GAP)
    return paper.finished()


def _draw_head(paper: Paper, badge: Badge) -> None:
    date = paper.clean(badge.date)
    needed = paper.measure(date, _DATE.weight, _DATE.largest)
    width = min(needed, paper.width * _DATE_SHARE)
    paper.write(date, _DATE, at=(paper.width - width, 3.6), width=width)
    left = paper.width - width - _GAP
    paper.write(paper.clean(badge.site), _SITE, at=(0, 3.6), width=left)
    paper.rule(_HEAD_HEIGHT)


def _draw_code(paper: Paper, badge: Badge) -> float:
    if not badge.code:
        return 0
    return paper.code(badge.code, side=_CODE_SIDE, most=_CODE_AT_MOST)


def _draw_stack(paper: Paper, badge: Badge, *, keep_free: float) -> float:
    """Draw host and room upwards from the lower left corner; give the height."""
    right = paper.width - keep_free - (_GAP if keep_free else 0)
    room = paper.clean(badge.room)
    host_label = paper.clean(badge.labels.host)
    room_label = paper.clean(badge.labels.room)
    if not room:
        row = _Row(0, _label_width(paper, host_label) + _GAP, paper.height - 1.4, right)
        _draw_row(paper, row, label=host_label, style=_HOST, value=badge.host)
        return _HOST_HEIGHT
    widest = max(_label_width(paper, host_label), _label_width(paper, room_label))
    column = _PADDING + widest + _GAP
    top = paper.height - _ROOM_HEIGHT
    row = _Row(0, column, top - _GAP - 1.4, right)
    _draw_row(paper, row, label=host_label, style=_HOST, value=badge.host)
    paper.panel(0, top, right, paper.height)
    _draw_room(paper, room, label=room_label, column=column, right=right - _PADDING)
    return _ROOM_HEIGHT + _GAP + _HOST_HEIGHT


def _draw_room(
    paper: Paper, room: str, *, label: str, column: float, right: float
) -> None:
    """Write the room into its panel, on two lines where one would cut it."""
    size = paper.size_for(room, _ROOM, right - column)
    lines = [room]
    if paper.measure(room, _ROOM.weight, size) > right - column:
        lines = paper.fill(room, _ROOM, right - column)
    style = Style(_ROOM.weight, size, size)
    height = _CAPITALS * size + (len(lines) - 1) * _LEADING * size
    first = paper.height - (_ROOM_HEIGHT + height) / 2 + _CAPITALS * size
    for number, line in enumerate(lines):
        row = _Row(
            _PADDING, column, first + number * _LEADING * size, right, white=True
        )
        label = "" if number else label
        _draw_row(paper, row, label=label, style=style, value=line)


def _label_width(paper: Paper, label: str) -> float:
    return min(_LABELS_WIDTH, paper.measure(label, _LABEL.weight, _LABEL.largest))


@dataclass(frozen=True)
class _Row:
    """Where a label and its value stand."""

    left: float
    column: float
    baseline: float
    right: float
    white: bool = False


def _draw_row(paper: Paper, row: _Row, *, label: str, style: Style, value: str) -> None:
    paper.write(
        label,
        _LABEL,
        at=(row.left, row.baseline),
        width=row.column - row.left,
        white=row.white,
    )
    paper.write(
        paper.clean(value),
        style,
        at=(row.column, row.baseline),
        width=row.right - row.column,
        white=row.white,
    )


def _draw_visitor(paper: Paper, badge: Badge, *, bottom: float) -> None:
    """Draw name and company between the head and whatever stands below."""
    company = paper.clean(badge.company)
    y = _HEAD_HEIGHT + _GAP
    free = bottom - y - (_COMPANY_HEIGHT if company else 0)
    lines, size = _name_lines(paper, paper.clean(badge.name), free)
    style = Style(_NAME.weight, size, size)
    for line in lines:
        paper.write(line, style, at=(0, y + size * 0.84), width=paper.width)
        y += size * _LEADING
    paper.write(company, _COMPANY, at=(0, y + 5.0), width=paper.width)


def _name_lines(paper: Paper, name: str, height: float) -> tuple[list[str], float]:
    """Choose one line or two, whichever lets the name be larger."""
    choices = [
        (lines, _size_that_fits(paper, lines, height))
        for lines in ([name], _halves(paper, name))
    ]
    lines, size = max(choices, key=lambda choice: choice[1])
    smallest = min(_NAME.smallest, height / 2 / _LEADING)
    if size >= smallest:
        return lines, size
    style = Style(_NAME.weight, smallest, smallest)
    return paper.fill(name, style, paper.width), smallest


def _size_that_fits(paper: Paper, lines: list[str], height: float) -> float:
    largest = min(_NAME.largest, height / len(lines) / _LEADING)
    wanted = max(_width(paper, lines, largest), 0.1)
    return min(largest, 0.999 * largest * paper.width / wanted)


def _halves(paper: Paper, name: str) -> list[str]:
    """Break a name where its two lines come out most alike."""
    places = [at for at, sign in enumerate(name, 1) if sign in " -"]
    nearest = sorted(places, key=lambda at: abs(at - len(name) / 2))[:3]
    breaks = [[name[:at].rstrip(), name[at:]] for at in nearest or [len(name) // 2]]
    return min(breaks, key=lambda lines: _width(paper, lines, 1))


def _width(paper: Paper, lines: list[str], size: float) -> float:
    return max(paper.measure(line, _NAME.weight, size) for line in lines)
