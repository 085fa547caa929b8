"""What the screens of names, choices and colleagues are made of."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk_app.journey.states_badges import BadgeState
from shared.check_in import CheckInRequest
from shared.kiosk import PrinterState
from shared.kiosk_options import KioskOptions

NOTHING_TOLD = KioskOptions(by_name=False)
"""What counts before the server has told: nobody is looked up by name."""


class Punctual(StrEnum):
    """Whether a visitor came at about the time they were expected."""

    ABOUT = "about"
    EARLY = "early"
    LATE = "late"


class NotLeft(StrEnum):
    """Why somebody who wants to leave has not left yet."""

    NOBODY = "nobody"
    """Nobody on site has that name, or none of the visits was theirs."""
    UNKNOWN = "unknown"
    OVER = "over"
    AWAY = "away"
    """The server did not answer."""


class Why(StrEnum):
    """Why a visitor chooses among visits."""

    BY_NAME = "by_name"
    SEVERAL = "several"
    LEAVING = "leaving"


class Brought(StrEnum):
    """How far the check-in of a colleague is."""

    NOT_YET = "not_yet"
    ASKING = "asking"
    DONE = "done"
    AT_RECEPTION = "at_reception"


@dataclass(frozen=True)
class Companion:
    """Somebody of the visitor's party, as their colleague sees them.

    Attributes:
        request: what is sent for them; None until the visitor has confirmed.
        visit: theirs, once they are checked in.
        printer, badge_at: as in Completed.
    """

    name: str
    claim: str
    chosen: bool = True
    brought: Brought = Brought.NOT_YET
    request: CheckInRequest | None = None
    visit: str = ""
    badge: BadgeState = BadgeState.NONE
    printer: PrinterState = PrinterState.UNKNOWN
    badge_at: str = ""
