"""What every page of the dashboard has, and who gets to see it."""

import pytest
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from admin_server.core.permissions import Action
from admin_server.web.dashboard.current import Needs
from admin_server.web.dashboard.frame import page
from tests.fakes.lobby import ADMIN, MEMBER, RECEPTION, Lobby

ROUTER = APIRouter()


@ROUTER.get("/probe", dependencies=[Depends(Needs(Action.RECEIVE))])
def probe(request: Request) -> HTMLResponse:
    return page(request, "trouble.html", kind="404")


@ROUTER.post("/probe", dependencies=[Depends(Needs(Action.RECEIVE))])
def change(request: Request) -> HTMLResponse:
    return page(request, "trouble.html", kind="404")


async def test_a_signed_out_browser_is_asked_to_sign_in(lobby: Lobby):
    """Whoever is not signed in comes to the sign-in, and back afterwards."""
    lobby.app.include_router(ROUTER)
    browser = lobby.browser()

    answer = await browser.get("/probe")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fprobe"


async def test_reception_sees_the_frame(lobby: Lobby):
    """The receptionist's page has their name, and no settings."""
    lobby.app.include_router(ROUTER)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/probe")

    assert answer.status_code == 200
    assert "Noor Jansen" in answer.text
    assert 'href="/settings"' not in answer.text


async def test_an_admin_sees_settings(lobby: Lobby):
    """An admin's frame leads to the settings."""
    lobby.app.include_router(ROUTER)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/probe")

    assert 'href="/settings"' in answer.text


async def test_a_role_that_may_not_is_told_so(lobby: Lobby):
    """A member who opens reception's page reads that it is not theirs."""
    lobby.app.include_router(ROUTER)
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.get("/probe")

    assert answer.status_code == 403
    assert "not yours to change" in answer.text


async def test_another_site_cannot_press_our_buttons(lobby: Lobby):
    """A form on somebody else's page changes nothing here."""
    lobby.app.include_router(ROUTER)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post("/probe", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


async def test_pages_carry_the_safe_headers(lobby: Lobby):
    """A page cannot be framed, runs no foreign script and stays in no cache."""
    lobby.app.include_router(ROUTER)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/probe")

    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_unknown_address_is_told_as_a_page(lobby: Lobby):
    """Somebody who mistypes an address reads what to do."""
    browser = lobby.browser()

    answer = await browser.get("/no-such-page")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


async def test_german_browsers_read_german(lobby: Lobby):
    """Before anybody is known, the browser's language counts."""
    browser = lobby.browser()

    answer = await browser.get(
        "/no-such-page", headers={"Accept-Language": "fr, de;q=0.8, en;q=0.5"}
    )

    assert "Hier ist nichts" in answer.text


async def test_files_come_from_this_server(lobby: Lobby):
    """Style and fonts are served from here, and nothing above their folders."""
    browser = lobby.browser()

    style = await browser.get("/static/portico.css")
    font = await browser.get("/fonts/Roboto-Bold.ttf")
    above = await browser.get("/static/../words.py")
    dotted = await browser.get("/static/%2e%2e/words.py")

    assert (style.status_code, font.status_code) == (200, 200)
    assert (above.status_code, dotted.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://lobby.example", 200),
        ("http://lobby.example", 403),
        ("https://lobby.example.evil.example", 403),
        ("null", 403),
        (None, 403),
    ],
)
async def test_an_older_browser_says_where_a_form_stood(
    lobby: Lobby, origin: str | None, status: int
):
    """Only a form of our own page counts, not one of our unprotected address."""
    lobby.app.include_router(ROUTER)
    browser = await lobby.sign_in(RECEPTION)
    del browser.headers["Sec-Fetch-Site"]

    answer = await browser.post("/probe", headers={"Origin": origin} if origin else {})

    assert answer.status_code == status


async def test_a_broken_page_of_troubles_is_plain_words(lobby: Lobby):
    """Where even the page that tells of a trouble breaks, words are left."""

    def broken(request: Request, status: int) -> HTMLResponse:
        raise KeyError(status)

    lobby.app.state.on_page = broken
    browser = lobby.browser()

    answer = await browser.get("/no-such-page")

    assert answer.status_code == 500
    assert answer.text.startswith("Something went wrong on our side.")


async def test_styles_come_compressed(lobby: Lobby):
    """On a slow line the page is readable soon: styles and fonts travel compressed."""
    browser = lobby.browser()
    plainly = {"Accept-Encoding": "identity"}

    small = await browser.get("/fonts/Roboto-Bold.ttf")
    plain = await browser.get("/fonts/Roboto-Bold.ttf", headers=plainly)

    assert small.headers["content-encoding"] == "gzip"
    assert small.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert small.content == plain.content
    assert small.headers["content-type"] == plain.headers["content-type"]
    assert int(small.headers["content-length"]) < 0.7 * len(plain.content)
