"""Serving the page until a signal comes."""

import asyncio
import contextlib
import signal
import socket
import ssl

import httpx
import pytest
from fastapi import FastAPI

from kiosk_app.runners.serving import serve
from kiosk_app.settings import Settings, SettingWrong
from tests.fakes.certificates import Authority
from tests.fakes.sleeper import until


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


async def test_the_page_is_served_until_a_signal_and_all_is_put_away(server):
    """A stop of the service lets the kiosk finish orderly."""
    desks, port = [], _free_port()
    page = FastAPI()
    page.add_api_route("/healthz", lambda: {"ok": True})

    def build(desk):
        desks.append(desk)
        return page

    settings = Settings(server=server.address, token="t", port=port)
    serving = asyncio.create_task(serve(settings, build))
    async with httpx.AsyncClient(trust_env=False) as client:
        answered = await _first_answer(client, f"http://127.0.0.1:{port}/healthz")
    signal.raise_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        await serving

    assert answered == {"ok": True}
    assert len(desks) == 1
    assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


async def _first_answer(client, address):
    found = []

    async def ask():
        while not found:
            try:
                found.append((await client.get(address)).json())
            except httpx.TransportError:
                await asyncio.sleep(0.01)

    asking = asyncio.create_task(ask())
    await until(lambda: found)
    await asking
    return found[0]


async def test_a_tablets_page_has_its_own_certificate_and_takes_the_next(
    server, tmp_path, monkeypatch
):
    """The page is served over HTTPS, and a renewed certificate needs no restart."""
    monkeypatch.setattr("kiosk_app.runners.serving.RENEWED_SECONDS", 0.05)
    authority, port = Authority(tmp_path), _free_port()
    pair = authority.vouch()
    settings = Settings(
        server=server.address,
        data=tmp_path / "data",
        port=port,
        public_origin="https://kiosk-3.example",
        tls_certificate=pair.certificate,
        tls_key=pair.key,
    )
    serving = asyncio.create_task(serve(settings, lambda _desk: FastAPI()))
    first = await _first_certificate(port, authority)

    authority.vouch()
    later: set[bytes] = {first}

    async def look():
        while len(later) == 1:
            later.add(await _certificate(port, authority))

    await asyncio.wait_for(look(), 10)
    signal.raise_signal(signal.SIGTERM)
    await asyncio.wait_for(serving, 5)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)

    assert len(later) == 2


async def test_a_key_of_another_certificate_is_told_in_a_sentence(server, tmp_path):
    """Whoever mixed up two files reads which settings to look at."""
    authority = Authority(tmp_path)
    settings = Settings(
        server=server.address,
        data=tmp_path / "data",
        port=_free_port(),
        tls_certificate=authority.vouch().certificate,
        tls_key=authority.vouch(file="other").key,
    )

    with pytest.raises(SettingWrong, match="TLS_CERTIFICATE"):
        await serve(settings, lambda _desk: FastAPI())


async def _certificate(port: int, authority: Authority) -> bytes:
    trust = ssl.create_default_context(cafile=authority.file)
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trust)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    await writer.wait_closed()
    return shown


async def _first_certificate(port: int, authority: Authority) -> bytes:
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(OSError):
                return await _certificate(port, authority)
            await asyncio.sleep(0.02)


async def test_systemd_hears_when_the_page_is_served(server, tmp_path, monkeypatch):
    """A kiosk counts as started once a visitor could see it, and then beats."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "300000")
        settings = Settings(
            server=server.address, token="t", port=_free_port(), data=tmp_path / "data"
        )

        serving = asyncio.create_task(serve(settings, lambda _desk: FastAPI()))
        told = [await asyncio.to_thread(systemd.recv, 64) for _ in range(3)]
        signal.raise_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            await serving

    assert told == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
