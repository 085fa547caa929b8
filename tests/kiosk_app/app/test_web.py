"""The kiosk's own web server speaks to its browser and to nobody else."""

from pathlib import Path

import httpx
import pytest
from flet_web import get_package_web_dir

from kiosk_app.app import build_app
from kiosk_app.app.doorkeeper import Doorkeeper
from kiosk_app.app.font_files import other_scripts
from kiosk_app.app.index_page import UnexpectedFletPage, make_index_page
from tests.fakes.desk import FakeDesk

HOME = "http://127.0.0.1:8700"


@pytest.fixture
def fonts(tmp_path):
    """Lay out a folder as Debian's fonts-noto packages do."""
    for path, content in (
        ("truetype/noto/NotoSansArabic-Regular.ttf", b"arabic"),
        ("truetype/noto/NotoColorEmoji.ttf", b"emoji"),
        ("opentype/noto/NotoSansCJK-Regular.ttc", b"chinese"),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


async def get(path, fonts=Path("nowhere"), *, origin=HOME, **settings):
    """Ask the kiosk's web server for a page."""
    app = build_app(FakeDesk(), port=8700, system_fonts=fonts, **settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=origin) as client,
    ):
        return await client.get(path)


async def test_the_kiosk_says_that_it_is_well():
    """Whoever watches over the kiosk can ask it."""
    answer = await get("/healthz")

    assert answer.json() == {"ok": True}


async def test_the_page_is_ours():
    """The first page has our name and ground, and forgets the visitor before."""
    answer = await get("/")

    assert "<title>Portico</title>" in answer.text
    assert "#FAF8F5" in answer.text
    assert "sessionStorage.clear()" in answer.text
    assert "loading-animation" not in answer.text


async def test_the_page_loads_nothing_from_outside():
    """The kiosk works without the internet, and tells it nothing."""
    answer = await get("/")

    policy = answer.headers["content-security-policy"]
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "flet.noCdn=true" in answer.text


async def test_an_upgrade_is_seen_at_once():
    """The browser asks anew for every file instead of keeping an old kiosk."""
    answer = await get("/flutter_bootstrap.js")

    assert answer.headers["cache-control"] == "no-cache"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["http://evil.example", "http://127.0.0.1:1"])
async def test_another_name_for_this_device_is_turned_away(host):
    """A web page elsewhere cannot pretend that its name means this kiosk."""
    answer = await get("/healthz", origin=host)

    assert answer.status_code == 421


async def test_a_tablet_reaches_its_process_by_the_public_name():
    """A kiosk on a tablet is known by its own address."""
    answer = await get(
        "/healthz",
        origin="https://kiosk.example",
        public_origin="https://kiosk.example/",
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/oauth_callback", "/upload"]
)
async def test_what_flet_offers_besides_is_closed(path):
    """Only what the kiosk needs is open."""
    answer = await get(path)

    assert answer.status_code == 404


async def test_our_letters_come_from_this_device():
    """The kiosk's own font is served from here."""
    answer = await get("/own-fonts/Roboto-Bold.ttf")

    assert answer.status_code == 200
    assert answer.content[:4] == b"\x00\x01\x00\x00"


@pytest.mark.parametrize("name", ["LICENSE.txt", "..%2Fbadge.py"])
async def test_only_fonts_are_served_from_the_fonts_folder(name):
    """Nothing else of this device can be read by its address."""
    answer = await get(f"/own-fonts/{name}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("family", "content"),
    [("notosansarabic", b"arabic"), ("notocoloremoji", b"emoji")],
)
async def test_other_scripts_come_from_this_device_too(fonts, family, content):
    """An Arabic name is drawn with the font that Debian installed."""
    answer = await get(f"/assets/fonts/{family}/v1/abc.woff2", fonts)

    assert answer.content == content


async def test_chinese_signs_come_from_one_file_of_this_device(fonts):
    """A Japanese name is drawn with the collection that Debian installed."""
    named = other_scripts(fonts)

    answer = await get(named["Portico CJK"], fonts)

    assert answer.content == b"chinese"


async def test_a_script_that_is_not_installed_is_not_named(fonts):
    """The page never asks for a font that this device does not have."""
    answer = await get("/other-scripts/NotoSansDevanagari-Regular.ttf", fonts)

    assert list(other_scripts(fonts)) == ["Portico Arabic", "Portico CJK"]
    assert answer.status_code == 404


async def test_a_script_without_a_font_is_answered_plainly(fonts):
    """A missing font costs a box on the screen, not an error."""
    answer = await get("/assets/fonts/notosansthai/v1/abc.woff2", fonts)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("headers", "opened"),
    [
        ([(b"host", b"127.0.0.1:8700"), (b"origin", b"http://127.0.0.1:8700")], True),
        ([(b"host", b"127.0.0.1:8700"), (b"origin", b"http://evil.example")], False),
        ([(b"host", b"127.0.0.1:8700")], False),
        ([(b"host", b"evil.example"), (b"origin", b"http://127.0.0.1:8700")], False),
    ],
)
async def test_only_our_own_page_may_open_the_socket(headers, opened):
    """No other web page can drive the kiosk."""
    reached: list[str] = []
    sent: list[str] = []

    async def inner(scope, receive, send):
        reached.append(scope["type"])

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message["type"])

    door = Doorkeeper(
        inner,
        hosts=frozenset({"127.0.0.1:8700"}),
        origins=frozenset({"http://127.0.0.1:8700"}),
    )

    await door({"type": "websocket", "headers": headers}, receive, send)

    assert (reached == ["websocket"]) is opened
    assert (sent == ["websocket.close"]) is not opened


def test_a_flet_without_its_pages_is_noticed_at_start(tmp_path, monkeypatch):
    """A wrongly installed kiosk says so instead of showing an empty screen."""
    monkeypatch.setenv("FLET_WEB_PATH", str(tmp_path))

    with pytest.raises(UnexpectedFletPage, match="without its web files"):
        make_index_page()


def test_another_version_of_flet_is_noticed_at_start(tmp_path, monkeypatch):
    """An upgrade that moves Flet's page is seen before the lobby opens."""
    (tmp_path / "index.html").write_text("<html></html>")
    monkeypatch.setenv("FLET_WEB_PATH", str(tmp_path))

    with pytest.raises(UnexpectedFletPage, match="lacks"):
        make_index_page()


def test_the_installed_flet_brings_its_pages():
    """The web files that a browser needs are really installed."""
    assert (Path(get_package_web_dir()) / "index.html").is_file()
