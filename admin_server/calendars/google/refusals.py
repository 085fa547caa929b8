"""What Google's refusals mean for us."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.outbound.client import Reply

_LONGEST_PAUSE = timedelta(days=1)
_BUSY = frozenset({408, 425, 429})
_LIMITS = re.compile(r"(limit|quota)_?exceeded|resource_exhausted", re.IGNORECASE)
_NOT_ENABLED = frozenset({"accessNotConfigured", "SERVICE_DISABLED"})
_WORD = re.compile(r"[A-Za-z_]{1,60}")

# What the token endpoint says (RFC 6749, 5.2, and Google's own words).
_APPROVAL = frozenset(
    {
        "unauthorized_client",
        "access_denied",
        "invalid_scope",
        "admin_policy_enforced",
        "org_internal",
        "disallowed_useragent",
        "account_restricted",
    }
)
# What people press on the page of consent; at the token endpoint it is a policy.
_SAID_NO = "access_denied"
_EXPIRED_PAGE = frozenset({"interaction_required", "login_required", "deleted_client"})
_NO_SUCH_PERSON = re.compile(r"invalid email|user id", re.IGNORECASE)
_TOKEN_BUSY = frozenset(
    {
        "internal_failure",
        "server_error",
        "temporarily_unavailable",
        "rate_limit_exceeded",
    }
)


class NotSignedIn(Exception):
    """The access token is not accepted (any more)."""


class NotAccepted(StrangeReply):
    """Google does not accept the question."""


@dataclass(frozen=True)
class _Said:
    """The machine-readable part of an error; `ours` is False for foreign bodies."""

    ours: bool = False
    reasons: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


def api_refusal(reply: Reply, now: datetime) -> CalendarError | NotSignedIn:
    """Say what a refusal by one of Google's interfaces means."""
    status, said = reply.status, _read_api_error(reply.body)
    if status == HTTPStatus.UNAUTHORIZED:
        return NotSignedIn()
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryLater(pause_in(reply, now), f"Google answered {status}")
    if not said.ours:
        return StrangeReply(f"status {status}, and not in Google's words")
    return _refused(said, reply, now)


def _refused(said: _Said, reply: Reply, now: datetime) -> CalendarError:
    match reply.status:
        case HTTPStatus.FORBIDDEN:
            return _forbidden(said, reply, now)
        case HTTPStatus.NOT_FOUND:
            # Google says the same of what is there but not for us.
            return NoSuchCalendar("Google shows us no such calendar")
        case HTTPStatus.GONE:
            return MarkExpired()
        case status:
            return NotAccepted(f"Google answered {status} {_spoken(said)}".rstrip())


def _forbidden(said: _Said, reply: Reply, now: datetime) -> CalendarError:
    if _NOT_ENABLED.intersection(said.reasons):
        return ConsentNeeded(
            ConsentReason.PERMISSION_MISSING,
            "the interface is not enabled in the Google Cloud project",
        )
    # Usage limits come as 403 more often than as 429.
    if "usageLimits" in said.domains or any(map(_LIMITS.search, said.reasons)):
        return TryLater(pause_in(reply, now), f"a limit of Google's: {_spoken(said)}")
    if "notACalendarUser" in said.reasons:
        return NoSuchCalendar("this account has no Google Calendar")
    if "domainPolicy" in said.reasons:
        return ConsentNeeded(
            ConsentReason.NEEDS_ADMIN_APPROVAL, "an administrator's policy forbids it"
        )
    return ConsentNeeded(
        ConsentReason.PERMISSION_MISSING, f"Google refuses: {_spoken(said)}"
    )


def token_refusal(reply: Reply, now: datetime) -> CalendarError:
    """Say what a refusal by the token endpoint means."""
    error, description = _read_token_error(reply.body)
    away = reply.status in _BUSY or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if away or error in _TOKEN_BUSY:
        return TryLater(pause_in(reply, now), f"signing in: status {reply.status}")
    if not error:
        return StrangeReply(f"signing in: status {reply.status}, in foreign words")
    if error in _APPROVAL:
        return ConsentNeeded(ConsentReason.NEEDS_ADMIN_APPROVAL, f"signing in: {error}")
    if error == "invalid_grant" and _NO_SUCH_PERSON.search(description):
        # Only a key that acts for others can hear this: it is about the mailbox.
        return NoSuchCalendar("Google knows no such user")
    return ConsentNeeded(ConsentReason.EXPIRED, f"signing in: {error}")


def answer_refusal(error: str) -> CalendarError:
    """Say what it means that somebody comes back from Google's page with an error."""
    if not _WORD.fullmatch(error):
        return StrangeReply("consent: an error in foreign words")
    if error == _SAID_NO:
        return ConsentNeeded(ConsentReason.PERMISSION_MISSING, error)
    if error in _TOKEN_BUSY:
        return TryLater(detail=f"consent: {error}")
    if error in _APPROVAL:
        return ConsentNeeded(ConsentReason.NEEDS_ADMIN_APPROVAL, error)
    if error in _EXPIRED_PAGE:
        return ConsentNeeded(ConsentReason.EXPIRED, error)
    return StrangeReply(f"consent: {error}")


def pause_in(reply: Reply, now: datetime) -> timedelta | None:
    """Read how long Google wants to be left alone: seconds or a date."""
    stated = reply.headers.get("retry-after", "").strip()
    if stated.isdecimal():
        # Cut first: a number with a thousand digits is no number of seconds.
        seconds = min(int(stated[:9]), int(_LONGEST_PAUSE.total_seconds()))
        return timedelta(seconds=seconds)
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), _LONGEST_PAUSE)


def _spoken(said: _Said) -> str:
    """Give the reason in Google's word; its sentences may hold a mailbox."""
    return next((one for one in said.reasons if _WORD.fullmatch(one)), "")


def _read_api_error(body: bytes) -> _Said:
    stated = _json(body)
    error = stated.get("error") if isinstance(stated, dict) else None
    if not isinstance(error, dict):
        return _Said()
    parts = [*_parts(error.get("errors")), *_parts(error.get("details"))]
    reasons = [part.get("reason") for part in parts] + [error.get("status")]
    domains = [part.get("domain") for part in parts]
    return _Said(
        ours=True,
        reasons=tuple(one for one in reasons if isinstance(one, str)),
        domains=tuple(one for one in domains if isinstance(one, str)),
    )


def _parts(stated: object) -> Iterator[dict[str, Any]]:
    if isinstance(stated, list):
        yield from (part for part in stated if isinstance(part, dict))


def _read_token_error(body: bytes) -> tuple[str, str]:
    stated = _json(body)
    if not isinstance(stated, dict):
        return "", ""
    error = stated.get("error")
    word = error if isinstance(error, str) and _WORD.fullmatch(error) else ""
    return word, str(stated.get("error_description", ""))


def _json(body: bytes) -> object:
    try:
        stated: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return stated
