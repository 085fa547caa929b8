"""The closed list of reasons why the server refuses, and the status each answers with."""

from dataclasses import dataclass
from enum import StrEnum

from shared.check_in import VisitChoice


class Refusal(StrEnum):
    """Why a call is refused; the value is the API's `error` code.

    The kiosk has a text for each one in every language; the server's `message`
    is for the person who reads a log or tries the API by hand.
    """

    PASS_UNKNOWN = "pass_unknown"  # noqa: S105 - a code, not a password
    """Not one of our passes, or another organisation's; never says which."""
    CODE_UNKNOWN = "code_unknown"
    """No invitation at this organisation has these six characters."""
    ALREADY_USED = "already_used"
    """The visit is over: its visitor has left."""
    EXPIRED = "expired"
    """The visit's day has passed."""
    CANCELLED = "cancelled"
    """The visit was cancelled."""
    OTHER_SITE = "other_site"
    """The invitation is for another building of this organisation."""
    TOO_EARLY = "too_early"
    """The visit is on a later day."""
    SEVERAL_VISITS = "several_visits"
    """The visitor is expected more than once; `choices` says which may be meant."""
    CLAIM_UNKNOWN = "claim_unknown"
    """The choice is too old, or was made at another kiosk."""
    HOST_UNKNOWN = "host_unknown"
    """No host with this id can be visited here."""
    VISIT_UNKNOWN = "visit_unknown"
    """No visit with this id was checked in at this kiosk's site."""
    NO_OTHER_PRINTER = "no_other_printer"
    """No other kiosk of the site can print the badge now."""
    REQUEST_ID_REUSED = "request_id_reused"
    """The same request id came with another content."""
    REQUEST_INVALID = "request_invalid"
    """The request does not have the documented shape."""
    REQUEST_TOO_LARGE = "request_too_large"
    """The request's body is larger than any honest one."""
    KIOSK_UNKNOWN = "kiosk_unknown"
    """No token, a wrong one, or one that was revoked."""
    KIOSK_TOO_OLD = "kiosk_too_old"
    """The kiosk's software is too far behind this server's: it has to be updated."""
    AUTHORIZATION_PENDING = "authorization_pending"
    """Nobody has approved this kiosk yet; ask again after the interval."""
    SLOW_DOWN = "slow_down"
    """Asked too soon; wait five seconds longer between questions from now on."""
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - a code, not a password
    """The pairing is over: too old, used, or never there."""
    ACCESS_DENIED = "access_denied"
    """An admin said no to this kiosk."""
    NOT_ALLOWED = "not_allowed"
    """The caller is known but may not do this."""
    NOT_FOUND = "not_found"
    """There is nothing at this address."""
    RATE_LIMITED = "rate_limit_exceeded"
    """Too many calls from this device; `Retry-After` says when to come back."""
    UNAVAILABLE = "unavailable"
    """The server cannot answer now; the same request may be sent again."""


STATUS: dict[Refusal, int] = {
    Refusal.PASS_UNKNOWN: 404,
    Refusal.CODE_UNKNOWN: 404,
    Refusal.ALREADY_USED: 409,
    Refusal.EXPIRED: 409,
    Refusal.CANCELLED: 409,
    Refusal.OTHER_SITE: 409,
    Refusal.TOO_EARLY: 409,
    Refusal.SEVERAL_VISITS: 409,
    Refusal.CLAIM_UNKNOWN: 404,
    Refusal.HOST_UNKNOWN: 404,
    Refusal.VISIT_UNKNOWN: 404,
    Refusal.NO_OTHER_PRINTER: 409,
    Refusal.REQUEST_ID_REUSED: 409,
    Refusal.REQUEST_INVALID: 422,
    Refusal.REQUEST_TOO_LARGE: 413,
    Refusal.KIOSK_UNKNOWN: 401,
    Refusal.KIOSK_TOO_OLD: 426,
    # RFC 8628, 3.5: all four are answered with 400.
    Refusal.AUTHORIZATION_PENDING: 400,
    Refusal.SLOW_DOWN: 400,
    Refusal.EXPIRED_TOKEN: 400,
    Refusal.ACCESS_DENIED: 400,
    Refusal.NOT_ALLOWED: 403,
    Refusal.NOT_FOUND: 404,
    Refusal.RATE_LIMITED: 429,
    Refusal.UNAVAILABLE: 503,
}


@dataclass(eq=False)
class Refused(Exception):
    """An ordinary "no" with its reason; raised by rules, shown to a person.

    Attributes:
        code: the reason.
        message: one English sentence for logs' readers and API users, free of
            personal data.
        detail: what the visitor may be told besides, by name: `site` and
            `address` for OTHER_SITE, `starts` (RFC 3339) for TOO_EARLY.
        choices: with SEVERAL_VISITS, which visits may be meant.
    """

    code: Refusal
    message: str
    detail: dict[str, str] | None = None
    choices: tuple[VisitChoice, ...] | None = None
