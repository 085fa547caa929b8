"""What whoever looks after the kiosk does, and what they are answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from kiosk_app.journey.states_staff import StaffFacts
from shared.badge import Badge


@dataclass(frozen=True)
class ClockTouched:
    """The clock on Welcome was touched."""

    at: datetime


@dataclass(frozen=True)
class StaffWanted:
    """The key for staff was pressed."""


@dataclass(frozen=True)
class BadgeTestWanted:
    """Print this badge, to see whether the printer works."""

    badge: Badge


@dataclass(frozen=True)
class PrinterPageWanted:
    """Show the printer, and the badges that wait or came out last."""


@dataclass(frozen=True)
class BadgeAgainWanted:
    """Print one of the last badges once more.

    Attributes:
        number: the badge's, as the page shows it.
    """

    number: int


@dataclass(frozen=True)
class ReaderTestWanted:
    """The next code that the reader reads is a try."""


@dataclass(frozen=True)
class LoadAnewTouched:
    """Ask the server for everything once more."""


@dataclass(frozen=True)
class StaffLetIn:
    """The PIN counts."""

    facts: StaffFacts


@dataclass(frozen=True)
class StaffTurnedAway:
    """The PIN does not count; or none is taken until then, after too many tries."""

    until: datetime | None = None


@dataclass(frozen=True)
class StaffFactsTold:
    """How the kiosk is now; None: it could not be told."""

    facts: StaffFacts | None


ByStaff: TypeAlias = (
    ClockTouched
    | StaffWanted
    | PrinterPageWanted
    | BadgeTestWanted
    | BadgeAgainWanted
    | ReaderTestWanted
    | LoadAnewTouched
)
ToStaff: TypeAlias = StaffLetIn | StaffTurnedAway | StaffFactsTold
