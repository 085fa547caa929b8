"""How long each screen waits for a touch, and what happens then; pure."""

from dataclasses import dataclass

from kiosk_app.journey.events import BecameSlow, ByTime, LeftAlone, SecondPassed, TimeUp
from kiosk_app.journey.states import (
    Checking,
    CheckingOut,
    Finding,
    Goodbye,
    Journey,
    OutOfOrder,
    Pairing,
    StillThere,
    Welcome,
)

COUNTDOWN_SECONDS = 20
"""How long the cover is held before home; accessibility asks for 20 at least."""
SLOW_SECONDS = 0.3
BRIEF_SECONDS = 8.0
"""How long a page stands that nobody has to answer."""
SHORTEST_SECONDS = 5
"""Below this nobody could read a screen, whatever is configured."""


@dataclass(frozen=True)
class Patience:
    """After so many seconds, this happens.

    Attributes:
        touch_restarts: whether a touch makes the time start anew.
    """

    seconds: float
    event: ByTime
    touch_restarts: bool = False


def patience(journey: Journey, still_there_seconds: int) -> Patience | None:
    """Say how long the present screen waits; None: for ever."""
    alone = max(still_there_seconds, SHORTEST_SECONDS)
    match journey.state:
        case Welcome():
            at_home = journey.language == journey.default_language
            return None if at_home else Patience(alone, TimeUp(), touch_restarts=True)
        case Pairing():
            return None
        case Checking(slow=slow) | CheckingOut(slow=slow) | Finding(slow=slow):
            return None if slow else Patience(SLOW_SECONDS, BecameSlow())
        case OutOfOrder() | Goodbye():
            return Patience(BRIEF_SECONDS, TimeUp())
        case StillThere():
            return Patience(1, SecondPassed())
        case _:
            return Patience(alone, LeftAlone(COUNTDOWN_SECONDS), touch_restarts=True)
