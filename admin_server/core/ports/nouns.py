"""One transaction's view of one tenant, noun by noun."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from admin_server.core.connections import Connection, Health
from admin_server.core.meeting_choices import MeetingChoice
from admin_server.core.meetings import Meeting
from admin_server.core.messages import DeadLetter, OutboxRow
from admin_server.core.people import Host, Visitor
from admin_server.core.places import RoomNote, Site
from admin_server.core.ports.accounts import (
    IdentityProviders,
    OneTimeLinks,
    Passkeys,
    Sessions,
    Users,
)
from admin_server.core.ports.auditing import AuditFilter, AuditRow, MessageFate
from admin_server.core.ports.kiosk_matters import (
    BadgeOrders,
    Deliveries,
    HelpCalls,
    KeptCheckIns,
    KioskEvents,
    Photos,
)
from admin_server.core.ports.listing import ListedVisit, Listing, Page
from admin_server.core.rooms import Room
from admin_server.core.tenants import Kiosk, Logo, PrinterTrouble, Tenant
from admin_server.core.visits import Invitation, RoomOfVisit, Visit
from admin_server.core.watches import Watch
from shared.check_in import VisitState
from shared.kiosk import HealthReport


@dataclass(frozen=True)
class MeetingCopy:
    """Our copy of the meetings of one `Line.source` in a window, for freshness.

    Attributes:
        read_at: when the provider was last read successfully.
        start, end: the window that was read, UTC.
    """

    mailbox: str
    start: datetime
    end: datetime
    read_at: datetime
    meetings: tuple[Meeting, ...]


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
    def remove(self, visitor_id: str) -> None:
        """Delete a profile that nothing points at.

        Raises:
            LookupError: something does.
        """


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
    def of_host(self, host_id: str, start: datetime, end: datetime) -> list[Visit]:
        """A host's visits on site, and those expected to arrive in [start, end)."""

    def of_visitor(
        self, visitor_id: str, start: datetime, end: datetime
    ) -> list[Visit]:
        """A visitor's visits that are expected to arrive in [start, end), by time."""

    def of_email(self, email: str, *, since: datetime) -> list[ListedVisit]:
        """Visits of people with this e-mail who came since then, newest first.

        At most twenty; whether an address is known to be its visitor's is not asked.
        """

    def listed(self, listing: Listing, page: Page) -> list[ListedVisit]:
        """Visits with visitor and host, what is late first, then by time.

        Visits that ended come newest first. It is one question to the database.
        """

    def counts(self, listing: Listing) -> dict[VisitState, int]:
        """How many visits there are of each state; a state without any is left out."""

    def overdue(
        self, *, now: datetime, limit: int, after: Visit | None = None
    ) -> list[Visit]:
        """Visits that are expected or on site past their expected departure.

        By that departure; the next portion begins `after` the last one's end.
        """

    def put(self, visit: Visit) -> None: ...
    def set_room(self, visit_id: str, room: RoomOfVisit) -> None:
        """Save what the look-up found, and nothing else of the visit."""

    def set_state(self, visit_id: str, state: VisitState) -> None: ...
    def remove(self, visit_id: str) -> None:
        """Delete a visit that nothing points at, such as a rehearsal.

        Raises:
            LookupError: something does.
        """


class Kiosks(Protocol):
    """A tenant's kiosks."""

    def all(self) -> list[Kiosk]: ...
    def get(self, kiosk_id: str) -> Kiosk | None: ...
    def by_name(self, name: str) -> Kiosk | None: ...
    def put(self, kiosk: Kiosk) -> None: ...
    def seen(self, kiosk_id: str, at: datetime) -> None: ...
    def report(self, kiosk_id: str, report: HealthReport, *, at: datetime) -> None:
        """Keep what a kiosk said of itself, and nothing else of it."""

    def note_printer(self, kiosk_id: str, trouble: PrinterTrouble) -> None:
        """Save since when a kiosk's printer needs somebody, and nothing else of it."""


class Connections(Protocol):
    """A tenant's calendar connections."""

    def all(self) -> list[Connection]: ...
    def get(self, connection_id: str) -> Connection | None: ...
    def by_name(self, name: str) -> Connection | None: ...
    def organisation(self) -> Connection | None:
        """The one by which the organisation itself reads, where there is one."""

    def client(self, kind: str) -> Connection | None:
        """The app registration by which hosts connect calendars of this kind."""

    def of_host(self, host_id: str) -> list[Connection]:
        """The connections that a host made for their own calendars, by name."""

    def put(self, connection: Connection) -> None: ...
    def renew_secret(self, connection_id: str, sealed: str, *, was: str) -> bool:
        """Save a renewed secret, unless somebody renewed it meanwhile.

        False where what is stored is no longer `was`: then that one counts.
        """

    def set_health(self, connection_id: str, health: Health) -> None:
        """Save how a connection is, and nothing else of it."""

    def remove(self, connection_id: str) -> None:
        """Delete a connection with its secret and everything that watched by it."""


class Rooms(Protocol):
    """The rooms that a tenant's calendars know, cached, and our notes on them."""

    def all(self) -> list[Room]: ...
    def put(self, room: Room) -> None:
        """Save a room; since when it is gone stays as it was noted."""

    def note_gone(self, address: str, since: datetime | None) -> None:
        """Note since when the calendar does not name a room; None: it does."""

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

    def confirm(self, mailbox: str, read_at: datetime) -> None:
        """Note that the mailbox's copy was still right at a later moment."""

    def forget_before(self, moment: datetime) -> int:
        """Delete copies that ended or were read last before; says how many."""


class Watches(Protocol):
    """What keeps up with the calendars of hosts who are about to be visited."""

    def all(self) -> list[Watch]: ...
    def get(self, watch_id: str) -> Watch | None: ...
    def by_source(self, source: str) -> Watch | None: ...
    def due(self, now: datetime, *, limit: int) -> list[Watch]:
        """Those that have to be looked at now, the longest due first."""

    def put(self, watch: Watch) -> None: ...
    def remove(self, watch_id: str) -> None: ...


class MeetingChoices(Protocol):
    """What people said about whose a meeting is."""

    def of(self, visitor: str, host: str) -> list[MeetingChoice]:
        """What was said of one visitor and one host, oldest first."""

    def put(self, choice: MeetingChoice) -> None: ...
    def remove(self, visitor: str, host: str, uid: str) -> None: ...


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

    def newest(
        self, wanted: AuditFilter, *, limit: int, before: int | None = None
    ) -> list[AuditRow]:
        """Rows that a filter lets through, newest first; `before`: older than that."""


class Outbox(Protocol):
    """Messages saved with the change that causes them."""

    def add(self, row: OutboxRow) -> None:
        """Save a message; a row with the same dedupe key is left as it is."""

    def bring_forward(self, dedupe_key: str, due_at: datetime) -> None:
        """Make a waiting message due sooner; nothing if it is not waiting."""

    def fate(self, message_id: str) -> MessageFate | None:
        """Say what became of a message."""

    def waiting(self, kind: str) -> list[OutboxRow]:
        """Give the messages of a kind that are neither sent nor given up."""

    def change_payload(self, message_id: str, payload: dict[str, str]) -> None:
        """Save another payload of a message that waits; nothing else of it."""

    def given_up(self, *, limit: int) -> list[DeadLetter]:
        """Give the messages that were given up, the newest first."""

    def dead_letter(self, message_id: str) -> DeadLetter | None:
        """Give a message that was given up; None for any other."""

    def revive(self, message_id: str, due_at: datetime) -> None:
        """Let a message that was given up wait again, with all its tries."""

    def discard(self, message_id: str) -> None:
        """Never send a message that was given up; its dedupe key stays taken."""


class Logos(Protocol):
    """The organisation's logo: one or none."""

    def get(self) -> Logo | None: ...
    def put(self, logo: Logo) -> None: ...
    def remove(self) -> None: ...


class Nouns(Protocol):
    """One transaction's view of one tenant: each noun, nobody else's."""

    @property
    def tenant(self) -> Tenant: ...
    @property
    def logos(self) -> Logos: ...
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
    def meeting_choices(self) -> MeetingChoices: ...
    @property
    def watches(self) -> Watches: ...
    @property
    def kept_check_ins(self) -> KeptCheckIns: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def photos(self) -> Photos: ...
    @property
    def help_calls(self) -> HelpCalls: ...
    @property
    def badge_orders(self) -> BadgeOrders: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def kiosk_events(self) -> KioskEvents: ...
    @property
    def users(self) -> Users: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def one_time_links(self) -> OneTimeLinks: ...
    @property
    def passkeys(self) -> Passkeys: ...
    @property
    def identity_providers(self) -> IdentityProviders: ...
    def change_tenant(self, tenant: Tenant) -> None:
        """Save changed settings of this tenant itself."""
