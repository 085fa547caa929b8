"""How a badge is laid out: a design is a TOML file, four of them are ours.

Every key is described in docs/badges.md. A design names no files and no fonts: all
that it can do is to say where on the label a part stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from pathlib import Path

from shared.badge_fonts import Weight
from shared.badge_parts import (
    LABELLED,
    PICTURES,
    UNCHANGED,
    Align,
    Box,
    LabelPlace,
    Lettered,
    Part,
    Placed,
    Side,
    Stand,
)
from shared.badge_toml import DesignWrong, Table, read_toml

__all__ = ["BadgeDesign", "DesignWrong", "built_in_designs", "read_design"]

_OURS = Path(__file__).parent / "badge_designs"
_NARROWEST, _WIDEST, _LONGEST = 20.0, 220.0, 400.0
_LARGEST_LETTERS = 60.0
_SMALLEST_LETTERS = 1.5


class _Heavy(StrEnum):
    """A weight as a design's author writes it."""

    REGULAR = "regular"
    MEDIUM = "medium"
    BOLD = "bold"


@dataclass(frozen=True)
class BadgeDesign:
    """One design: the label's size in millimetres, and what stands where.

    Attributes:
        margin_mm: what stays white around everything but a code's own quiet zone.
        gap_mm: what stays white where a part grows towards another one.
        roll: the paper has no end: what is absent takes none, and it is cut after
            the last part.
        parts: in the file's order, in which they grow.
        lines: fine lines.
    """

    name: str
    width_mm: float
    height_mm: float
    margin_mm: float = 4.0
    gap_mm: float = 2.0
    roll: bool = False
    parts: tuple[Placed, ...] = ()
    lines: tuple[Box, ...] = ()


def built_in_designs() -> dict[str, BadgeDesign]:
    """Give our own designs by their names; "classic" is the one used by default."""
    files = sorted(_OURS.glob("*.toml"))
    return {file.stem: read_design(file.read_text("utf-8")) for file in files}


def read_design(text: str) -> BadgeDesign:
    """Read a design.

    Raises:
        DesignWrong: with the key's name and what would be right.
    """
    file = read_toml(text)
    label, elements = file.table("label"), file.table("elements")
    width = label.number("width", least=_NARROWEST, most=_WIDEST)
    height = label.number("height", least=_NARROWEST, most=_LONGEST)
    design = BadgeDesign(
        name=file.text("name", longest=60, default=""),
        width_mm=width,
        height_mm=height,
        margin_mm=label.number("margin", least=0, most=20, default=4.0),
        gap_mm=label.number("gap", least=0, most=20, default=2.0),
        roll=label.truth("roll", default=False),
        parts=tuple(_parts(elements)),
        lines=tuple(_line(table) for table in file.tables("lines", most=8)),
    )
    label.end()
    file.end()
    _check(design)
    return design


def _parts(elements: Table) -> list[Placed]:
    elements.end(but=list(Part))
    read = [_part(Part(key), elements.table(key)) for key in elements.left()]
    shown = [placed for placed in read if placed]
    if Part.NAME not in [placed.part for placed in shown]:
        raise DesignWrong("elements.name is missing; every badge shows a name")
    return shown


def _part(part: Part, table: Table) -> Placed | None:
    shown = table.truth("show", default=True)
    placed = Placed(
        part,
        _box(table),
        align=table.choice("align", Align.START),
        stand=table.choice("stand", Stand.MIDDLE),
    )
    if part not in UNCHANGED:
        placed = replace(placed, grow=table.choices("grow", Side))
    if part not in PICTURES:
        placed = replace(placed, letters=_letters(part, table))
    table.end()
    return placed if shown else None


def _letters(part: Part, table: Table) -> Lettered:
    smallest, largest = table.bounds(
        "size", least=_SMALLEST_LETTERS, most=_LARGEST_LETTERS
    )
    letters = Lettered(
        smallest,
        largest,
        weight=Weight[table.choice("weight", _Heavy.REGULAR).name],
        lines=table.whole("lines", most=3, default=1),
        panel=table.truth("panel", default=False),
    )
    if part not in LABELLED:
        return letters
    return replace(
        letters,
        label=table.choice("label", LabelPlace.BESIDE),
        label_size=table.number(
            "label_size", least=_SMALLEST_LETTERS, most=_LARGEST_LETTERS, default=3.2
        ),
    )


def _box(table: Table) -> Box:
    return Box(
        table.number("x", least=0, most=_WIDEST),
        table.number("y", least=0, most=_LONGEST),
        table.number("width", least=1, most=_WIDEST),
        table.number("height", least=1, most=_LONGEST),
    )


def _line(table: Table) -> Box:
    box = Box(
        table.number("x", least=0, most=_WIDEST),
        table.number("y", least=0, most=_LONGEST),
        table.number("width", least=1, most=_WIDEST),
        table.number("thickness", least=0.1, most=5, default=0.25),
    )
    table.end()
    return box


def _check(design: BadgeDesign) -> None:
    """Refuse what would be cut off, or would stand on something else."""
    paper = Box(0, 0, design.width_mm, design.height_mm)
    for placed in design.parts:
        # A code brings its own white border.
        room = paper.inset(0 if placed.part is Part.CODE else design.margin_mm)
        _check_within(f"elements.{placed.part}", placed.box, room)
    for number, line in enumerate(design.lines, 1):
        _check_within(f"lines[{number}]", line, paper)
    for (name, box), (other, taken) in combinations(_boxes(design), 2):
        if box.overlaps(taken):
            raise DesignWrong(
                f"{name} ({_told(box)}) overlaps {other} ({_told(taken)});"
                " move one of them or make it smaller"
            )


def _check_within(name: str, box: Box, room: Box) -> None:
    if not box.within(room):
        raise DesignWrong(
            f"{name} ({_told(box)}) leaves the paper; between the margins there is"
            f" {_told(room)}"
        )


def _boxes(design: BadgeDesign) -> Iterator[tuple[str, Box]]:
    for placed in design.parts:
        yield f"elements.{placed.part}", placed.box
    for number, line in enumerate(design.lines, 1):
        yield f"lines[{number}]", line


def _told(box: Box) -> str:
    return f"x {box.x:g} to {box.right:g}, y {box.y:g} to {box.bottom:g}"
