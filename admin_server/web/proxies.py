"""Who is calling and by which scheme, where a reverse proxy stands in between."""

import re
from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from typing import TypeAlias

from starlette.types import ASGIApp, Receive, Scope, Send

from admin_server.web.errors import refusal
from shared.refusals import Refusal

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
_Headers: TypeAlias = list[tuple[bytes, bytes]]

_FOR, _PROTO, _HOST = b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"
_SAID_BY_PROXIES = frozenset(
    {_FOR, _PROTO, _HOST, b"x-forwarded-port", b"x-forwarded-server", b"x-real-ip"}
    | {b"forwarded"}
)
_HOST_NAME = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
_BRACKETED = re.compile(r"\[([^\]]*)\](:[0-9]+)?")
_HEALTH = frozenset({"/healthz", "/readyz"})


class TrustedProxies:
    """Believes `X-Forwarded-For`, `-Proto` and `-Host` of known proxies only.

    Whoever else sends them is taken for what the connection itself shows; nothing
    behind this sees the headers. What would cross a network unencrypted is refused.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[Network]) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on as it reached the outermost proxy, or answer 403."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        peer = _peer(scope)
        seen = self._as_seen_outside(scope, peer)
        if not _is_protected(seen, peer):
            answer = refusal(Refusal.NOT_ALLOWED, "Use https:// to reach this server.")
            await answer(scope, receive, send)
            return
        await self._app(seen, receive, send)

    def _as_seen_outside(self, scope: Scope, peer: Address | None) -> Scope:
        headers: _Headers = scope["headers"]
        kept = [one for one in headers if one[0] not in _SAID_BY_PROXIES]
        seen = {**scope, "headers": kept}
        if peer is None or not self._is_trusted(peer):
            return seen
        seen["client"] = (str(self._caller(peer, headers)), 0)
        scheme = _last(headers, _PROTO).lower()
        if scheme in ("http", "https"):
            seen["scheme"] = scheme
        host = _last(headers, _HOST)
        if _HOST_NAME.fullmatch(host):
            others = [one for one in kept if one[0] != b"host"]
            seen["headers"] = [*others, (b"host", host.encode("ascii"))]
        return seen

    def _caller(self, peer: Address, headers: _Headers) -> Address:
        """Walk from the nearest hop outwards, as far as each hop can be believed."""
        caller = peer
        for hop in reversed(_listed(headers, _FOR)):
            address = _address(hop)
            if address is None:
                break
            caller = address
            if not self._is_trusted(caller):
                break
        return caller

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._proxies)


def _is_protected(scope: Scope, peer: Address | None) -> bool:
    # A connection without an address is a socket of this machine.
    if scope["scheme"] == "https" or peer is None or peer.is_loopback:
        return True
    return scope["path"] in _HEALTH


def _peer(scope: Scope) -> Address | None:
    client = scope.get("client")
    return _address(client[0]) if client else None


def _address(text: str) -> Address | None:
    text = text.strip()
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        text = bracketed[1]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # A server that listens on `::` sees an IPv4 caller as ::ffff:192.0.2.1.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _listed(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[str]:
    values = [value.decode("latin-1") for key, value in headers if key == name]
    return [one.strip() for value in values for one in value.split(",") if one.strip()]


def _last(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Give what the nearest proxy said; what stands before it may be anybody's."""
    listed = _listed(headers, name)
    return listed[-1] if listed else ""
