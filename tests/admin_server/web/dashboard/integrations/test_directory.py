"""Hosts from the directory: choosing, looking, switching on, and the held question."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.core.connections import ConnectionState, DirectorySync, RunState
from admin_server.core.errors import ConsentNeeded, ConsentReason
from admin_server.core.people import Host
from admin_server.core.ports import Group, PersonKind
from tests.fakes.lobby import ADMIN, JONAS, SITE_ADMIN, TENANT, Lobby, open_lobby
from tests.fakes.owning import events
from tests.fakes.phone_book import RESEARCH, SALES, PhoneBook, person

PATH = "/settings/integrations/directory"


@pytest.fixture
def book() -> PhoneBook:
    """The organisation's directory."""
    return PhoneBook()


@pytest.fixture
async def lobby(tmp_path: Path, book: PhoneBook) -> AsyncIterator[Lobby]:
    """The lobby, with a directory beside its calendar."""
    async with open_lobby(tmp_path, directories={"memory": book}) as opened:
        yield opened


async def keep(lobby: Lobby, **sync: object) -> None:
    """Have it stand like this."""
    wanted = DirectorySync(**sync)  # type: ignore[arg-type]
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, directory=wanted))
    )


async def sync_of(lobby: Lobby) -> DirectorySync:
    """How it stands."""
    return await lobby.store.for_tenant(TENANT).read(lambda n: n.tenant.directory)


async def press(lobby: Lobby, where: str = "", **form: object) -> str:
    """Send a form as the tenant admin does, and give the page that follows."""
    browser = await lobby.sign_in(ADMIN)
    answer = await browser.post(PATH + where, data=form, follow_redirects=True)
    return answer.text


async def test_the_page_says_how_it_is(lobby: Lobby):
    """At first nobody comes along by themselves."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(PATH)

    assert "Nobody by themselves" in answer.text
    assert "Not yet" in answer.text
    assert "Run now" not in answer.text


async def test_the_last_run_is_told(lobby: Lobby):
    """When it last ran, and what came of it."""
    await keep(
        lobby,
        on=True,
        groups=(SALES.id,),
        group_names=(SALES.name,),
        ran_at=lobby.clock.now(),
        counts={"added": 3, "changed": 1, "disabled": 2},
    )
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(PATH)

    assert "<dd>Sales</dd>" in answer.text
    assert "Mon 23 Nov, 10:00" in answer.text
    assert "3 new, 1 changed, 2 switched off" in answer.text


async def test_groups_are_found_by_name(lobby: Lobby):
    """Of many groups those with the words of the search are shown."""
    said = await press(lobby, "/groups", search="dev RES")

    assert RESEARCH.name in said
    assert SALES.name not in said


async def test_what_was_ticked_stays_through_a_search(lobby: Lobby):
    """Looking for a second group does not lose the first."""
    said = await press(lobby, "/groups", search="research", group=[SALES.id])

    assert f'value="{SALES.id}" checked' in said
    assert f'value="{RESEARCH.id}">' in said


async def test_many_groups_are_shown_in_part(lobby: Lobby, book: PhoneBook):
    """Of hundreds of groups the first fifty are shown, and how many there are."""
    book.known = [Group(f"g-{n}", f"Team {n:03}") for n in range(120)]

    said = await press(lobby, "/groups", search="team")

    assert "These are 50 of 120 groups." in said
    assert "Team 049" in said
    assert "Team 050" not in said


async def test_no_group_of_that_name(lobby: Lobby):
    """A search that finds nothing says what to try."""
    assert "No group has this name." in await press(lobby, "/groups", search="zzz")


async def test_the_preview_shows_everything_and_saves_nothing(
    lobby: Lobby, book: PhoneBook
):
    """Before anything is saved one sees who is new, changes, and is left out and why."""
    book.everybody = [
        person(1, "Mia Roth"),
        person(2, "Jonas Weber-Roth", JONAS.email),
        person(3, "Board room", kind=PersonKind.ROOM),
        person(4, "Guest", kind=PersonKind.GUEST),
        person(5, "Info", kind=PersonKind.SHARED),
        person(6, "Blocked", active=False),
    ]
    before = await lobby.store.for_tenant(TENANT).read(lambda n: n.hosts.all())

    said = await press(lobby, "/preview", who="everybody")

    assert "1 new host." in said
    assert "Mia Roth" in said
    assert "1 host changes." in said
    assert "4 are left out." in said
    assert "A guest of the organisation" in said
    assert "A shared mailbox" in said
    assert "The account is blocked" in said
    after = await lobby.store.for_tenant(TENANT).read(lambda n: n.hosts.all())
    assert after == before
    assert await events(lobby) == []


async def test_a_long_preview_shows_the_first_fifty(lobby: Lobby, book: PhoneBook):
    """Of thousands the first fifty stand there, and how many there are."""
    book.everybody = [person(n) for n in range(300)]

    said = await press(lobby, "/preview", who="everybody")

    assert "300 new hosts." in said
    assert "The first 50 of 300." in said
    assert said.count("@lakeside.example") == 50


async def test_a_preview_of_groups_asks_for_those(lobby: Lobby, book: PhoneBook):
    """Only members of the ticked groups are looked at."""
    book.by_group = {SALES.id: [person(1, "Mia Roth")]}

    said = await press(lobby, "/preview", who="groups", group=[SALES.id])

    assert book.asked_for == [(SALES.id,)]
    assert "Members of Sales." in said


@pytest.mark.parametrize("where", ["", "/preview"])
@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Choose who comes along."),
        ({"who": "groups"}, "Tick at least one group."),
        ({"who": "groups", "group": ["not-ours"]}, "Tick at least one group."),
    ],
    ids=["nothing", "no-group", "unknown-group"],
)
async def test_nobody_ticked_is_not_everybody(
    lobby: Lobby, where: str, form: dict, said: str
):
    """An empty choice is asked about and never taken for the whole house."""
    assert said in await press(lobby, where, **form)
    assert not (await sync_of(lobby)).on


async def test_switching_on(lobby: Lobby):
    """From then on members of the groups come along, and the audit says who wanted it."""
    said = await press(lobby, who="groups", group=[SALES.id])

    assert "Hosts come along now." in said
    sync = await sync_of(lobby)
    assert (sync.on, sync.asked) == (True, True)
    assert (sync.groups, sync.group_names) == ((SALES.id,), (SALES.name,))
    assert await events(lobby) == [("directory.switched_on", f"user:{ADMIN.id}")]


async def test_a_loss_that_was_shown_is_permitted(lobby: Lobby, book: PhoneBook):
    """Who saw in the preview how many hosts go is not asked a second time."""

    def three(nouns) -> None:
        for n in range(3):
            host = Host(f"h{n}", f"Host {n}", f"h{n}@x.example", directory_id=f"i{n}")
            nouns.hosts.put(host)

    await lobby.store.for_tenant(TENANT).write(three)

    said = await press(lobby, "/preview", who="everybody")
    await press(lobby, who="everybody", shown="3")

    assert "3 of 3 hosts would be switched off." in said
    assert "Save and switch off 3 hosts" in said
    assert (await sync_of(lobby)).allowed == 3
    assert book.asked_for == [()]


async def test_running_now(lobby: Lobby):
    """A run begins soon after somebody asked for it."""
    await keep(lobby, on=True, tried_at=lobby.clock.now())

    said = await press(lobby, "/run")

    assert "It runs now." in said
    assert (await sync_of(lobby)).asked


async def test_running_what_is_off_does_nothing(lobby: Lobby):
    """Where it is switched off there is nothing to run."""
    assert "nothing was changed" in await press(lobby, "/run")
    assert not (await sync_of(lobby)).asked


async def test_switching_off_leaves_the_hosts(lobby: Lobby):
    """Who came along stays when it is switched off."""
    await keep(lobby, on=True, groups=(SALES.id,), group_names=(SALES.name,))

    said = await press(lobby, "/off")

    assert "Hosts stay as they are from now on." in said
    assert not (await sync_of(lobby)).on
    assert await events(lobby) == [("directory.switched_off", f"user:{ADMIN.id}")]


async def test_a_held_run_asks(lobby: Lobby):
    """The page asks before many hosts are switched off, and names how many."""
    await keep(lobby, on=True, held_back=37, held_of=120, state=RunState.HELD)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(PATH)

    assert "37 of 120 hosts would be switched off." in answer.text
    assert "Switch off 37 hosts" in answer.text
    assert "Leave everything" in answer.text


async def test_saying_yes_to_a_held_run(lobby: Lobby):
    """After a yes the run begins again and may lose just so many."""
    await keep(lobby, on=True, held_back=37, held_of=120, state=RunState.HELD)

    said = await press(lobby, "/held", answer="lose", shown="37")

    assert "They are switched off within a minute." in said
    sync = await sync_of(lobby)
    assert (sync.held_back, sync.allowed, sync.asked) == (None, 37, True)
    assert await events(lobby) == [("directory.loss_permitted", f"user:{ADMIN.id}")]


@pytest.mark.parametrize("shown", ["12", "", "-1", "\N{SUPERSCRIPT TWO}", "9" * 5000])
async def test_a_yes_to_another_number_does_not_count(lobby: Lobby, shown: str):
    """Who read an older number is asked again."""
    await keep(lobby, on=True, held_back=37, held_of=120, state=RunState.HELD)

    said = await press(lobby, "/held", answer="lose", shown=shown)

    assert "It is another number now." in said
    assert (await sync_of(lobby)).held_back == 37


async def test_saying_no_to_a_held_run(lobby: Lobby):
    """After a no everybody stays, and nothing runs by that."""
    await keep(lobby, on=True, held_back=37, held_of=120, state=RunState.HELD)

    said = await press(lobby, "/held", answer="leave")

    assert "Nobody was switched off." in said
    sync = await sync_of(lobby)
    assert (sync.held_back, sync.allowed, sync.asked) == (None, 0, False)
    assert await events(lobby) == [("directory.loss_refused", f"user:{ADMIN.id}")]


async def test_an_answer_without_a_question(lobby: Lobby):
    """A second press on the same button does no harm."""
    assert "nothing was changed" in await press(lobby, "/held", answer="leave")


@pytest.mark.parametrize(
    ("where", "form"),
    [
        ("/groups", {"search": "sales"}),
        ("/preview", {"who": "everybody"}),
        ("/preview", {"who": "groups", "group": ["group-sales"]}),
        ("", {"who": "groups", "group": ["group-sales"]}),
    ],
    ids=["find", "preview", "preview-groups", "save"],
)
async def test_a_directory_that_may_not_be_read_says_what_lacks(
    lobby: Lobby, book: PhoneBook, where: str, form: dict
):
    """The page names the permission that has to be given (D20)."""
    book.fail_with = ConsentNeeded(ConsentReason.PERMISSION_MISSING, "User.Read.All")

    said = await press(lobby, where, **form)

    assert "lacks the permission User.Read.All" in said
    assert not (await sync_of(lobby)).on


async def test_a_run_that_failed_is_told(lobby: Lobby):
    """What kept the last run from reading stands on the page, with the fix."""
    await keep(
        lobby,
        on=True,
        state=RunState.FAILED,
        failure=ConnectionState.PROVIDER_UNREACHABLE,
    )
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(PATH)

    assert "The last run did not work." in answer.text
    assert "Not answering" in answer.text


async def test_without_a_directory_the_list_is_offered(tmp_path: Path):
    """A calendar without a directory leads to the list that can be uploaded."""
    async with open_lobby(tmp_path, directories={}) as lobby:
        browser = await lobby.sign_in(ADMIN)

        answer = await browser.get(PATH)
        asked = await browser.post(f"{PATH}/preview", data={"who": "everybody"})

        assert 'href="/hosts/list"' in answer.text
        assert asked.status_code == 404


async def test_it_is_the_tenant_admins_page(lobby: Lobby):
    """A site admin does not decide who can be visited."""
    browser = await lobby.sign_in(SITE_ADMIN)

    assert (await browser.get(PATH)).status_code == 403


async def test_it_is_gone_while_calendars_are_off(lobby: Lobby):
    """Who switched calendars off for the house has no such page (E2)."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, calendar_integration=False))
    )
    browser = await lobby.sign_in(ADMIN)

    assert (await browser.get(PATH)).status_code == 403
