"""Where the parts of one badge stand, once it is known which of them it has.

Pure sums in millimetres. Whatever grows stops before what stands there already, so
no two parts ever meet.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from shared.badge_design import BadgeDesign
from shared.badge_parts import Align, Box, Part, Placed, Side

_SHORTEST = 10.0
"""How long a piece of a roll is at least, in millimetres, so that it can be torn off."""
_TURNED = {Align.START: Align.END, Align.END: Align.START}


@dataclass(frozen=True)
class Places:
    """Everything in its final place; `end` aligned at the right, also when mirrored.

    Attributes:
        height_mm: how long the paper is.
    """

    parts: tuple[Placed, ...]
    lines: tuple[Box, ...]
    height_mm: float


def arrange(
    design: BadgeDesign, present: Collection[Part], *, mirrored: bool
) -> Places:
    """Give the parts that are present their places; `mirrored` for Arabic and alike."""
    parts = [placed for placed in design.parts if placed.part in present]
    lines = list(design.lines)
    height = design.height_mm
    if design.roll:
        parts, lines, height = _closed_up(design, parts)
    for at, placed in enumerate(parts):
        others = [other.box for other in parts if other is not placed]
        parts[at] = _grown(placed, [*others, *lines], design, height)
    if mirrored:
        parts = [_turned(placed, design.width_mm) for placed in parts]
        lines = [line.mirrored(design.width_mm) for line in lines]
    return Places(tuple(parts), tuple(lines), height)


def _closed_up(
    design: BadgeDesign, parts: list[Placed]
) -> tuple[list[Placed], list[Box], float]:
    """Take out the rows in which nothing stands, and the paper after the last."""
    there = [placed.box for placed in parts] + list(design.lines)
    absent = [placed.box for placed in design.parts if placed not in parts]
    empty = [row for box in absent if (row := _empty_row(box, there))]

    def risen(box: Box) -> Box:
        return replace(box, y=box.y - _length([row for row in empty if row[0] < box.y]))

    moved = [replace(placed, box=risen(placed.box)) for placed in parts]
    lines = [risen(line) for line in design.lines]
    bottoms = [box.bottom for box in [*(placed.box for placed in moved), *lines]]
    return moved, lines, max([_SHORTEST, *bottoms]) + design.margin_mm


def _empty_row(box: Box, there: list[Box]) -> tuple[float, float] | None:
    """Give the row of a box down to what follows, where nothing else stands in it."""
    below = min((other.y for other in there if other.y >= box.bottom), default=None)
    if below is None or any(box.beside(other) for other in there):
        return None
    return box.y, below


def _length(rows: list[tuple[float, float]]) -> float:
    """Add rows up; what several have in common counts once."""
    total, reached = 0.0, 0.0
    for top, bottom in sorted(rows):
        total += max(0.0, bottom - max(top, reached))
        reached = max(reached, bottom)
    return total


def _grown(
    placed: Placed, taken: list[Box], design: BadgeDesign, height: float
) -> Placed:
    """Let a part take the room that is free on the sides that its design names."""
    box, gap = placed.box, design.gap_mm
    paper = Box(0, 0, design.width_mm, height).inset(design.margin_mm)
    for side in (side for side in Side if side in placed.grow):
        box = _towards(side, box, taken, paper, gap)
    return replace(placed, box=box)


def _towards(side: Side, box: Box, taken: list[Box], paper: Box, gap: float) -> Box:
    level = [other for other in taken if other.beside(box)]
    upright = [other for other in taken if other.above(box)]
    match side:
        case Side.START:
            ends = [other.right + gap for other in level if other.x < box.x]
            x = min(box.x, max([paper.x, *ends]))
            return replace(box, x=x, width=box.right - x)
        case Side.END:
            ends = [other.x - gap for other in level if other.x > box.x]
            right = max(box.right, min([paper.right, *ends]))
            return replace(box, width=right - box.x)
        case Side.UP:
            ends = [other.bottom + gap for other in upright if other.y < box.y]
            y = min(box.y, max([paper.y, *ends]))
            return replace(box, y=y, height=box.bottom - y)
        case _:  # down
            ends = [other.y - gap for other in upright if other.y > box.y]
            bottom = max(box.bottom, min([paper.bottom, *ends]))
            return replace(box, height=bottom - box.y)


def _turned(placed: Placed, width: float) -> Placed:
    return replace(
        placed,
        box=placed.box.mirrored(width),
        align=_TURNED.get(placed.align, placed.align),
    )
