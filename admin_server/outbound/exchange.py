"""What is asked of the outside, what comes back, and how it can fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from typing_extensions import override


class OutboundError(Exception):
    """A request got no usable answer; the kinds below are all there are."""


class Unreachable(OutboundError):
    """No connection, or it broke before the answer was complete."""


class TooSlow(OutboundError):
    """The deadline passed."""


class TooLarge(OutboundError):
    """The answer is longer than the byte cap."""


class LedElsewhere(OutboundError):
    """A redirect pointed to another host, or they went on for too long."""


class NobodyTrusted(OutboundError):
    """The file that says whom to trust cannot be read, or names nobody."""


@dataclass(frozen=True)
class Request:
    """What to ask; its address and headers may be personal or secret.

    Attributes:
        sign_in: user name and password for HTTP's basic authentication.
        anywhere: its address is our own doing, not an administrator's: it may be
            private whatever the client says.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    sign_in: tuple[str, str] | None = None
    anywhere: bool = False

    @override
    def __repr__(self) -> str:
        """Say only the method: the rest could end up in a log."""
        return f"Request({self.method})"


@dataclass(frozen=True)
class Reply:
    """What came back; header names are in small letters.

    Attributes:
        url: where the answer came from, after redirects on the same host.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False, default="")
