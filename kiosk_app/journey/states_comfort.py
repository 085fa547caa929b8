"""How a visitor may make the screen easier to use, and the page that offers it."""

from dataclasses import dataclass
from enum import StrEnum


class Eased(StrEnum):
    """What may be made easier; each holds until home, for this visitor only."""

    LOW = "low"
    """All controls stand in the lower part of the screen."""
    LARGE_TEXT = "large_text"
    HIGH_CONTRAST = "high_contrast"
    CALM = "calm"
    """Nothing moves; progress is said in words."""


@dataclass(frozen=True)
class Comfort:
    """The visitor chooses what is to be easier."""
