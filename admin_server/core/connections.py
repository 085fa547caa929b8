"""Links to calendar providers: whose they are, how they are, what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Access(StrEnum):
    """By what right a connection reads."""

    ORGANISATION = "organisation"
    """As the organisation permitted: an app, a service account, one reader's account."""
    PERSON = "person"
    """As one host, who consented for their own calendars."""
    CLIENT = "client"
    """It reads nothing: the app registration by which hosts connect their own."""


class ConnectionState(StrEnum):
    """How a connection is; each has a cause, a fix and a button (section G)."""

    NOT_CONNECTED = "not_connected"
    CONNECTED = "connected"
    EXPIRED = "expired"
    NEEDS_ADMIN_APPROVAL = "needs_admin_approval"
    BLOCKED_BY_GROUP = "blocked_by_group"
    PERMISSION_MISSING = "permission_missing"
    CALENDARS_FAILED_TO_LOAD = "calendars_failed_to_load"
    PROVIDER_UNREACHABLE = "provider_unreachable"


@dataclass(frozen=True)
class Health:
    """What the last questions to a provider taught us of a connection.

    Attributes:
        since: since when it is in this state.
        detail: what is missing or refused, by the provider's own name, such as
            "Place.Read.All" or "AADSTS7000222"; never anything personal.
        checked_at, last_success_at: when it was asked last, and last answered.
        refusals: how often it asked for a pause since `refusals_since` (quota).
        warned_days: at how many days before its secret ends people were warned.
        failures, failing_since: questions in a row that nobody answered.
    """

    state: ConnectionState = ConnectionState.NOT_CONNECTED
    since: datetime | None = None
    detail: str = ""
    checked_at: datetime | None = None
    last_success_at: datetime | None = None
    refusals: int = 0
    refusals_since: datetime | None = None
    warned_days: int | None = None
    failures: int = 0
    failing_since: datetime | None = None


@dataclass(frozen=True)
class OwnCalendar:
    """One of the calendars of an account, and whether it is read.

    Attributes:
        shared: somebody else's, shared with this account.
        writable: events may be entered there.
    """

    id: str
    name: str
    primary: bool = False
    shared: bool = False
    writable: bool = False
    selected: bool = True


@dataclass(frozen=True)
class Connection:
    """A link to a calendar provider: the organisation's, or one host's own.

    Attributes:
        kind: the provider's name, such as "caldav" or "memory".
        settings: what is not secret: addresses, user names.
        sealed_secret: the password, key or refresh token, sealed; None where none
            is needed.
        secret_from: where the secret is read from instead of the database, as
            `env:NAME` or `file:PATH`.
        host: whose own it is; None for the organisation's.
        account: who consented, or as whom it reads.
        personal: a provider's account for private people, which has no directory.
        calendars: what the account has; empty: only its main calendar is known.
        every_calendar: calendars that are new there are read as well.
        writes: of a host's own, the one by which events are entered.
        secret_ends_at: when the secret stops working, where somebody said so.
    """

    id: str
    kind: str
    name: str
    settings: dict[str, str] = field(default_factory=dict)
    sealed_secret: str | None = None
    secret_from: str | None = None
    access: Access = Access.ORGANISATION
    host: str | None = None
    account: str | None = None
    personal: bool = False
    calendars: tuple[OwnCalendar, ...] = ()
    every_calendar: bool = True
    writes: bool = False
    connected_at: datetime | None = None
    secret_ends_at: datetime | None = None
    health: Health = Health()


@dataclass(frozen=True)
class AppRegistration:
    """What a provider knows this installation by, when people consent to it.

    Attributes:
        settings: as a connection has them: tenant, login_url, token_url and so on.
    """

    client_id: str
    secret: str = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CalendarPolicy:
    """What an organisation permits around calendars.

    Attributes:
        room_lookup: events are read, to find rooms; False: availability only.
        own_calendars: hosts may connect calendars of their own.
        group: only members of this group of the directory may; None: everybody.
        support: whom people turn to when a connection does not work.
    """

    room_lookup: bool = True
    own_calendars: bool = False
    group: str | None = None
    group_name: str | None = None
    support: str | None = None


class RunState(StrEnum):
    """How the last run through a directory ended."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    HELD = "held"
    """It would have lost many hosts, and waits for a person."""
    FAILED = "failed"


@dataclass(frozen=True)
class DirectorySync:
    """How hosts come along from the provider's directory.

    Attributes:
        groups: ids of the groups whose members are hosts; empty: everybody.
        group_names: their names, in the same order.
        ran_at: when it last ran to its end.
        counts: what came of that: "added", "changed", "disabled".
        held_back: how many hosts a run would have lost; it waits for a person.
        held_of: of how many.
        allowed: how many hosts somebody permitted the next run to lose.
        asked: somebody wants a run now.
        tried_at: when a run began last.
        state: how that ended.
        failure, failure_detail: why it failed, and what the provider called it.
    """

    on: bool = False
    groups: tuple[str, ...] = ()
    group_names: tuple[str, ...] = ()
    ran_at: datetime | None = None
    counts: dict[str, int] = field(default_factory=dict)
    held_back: int | None = None
    held_of: int | None = None
    allowed: int = 0
    asked: bool = False
    tried_at: datetime | None = None
    state: RunState = RunState.NONE
    failure: ConnectionState | None = None
    failure_detail: str = ""
