"""Finding a host as one types, and knowing a visitor again."""

from html import unescape

import pytest

from admin_server.core.people import Host
from tests.fakes.lobby import JONAS, MEMBER, PRIYA, RECEPTION, TENANT, Lobby
from tests.fakes.sealed_lobby import invite_by_mail

SEARCH = "/visits/new/hosts"
KNOWN = "/visits/new/known"


@pytest.mark.parametrize("typed", ["jo", "JONAS", "weber", "web jon", "Jönas"])
async def test_a_few_letters_find_a_host(lobby: Lobby, typed: str) -> None:
    """First name or surname, with or without accents."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(SEARCH, data={"host_name": typed})

    assert f'data-value="{JONAS.id}"' in answer.text
    assert 'role="option"' in answer.text
    assert JONAS.email not in answer.text


@pytest.mark.parametrize("typed", ["", "j", "j.", " ", "%", "zz"])
async def test_one_letter_finds_nobody(lobby: Lobby, typed: str) -> None:
    """The directory is never listed."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(SEARCH, data={"host_name": typed})

    assert (answer.status_code, answer.text.strip()) == (200, "")


async def test_at_most_eight_are_shown(lobby: Lobby) -> None:
    """Two letters that fit many give eight of them."""

    def hire(nouns) -> None:
        for number in range(20):
            nouns.hosts.put(
                Host(f"h{number}", f"Maria {number}", f"m{number}@x.example")
            )

    await lobby.store.for_tenant(TENANT).write(hire)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(SEARCH, data={"host_name": "ma"})

    assert answer.text.count('role="option"') == 8


async def test_a_member_has_nobody_to_look_for(lobby: Lobby) -> None:
    """Members invite for themselves, so they search no directory."""
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.post(SEARCH, data={"host_name": "priya"})

    assert (answer.status_code, answer.text.strip()) == (200, "")


async def test_names_are_shown_as_text(lobby: Lobby) -> None:
    """Check 25: a host's odd name is text in the list."""
    odd = Host("odd", 'Bob "<b>" O\'Neil', "bob@lakeside.example")
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.hosts.put(odd))
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(SEARCH, data={"host_name": "bob"})

    assert "<b>" not in answer.text
    assert odd.name in unescape(answer.text)


async def test_a_returning_visitor_is_filled_in(lobby: Lobby) -> None:
    """The e-mail gives name and company of somebody who was here before."""
    await invite_by_mail(lobby, company="Lindt AG")
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.post(KNOWN, data={"email": "MARA@lindt.example"})

    assert answer.json() == {
        "name": "Mara Lindt",
        "company": "Lindt AG",
        "said": "Mara Lindt was here before. We filled in what we know.",
    }


@pytest.mark.parametrize("email", ["", "mara", "mara@", "tom@berg.example"])
async def test_nobody_else_is_filled_in(lobby: Lobby, email: str) -> None:
    """Half an address tells nothing."""
    await invite_by_mail(lobby)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(KNOWN, data={"email": email})

    assert answer.json() == {}


async def test_a_member_is_not_told_of_others_visitors(lobby: Lobby) -> None:
    """Typing addresses tells a member nothing of who came to somebody else."""
    await invite_by_mail(lobby, host=PRIYA.id)
    member, desk = await lobby.sign_in(MEMBER), await lobby.sign_in(RECEPTION)

    asked = [
        (await browser.post(KNOWN, data={"email": "mara@lindt.example"})).json()
        for browser in (member, desk)
    ]

    assert [one.get("name") for one in asked] == [None, "Mara Lindt"]
