import pytest

from admin_server.core.people import Host
from tests.fakes.lobby import (
    ADMIN,
    HOUSE,
    JONAS,
    MEMBER,
    PRIYA,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
    Lobby,
)
from tests.fakes.owning import ask, events, own

_JONAS = f"/hosts/{JONAS.id}"
_FORM = {
    "name": "Jonas Weber-Roth",
    "email": "jonas@lakeside.example",
    "mailbox": "jonas@cal.example",
    "calendar": "/jonas/work/",
    "department": "Design",
    "language": "de",
    "site": HOUSE.id,
}


async def jonas(lobby: Lobby) -> Host:
    return await ask(lobby, lambda n: n.hosts.get(JONAS.id))


async def test_reception_sees_the_hosts(lobby: Lobby):
    """Reception looks hosts up, and has nothing there to change."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/hosts")

    assert "Jonas Weber" in answer.text
    assert f'href="{_JONAS}"' not in answer.text
    assert 'href="/hosts/new"' not in answer.text


async def test_a_member_does_not_see_the_hosts(lobby: Lobby):
    """The list of hosts is not everybody's."""
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.get("/hosts")

    assert answer.status_code == 403


async def test_a_search_finds_by_the_beginning_of_a_word(lobby: Lobby):
    """Some letters of a name are enough, and they stand in no address."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post("/hosts", data={"search": "web"})

    assert answer.status_code == 200
    assert "Jonas Weber" in answer.text
    assert "Priya Nair" not in answer.text


async def test_a_search_in_vain_says_so(lobby: Lobby):
    """Whoever finds nobody can clear the search."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post("/hosts", data={"search": "Lind"})

    assert "No one matches “Lind”." in answer.text
    assert "Clear the search" in answer.text


async def test_many_hosts_come_in_pages(lobby: Lobby):
    """A long list goes on on the next page."""
    many = [Host(f"h{n}", f"Zoe {n:03}", f"z{n}@x.example") for n in range(60)]
    await lobby.store.for_tenant(TENANT).write(
        lambda n: [n.hosts.put(host) for host in many]
    )
    browser = await lobby.sign_in(RECEPTION)

    first, second = await browser.get("/hosts"), await browser.get("/hosts?page=2")

    assert 'href="/hosts?page=2"' in first.text
    assert "Zoe 059" not in first.text
    assert "Zoe 059" in second.text


async def test_a_host_is_added(lobby: Lobby):
    """A new host can be visited at once."""
    browser = await lobby.sign_in(ADMIN)
    form = {**_FORM, "name": "Amelie Roth", "email": "amelie@lakeside.example"}

    answer = await browser.post("/hosts/new", data=form)

    found = await ask(lobby, lambda n: n.hosts.search("amelie"))
    assert answer.headers["location"] == "/hosts"
    assert [host.department for host in found] == ["Design"]
    assert await events(lobby) == [("host.added", f"user:{ADMIN.id}")]


async def test_a_host_is_changed(lobby: Lobby):
    """Every value of a host can be changed."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(_JONAS, data=_FORM)

    assert await jonas(lobby) == Host(id=JONAS.id, **_FORM)
    assert await events(lobby) == [("host.changed", f"user:{ADMIN.id}")]


@pytest.mark.parametrize("path", [_JONAS, "/hosts/new"])
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "Fill this in."),
        ("email", "jonas", "This is not an e-mail address"),
        ("email", PRIYA.email.upper(), "Another host has this address."),
        ("language", "fr", "Choose a language from the list."),
        ("site", "site-nowhere", "Choose a site from the list."),
        ("department", "x" * 201, "at most 200"),
    ],
)
async def test_a_wrong_value_is_told(
    lobby: Lobby, path: str, field: str, value: str, said: str
):
    """What does not fit is named at its field, and nothing is saved."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(path, data={**_FORM, field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert await ask(lobby, lambda n: n.hosts.all()) == [JONAS, PRIYA]


@pytest.mark.parametrize("field", list(_FORM))
async def test_an_owned_value_is_locked(lobby: Lobby, field: str):
    """What the configuration file says of a host stays, whatever is sent."""
    await own(lobby, f"host.{JONAS.email}.{field}")
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get(_JONAS)
    await browser.post(_JONAS, data=_FORM)

    assert "Set in the configuration file." in shown.text
    assert getattr(await jonas(lobby), field) == getattr(JONAS, field)


async def test_a_host_who_leaves_is_hidden_and_shown_again(lobby: Lobby):
    """Whoever has left is found no more, until they are back."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(f"{_JONAS}/active", data={})
    gone = await ask(lobby, lambda n: n.hosts.search("jonas"))
    await browser.post(f"{_JONAS}/active", data={"active": "yes"})

    assert gone == []
    assert await jonas(lobby) == JONAS
    assert [event for event, _ in await events(lobby)] == [
        "host.returned",
        "host.deactivated",
    ]


async def test_an_owned_host_cannot_be_hidden(lobby: Lobby):
    """Where the file says who is active, a button does not."""
    await own(lobby, f"host.{JONAS.email}.active")
    browser = await lobby.sign_in(ADMIN)

    await browser.post(f"{_JONAS}/active", data={})

    assert (await jonas(lobby)).active


async def test_the_button_names_what_it_does(lobby: Lobby):
    """Nobody hides a host without reading whom."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(_JONAS)

    assert "Hide Jonas Weber from the kiosk?" in answer.text


@pytest.mark.parametrize("user", [SITE_ADMIN, RECEPTION, MEMBER])
async def test_the_wrong_role_changes_no_host(lobby: Lobby, user):
    """Hosts belong to the organisation: nobody else changes them."""
    browser = await lobby.sign_in(user)

    seen = await browser.get(_JONAS)
    sent = await browser.post(_JONAS, data=_FORM)
    hidden = await browser.post(f"{_JONAS}/active", data={})

    assert {seen.status_code, sent.status_code, hidden.status_code} == {403}
    assert await jonas(lobby) == JONAS


async def test_an_unknown_host_is_not_there(lobby: Lobby):
    """An address of nobody leads nowhere."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/hosts/host-nobody")

    assert answer.status_code == 404
