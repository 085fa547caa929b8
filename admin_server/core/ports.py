"""The world as the rules see it: clock, store, calendars, notifiers, secrets.

Every concrete class is built in `app.py`; nothing else names one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from typing_extensions import override

from admin_server.core.meetings import Meeting
from admin_server.core.messages import Message, OutboxRow, Outcome
from admin_server.core.people import Host, Visitor
from admin_server.core.places import RoomNote, Site
from admin_server.core.rooms import Room
from admin_server.core.tenants import Connection, Kiosk, Tenant
from admin_server.core.visits import Invitation, RoomOfVisit, Visit
from shared.check_in import VisitState

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Say the present moment, aware, in UTC."""


class SecretBox(Protocol):
    """Seals small secrets with a key outside the database."""

    def seal(self, secret: bytes, *bound_to: str) -> str:
        """Seal a secret so that it opens only for the same `bound_to` words."""

    def open(self, sealed: str, *bound_to: str) -> bytes:
        """Open a sealed secret.

        Raises:
            SecretUnreadable: another key, other words, or tampering.
        """


# --- calendars -------------------------------------------------------------


@dataclass(frozen=True)
class CalendarRef:
    """Which calendar to read: whose connection, whose mailbox, which calendar.

    Attributes:
        secret: the connection's secret, opened; never logged.
        calendar: the provider's id or path; None means the mailbox's main one
            (CalDAV: every event calendar of its home).
    """

    connection: Connection
    mailbox: str
    calendar: str | None = None
    secret: str | None = None

    @override
    def __repr__(self) -> str:
        """Say which connection, without mailbox or secret."""
        return f"CalendarRef(connection={self.connection.id})"


@dataclass(frozen=True)
class Changes:
    """What changed since a mark: meetings new or changed, ids gone, the next mark."""

    changed: tuple[Meeting, ...]
    removed: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Subscription:
    """A push subscription at a provider."""

    id: str
    expires: datetime


class Calendar(Protocol):
    """A calendar provider. Every method may raise the five `CalendarError`s.

    Attributes:
        can_push: `subscribe`, `renew` and `stop` work.
        has_rooms: `rooms` can find rooms.
        can_schedule: rooms answer by themselves, so that one which has not
            answered is not booked yet.
    """

    can_push: bool
    has_rooms: bool
    can_schedule: bool

    async def check(self, ref: CalendarRef) -> None:
        """Make sure that the calendar can be read."""

    async def between(
        self, ref: CalendarRef, start: datetime, end: datetime
    ) -> list[Meeting]:
        """Read every occurrence that overlaps [start, end), ordered by start."""

    async def changes(self, ref: CalendarRef, mark: str | None) -> Changes:
        """Read what changed since `mark`; None reads everything and gives a mark."""

    async def meeting(self, ref: CalendarRef, meeting_id: str) -> Meeting | None:
        """Read one occurrence, or None where it is gone."""

    async def rooms(self, ref: CalendarRef) -> list[Room]:
        """Find the rooms that can be seen through this calendar."""

    async def subscribe(self, ref: CalendarRef, address: str) -> Subscription:
        """Ask for pushes to `address`."""

    async def renew(self, ref: CalendarRef, subscription: Subscription) -> Subscription:
        """Make a subscription last longer."""

    async def stop(self, ref: CalendarRef, subscription: Subscription) -> None:
        """End a subscription."""


class RoomSearch(Protocol):
    """Finds the rooms of visits in the background."""

    def start(self, tenant: str, visit: str, *, deadline: datetime) -> None:
        """Begin to look for a visit's room; returns at once."""


# --- notifiers --------------------------------------------------------------


class Notifier(Protocol):
    """One channel that carries messages to people."""

    async def send(self, message: Message) -> Outcome:
        """Send one message; ordinary failures are values, not exceptions."""


# --- the store --------------------------------------------------------------


@dataclass(frozen=True)
class MeetingCopy:
    """Our copy of one mailbox's meetings in a window, for freshness.

    Attributes:
        read_at: when the provider was last read successfully.
        start, end: the window that was read, UTC.
    """

    mailbox: str
    start: datetime
    end: datetime
    read_at: datetime
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True)
class KioskEventRow:
    """Something that kiosks of a site must be told."""

    cursor: int
    kind: str
    visit: str | None


class Sites(Protocol):
    """A tenant's sites."""

    def all(self) -> list[Site]: ...
    def get(self, site_id: str) -> Site | None: ...
    def by_key(self, key: str) -> Site | None: ...
    def put(self, site: Site) -> None:
        """Save a site, new or changed."""


class Hosts(Protocol):
    """A tenant's hosts."""

    def all(self) -> list[Host]: ...
    def get(self, host_id: str) -> Host | None: ...
    def by_email(self, email: str) -> Host | None: ...
    def put(self, host: Host) -> None:
        """Save a host and the words that a search finds it by."""

    def search(self, query: str, *, limit: int = 8) -> list[Host]:
        """Find active hosts whose name has a word for each word of `query`.

        Words are folded and matched by their beginning; best first: whole word,
        then first name before others, then by name.
        """


class Visitors(Protocol):
    """A tenant's visitor profiles."""

    def get(self, visitor_id: str) -> Visitor | None: ...
    def by_confirmed_email(self, email: str) -> Visitor | None: ...
    def put(self, visitor: Visitor) -> None: ...


class Invitations(Protocol):
    """A tenant's invitations."""

    def get(self, invitation_id: str) -> Invitation | None: ...
    def by_code(self, code: str) -> Invitation | None: ...
    def by_visit(self, visit_id: str) -> Invitation | None: ...
    def put(self, invitation: Invitation) -> None:
        """Save an invitation.

        Raises:
            AlreadyExists: the code belongs to another invitation.
        """


class Visits(Protocol):
    """A tenant's visits."""

    def get(self, visit_id: str) -> Visit | None: ...
    def by_request(self, request_id: str) -> Visit | None: ...
    def between(self, start: datetime, end: datetime) -> list[Visit]:
        """Visits expected to arrive in [start, end), by time."""

    def on_site(self, site_id: str | None = None) -> list[Visit]: ...
    def put(self, visit: Visit) -> None: ...
    def set_room(self, visit_id: str, room: RoomOfVisit) -> None:
        """Save what the look-up found, and nothing else of the visit."""

    def set_state(self, visit_id: str, state: VisitState) -> None: ...


class Kiosks(Protocol):
    """A tenant's kiosks."""

    def all(self) -> list[Kiosk]: ...
    def get(self, kiosk_id: str) -> Kiosk | None: ...
    def by_name(self, name: str) -> Kiosk | None: ...
    def put(self, kiosk: Kiosk) -> None: ...
    def seen(self, kiosk_id: str, at: datetime) -> None: ...


class Connections(Protocol):
    """A tenant's calendar connections."""

    def all(self) -> list[Connection]: ...
    def get(self, connection_id: str) -> Connection | None: ...
    def by_name(self, name: str) -> Connection | None: ...
    def put(self, connection: Connection) -> None: ...


class Rooms(Protocol):
    """The rooms that a tenant's calendars know, cached, and our notes on them."""

    def all(self) -> list[Room]: ...
    def put(self, room: Room) -> None: ...
    def remove(self, address: str) -> None: ...


class RoomNotes(Protocol):
    """A tenant's own words about rooms."""

    def all(self) -> list[RoomNote]: ...
    def get(self, room_address: str) -> RoomNote | None: ...
    def put(self, note: RoomNote) -> None: ...
    def remove(self, room_address: str) -> None: ...


class Meetings(Protocol):
    """Our short-lived copies of hosts' meetings."""

    def copy_for(self, mailbox: str) -> MeetingCopy | None: ...
    def keep(self, copy: MeetingCopy) -> None:
        """Replace the mailbox's copy."""

    def forget_before(self, moment: datetime) -> int:
        """Delete copies whose window ended before; says how many."""


class Audit(Protocol):
    """What happened, who did it; personal text stands in an erasable side table."""

    def add(
        self,
        *,
        at: datetime,
        event: str,
        actor: str,
        subject: str,
        personal: dict[str, str] | None = None,
    ) -> None:
        """Write one row; `actor` and `subject` are ids such as `visit:…`."""

    def of(self, subject: str) -> list[tuple[datetime, str, str]]:
        """The rows of a subject, oldest first: time, event, actor."""


class Outbox(Protocol):
    """Messages saved with the change that causes them."""

    def add(self, row: OutboxRow) -> None:
        """Save a message; a row with the same dedupe key is left as it is."""

    def bring_forward(self, dedupe_key: str, due_at: datetime) -> None:
        """Make a waiting message due sooner; nothing if it is not waiting."""


class KioskEvents(Protocol):
    """What kiosks have to be told."""

    def add(self, *, site: str, kind: str, visit: str | None, at: datetime) -> None: ...
    def after(
        self, cursor: int, *, site: str, limit: int = 100
    ) -> list[KioskEventRow]: ...
    def last_cursor(self) -> int: ...


class Nouns(Protocol):
    """One transaction's view of one tenant: each noun, nobody else's."""

    @property
    def tenant(self) -> Tenant: ...
    @property
    def sites(self) -> Sites: ...
    @property
    def hosts(self) -> Hosts: ...
    @property
    def visitors(self) -> Visitors: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def kiosks(self) -> Kiosks: ...
    @property
    def connections(self) -> Connections: ...
    @property
    def rooms(self) -> Rooms: ...
    @property
    def room_notes(self) -> RoomNotes: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def kiosk_events(self) -> KioskEvents: ...
    def change_tenant(self, tenant: Tenant) -> None:
        """Save changed settings of this tenant itself."""


class TenantStore(Protocol):
    """One tenant's data. No method takes a tenant id."""

    async def read(self, work: Callable[[Nouns], T]) -> T:
        """Run `work` on one consistent view; writing there fails.

        Raises:
            StoreUnavailable: the store cannot be read now.
        """

    async def write(self, work: Callable[[Nouns], T]) -> T:
        """Run `work` in one transaction; saved durably when this returns.

        `work` may run again from the start, so it must touch nothing else. If
        it raises, nothing is saved and the exception goes on to the caller.

        Raises:
            StoreUnavailable: nothing was saved.
        """


@dataclass(frozen=True)
class KioskIdentity:
    """Who a kiosk token belongs to: ids only."""

    tenant: str
    kiosk: str
    site: str


@dataclass(frozen=True)
class ClaimedRow:
    """An outbox row that this process may work on until its lease ends."""

    tenant: str
    row: OutboxRow


class BeforeTenant(Protocol):
    """What comes in without a tenant: ids and hashes only."""

    async def tenants(self) -> list[str]:
        """The ids of all tenants."""

    async def tenant_by_slug(self, slug: str) -> str | None: ...
    async def add_tenant(self, tenant: Tenant) -> None:
        """Save a new tenant.

        Raises:
            AlreadyExists: the slug is taken.
        """

    async def kiosk_by_token(self, token_hash: bytes) -> KioskIdentity | None:
        """Find the unrevoked kiosk with this token hash."""

    async def claim_outbox(
        self, *, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[ClaimedRow]:
        """Take due rows, and rows whose lease has run out, for this owner."""

    async def renew_outbox(
        self, ids: Sequence[str], *, owner: str, lease_until: datetime
    ) -> None: ...
    async def finish_outbox(self, row_id: str, *, owner: str, now: datetime) -> bool:
        """Mark a row done; False when the lease was lost to another owner."""

    async def retry_outbox(
        self, row_id: str, *, owner: str, due_at: datetime, why: str, dead: bool
    ) -> None:
        """Give a row back for later, or park it as a dead letter."""

    async def next_due(self) -> datetime | None:
        """When the next waiting row is due, or None."""


class Store(Protocol):
    """Where everything is kept."""

    @property
    def before_tenant(self) -> BeforeTenant: ...
    def for_tenant(self, tenant_id: str) -> TenantStore:
        """Give one tenant's data; an unknown id fails at the first use."""

    async def ready(self) -> bool:
        """Tell whether the store answers and its schema is ours."""

    def close(self) -> None: ...
