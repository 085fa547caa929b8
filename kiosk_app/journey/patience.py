"""How long each screen waits for a touch, and what happens then; pure."""

from dataclasses import dataclass

from kiosk_app.journey.events import BecameSlow, ByTime, LeftAlone, SecondPassed, TimeUp
from kiosk_app.journey.reading_time import reading_seconds
from kiosk_app.journey.states import (
    AlreadyHere,
    CheckedInOffline,
    Checking,
    CheckingOut,
    Completed,
    Finding,
    Goodbye,
    Journey,
    OnPhone,
    OutOfOrder,
    Pairing,
    Recalling,
    StillThere,
    TakingPhoto,
    Welcome,
)
from kiosk_app.journey.states_help import Delivering
from kiosk_app.journey.states_photo import CameraState
from kiosk_app.journey.states_server import AskingServer, ServerFrom
from kiosk_app.journey.turn import at_home
from shared.help import DeliveryRequest

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
        case Welcome() | Pairing() | AskingServer() if _waits(journey):
            return None
        case (
            Checking(slow=slow)
            | CheckingOut(slow=slow)
            | Finding(slow=slow)
            | Recalling(slow=slow)
            | Delivering(request=DeliveryRequest(), slow=slow)
        ):
            return None if slow else Patience(SLOW_SECONDS, BecameSlow())
        case OutOfOrder() | Goodbye() | TakingPhoto(camera=CameraState.MISSING):
            return Patience(BRIEF_SECONDS, TimeUp())
        case StillThere() | OnPhone():
            return Patience(1, SecondPassed())
        case _:
            seconds = max(alone, _to_read(journey))
            return Patience(seconds, LeftAlone(COUNTDOWN_SECONDS), touch_restarts=True)


def _waits(journey: Journey) -> bool:
    """Tell whether nobody has begun anything here that would have to end."""
    match journey.state:
        case Welcome():
            return at_home(journey)
        case AskingServer():
            return journey.server is ServerFrom.NOBODY
        case _:
            return True


def _to_read(journey: Journey) -> int:
    match journey.state:
        case Completed() | AlreadyHere() | CheckedInOffline() as state:
            return reading_seconds(state, journey.options.read_seconds)
        case _:
            return 0
