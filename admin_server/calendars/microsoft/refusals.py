"""What sign-in and Graph may refuse, brought to our five errors.

Microsoft asks clients not to decide by AADSTS numbers, so they only stand in the
text for administrators; see docs/calendars/microsoft.md for what to do.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from admin_server.calendars.microsoft.reading import json_object, text_at
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.outbound.client import (
    LedElsewhere,
    NobodyTrusted,
    OutboundError,
    Reply,
    TooLarge,
)

_BUSY = frozenset({408, 423, 425, 429})
_LONGEST_PAUSE = timedelta(days=1)
_LONGEST_DETAIL = 300
# The one sentence by which an application access policy can be told from a
# permission that nobody gave; both are 403 with the code ErrorAccessDenied.
_POLICY_SAYS = "odata is disabled"
_LOST_MARKS = ("syncstate", "resync")

_TOKEN_REASONS = {
    # A wrong or expired secret, or a certificate that the app does not have.
    "invalid_client": ConsentReason.EXPIRED,
    # The tenant knows no such app, so nobody has approved it there.
    "unauthorized_client": ConsentReason.NEEDS_ADMIN_APPROVAL,
    "consent_required": ConsentReason.NEEDS_ADMIN_APPROVAL,
    "access_denied": ConsentReason.BLOCKED_BY_GROUP,
    "interaction_required": ConsentReason.BLOCKED_BY_GROUP,
    "invalid_grant": ConsentReason.EXPIRED,
}
# What a person mends by signing in once more.
_MENDED_BY_PERSON = frozenset(
    {"bad_token", "token_expired", "basic_action", "additional_action"}
)
_KEEPS_OUT = frozenset({"access_denied", "interaction_required", "login_required"})
# Here codes do not tell situations apart: the page for signing in sends people back
# with the same ones for "ask your administrator" and for "you may not".
_UNAPPROVED = frozenset({"AADSTS65001", "AADSTS90094"})
_KEPT_OUT = frozenset({"AADSTS50105", "AADSTS53003"})
_WANTS_MORE = frozenset({"AADSTS50076", "AADSTS50079"})
_NUMBER = re.compile(r"AADSTS\d{4,8}")
_CODE = re.compile(r"[^A-Za-z0-9_.-]")
_LONGEST_CODE = 60
_TOKEN_BUSY = frozenset({"temporarily_unavailable", "server_error"})


@dataclass(frozen=True)
class Failure:
    """A refusal as Graph words it."""

    status: int
    code: str
    message: str
    request_id: str
    is_graph: bool

    @property
    def detail(self) -> str:
        """Say it in a line for administrators."""
        said = f"Graph answered {self.status}"
        if self.code:
            said += f" {self.code}"
        if self.message:
            said += f": {self.message}"
        tail = f" (request {self.request_id})" if self.request_id else ""
        return said[:_LONGEST_DETAIL] + tail


def failure_in(reply: Reply) -> Failure:
    """Read what Graph says of a refusal, whatever the body is."""
    try:
        stated = json_object(reply.body)
    except StrangeReply:
        stated = {}
    inner = text_at(stated, "error", "innerError", "request-id")
    return Failure(
        status=reply.status,
        code=text_at(stated, "error", "code"),
        message=text_at(stated, "error", "message"),
        request_id=inner or reply.headers.get("request-id", ""),
        is_graph="error" in stated or not reply.body.strip(),
    )


def refusal(
    reply: Reply, *, now: datetime, follows_mark: bool = False
) -> CalendarError:
    """Say which of our errors a refusal of Graph is.

    Args:
        follows_mark: whether the request followed a mark, which can be too old.
    """
    failure = failure_in(reply)
    status, code = failure.status, failure.code.casefold()
    if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryLater(pause_in(reply.headers, now=now), failure.detail)
    if follows_mark and (status == HTTPStatus.GONE or code.startswith(_LOST_MARKS)):
        return MarkExpired()
    if not failure.is_graph:
        return StrangeReply(f"something that is not Graph answered {status}")
    return _by_status(failure)


def token_refusal(result: Mapping[str, object]) -> CalendarError:
    """Say which of our errors a refusal of the sign-in server is."""
    error = text_at(result, "error")
    suberror = text_at(result, "suberror")
    detail = _first_line(text_at(result, "error_description")) or error
    if error in _TOKEN_BUSY:
        return TryLater(detail=detail)
    if text_at(result, "claims"):
        # Conditional access wants something that an app cannot give by itself.
        return ConsentNeeded(ConsentReason.BLOCKED_BY_GROUP, detail)
    reason = _TOKEN_REASONS.get(suberror) or _TOKEN_REASONS.get(error)
    if error == "invalid_grant":
        # The same for "nobody approved", "you may not" and "it is over".
        reason = _by_number(detail) or reason
    if reason is not None:
        return ConsentNeeded(reason, detail)
    return StrangeReply(f"sign-in failed: {detail}")


def person_refusal(
    result: Mapping[str, object], *, is_answer: bool = False
) -> CalendarError:
    """Say which of our errors it is that a person's sign-in was refused.

    Only the number or code is told on: the sentences name accounts, and those in an
    address could be anybody's.

    Args:
        is_answer: the person was there and is sent back with this, so that signing
            in again would end the same way.
    """
    error = text_at(result, "error")
    number = _NUMBER.search(text_at(result, "error_description"))
    code = _CODE.sub("", error)[:_LONGEST_CODE]
    if text_at(result, "error_subcode") == "cancel":
        # The person said no; nobody keeps them out.
        return ConsentNeeded(ConsentReason.PERMISSION_MISSING, code)
    detail = number[0] if number else code
    if error in _TOKEN_BUSY:
        return TryLater(detail=detail)
    reason = _why_no_consent(result, detail, is_answer=is_answer)
    if reason is not None:
        return ConsentNeeded(reason, detail)
    return StrangeReply(f"sign-in failed: {detail}")


def outbound_refusal(error: OutboundError) -> CalendarError:
    """Say which of our errors it is that there is no answer."""
    if isinstance(error, TooLarge | LedElsewhere | NobodyTrusted):
        return StrangeReply(str(error))
    return TryLater(detail=str(error))


def pause_in(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """Read how long we shall stay away: seconds or a date, at most a day."""
    stated = headers.get("retry-after", "").strip()
    if stated.isdecimal() and stated.isascii():
        # Longer numbers than these are beyond any date there is.
        seconds = int(stated) if len(stated) < len("9999999") else None
        pause = _LONGEST_PAUSE if seconds is None else timedelta(seconds=seconds)
        return min(pause, _LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), _LONGEST_PAUSE)


def _by_status(failure: Failure) -> CalendarError:
    match failure.status:
        case HTTPStatus.UNAUTHORIZED:
            return ConsentNeeded(ConsentReason.EXPIRED, failure.detail)
        case HTTPStatus.FORBIDDEN:
            return ConsentNeeded(_why_forbidden(failure), failure.detail)
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return NoSuchCalendar(failure.detail)
        case _:
            return StrangeReply(failure.detail)


def _why_forbidden(failure: Failure) -> ConsentReason:
    if _POLICY_SAYS in failure.message.casefold():
        return ConsentReason.BLOCKED_BY_GROUP
    return ConsentReason.PERMISSION_MISSING


def _why_no_consent(
    result: Mapping[str, object], detail: str, *, is_answer: bool
) -> ConsentReason | None:
    error, suberror = text_at(result, "error"), text_at(result, "suberror")
    if "consent_required" in {error, suberror} or detail in _UNAPPROVED:
        return ConsentReason.NEEDS_ADMIN_APPROVAL
    if detail in _KEPT_OUT or suberror == "message_only":
        return ConsentReason.BLOCKED_BY_GROUP
    wants_more = bool(text_at(result, "claims")) or suberror in _MENDED_BY_PERSON
    if wants_more or error in _KEEPS_OUT or (is_answer and detail in _WANTS_MORE):
        # Who was there has just done all they can; who was not can when they come.
        blocked, expired = ConsentReason.BLOCKED_BY_GROUP, ConsentReason.EXPIRED
        return blocked if is_answer else expired
    if is_answer and error == "invalid_grant":
        # The code was used, or is too old: that says nothing about the person.
        return None
    return _TOKEN_REASONS.get(suberror) or _TOKEN_REASONS.get(error)


def _by_number(detail: str) -> ConsentReason | None:
    number = _NUMBER.search(detail)
    if number is None:
        return None
    if number[0] in _UNAPPROVED:
        return ConsentReason.NEEDS_ADMIN_APPROVAL
    return ConsentReason.BLOCKED_BY_GROUP if number[0] in _KEPT_OUT else None


def _first_line(text: str) -> str:
    """Cut off trace ids and times, which change with every try."""
    return text.partition("Trace ID:")[0].strip().partition("\n")[0][:_LONGEST_DETAIL]
