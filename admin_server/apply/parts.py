"""The parts of a tenant file: what it names, and nothing of what it leaves out.

An optional field that is None is not named by the file and stays as it is; an
empty text or list says "nothing".
"""

from dataclasses import dataclass, field
from enum import StrEnum

from admin_server.core.mail_kinds import MailKind
from admin_server.core.places import Hours, Wifi
from shared.kiosk import ReaderSide


class Turn(StrEnum):
    """Which way the directions to a room point first."""

    LEFT = "left"
    RIGHT = "right"
    STRAIGHT = "straight"
    ELEVATOR = "elevator"
    STAIRS = "stairs"


class CalendarKind(StrEnum):
    """The calendar providers that a tenant file can name."""

    CALDAV = "caldav"
    MICROSOFT = "microsoft"
    GOOGLE = "google"


@dataclass(frozen=True)
class NoWifi:
    """The file says that a site has no guest network."""


@dataclass(frozen=True)
class TenantPart:
    """What the file says about the organisation itself."""

    slug: str
    name: str
    languages: tuple[str, ...] | None = None
    domains: tuple[str, ...] | None = None
    window_minutes: int | None = None
    calendar_integration: bool | None = None
    accent: str | None = None
    second_factor: bool | None = None


@dataclass(frozen=True)
class MailPart:
    """What the file says about the organisation's own mail.

    Attributes:
        settings: what the file names; an empty text takes a value away.
    """

    kind: MailKind
    sender: str
    sender_name: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    secret_from: str | None = None


@dataclass(frozen=True)
class NoMail:
    """The file says that mail leaves by the operator's server."""


@dataclass(frozen=True)
class HelpPart:
    """What the file says about who comes when a visitor asks for a person."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class SitePart:
    """What the file says about one site; `key` is its identity.

    Attributes:
        kiosk: the choices for its kiosks that the file names, by their names.
        badge: what it names of how badges look, by the names in `BadgeChoice`.
    """

    key: str
    name: str
    time_zone: str
    address: str | None = None
    reception: str | None = None
    directions: str | None = None
    wifi: Wifi | NoWifi | None = field(default=None, repr=False)
    hours: tuple[Hours, ...] | None = None
    kiosk: dict[str, object] | None = None
    help: HelpPart | None = None
    badge: dict[str, str] | None = None


@dataclass(frozen=True)
class HostPart:
    """What the file says about one host; the folded e-mail is their identity."""

    name: str
    email: str
    mailbox: str | None = None
    calendar: str | None = None
    department: str | None = None
    language: str | None = None
    site: str | None = None
    active: bool | None = None


@dataclass(frozen=True)
class CalendarPart:
    """What the file says about the organisation's calendar connection.

    Attributes:
        settings: what the file names; an empty text takes a value away.
    """

    kind: CalendarKind
    name: str
    settings: dict[str, str] = field(default_factory=dict)
    secret_from: str | None = None


@dataclass(frozen=True)
class CalendarRulesPart:
    """What the file says about what the organisation permits around calendars."""

    room_lookup: bool | None = None
    own_calendars: bool | None = None
    group: str | None = None
    group_name: str | None = None
    support: str | None = None


@dataclass(frozen=True)
class CalendarAppPart:
    """What the file says about a registration for hosts; its kind is its identity.

    Attributes:
        settings: what the file names; an empty text takes a value away.
    """

    kind: CalendarKind
    settings: dict[str, str] = field(default_factory=dict)
    secret_from: str | None = None


@dataclass(frozen=True)
class RoomPart:
    """What the file says about one room; the folded address is its identity."""

    address: str
    name: str
    building: str | None = None
    floor: str | None = None
    site: str | None = None
    capacity: int | None = None
    selected: bool | None = None
    directions: str | None = None
    turn: Turn | None = None


@dataclass(frozen=True)
class KioskPart:
    """What the file says about one kiosk; the name is its identity."""

    name: str
    site: str
    reader: ReaderSide | None = None
