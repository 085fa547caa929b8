"""What a kiosk and the server say about badges that are to be printed.

`GET /check-ins/{visit}/badge` gives a badge's words anew, for a print that a restart
interrupted; `GET /badge-orders` the orders that wait for this kiosk; an event
`badge_ordered` says that there is one. `POST /badge-orders/{order}/outcome` says what
became of it. `POST /check-ins/{visit}/badge/elsewhere` asks that another kiosk of the
site prints a badge that this one could not.
"""

from enum import StrEnum

from pydantic import Base64Bytes, Field

from shared.check_in import BadgeReply, RoomReply, Wire, WireReply
from shared.kiosk import PrinterState


class BadgeOutcome(StrEnum):
    """What became of a badge."""

    PRINTED = "printed"
    FAILED = "failed"
    """It did not come out, for certain."""
    PERHAPS = "perhaps"
    """A part was sent when the printer was lost: somebody has to look."""


class BadgeContentReply(WireReply):
    """All that is drawn on one badge.

    Attributes:
        photo: the visitor's picture as JPEG, where one was taken and is kept.
        language: of the badge's words.
    """

    visit: str
    badge: BadgeReply
    room: RoomReply
    photo: Base64Bytes | None = Field(default=None, repr=False)
    language: str = "en"


class BadgeOrder(WireReply):
    """A badge that somebody wants printed at this kiosk.

    Attributes:
        order: the order's id; its outcome is told under it, once.
        reprint: the visitor had a badge already.
    """

    order: str
    visit: str
    reprint: bool = False


class BadgeOrdersReply(WireReply):
    """What waits for this kiosk, oldest first."""

    orders: list[BadgeOrder]


class BadgeOutcomeReport(Wire):
    """What became of an order; told again, it changes nothing."""

    outcome: BadgeOutcome
    printer: PrinterState = PrinterState.UNKNOWN


class ElsewhereReply(WireReply):
    """The kiosk that prints the badge instead, as people at the site call it."""

    kiosk: str
