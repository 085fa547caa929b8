"""Google's refusals, word for word as its interfaces give them."""

from collections.abc import Mapping
from typing import Any

_DOMAINS = {
    "rateLimitExceeded": "usageLimits",
    "userRateLimitExceeded": "usageLimits",
    "quotaExceeded": "usageLimits",
    "accessNotConfigured": "usageLimits",
    "fullSyncRequired": "calendar",
}
_MESSAGES = {
    "authError": "Invalid Credentials",
    "notFound": "Not Found",
    "rateLimitExceeded": "Rate Limit Exceeded",
    "userRateLimitExceeded": "User Rate Limit Exceeded",
    "quotaExceeded": "Calendar usage limits exceeded.",
    "fullSyncRequired": "Sync token is no longer valid, a full sync is required.",
    "insufficientPermissions": "Request had insufficient authentication scopes.",
    "forbidden": "Not Authorized to access this resource/api",
    "duplicate": "The requested identifier already exists.",
    "backendError": "Backend Error",
}


class Refusing(Exception):
    """A request is refused in the words of the calendar and directory interfaces."""

    def __init__(
        self, status: int, reason: str, message: str = "", *, after: str | None = None
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.message = message or _MESSAGES.get(reason, reason)
        self.after = after

    @property
    def body(self) -> Mapping[str, Any]:
        """The answer's body."""
        entry = {
            "domain": _DOMAINS.get(self.reason, "global"),
            "reason": self.reason,
            "message": self.message,
        }
        return {
            "error": {"errors": [entry], "code": self.status, "message": self.message}
        }


THROTTLES = {
    "rateLimitExceeded": 403,
    "userRateLimitExceeded": 429,
    "backendError": 503,
}
"""How Google asks to be left alone; the limits come as 403 and as 429."""


def throttled(reason: str, pause: int) -> Refusing:
    """Ask to be left alone for some seconds."""
    return Refusing(THROTTLES[reason], reason, after=str(pause))


class TokenRefusing(Exception):
    """A token is refused, in the words of the token endpoint."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, "error_description": description}
