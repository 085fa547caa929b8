"""How far a visitor's badge is, as their screen says it."""

from enum import StrEnum


class BadgeState(StrEnum):
    """How far the badge is."""

    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    """It did not come out; it may still, once somebody has looked at the printer."""
    PERHAPS = "perhaps"
    """Nobody can tell without looking."""
    ELSEWHERE = "elsewhere"
    """Another kiosk of the site prints it."""
