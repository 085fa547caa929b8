"""What can go wrong at the edges, named for the situation.

A calendar raises one of five errors and nothing else; callers never see HTTP.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class ConsentReason(StrEnum):
    """Why a person has to renew a connection (the states of a connection)."""

    EXPIRED = "expired"
    NEEDS_ADMIN_APPROVAL = "needs_admin_approval"
    BLOCKED_BY_GROUP = "blocked_by_group"
    PERMISSION_MISSING = "permission_missing"


class CalendarError(Exception):
    """A calendar could not be read; the five kinds below are all there are."""


@dataclass(eq=False)
class ConsentNeeded(CalendarError):
    """A person must sign in again or permit more."""

    reason: ConsentReason
    detail: str = ""


@dataclass(eq=False)
class TryLater(CalendarError):
    """The provider is away or busy; `after` is the least pause it asked for."""

    after: timedelta | None = None
    detail: str = ""


@dataclass(eq=False)
class MarkExpired(CalendarError):
    """The mark is too old; everything must be read anew."""


@dataclass(eq=False)
class NoSuchCalendar(CalendarError):
    """The mailbox or calendar does not exist, or we may not know of it."""

    detail: str = ""


@dataclass(eq=False)
class StrangeReply(CalendarError):
    """The provider answered something that we do not understand."""

    detail: str = ""


class StoreUnavailable(Exception):
    """The store cannot be opened or written now; nothing was saved."""


class AlreadyExists(Exception):
    """Something with this identity is there already; nothing was saved."""


class SecretUnreadable(Exception):
    """A sealed value or a referenced secret cannot be opened with our keys."""
