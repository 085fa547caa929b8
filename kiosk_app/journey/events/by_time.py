"""What time does while nobody touches anything."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class BecameSlow:
    """Checking lasts longer than a visitor takes for granted."""


@dataclass(frozen=True)
class LeftAlone:
    """Nobody touched the screen for the configured time."""

    seconds_left: int


@dataclass(frozen=True)
class SecondPassed:
    """One second of the countdown."""


@dataclass(frozen=True)
class TimeUp:
    """What is shown without a countdown has stood long enough."""


ByTime: TypeAlias = BecameSlow | LeftAlone | SecondPassed | TimeUp
