"""What the emulator remembers of one organisation (a tenant)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid4, uuid5

from admin_server.demo.emulators.graph.refusals import GraphRefusal
from admin_server.demo.emulators.graph.shapes import Json
from admin_server.demo.emulators.throttling import Throttle

ALL_ROLES = frozenset(
    {
        "Calendars.Read",
        "Calendars.ReadWrite",
        "GroupMember.Read.All",
        "Place.Read.All",
        "User.Read.All",
    }
)
PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant that every account of private people belongs to."""


@dataclass
class StoredEvent:
    """A single event, or a whole series with what is different in it.

    Attributes:
        uid: the UID that the copies and occurrences of an event share.
        exceptions: by the local start an occurrence was planned for, what it has
            instead of the series' properties.
        left_out: local starts at which nothing takes place.
    """

    number: int
    owner: str
    uid: str
    fields: Json
    created: datetime
    modified: datetime
    exceptions: dict[str, Json] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    version: int = 1


@dataclass
class RoomBehaviour:
    """How a room answers; None as an answer means that it never does."""

    answer: str | None = "accepted"
    after: timedelta = timedelta()
    hidden: bool = False


@dataclass
class Entry:
    """What the directory says of an account besides its mailbox."""

    email: str | None = None
    department: str | None = None
    language: str | None = None
    enabled: bool = True
    guest: bool = False
    licensed: bool = True


@dataclass
class Group:
    """A group; its members are addresses and the ids of other groups."""

    id: str
    name: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedConsent:
    """How the next request for consent ends, whatever the person answers."""

    error: str
    number: int
    subcode: str = ""


@dataclass
class Mailbox:
    """A person's or a room's mailbox, or an account without one.

    Attributes:
        calendars: by id, the UIDs of the events in calendars beside the main one.
        shares: whose calendars are shared with this person.
    """

    address: str
    name: str
    has_mailbox: bool = True
    room: RoomBehaviour | None = None
    place: Json = field(default_factory=dict)
    events: dict[str, StoredEvent] = field(default_factory=dict)
    calendars: dict[str, set[str]] = field(default_factory=dict)
    shares: list[str] = field(default_factory=list)
    entry: Entry = field(default_factory=Entry)

    @property
    def id(self) -> str:
        """The directory's id."""
        return str(uuid5(NAMESPACE_URL, self.address))


@dataclass
class PendingAnswer:
    """A room that has yet to answer."""

    at: datetime
    event: StoredEvent
    room: str


@dataclass
class PlannedFault:
    """What to answer instead of the truth, to how many requests."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: str
    times: int


@dataclass
class Counts:
    """What was asked, and how many at once."""

    requests: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: dict[str, int] = field(default_factory=dict)

    def enter(self, mailbox: str) -> int:
        """Note that a request begins; says how many there are now."""
        self.at_once[mailbox] += 1
        most = max(self.at_once[mailbox], self.most_at_once.get(mailbox, 0))
        self.most_at_once[mailbox] = most
        return self.at_once[mailbox]

    def leave(self, mailbox: str) -> None:
        """Note that a request has ended."""
        self.at_once[mailbox] -= 1


@dataclass(frozen=True)
class SentMail:
    """A mail that stands in a mailbox's Sent Items, as it went out (MIME)."""

    id: str
    sender: str
    at: datetime
    content: bytes


@dataclass
class Organisation:
    """One tenant with its apps, mailboxes, subscriptions and troubles.

    Attributes:
        clients: by client id, the secret or the certificate in PEM.
        scope: the mailboxes that the app may see; None means all.
        lacking: delegated permissions that are not given, though asked for.
        needs_approval: people may not consent before an administrator did.
        approved: delegated permissions that an administrator gave for everybody.
    """

    id: str
    clients: dict[str, str] = field(default_factory=dict)
    roles: frozenset[str] = ALL_ROLES
    scope: frozenset[str] | None = None
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    subscriptions: dict[str, Json] = field(default_factory=dict)
    deltas: dict[str, object] = field(default_factory=dict)
    pending: list[PendingAnswer] = field(default_factory=list)
    faults: list[PlannedFault] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    throttle: Throttle = field(default_factory=Throttle)
    sent: list[SentMail] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    lacking: frozenset[str] = frozenset()
    needs_approval: bool = False
    approved: frozenset[str] = frozenset()
    consents: list[PlannedConsent] = field(default_factory=list)
    largest_page: int = 999
    latency: float = 0.0
    last_number: int = 0

    def mailbox(self, named: str) -> Mailbox:
        """Find a mailbox by address or id.

        Raises:
            GraphRefusal: there is none, or the app may not see it.
        """
        found = self.find(named)
        if found is None:
            raise GraphRefusal(
                404, "ErrorInvalidUser", f"The requested user '{named}' is invalid."
            )
        if not found.has_mailbox:
            raise GraphRefusal(
                404,
                "MailboxNotEnabledForRESTAPI",
                "The mailbox is either inactive, soft-deleted, or is hosted "
                "on-premise.",
            )
        if self.scope is not None and found.address not in self.scope:
            raise GraphRefusal(403, "ErrorAccessDenied", "Access to OData is disabled.")
        return found

    def find(self, named: str) -> Mailbox | None:
        """Find a mailbox by address or id, whether or not it may be seen."""
        folded = named.casefold()
        return self.mailboxes.get(folded) or next(
            (one for one in self.mailboxes.values() if one.id == folded), None
        )

    def rooms(self) -> list[Mailbox]:
        """Give the rooms that the address list shows, by name."""
        found = (
            one for one in self.mailboxes.values() if one.room and not one.room.hidden
        )
        return sorted(found, key=lambda one: one.name)

    def events(self) -> Iterator[StoredEvent]:
        """Give every event of every mailbox."""
        for box in self.mailboxes.values():
            yield from box.events.values()

    def new_number(self) -> int:
        """Give a number for a new event."""
        self.last_number += 1
        return self.last_number

    def remember_delta(self, state: object) -> str:
        """Keep what a delta token stands for; says the token."""
        token = uuid4().hex
        self.deltas[token] = state
        return token
