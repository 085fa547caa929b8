"""Check 34: HTTPS by the server itself, and behind a reverse proxy, over real sockets."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from admin_server.commands.serving import web_server
from admin_server.settings import Settings
from admin_server.web.dashboard.door import give_cookie
from admin_server.web.guards import SafeHeaders
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls, open_client
from tests.fakes.certificates import EVER, Authority, TlsPair
from tests.fakes.lobby import TOKEN, Lobby
from tests.fakes.ports import free_port
from tests.fakes.reverse_proxy import reverse_proxy

HSTS = "strict-transport-security"
SPOOFED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9",
}


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@asynccontextmanager
async def _serving(app: FastAPI, settings: Settings) -> AsyncIterator[int]:
    """Let an application listen as the server does; says the port."""
    server = web_server(app, settings)
    server.config.lifespan = "off"  # the lobby has begun it already
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    try:
        yield settings.port
    finally:
        server.should_exit = True
        await task


def _with_tls(pair: TlsPair) -> Settings:
    return Settings(
        port=free_port(), tls_certificate=str(pair.certificate), tls_key=str(pair.key)
    )


def _mirror(lobby: Lobby) -> FastAPI:
    """An application that says how it sees whoever asks it."""
    app = FastAPI()
    app.state.parts = lobby.app.state.parts
    app.add_middleware(SafeHeaders)

    @app.get("/{path:path}")
    async def look(path: str, request: Request, response: Response):
        give_cookie(response, "token")
        return {
            "path": path,
            "caller": request.client.host if request.client else None,
            "scheme": request.url.scheme,
            "host": request.headers["host"],
            "names": sorted(request.headers),
        }

    return app


def _browser(authority: Authority, port: int, scheme: str = "https"):
    return httpx.AsyncClient(
        base_url=f"{scheme}://127.0.0.1:{port}",
        verify=ssl.create_default_context(cafile=authority.file),
        trust_env=False,
    )


def _kiosk(port: int, authority: Authority | None) -> httpx.AsyncClient:
    file = authority.file if authority else None
    return open_client(f"https://127.0.0.1:{port}", KioskToken(TOKEN), file)


async def test_a_kiosk_that_trusts_our_authority_gets_in(
    lobby: Lobby, authority: Authority
) -> None:
    """A private authority is enough: the kiosk is told which one to trust."""
    async with (
        _serving(lobby.app, _with_tls(authority.vouch())) as port,
        _kiosk(port, authority) as client,
    ):
        reply = await ServerCalls(client).configuration()

    assert reply.site == "Lakeside House"


async def test_a_kiosk_refuses_an_authority_it_does_not_know(
    lobby: Lobby, authority: Authority, tmp_path: Path
) -> None:
    """A certificate that nobody known vouches for stops the kiosk, whoever made it."""
    stranger = Authority(tmp_path, "Somebody else")
    async with (
        _serving(lobby.app, _with_tls(authority.vouch())) as port,
        _kiosk(port, None) as usual,
        _kiosk(port, stranger) as other,
    ):
        with pytest.raises(NoAnswer, match="ConnectError"):
            await ServerCalls(usual).configuration()
        with pytest.raises(NoAnswer, match="ConnectError"):
            await ServerCalls(other).configuration()


async def test_a_kiosk_refuses_another_servers_certificate(
    lobby: Lobby, authority: Authority
) -> None:
    """A certificate for another name is worth nothing, even a good one."""
    elsewhere = authority.vouch("portico.example")
    async with (
        _serving(lobby.app, _with_tls(elsewhere)) as port,
        _kiosk(port, authority) as client,
    ):
        with pytest.raises(NoAnswer, match="ConnectError"):
            await ServerCalls(client).configuration()


async def test_a_kiosk_refuses_an_expired_certificate(authority: Authority) -> None:
    """A certificate that has ended is not accepted, whatever server shows it."""
    past = datetime(2021, 1, 1, tzinfo=UTC)
    pair = authority.vouch(valid=(EVER[0], past))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    server = await asyncio.start_server(_hang_up, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]

    async with server, _kiosk(port, authority) as client:
        with pytest.raises(NoAnswer, match="ConnectError"):
            await ServerCalls(client).configuration()


async def test_old_tls_is_refused(lobby: Lobby, authority: Authority) -> None:
    """TLS 1.1 gets no connection here, though another server would give one."""
    pair = authority.vouch()
    old = _old_context(ssl.PROTOCOL_TLS_SERVER)
    old.load_cert_chain(pair.certificate, pair.key)
    lenient = await asyncio.start_server(_hang_up, "127.0.0.1", 0, ssl=old)
    async with lenient:
        with_old = await _version(lenient.sockets[0].getsockname()[1], authority)

    async with _serving(lobby.app, _with_tls(pair)) as port:
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            await _version(port, authority)

    assert with_old == "TLSv1.1"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_today_s_tls_is_spoken(
    lobby: Lobby, authority: Authority, version: ssl.TLSVersion
) -> None:
    """TLS 1.2 and 1.3 both work."""
    client = ssl.create_default_context(cafile=authority.file)
    client.minimum_version = client.maximum_version = version

    async with _serving(lobby.app, _with_tls(authority.vouch())) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client)
        spoken = writer.get_extra_info("ssl_object").version()
        writer.close()
        await writer.wait_closed()

    assert spoken == version.name.replace("_", ".")


async def test_browsers_are_held_to_https_only_by_https(
    lobby: Lobby, authority: Authority
) -> None:
    """HSTS is said over HTTPS; over plain HTTP on this machine it is not."""
    async with (
        _serving(lobby.app, _with_tls(authority.vouch())) as port,
        _browser(authority, port) as browser,
    ):
        safe = await browser.get("/healthz")
    async with (
        _serving(lobby.app, Settings(port=free_port())) as port,
        _browser(authority, port, "http") as browser,
    ):
        plain = await browser.get("/healthz", headers=SPOOFED)

    assert safe.headers[HSTS].startswith("max-age=31536000")
    assert HSTS not in plain.headers
    assert (safe.status_code, plain.status_code) == (200, 200)


async def test_headers_of_nobody_we_know_are_ignored(
    lobby: Lobby, authority: Authority
) -> None:
    """Whoever claims to be somebody else's proxy is taken for who they are."""
    async with (
        _serving(_mirror(lobby), Settings(port=free_port())) as port,
        _browser(authority, port, "http") as browser,
    ):
        answer = await browser.get("/", headers=SPOOFED)

    seen = answer.json()
    assert seen["caller"] == "127.0.0.1"
    assert seen["scheme"] == "http"
    assert seen["host"] == f"127.0.0.1:{port}"
    assert not {name.lower() for name in SPOOFED} & set(seen["names"])
    assert HSTS not in answer.headers


async def test_a_known_proxy_is_believed(lobby: Lobby, authority: Authority) -> None:
    """Behind a proxy the server sees HTTPS, the outer name, and the real caller."""
    inside = Settings(port=free_port(), trusted_proxies="127.0.0.1")
    async with (
        _serving(_mirror(lobby), inside) as to_port,
        reverse_proxy(authority.vouch(), to_port=to_port) as port,
        _browser(authority, port) as browser,
    ):
        answer = await browser.get("/", headers={"Host": "portico.example"})

    seen = answer.json()
    assert (seen["scheme"], seen["host"]) == ("https", "portico.example")
    assert seen["caller"] == "127.0.0.1"
    assert answer.headers[HSTS].startswith("max-age=31536000")


async def test_a_caller_cannot_put_words_into_a_proxys_mouth(
    lobby: Lobby,
) -> None:
    """What a caller wrote in front of the proxy's own words does not count."""
    inside = Settings(port=free_port(), trusted_proxies="127.0.0.2")
    async with (
        _serving(_mirror(lobby), inside) as port,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            transport=httpx.AsyncHTTPTransport(local_address="127.0.0.2"),
        ) as proxy,
    ):
        answer = await proxy.get(
            "/",
            headers={
                "X-Forwarded-For": "203.0.113.9, 198.51.100.7, 127.0.0.2",
                "X-Forwarded-Proto": "https, http",
                "X-Forwarded-Host": "evil.example, portico.example",
            },
        )

    seen = answer.json()
    assert seen["caller"] == "198.51.100.7"
    assert seen["scheme"] == "http"
    assert seen["host"] == "portico.example"


async def test_a_proxy_that_is_not_named_is_not_believed(
    lobby: Lobby, authority: Authority
) -> None:
    """A proxy that the operator has not named changes nothing by its headers."""
    inside = Settings(port=free_port(), trusted_proxies="10.0.0.0/8")
    async with (
        _serving(_mirror(lobby), inside) as to_port,
        reverse_proxy(authority.vouch(), to_port=to_port) as port,
        _browser(authority, port) as browser,
    ):
        answer = await browser.get("/", headers={"Host": "portico.example"})

    seen = answer.json()
    assert (seen["scheme"], seen["host"]) == ("http", "inside")
    assert HSTS not in answer.headers


async def test_a_kiosk_works_through_a_proxy(
    lobby: Lobby, authority: Authority
) -> None:
    """A kiosk in the lobby reaches a server that stands behind a proxy."""
    inside = Settings(port=free_port(), trusted_proxies="127.0.0.1")
    async with (
        _serving(lobby.app, inside) as to_port,
        reverse_proxy(authority.vouch(), to_port=to_port) as port,
        _kiosk(port, authority) as client,
    ):
        reply = await ServerCalls(client).configuration()

    assert reply.site == "Lakeside House"


async def test_a_sessions_cookie_never_travels_in_the_open(
    lobby: Lobby, authority: Authority
) -> None:
    """The cookie is for HTTPS only, for no script, and for this very server."""
    async with (
        _serving(_mirror(lobby), _with_tls(authority.vouch())) as port,
        _browser(authority, port) as browser,
    ):
        answer = await browser.get("/")

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


async def test_plain_http_to_a_tls_port_gets_nothing(
    lobby: Lobby, authority: Authority
) -> None:
    """Whoever forgets the s in https gets no page and no token is read."""
    async with (
        _serving(lobby.app, _with_tls(authority.vouch())) as port,
        _browser(authority, port, "http") as browser,
    ):
        with pytest.raises(httpx.TransportError):
            await browser.get("/healthz")


async def test_a_renewed_certificate_is_taken_without_a_restart(
    lobby: Lobby, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Renewing the files is enough; nobody has to stop the server for it."""
    monkeypatch.setattr("admin_server.web.certificates._LOOK_SECONDS", 0.05)
    async with _serving(lobby.app, _with_tls(authority.vouch())) as port:
        before = await _shown(port, authority)
        authority.vouch()
        async with asyncio.timeout(10):
            while await _shown(port, authority) == before:
                await asyncio.sleep(0.05)


async def _shown(port: int, authority: Authority) -> bytes:
    """The certificate that a server shows."""
    context = ssl.create_default_context(cafile=authority.file)
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    await writer.wait_closed()
    return bytes(shown)


async def _version(port: int, authority: Authority) -> str:
    """The version that a client speaks which knows TLS 1.1 and nothing newer."""
    context = _old_context(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(authority.file)
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    spoken = str(writer.get_extra_info("ssl_object").version())
    writer.close()
    return spoken


def _old_context(protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        # That it is deprecated is the point.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1_1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


async def _hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()
