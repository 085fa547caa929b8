"""The organisation's logo is chosen, seen and removed beside its colour."""

from dataclasses import replace

import httpx
import pytest

from tests.fakes.lobby import (
    ADMIN,
    OTHER_ADMIN,
    OTHER_TENANT,
    SITE_ADMIN,
    TENANT,
    Lobby,
)
from tests.fakes.logos import logo_file
from tests.fakes.owning import events

_PAGE = "/settings/organisation"
_PATH = f"{_PAGE}/logo"
_REMOVE = f"{_PATH}/remove"


async def choose(browser: httpx.AsyncClient, picture: bytes) -> httpx.Response:
    """Send a file as a browser does."""
    return await browser.post(_PATH, files={"logo": ("logo.png", picture)})


async def has_logo(lobby: Lobby) -> bool:
    """Whether the organisation has one."""
    store = lobby.store.for_tenant(TENANT)
    return await store.read(lambda nouns: nouns.logos.get()) is not None


async def test_a_logo_is_chosen_and_seen(lobby: Lobby):
    """An admin chooses a picture and sees it on light and on dark ground."""
    browser = await lobby.sign_in(ADMIN)

    answer = await choose(browser, logo_file())

    shown = (await browser.get(_PAGE)).text
    picture = await browser.get(_PATH)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{_PAGE}#logo")
    assert "The logo is saved." in shown
    assert shown.count(f'src="{_PATH}?v=') == 2
    assert "on a dark ground" in shown
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert await events(lobby) == [("tenant.logo_changed", f"user:{ADMIN.id}")]


async def test_the_same_picture_again_changes_nothing(lobby: Lobby):
    """Whoever sends the same file twice is told that nothing changed."""
    browser = await lobby.sign_in(ADMIN)
    await choose(browser, logo_file())

    await choose(browser, logo_file())

    assert "nothing was changed" in (await browser.get(_PAGE)).text
    assert len(await events(lobby)) == 1


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is an SVG drawing."),
        (b"%PDF-1.7", "neither a PNG nor a JPEG"),
        (logo_file(200, 30), "less than 40 pixels high"),
        (b"\x89PNG" + bytes(310 * 1024), "more than 300 kB"),
    ],
    ids=["svg", "pdf", "low", "large"],
)
async def test_what_is_no_logo_is_explained(lobby: Lobby, picture: bytes, said: str):
    """What cannot be used is said at the field, and the page stays as it was."""
    browser = await lobby.sign_in(ADMIN)

    answer = await choose(browser, picture)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'href="#field-logo"' in answer.text
    assert 'value="Lakeside"' in answer.text
    assert not await has_logo(lobby)


async def test_no_file_is_explained(lobby: Lobby):
    """Pressing the button without a file asks for one."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_PATH, files={"logo": ("", b"")})

    assert answer.status_code == 422
    assert "Choose a picture." in answer.text


async def test_a_logo_is_removed_after_a_question(lobby: Lobby):
    """Before the logo goes the page asks, and the button names it."""
    browser = await lobby.sign_in(ADMIN)
    await choose(browser, logo_file())

    asked = (await browser.get(_REMOVE)).text
    still = await has_logo(lobby)
    answer = await browser.post(_REMOVE)

    assert "Remove logo</button>" in asked
    assert still
    assert answer.headers["location"] == f"{_PAGE}#logo"
    assert not await has_logo(lobby)
    assert "There is no logo yet." in (await browser.get(_PAGE)).text


async def test_where_there_is_no_logo_nothing_is_shown(lobby: Lobby):
    """Without a logo there is neither a picture nor anything to remove."""
    browser = await lobby.sign_in(ADMIN)

    assert (await browser.get(_PATH)).status_code == 404
    assert (await browser.get(_REMOVE)).status_code == 404


async def test_a_logo_is_its_organisations_alone(lobby: Lobby):
    """Another organisation's admin sees no logo of ours, nor do site admins change it."""
    browser = await lobby.sign_in(ADMIN)
    await choose(browser, logo_file())
    stranger = await lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT)
    site_admin = await lobby.sign_in(SITE_ADMIN)

    await stranger.post(_REMOVE)
    refused = await choose(site_admin, logo_file(300))

    assert (await stranger.get(_PATH)).status_code == 404
    assert refused.status_code == 403
    assert await has_logo(lobby)


async def test_german_readers_read_german(lobby: Lobby):
    """The part about the logo speaks German, too."""
    german = replace(ADMIN, language="de")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.users.put(german))
    browser = await lobby.sign_in(ADMIN)

    shown = (await browser.get(_PAGE)).text

    assert "Es gibt noch kein Logo." in shown
