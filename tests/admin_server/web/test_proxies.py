"""Whom the server believes about who is calling, one header at a time."""

from ipaddress import ip_network

import pytest
from starlette.types import Message, Receive, Scope, Send

from admin_server.web.proxies import TrustedProxies

PROXIES = tuple(ip_network(one) for one in ("10.0.0.0/24", "fd00::/8"))


class _Seen:
    """An application that keeps what it was asked."""

    def __init__(self) -> None:
        self.scope: Scope | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope


async def _ask(
    peer: str | None, *headers: tuple[str, str], path: str = "/", kind: str = "http"
) -> tuple[Scope | None, list[Message]]:
    """Ask from an address; gives what came through, and what was answered instead."""
    app, answers = _Seen(), []

    async def send(message: Message) -> None:
        answers.append(message)

    scope = {
        "type": kind,
        "scheme": "http",
        "path": path,
        "method": "GET",
        "client": (peer, 4711) if peer else None,
        "headers": [
            (b"host", b"inside"),
            *((name.encode(), value.encode()) for name, value in headers),
        ],
    }
    await TrustedProxies(app, PROXIES)(scope, _nothing, send)
    return app.scope, answers


async def _nothing() -> Message:
    return {"type": "http.request"}


def _said(came_by: str) -> tuple[tuple[str, str], ...]:
    return (("x-forwarded-for", came_by), ("x-forwarded-proto", "https"))


@pytest.mark.parametrize(
    ("peer", "came_by", "caller"),
    [
        ("10.0.0.5", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.5", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.5", "203.0.113.9, 198.51.100.7, 10.0.0.6", "198.51.100.7"),
        ("10.0.0.5", "10.0.0.7, 10.0.0.6", "10.0.0.7"),
        ("10.0.0.5", "203.0.113.9, unknown", "10.0.0.5"),
        ("10.0.0.5", "203.0.113.9, , 198.51.100.7", "198.51.100.7"),
        ("10.0.0.5", "198.51.100.7:5555", "198.51.100.7"),
        ("10.0.0.5", "[2001:db8::7]:5555", "2001:db8::7"),
        ("10.0.0.5", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.5", "[2001:db8::7", "10.0.0.5"),
        ("fd00::1", "198.51.100.7", "198.51.100.7"),
        ("::ffff:10.0.0.5", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.5", "::ffff:10.0.0.9, 198.51.100.7", "198.51.100.7"),
    ],
)
async def test_the_caller_is_who_the_last_trusted_hop_saw(
    peer: str, came_by: str, caller: str
) -> None:
    """Of all addresses that are claimed, the right-most that is no proxy counts."""
    seen, _ = await _ask(peer, *_said(came_by))

    assert seen is not None
    assert seen["client"] == (caller, 0)
    assert seen["scheme"] == "https"


async def test_headers_may_come_in_pieces() -> None:
    """A list that was cut into several headers is read as one."""
    seen, _ = await _ask(
        "10.0.0.5",
        ("x-forwarded-for", "203.0.113.9"),
        ("x-forwarded-for", "198.51.100.7, 10.0.0.6"),
        ("x-forwarded-proto", "https"),
    )

    assert seen is not None
    assert seen["client"] == ("198.51.100.7", 0)


@pytest.mark.parametrize(
    ("said", "host"),
    [
        ("portico.example", b"portico.example"),
        ("portico.example:8443", b"portico.example:8443"),
        ("[2001:db8::7]:8443", b"[2001:db8::7]:8443"),
        ("evil.example, portico.example", b"portico.example"),
        ("por tico", b"inside"),
        ("portico.example/path", b"inside"),
        ("", b"inside"),
    ],
)
async def test_the_host_is_what_the_proxy_says(said: str, host: bytes) -> None:
    """The name that people typed is taken from the proxy, if it is a name at all."""
    seen, _ = await _ask(
        "10.0.0.5", ("x-forwarded-host", said), ("x-forwarded-proto", "https")
    )

    assert seen is not None
    assert [value for name, value in seen["headers"] if name == b"host"] == [host]


@pytest.mark.parametrize("peer", ["198.51.100.7", "10.0.1.5", "10.0.0.5"])
async def test_nothing_crosses_a_network_in_the_open(peer: str) -> None:
    """Check 34: without HTTPS nobody but this machine gets an answer."""
    claims = () if peer == "10.0.0.5" else _said("127.0.0.1")

    seen, answers = await _ask(peer, *claims)

    assert seen is None
    assert answers[0]["status"] == 403
    assert b"https" in answers[1]["body"]


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", None, "testclient"])
async def test_this_machine_may_speak_plainly(peer: str | None) -> None:
    """On the machine itself there is no network that somebody could listen on."""
    seen, answers = await _ask(peer)

    assert seen is not None
    assert answers == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_health_may_be_asked_plainly(path: str) -> None:
    """A watchdog on another machine may ask whether the server is well."""
    seen, _ = await _ask("198.51.100.7", path=path)

    assert seen is not None


async def test_what_is_no_request_goes_through() -> None:
    """The server's own start and end are nobody's call."""
    seen, _ = await _ask(None, kind="lifespan")

    assert seen is not None
    assert seen["type"] == "lifespan"
