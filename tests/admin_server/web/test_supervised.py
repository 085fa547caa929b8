"""systemd hears that the server listens and goes on."""

import asyncio
import socket

from admin_server.web.supervised import keep_telling_systemd


async def test_systemd_hears_that_the_server_is_ready_and_goes_on(
    tmp_path, monkeypatch
):
    """A server that hangs is started anew: its beat stops with its event loop."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "30000")

        telling = asyncio.create_task(keep_telling_systemd())
        told = [await asyncio.to_thread(systemd.recv, 64) for _ in range(3)]
        telling.cancel()

    assert told == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]


async def test_without_systemd_the_server_tells_nobody(monkeypatch):
    """Started by hand, the server needs no supervisor."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)

    told = await asyncio.wait_for(keep_telling_systemd(), timeout=1)

    assert told is None
