"""How a connection is after each question, and what a person is told about it."""

import math
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from admin_server.core.connections import Access, Connection, ConnectionState, Health
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)

FAILURES = 3
"""So many questions in a row without an answer make a provider unreachable."""
UNREACHABLE_AFTER = timedelta(minutes=10)
"""So long without any answer makes it unreachable, however few questions it were."""
REFUSALS_COUNT = timedelta(hours=24)
"""How long refusals for quota are counted together."""
WARN_DAYS = (30, 7, 1)
"""At how many days before a secret ends people are warned."""
SECRET_UNREADABLE = "secret_unreadable"  # noqa: S105 - a word for what happened
"""The detail where our own seal or the named place of a secret does not open."""


class Button(StrEnum):
    """What a person can do about a connection."""

    CONNECT = "connect"
    RECONNECT = "reconnect"
    APPROVE = "approve"
    REPLACE_SECRET = "replace_secret"  # noqa: S105 - a word on a button
    GRANT = "grant"
    WAIT = "wait"


@dataclass(frozen=True)
class Told:
    """What a person is told about a connection; the words stand in text files.

    Attributes:
        state: also the code in answers to programs.
        cause, fix: the keys of the words for both.
        button: what they can do; None: nothing is to be done.
        blanks: what the words need: "provider", "detail", "days".
    """

    state: ConnectionState
    cause: str
    fix: str
    button: Button | None
    blanks: dict[str, str]

    @property
    def needs_person(self) -> bool:
        """Whether nothing gets better before somebody does something."""
        return self.button not in (None, Button.WAIT, Button.CONNECT)


PROVIDERS = MappingProxyType(
    {"microsoft": "Microsoft 365", "google": "Google", "caldav": "CalDAV"}
)
"""How providers call themselves; others go by their kind."""


def state_of(trouble: CalendarError) -> ConnectionState:
    """Say which state a trouble means where it stands alone, such as on connecting."""
    match trouble:
        case ConsentNeeded(reason=reason):
            return ConnectionState(reason.value)
        case TryLater():
            return ConnectionState.PROVIDER_UNREACHABLE
        case _:
            return ConnectionState.CALENDARS_FAILED_TO_LOAD


def state_after(
    health: Health, trouble: CalendarError | None, *, now: datetime
) -> Health:
    """Say how a connection is once a question ended; None: it was answered."""
    asked = replace(health, checked_at=now)
    match trouble:
        case None:
            answered = replace(asked, last_success_at=now)
            return _in_state(_quiet(answered), ConnectionState.CONNECTED, now=now)
        case TryLater(after=after):
            return _not_answered(asked, now=now, paused=after is not None)
        case NoSuchCalendar() | MarkExpired():
            # That is the mailbox's trouble, and an answer all the same.
            return _answered_about_a_mailbox(_quiet(asked), now=now)
        case _:
            state, detail = state_of(trouble), _detail_of(trouble)
            return _in_state(_quiet(asked), state, now=now, detail=detail)


def describe(connection: Connection, now: datetime) -> Told:
    """Say of a connection what is so, why, and what to do."""
    told = describe_state(
        connection.health.state,
        detail=connection.health.detail,
        kind=connection.kind,
        access=connection.access,
    )
    left = days_left(connection, now)
    is_quiet = told.button in (None, Button.CONNECT)
    if connection.access is Access.CLIENT:
        state = ConnectionState.CONNECTED
        told = Told(state, "client", "nothing", None, told.blanks)
    if left is None or left > WARN_DAYS[0] or not is_quiet:
        return told
    key = _ENDS.get(max(left, 0), "secret_ends")
    button = _renewal(connection.access)
    blanks = told.blanks | {"days": str(max(left, 0))}
    return replace(told, cause=key, fix=button.value, button=button, blanks=blanks)


def describe_trouble(trouble: CalendarError, *, kind: str, access: Access) -> Told:
    """Say what a trouble on connecting means, before anything is saved."""
    state, detail = state_of(trouble), _detail_of(trouble)
    told = describe_state(state, detail=detail, kind=kind, access=access)
    if isinstance(trouble, NoSuchCalendar):
        return replace(told, cause="no_such_calendar", fix="no_such_calendar")
    return told


def describe_state(
    state: ConnectionState, *, detail: str, kind: str, access: Access
) -> Told:
    """Say what a state means, and its detail where we know that one's meaning."""
    cause = _CAUSES.get(detail, state.value)
    button = _BUTTONS[state]
    fix = _FIXES.get(detail)
    if state is ConnectionState.EXPIRED:
        button = _renewal(access) if fix is None else Button(fix)
    if access is Access.PERSON and button in (Button.GRANT, Button.REPLACE_SECRET):
        # A host has nothing but their own consent to give anew.
        button = Button.RECONNECT
    blanks = {"provider": PROVIDERS.get(kind, kind), "detail": detail}
    if state is ConnectionState.PERMISSION_MISSING and _is_scope(detail):
        cause = "permission_named"
    if state is ConnectionState.NEEDS_ADMIN_APPROVAL and kind == "google":
        # Google has no page on which somebody approves for everybody.
        if access is Access.PERSON or detail in _UNTRUSTED:
            return Told(state, cause, "trust", Button.RECONNECT, blanks)
        return Told(state, cause, "delegate", Button.GRANT, blanks)
    fix_key = _FIX_KEYS.get(detail) or _fix_key(state, button)
    return Told(state, cause, fix_key, button, blanks)


def days_left(connection: Connection, now: datetime) -> int | None:
    """Say in how many days a secret ends, begun days too; 0 or less: it has ended."""
    if connection.secret_ends_at is None:
        return None
    return math.ceil((connection.secret_ends_at - now) / timedelta(days=1))


def warning_due(connection: Connection, now: datetime) -> int | None:
    """Say whether people have to be warned of a secret's end: at 30, 7 or 1 days.

    None where it is not due, or they were warned of it already. Whoever comes late
    is warned once, not three times.
    """
    left = days_left(connection, now)
    if left is None:
        return None
    reached = [days for days in WARN_DAYS if left <= days]
    if not reached:
        return None
    warned = connection.health.warned_days
    # With more days left than at the last warning it is another secret.
    is_new = warned is None or left > warned
    return min(reached) if is_new or min(reached) < (warned or 0) else None


def safe_detail(text: str) -> str:
    """Take the code or the scope out of a provider's words; nothing else is kept.

    Those words name people and addresses.
    """
    for pattern in _DETAILS:
        found = pattern.search(text)
        if found:
            return found.group(0)
    return ""


def _detail_of(trouble: CalendarError) -> str:
    match trouble:
        case ConsentNeeded(detail=detail) | StrangeReply(detail=detail):
            return safe_detail(detail)
        case _:
            return ""


def _in_state(
    health: Health, state: ConnectionState, *, now: datetime, detail: str = ""
) -> Health:
    since = health.since if health.state is state else now
    return replace(health, state=state, since=since or now, detail=detail)


def _quiet(health: Health) -> Health:
    return replace(health, failures=0, failing_since=None)


def _not_answered(health: Health, *, now: datetime, paused: bool) -> Health:
    # Who asks for a pause is there: only for how long we wait speaks against them.
    since = health.failing_since or now
    failures = health.failures + (0 if paused else 1)
    counted = replace(health, failures=failures, failing_since=since)
    if paused:
        counted = _refused(counted, now=now)
    is_away = failures >= FAILURES or now - since >= UNREACHABLE_AFTER
    if not is_away or health.state in _PERSON_NEEDED:
        # What a person has to mend stays to be mended while nobody answers.
        return counted
    return _in_state(counted, ConnectionState.PROVIDER_UNREACHABLE, now=now)


def _refused(health: Health, *, now: datetime) -> Health:
    since = health.refusals_since
    if since is None or now - since >= REFUSALS_COUNT:
        return replace(health, refusals=1, refusals_since=now)
    return replace(health, refusals=health.refusals + 1)


def _answered_about_a_mailbox(health: Health, *, now: datetime) -> Health:
    if health.state in _PERSON_NEEDED:
        return health
    return _in_state(health, ConnectionState.CONNECTED, now=now)


def _renewal(access: Access) -> Button:
    return Button.RECONNECT if access is Access.PERSON else Button.REPLACE_SECRET


def _fix_key(state: ConnectionState, button: Button | None) -> str:
    if state in (
        ConnectionState.BLOCKED_BY_GROUP,
        ConnectionState.CALENDARS_FAILED_TO_LOAD,
    ):
        return state.value
    return button.value if button is not None else "nothing"


def _is_scope(detail: str) -> bool:
    return _SCOPE.fullmatch(detail) is not None


_PERSON_NEEDED = frozenset(
    {
        ConnectionState.EXPIRED,
        ConnectionState.NEEDS_ADMIN_APPROVAL,
        ConnectionState.BLOCKED_BY_GROUP,
        ConnectionState.PERMISSION_MISSING,
    }
)
_BUTTONS: dict[ConnectionState, Button | None] = {
    ConnectionState.NOT_CONNECTED: Button.CONNECT,
    ConnectionState.CONNECTED: None,
    ConnectionState.EXPIRED: Button.RECONNECT,
    ConnectionState.NEEDS_ADMIN_APPROVAL: Button.APPROVE,
    ConnectionState.BLOCKED_BY_GROUP: Button.RECONNECT,
    ConnectionState.PERMISSION_MISSING: Button.GRANT,
    ConnectionState.CALENDARS_FAILED_TO_LOAD: Button.RECONNECT,
    ConnectionState.PROVIDER_UNREACHABLE: Button.WAIT,
}
_ENDS = {0: "secret_ended", 1: "secret_ends_tomorrow"}
# Microsoft's numbers: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
# They only choose words; what is done follows from the reason alone.
_CAUSES = {
    "AADSTS700082": "unused",
    "AADSTS50173": "revoked",
    "AADSTS50076": "stronger_sign_in",
    "AADSTS50079": "stronger_sign_in",
    "AADSTS53003": "conditional_access",
    "AADSTS50105": "not_assigned",
    "AADSTS7000215": "secret_wrong",
    "AADSTS7000222": "secret_over",
    "AADSTS700027": "certificate_unknown",
    "AADSTS700016": "unknown_app",
    "AADSTS90002": "unknown_tenant",
    "AADSTS900023": "unknown_tenant",
    "invalid_grant": "revoked",
    "invalid_client": "secret_wrong",
    "unauthorized_client": "unknown_app",
    SECRET_UNREADABLE: "secret_unreadable",
}
_FIXES = {
    "AADSTS7000215": Button.REPLACE_SECRET,
    "AADSTS7000222": Button.REPLACE_SECRET,
    "AADSTS700016": Button.RECONNECT,
    "AADSTS90002": Button.RECONNECT,
    "AADSTS900023": Button.RECONNECT,
    "invalid_client": Button.REPLACE_SECRET,
    "unauthorized_client": Button.RECONNECT,
}
_FIX_KEYS = {"AADSTS700027": "upload_certificate"}
_UNTRUSTED = frozenset({"admin_policy_enforced", "org_internal"})
"""By these Google says that an administrator has blocked the app."""
_SCOPE = re.compile(
    r"https://www\.googleapis\.com/auth/[a-z.]+"
    r"|\b[A-Z][A-Za-z]+\.(?:Read|Send)(?:Basic|Write)?(?:\.[A-Z][A-Za-z]+)?\b"
    r"|\bcalendar\.[a-z]+(?:\.readonly)?\b"
)
_DETAILS = (
    re.compile(r"\bAADSTS\d{4,8}\b"),
    _SCOPE,
    re.compile(
        r"\b(?:invalid_grant|invalid_client|unauthorized_client|access_denied"
        r"|admin_policy_enforced|org_internal|consent_required|secret_unreadable"
        r"|offline_access)\b"
    ),
    re.compile(r"\b(?:Error[A-Z][A-Za-z]+|Authorization_[A-Za-z]+)\b"),
)
