"""How a badge is laid out: a design is a TOML file, four of them are ours."""

from dataclasses import dataclass


class DesignWrong(ValueError):
    """A design cannot be used; the text says where, and what would be right."""


@dataclass(frozen=True)
class BadgeDesign:
    """One design: the label's size in millimetres, and what stands where."""

    name: str
    width_mm: float
    height_mm: float


def built_in_designs() -> dict[str, BadgeDesign]:
    """Give our own designs by their names; "classic" is the one used by default."""
    return {"classic": BadgeDesign("classic", 100.0, 62.0)}


def read_design(text: str) -> BadgeDesign:
    """Read an own design.

    Raises:
        DesignWrong: with the line's or key's name.
    """
    raise DesignWrong(text[:0] + "own designs are not read yet")
