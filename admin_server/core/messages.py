"""Messages that must not get lost, and what became of sending one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

HOST_ARRIVAL = "host_arrival"
"""The kind of message that tells a host that their visitor has come."""
VISITOR_INVITED = "visitor_invited"
"""The kind that asks a visitor to come."""
VISIT_CHANGED = "visit_changed"
"""The kind that tells a visitor that something of their visit is new."""
VISIT_CANCELLED = "visit_cancelled"
"""The kind that tells a visitor that they need not come."""
HOST_DELIVERY = "host_delivery"
"""The kind that tells a host that something was brought for them."""
HELP_WANTED = "help_wanted"
"""The kind that calls somebody to a visitor who waits at a kiosk."""
PRINTER_TROUBLE = "printer_trouble"
"""The kind that calls somebody to a kiosk's badge printer."""


@dataclass(frozen=True)
class OutboxRow:
    """One message saved with the change that caused it, delivered after.

    Attributes:
        id: also the Message-ID's left part, so that a repeat can be recognised.
        kind: what it says, such as "host_arrival".
        payload: ids only; the words are written when it is sent.
        dedupe_key: at most one row per tenant has it.
    """

    id: str
    kind: str
    payload: dict[str, str]
    due_at: datetime
    dedupe_key: str | None = None
    attempt: int = 0


@dataclass(frozen=True)
class DeadLetter:
    """A message that was given up; it is kept until somebody says what to do.

    Attributes:
        since: when it was given up.
        why: what stood in the way at the last try, as a code.
    """

    row: OutboxRow
    since: datetime
    why: str


@dataclass(frozen=True)
class Sender:
    """Who a message comes from, as its reader sees it."""

    address: str
    name: str


@dataclass(frozen=True)
class InlineImage:
    """A PNG that stands inside the HTML, as `<img src="cid:…">` with its id."""

    id: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Attachment:
    """A file that comes with a message."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class CalendarPart:
    """An entry for the reader's calendar (RFC 5545), to add, replace or remove.

    Attributes:
        method: what a calendar does with it: "REQUEST" or "CANCEL" (RFC 5546).
        text: the whole iCalendar object.
    """

    method: str
    text: str


@dataclass(frozen=True)
class Message:
    """A message ready to be sent through one channel.

    Attributes:
        text: everything it says, in plain words.
        html: the same, for those who can see it; its images come with it.
        reply_to: where an answer goes, if not to the sender.
    """

    id: str
    to_address: str
    to_name: str
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    html: str | None = None
    images: tuple[InlineImage, ...] = ()
    calendar: CalendarPart | None = None
    attachments: tuple[Attachment, ...] = ()
    reply_to: Sender | None = None


@dataclass(frozen=True)
class NotNeeded:
    """A waiting message that need not be sent any more, such as an older wording."""

    why: str


@dataclass(frozen=True)
class Delivered:
    """The channel took it."""


@dataclass(frozen=True)
class TryAgain:
    """Not now; `after` is the least pause, where the channel said one."""

    why: str
    after: timedelta | None = None


@dataclass(frozen=True)
class GaveUp:
    """It will never be taken, such as an address that does not exist."""

    why: str


Outcome: TypeAlias = Delivered | TryAgain | GaveUp
