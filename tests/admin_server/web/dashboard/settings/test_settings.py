import re
from dataclasses import replace

import pytest

from admin_server.web.dashboard.settings.settings import CARDS
from tests.fakes.lobby import (
    ADMIN,
    HOUSE,
    JONAS,
    MEMBER,
    RECEPTION,
    ROOM_A,
    SITE_ADMIN,
    TENANT,
    Lobby,
)

_OF_THE_TENANT = ["/settings/organisation", "/settings/mail", "/audit", "/welcome"]
_PAGES = [
    "/settings/organisation",
    "/settings/mail",
    "/settings/texts",
    "/settings/integrations/calendar",
    "/settings/integrations/calendar/connect/microsoft",
    "/settings/integrations/calendar/connect/google",
    "/settings/integrations/calendar/connect/caldav",
    "/settings/integrations/calendar/rooms",
    "/settings/integrations/calendar/window",
    "/settings/integrations/calendar/own",
    "/settings/integrations/calendar/own/microsoft",
    "/settings/integrations/calendar/own/google",
    "/settings/integrations/calendar/disconnect",
    "/settings/sites/new",
    "/hosts/new",
    "/hosts/list",
    "/welcome",
    "/audit",
]


@pytest.mark.parametrize("path", _OF_THE_TENANT)
async def test_an_admin_finds_every_part(lobby: Lobby, path: str):
    """Whoever manages the organisation finds each part of the settings."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/settings")

    assert f'href="{path}"' in answer.text


@pytest.mark.parametrize("path", _OF_THE_TENANT)
async def test_a_site_admin_finds_only_sites(lobby: Lobby, path: str):
    """Whoever manages a site is not shown what belongs to the organisation."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.get("/settings")

    assert f'href="{path}"' not in answer.text
    assert 'href="/settings/sites"' in answer.text


@pytest.mark.parametrize("path", _PAGES)
async def test_a_site_admin_cannot_open_the_rest(lobby: Lobby, path: str):
    """Typing the address of the organisation's settings does not help."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.get(path)

    assert answer.status_code == 403


async def test_reception_has_no_settings(lobby: Lobby):
    """Reception receives people and sets nothing."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/settings")

    assert answer.status_code == 403


async def test_more_leads_everywhere_on_a_phone(lobby: Lobby):
    """On a phone an admin reaches what the sidebar has, and the way out."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/more")

    assert 'href="/hosts"' in answer.text
    assert 'href="/settings"' in answer.text
    assert 'action="/sign-out"' in answer.text


async def test_more_shows_a_member_only_their_account(lobby: Lobby):
    """A member is led to their account and out, and to nothing that is not theirs."""
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.get("/more")

    main = answer.text[answer.text.index("<main") :]
    assert 'href="/hosts"' not in main
    assert 'href="/settings"' not in main
    assert 'href="/account"' in main


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
async def test_every_card_leads_somewhere(lobby: Lobby, card):
    """No card of the settings leads to a page that is not there."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(card.path)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *_PAGES,
        "/settings",
        "/settings/sites",
        f"/settings/sites/{HOUSE.id}",
        f"/settings/sites/{HOUSE.id}/wifi",
        f"/settings/sites/{HOUSE.id}/hours",
        "/settings/mail?kind=smtp",
        "/settings/mail?kind=smtp_oauth",
        "/settings/mail?kind=graph",
        "/hosts",
        f"/hosts/{JONAS.id}",
        "/rooms",
        f"/rooms/{ROOM_A.address}",
        "/more",
    ],
)
async def test_every_page_speaks_german(lobby: Lobby, path: str):
    """An admin who reads German reads it on every page, each field labelled."""
    german = replace(ADMIN, language="de")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.users.put(german))
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(path)

    labels = set(re.findall(r'<label for="([^"]+)"', answer.text))
    fields = set(re.findall(r'<(?:input|select|textarea) id="([^"]+)"', answer.text))
    assert answer.status_code == 200
    assert '<html lang="de">' in answer.text
    assert "(optional)" not in answer.text
    assert fields == labels
