"""What a design can place on a badge, and how each part may stand."""

from dataclasses import dataclass, replace
from enum import StrEnum

from shared.badge_fonts import Weight

_HAIR = 1e-6
"""Boxes that meet do not overlap, whatever the last digit of a sum says."""


class Part(StrEnum):
    """Something that stands on a badge."""

    NAME = "name"
    COMPANY = "company"
    HOST = "host"
    ROOM = "room"
    SITE = "site"
    DATE = "date"
    VALIDITY = "validity"
    VISIT_TYPE = "visit_type"
    TEXT = "text"
    PATTERN = "pattern"
    PHOTO = "photo"
    LOGO = "logo"
    CODE = "code"


LABELLED = (Part.HOST, Part.ROOM)
UNCHANGED = (Part.PHOTO, Part.LOGO, Part.CODE)
"""Pictures that are as large as their boxes; they never grow."""
PICTURES = (Part.PATTERN, *UNCHANGED)


class Align(StrEnum):
    """Where along its line something stands; badges in Arabic start at the right."""

    START = "start"
    CENTRE = "centre"
    END = "end"


class Stand(StrEnum):
    """Where in the height of its box something stands."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Side(StrEnum):
    """Where a box may grow when nothing stands there; start and end as in `Align`."""

    START = "start"
    END = "end"
    UP = "up"
    DOWN = "down"


class LabelPlace(StrEnum):
    """Where the small word stands that says what a value is."""

    BESIDE = "beside"
    ABOVE = "above"
    NONE = "none"


@dataclass(frozen=True)
class Box:
    """A place on the paper, in millimetres from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends, from the left."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends, from the top."""
        return self.y + self.height

    def overlaps(self, other: "Box") -> bool:
        """Tell whether the two have more than an edge in common."""
        return self.beside(other) and self.above(other)

    def beside(self, other: "Box") -> bool:
        """Tell whether a level line crosses both."""
        return self.y < other.bottom - _HAIR and other.y < self.bottom - _HAIR

    def above(self, other: "Box") -> bool:
        """Tell whether an upright line crosses both."""
        return self.x < other.right - _HAIR and other.x < self.right - _HAIR

    def within(self, other: "Box") -> bool:
        """Tell whether the other holds all of it."""
        return (
            self.x >= other.x - _HAIR
            and self.y >= other.y - _HAIR
            and self.right <= other.right + _HAIR
            and self.bottom <= other.bottom + _HAIR
        )

    def inset(self, by: float) -> "Box":
        """Give what is left inside a border."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def mirrored(self, width: float) -> "Box":
        """Give its place on a paper of this width that is turned round."""
        return replace(self, x=width - self.right)


@dataclass(frozen=True)
class Lettered:
    """How words are set.

    Attributes:
        smallest, largest: between which sizes letters may shrink, in millimetres.
        lines: how many there may be.
        panel: white letters on a black ground.
        label, label_size: the small word of host and room.
    """

    smallest: float
    largest: float
    weight: Weight = Weight.REGULAR
    lines: int = 1
    panel: bool = False
    label: LabelPlace = LabelPlace.NONE
    label_size: float = 3.2


@dataclass(frozen=True)
class Placed:
    """One part and its place.

    Attributes:
        grow: where it takes the room of parts that this visitor's badge lacks.
        letters: None for a picture.
    """

    part: Part
    box: Box
    align: Align = Align.START
    stand: Stand = Stand.MIDDLE
    grow: frozenset[Side] = frozenset()
    letters: Lettered | None = None
