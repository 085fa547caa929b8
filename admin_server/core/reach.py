"""Whether strangers on the internet can reach an address: a provider must, to push."""

from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

_HERE = frozenset({"localhost", "ip6-localhost"})
_INSIDE = (
    ".local",
    ".localhost",
    ".lan",
    ".home",
    ".home.arpa",
    ".internal",
    ".intranet",
    ".corp",
    ".test",
    ".example",
    ".invalid",
)
"""Ends of names that the public name service never knows."""


class Reach(StrEnum):
    """From where an address can be reached."""

    EVERYWHERE = "everywhere"
    NOT_SECURE = "not_secure"
    """It is not HTTPS: providers neither send people back there nor push to it."""
    THIS_MACHINE = "this_machine"
    """A browser on the same machine comes back there; nobody else gets through."""
    INSIDE = "inside"
    """Only inside the house: people come back there, pushes do not."""


def reach_of(address: str) -> Reach:
    """Tell from where an address can be reached, as far as it shows by itself."""
    parts = urlsplit(address)
    host = (parts.hostname or "").casefold().rstrip(".")
    if _is_here(host):
        return Reach.THIS_MACHINE
    if parts.scheme != "https":
        return Reach.NOT_SECURE
    return Reach.INSIDE if _is_inside(host) else Reach.EVERYWHERE


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in _HERE


def _is_inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(_INSIDE)
