"""Serving the page until a signal comes."""

import asyncio
import signal
import socket

import httpx
from fastapi import FastAPI

from kiosk_app.runners.serving import serve
from kiosk_app.settings import Settings
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
