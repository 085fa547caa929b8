"""A tablet's kiosk is shown by one browser, and by nobody else's."""

import asyncio
import re

import httpx
import pytest

from kiosk_app.app import build_app
from kiosk_app.app.bound_browser import BROWSER, COOKIE, BoundBrowser
from kiosk_app.journey.states import Journey
from kiosk_app.runners.browser_gate import BrowserGate, name_of
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.text.words import load_words
from tests.fakes.desk import FakeDesk

ORIGIN = "https://kiosk-3.example"
TABLET, STRANGER = "t" * 43, "s" * 43


@pytest.fixture
def gate(tmp_path):
    """A kiosk that was paired in the tablet's browser."""
    opened = BrowserGate(tmp_path)
    opened.bind(name_of(TABLET))
    opened.attend(KioskToken("pk_k_kept"), on_another=lambda: None)
    return opened


@pytest.fixture
def unpaired(tmp_path):
    """A kiosk that belongs to nobody."""
    opened = BrowserGate(tmp_path)
    opened.attend(KioskToken(), on_another=lambda: None)
    return opened


async def get(gate, path="/", cookie=None, *, language="en"):
    """Ask a tablet's kiosk for a page."""
    desk = FakeDesk(journey=Journey(default_language=language))
    app = build_app(desk, port=8700, public_origin=ORIGIN, gate=gate)
    headers = {} if cookie is None else {"Cookie": f"{COOKIE}={cookie}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url=ORIGIN, headers=headers
        ) as client,
    ):
        return await client.get(path)


class Socket:
    """A browser's end of a socket, played by the test."""

    def __init__(self, cookie=None):
        headers = [(b"cookie", f"{COOKIE}={cookie}".encode())] if cookie else []
        self.scope = {"type": "websocket", "path": "/ws", "headers": headers}
        self.says = asyncio.Queue()
        self.says.put_nowait({"type": "websocket.connect"})
        self.heard = []

    async def send(self, message):
        self.heard.append(message["type"])


class Kiosk:
    """The application behind the door: notes who came, and what it heard."""

    def __init__(self):
        self.came, self.heard = [], []

    async def __call__(self, scope, receive, send):
        self.came.append(BROWSER.get())
        while not self.heard or self.heard[-1] != "websocket.disconnect":
            self.heard.append((await receive())["type"])


async def test_the_tablet_sees_the_kiosk(gate):
    """The browser in which the kiosk was paired comes in, and is remembered longer."""
    answer = await get(gate, cookie=TABLET)

    assert answer.status_code == 200
    assert "flutter_bootstrap.js" in answer.text
    assert f"{COOKIE}={TABLET}; Path=/" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "path", ["/", "/main.dart.js", "/own-fonts/Roboto-Bold.ttf", "/anything"]
)
@pytest.mark.parametrize("cookie", [None, STRANGER, "too short", 'a"b;c'])
async def test_a_stranger_sees_a_calm_page_and_nothing_of_the_kiosk(gate, path, cookie):
    """Somebody who finds the address reads where the kiosk is shown."""
    answer = await get(gate, path, cookie)

    assert answer.status_code == 403
    assert "This kiosk is shown on another device" in answer.text
    assert "flutter" not in answer.text
    assert "Lakeside" not in answer.text
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


async def test_a_stranger_is_told_in_the_sites_language(gate):
    """At a German site the page is German, and looks again by itself."""
    answer = await get(gate, language="de")

    assert '<html lang="de" dir="ltr">' in answer.text
    assert "auf einem anderen Gerät" in answer.text
    assert 'http-equiv="refresh"' in answer.text


async def test_an_unpaired_kiosk_gives_each_browser_a_secret_of_its_own(unpaired):
    """Whoever comes first can show the code, and is known again by a safe cookie."""
    cookies = [(await get(unpaired)).headers["set-cookie"] for _ in range(2)]

    kept = re.fullmatch(
        rf"{COOKIE}=[\w-]{{43}}; Path=/; Max-Age=\d+; Secure; HttpOnly; SameSite=Strict",
        cookies[0],
    )
    assert kept is not None
    assert cookies[0] != cookies[1]


async def test_an_unpaired_kiosk_keeps_the_secret_that_a_browser_has(unpaired):
    """Loading the page anew does not make the tablet a stranger."""
    answer = await get(unpaired, cookie=TABLET)

    assert f"{COOKIE}={TABLET};" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "path", ["/healthz", "/manifest.json", "/icons/icon-192.png", "/favicon.png"]
)
async def test_what_is_nobodys_is_answered_to_everybody(gate, path):
    """Whoever watches over the kiosk, and the home screen, have no cookie."""
    answer = await get(gate, path)

    assert answer.status_code == 200


async def test_the_home_screen_has_our_name_and_icons(gate):
    """Added to the home screen, the kiosk opens without the browser around it."""
    manifest = (await get(gate, "/manifest.json")).json()

    assert (manifest["name"], manifest["display"]) == ("Portico", "fullscreen")
    icons = [await get(gate, one["src"]) for one in manifest["icons"]]
    assert [one.content[:4] for one in icons] == [b"\x89PNG"] * 4
    assert (await get(gate, "/icons/other.png")).status_code == 404


async def test_the_tablets_socket_is_known_by_its_browser(gate):
    """A session knows whose it is, before it draws anything."""
    inner, socket = Kiosk(), Socket(TABLET)
    socket.says.put_nowait({"type": "websocket.disconnect"})
    door = BoundBrowser(inner, gate=gate, words=lambda: load_words()["en"])

    await door(socket.scope, socket.says.get, socket.send)

    assert inner.came == [name_of(TABLET)]
    assert inner.heard == ["websocket.connect", "websocket.disconnect"]


@pytest.mark.parametrize("cookie", [None, STRANGER])
async def test_a_strangers_socket_is_closed_before_there_is_a_session(gate, cookie):
    """Who comes past the page by hand gets no session either."""
    inner, socket = Kiosk(), Socket(cookie)
    door = BoundBrowser(inner, gate=gate, words=lambda: load_words()["en"])

    await door(socket.scope, socket.says.get, socket.send)

    assert inner.came == []
    assert socket.heard == ["websocket.close"]


async def test_no_cookie_opens_no_socket_though_the_kiosk_is_unpaired(unpaired):
    """A browser that could not be bound is not shown a code."""
    inner, socket = Kiosk(), Socket()
    door = BoundBrowser(inner, gate=unpaired, words=lambda: load_words()["en"])

    await door(socket.scope, socket.says.get, socket.send)

    assert inner.came == []


async def test_a_browser_that_was_not_paired_is_hung_up_on(tmp_path):
    """Once the tablet is paired, the other window that showed a code goes dark."""
    token = KioskToken(file=tmp_path / "token")
    gate = BrowserGate(tmp_path)
    gate.attend(token, on_another=lambda: None)
    inner, socket = Kiosk(), Socket(STRANGER)
    door = BoundBrowser(inner, gate=gate, words=lambda: load_words()["en"])
    served = asyncio.create_task(door(socket.scope, socket.says.get, socket.send))
    await asyncio.sleep(0.01)

    gate.bind(name_of(TABLET))
    token.take("pk_k_new")
    gate.close_to_others()
    async with asyncio.timeout(2):
        await served

    assert inner.heard == ["websocket.connect", "websocket.disconnect"]
    assert socket.heard == ["websocket.close"]
