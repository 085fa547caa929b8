"""Hosts come along from the directory, run by run (statement 26)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from admin_server.core.changes import Author
from admin_server.core.connections import (
    Connection,
    ConnectionState,
    DirectorySync,
    RunState,
)
from admin_server.core.directory_runs import AGAIN, EVERY, switch_off
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from admin_server.core.people import Host
from admin_server.core.ports import Nouns, Person
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.import_hosts import HostImport
from admin_server.security.chance import CHANCE
from admin_server.web.current import NobodyFollows
from tests.fakes.lobby import JONAS, PRIYA, TENANT, Lobby, open_lobby
from tests.fakes.phone_book import RESEARCH, PhoneBook, person

T = TypeVar("T")


@pytest.fixture
def book() -> PhoneBook:
    """The organisation's directory, empty at first."""
    return PhoneBook()


@pytest.fixture
async def lobby(tmp_path: Path, book: PhoneBook) -> AsyncIterator[Lobby]:
    """The lobby, with a directory beside its calendar."""
    async with open_lobby(tmp_path, directories={"memory": book}) as opened:
        yield opened


class Woken(NobodyFollows):
    """Counts how often it was told to look again."""

    times = 0

    def look_again(self) -> None:
        self.times += 1


def job(
    lobby: Lobby, *, patience: float = 5.0, following: Woken | None = None
) -> HostImport:
    """The job over the lobby's own parts."""
    parts = lobby.app.state.parts
    health = ConnectionHealth(parts.store, parts.clock)
    return HostImport(
        parts.store,
        parts.directories,
        parts.refs,
        health,
        parts.clock,
        CHANCE,
        following,
        patience=patience,
    )


async def do(lobby: Lobby, work: Callable[[Nouns], T]) -> T:
    """Change or read the lobby's tenant."""
    return await lobby.store.for_tenant(TENANT).write(work)


async def switch_on(lobby: Lobby, **more: object) -> None:
    """Have hosts come along."""
    sync = DirectorySync(on=True, **more)  # type: ignore[arg-type]
    await do(lobby, lambda n: n.change_tenant(replace(n.tenant, directory=sync)))


async def sync_of(lobby: Lobby) -> DirectorySync:
    """How it stands."""
    return await do(lobby, lambda nouns: nouns.tenant.directory)


async def hosts_of(lobby: Lobby) -> dict[str, Host]:
    """Every host by name."""
    everybody = await do(lobby, lambda nouns: nouns.hosts.all())
    return {host.name: host for host in everybody}


async def noted(lobby: Lobby) -> list[tuple[str, str]]:
    """What the audit has of hosts and the directory: event and actor."""
    rows = await do(
        lobby, lambda n: [*n.audit.of(f"tenant:{TENANT}"), *n.audit.of("host-gone")]
    )
    return [(event, actor) for _, event, actor in rows]


def crowd(count: int) -> list[Person]:
    """So many people."""
    return [person(number) for number in range(count)]


async def test_new_hosts_come_along(lobby: Lobby, book: PhoneBook):
    """Who is in the directory can be visited after the next run."""
    await switch_on(lobby)
    book.everybody = [person(1, "Mia Roth", department="Sales"), person(2)]

    await job(lobby).run(TENANT)

    hosts = await hosts_of(lobby)
    assert hosts["Mia Roth"].department == "Sales"
    assert hosts["Mia Roth"].directory_id == "id-1"
    assert {"Jonas Weber", "Priya Nair"} <= hosts.keys()
    sync = await sync_of(lobby)
    assert sync.state is RunState.DONE
    assert sync.counts == {"added": 2, "changed": 0, "disabled": 0}
    assert sync.ran_at == lobby.clock.now()
    assert await noted(lobby) == [("host.imported", "system")]


async def test_a_new_host_is_found_by_name(lobby: Lobby, book: PhoneBook):
    """A visitor at the kiosk finds somebody who came along from the directory."""
    await switch_on(lobby)
    book.everybody = [person(1, "Mia Roth")]

    await job(lobby).run(TENANT)

    found = await do(lobby, lambda nouns: nouns.hosts.search("ro"))
    assert [host.name for host in found] == ["Mia Roth"]


async def test_only_the_chosen_groups_are_asked_for(lobby: Lobby, book: PhoneBook):
    """Members of the groups come along, nobody else."""
    await switch_on(lobby, groups=(RESEARCH.id,), group_names=(RESEARCH.name,))
    book.everybody, book.by_group = crowd(9), {RESEARCH.id: [person(1, "Mia Roth")]}

    await job(lobby).run(TENANT)

    assert book.asked_for == [(RESEARCH.id,)]
    assert "Mia Roth" in await hosts_of(lobby)
    assert "Person 2" not in await hosts_of(lobby)


async def test_what_is_switched_off_meanwhile_changes_nobody(
    lobby: Lobby, book: PhoneBook, monkeypatch: pytest.MonkeyPatch
):
    """Reading a directory takes minutes: who switches it off then means it."""
    await switch_on(lobby)
    book.everybody = [person(1, "Mia Roth")]
    read = book.people

    async def switched_off(*asked: object) -> list[Person]:
        await do(lobby, lambda n: switch_off(n, Author("somebody", lobby.clock.now())))
        return await read(*asked)

    monkeypatch.setattr(book, "people", switched_off)

    await job(lobby).run(TENANT)

    assert "Mia Roth" not in await hosts_of(lobby)
    assert not (await sync_of(lobby)).on


async def test_nobody_is_asked_while_it_is_off(lobby: Lobby, book: PhoneBook):
    """An organisation that did not ask for it keeps its hosts to itself."""
    await job(lobby).turn()

    assert book.asked_for == []


async def test_nobody_is_asked_while_calendars_are_off(lobby: Lobby, book: PhoneBook):
    """Who switched calendars off for the whole house is asked for nothing (E2)."""
    await switch_on(lobby)
    await do(
        lobby,
        lambda n: n.change_tenant(replace(n.tenant, calendar_integration=False)),
    )

    await job(lobby).run(TENANT)

    assert book.asked_for == []


async def test_who_leaves_is_switched_off_and_the_visits_stay(
    lobby: Lobby, book: PhoneBook
):
    """A visit to somebody who has left still shows whom it was for."""
    await switch_on(lobby)
    book.everybody = [person(1, JONAS.name, JONAS.email), person(2)]
    await job(lobby).run(TENANT)
    invitation = await lobby.expect()
    lobby.clock.forward(hours=4)
    book.everybody = [person(2)]

    await job(lobby).run(TENANT)

    left = await do(lobby, lambda nouns: nouns.hosts.get(JONAS.id))
    assert left is not None
    assert (left.active, left.directory_id) == (False, "id-1")
    assert (await lobby.visit(invitation)).host == JONAS.id
    events = await do(lobby, lambda nouns: nouns.audit.of(f"host:{JONAS.id}"))
    assert [event for _, event, _ in events] == ["host.deactivated"]


async def test_a_host_by_hand_is_taken_over(lobby: Lobby, book: PhoneBook):
    """Somebody entered before is the same person afterwards, with the same visits."""
    await switch_on(lobby)
    book.everybody = [person(1, "Jonas Weber-Roth", JONAS.email)]

    await job(lobby).run(TENANT)

    stored = await do(lobby, lambda nouns: nouns.hosts.get(JONAS.id))
    assert stored == replace(JONAS, name="Jonas Weber-Roth", directory_id="id-1")


async def test_a_host_of_a_file_stays_locked(lobby: Lobby, book: PhoneBook):
    """What the configuration file says of somebody counts more than the directory."""
    owned = (f"host.{JONAS.email}.name",)
    await do(lobby, lambda n: n.change_tenant(replace(n.tenant, owned=owned)))
    await switch_on(lobby)
    book.everybody = [person(1, "Somebody Else", JONAS.email)]

    await job(lobby).run(TENANT)

    assert await do(lobby, lambda nouns: nouns.hosts.get(JONAS.id)) == JONAS


async def test_a_run_that_would_lose_many_stops_and_asks(lobby: Lobby, book: PhoneBook):
    """When a group is emptied by mistake, everybody can still be visited."""
    await switch_on(lobby)
    book.everybody = crowd(30)
    await job(lobby).run(TENANT)
    lobby.clock.forward(hours=4)
    book.everybody = [*crowd(20), person(99, "Mia Roth")]

    await job(lobby).run(TENANT)

    sync = await sync_of(lobby)
    assert (sync.state, sync.held_back, sync.held_of) == (RunState.HELD, 10, 30)
    hosts = await hosts_of(lobby)
    assert hosts["Person 29"].active
    assert "Mia Roth" not in hosts


async def test_a_held_run_goes_on_once_it_is_permitted(lobby: Lobby, book: PhoneBook):
    """After somebody said yes, just those hosts are switched off."""
    book.everybody = crowd(30)
    await switch_on(lobby)
    await job(lobby).run(TENANT)
    book.everybody = crowd(20)
    await switch_on(lobby, allowed=10, asked=True)

    await job(lobby).run(TENANT)

    sync = await sync_of(lobby)
    assert (sync.state, sync.held_back, sync.allowed) == (RunState.DONE, None, 0)
    assert not (await hosts_of(lobby))["Person 29"].active


async def test_a_held_run_goes_on_by_itself_when_all_are_back(
    lobby: Lobby, book: PhoneBook
):
    """Where the group is put right again, the question goes away."""
    await switch_on(lobby)
    book.everybody = crowd(30)
    await job(lobby).run(TENANT)
    lobby.clock.forward(hours=4)
    book.everybody = crowd(20)
    await job(lobby).run(TENANT)
    lobby.clock.forward(hours=4)
    book.everybody = crowd(30)

    await job(lobby).run(TENANT)

    sync = await sync_of(lobby)
    assert (sync.state, sync.held_back) == (RunState.DONE, None)


@pytest.mark.parametrize(
    ("trouble", "state", "detail"),
    [
        (TryLater(), ConnectionState.PROVIDER_UNREACHABLE, ""),
        (StrangeReply("odd"), ConnectionState.CALENDARS_FAILED_TO_LOAD, ""),
        (
            ConsentNeeded(ConsentReason.PERMISSION_MISSING, "User.Read.All"),
            ConnectionState.PERMISSION_MISSING,
            "User.Read.All",
        ),
        (ConsentNeeded(ConsentReason.EXPIRED), ConnectionState.EXPIRED, ""),
    ],
)
async def test_a_run_that_fails_changes_nobody(
    lobby: Lobby,
    book: PhoneBook,
    trouble: CalendarError,
    state: ConnectionState,
    detail: str,
):
    """While the directory cannot be read, everybody can still be visited."""
    await switch_on(lobby)
    book.everybody = crowd(5)
    await job(lobby).run(TENANT)
    before = await hosts_of(lobby)
    lobby.clock.forward(hours=4)
    book.fail_with = trouble

    await job(lobby).run(TENANT)

    sync = await sync_of(lobby)
    assert (sync.state, sync.failure) == (RunState.FAILED, state)
    assert sync.failure_detail == detail
    assert await hosts_of(lobby) == before


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (ConsentNeeded(ConsentReason.EXPIRED), ConnectionState.EXPIRED),
        (
            ConsentNeeded(ConsentReason.PERMISSION_MISSING, "User.Read.All"),
            ConnectionState.NOT_CONNECTED,
        ),
    ],
)
async def test_the_connection_hears_of_what_concerns_it(
    lobby: Lobby, book: PhoneBook, trouble: CalendarError, told: ConnectionState
):
    """Expired access ends everything; a missing right to the directory only this (D20)."""
    await switch_on(lobby)
    book.fail_with = trouble
    importing = job(lobby)

    await importing.run(TENANT)
    await importing.health.save()

    connection = await do(lobby, lambda nouns: nouns.connections.organisation())
    assert connection is not None
    assert connection.health.state is told


async def test_a_connection_without_a_directory_says_so(tmp_path: Path):
    """A calendar whose provider has no directory brings nobody along."""
    async with open_lobby(tmp_path, directories={}) as lobby:
        await switch_on(lobby)

        await job(lobby).run(TENANT)

        sync = await sync_of(lobby)
        assert sync.failure is ConnectionState.CALENDARS_FAILED_TO_LOAD


async def test_a_secret_that_cannot_be_opened_changes_nobody(lobby: Lobby):
    """Where our own secret is not readable, the run says so and leaves everybody."""
    await switch_on(lobby)
    broken = Connection("connection-1", "memory", "Calendar", sealed_secret="broken")
    await do(lobby, lambda nouns: nouns.connections.put(broken))

    await job(lobby).run(TENANT)

    assert (await sync_of(lobby)).failure_detail == "secret_unreadable"


async def test_a_slow_directory_is_given_up(lobby: Lobby, book: PhoneBook):
    """A directory that never answers does not keep the others waiting."""
    await switch_on(lobby)
    book.silent = True

    await job(lobby, patience=0.05).run(TENANT)

    assert (await sync_of(lobby)).failure is ConnectionState.PROVIDER_UNREACHABLE
    assert book.asked_for == []


@pytest.mark.parametrize(
    ("trouble", "pause"), [(None, EVERY), (TryLater(), AGAIN)], ids=["well", "failed"]
)
async def test_runs_keep_their_distance(
    lobby: Lobby, book: PhoneBook, trouble: CalendarError | None, pause: timedelta
):
    """The directory is asked every four hours, and a quarter of an hour after a failure."""
    await switch_on(lobby)
    book.fail_with = trouble
    await job(lobby).run(TENANT)
    book.fail_with, book.asked_for = None, []
    lobby.clock.time += pause - timedelta(seconds=1)
    await job(lobby).run(TENANT)
    too_soon = list(book.asked_for)
    lobby.clock.time += timedelta(seconds=1)

    await job(lobby).run(TENANT)

    assert (too_soon, book.asked_for) == ([], [()])


async def test_a_wish_is_not_kept_waiting(lobby: Lobby, book: PhoneBook):
    """Who presses "Run now" does not wait for four hours; it runs once."""
    await switch_on(lobby)
    await job(lobby).run(TENANT)
    sync = await sync_of(lobby)
    asked = replace(sync, asked=True)
    await do(lobby, lambda n: n.change_tenant(replace(n.tenant, directory=asked)))

    await job(lobby).run(TENANT)
    await job(lobby).run(TENANT)

    assert book.asked_for == [(), ()]


async def test_a_crowd_is_saved_in_portions(lobby: Lobby, book: PhoneBook):
    """Hundreds of people come along, and each is there once."""
    await switch_on(lobby)
    book.everybody = crowd(450)

    await job(lobby).run(TENANT)

    hosts = await do(lobby, lambda nouns: nouns.hosts.all())
    assert len(hosts) == 452
    assert len({host.email for host in hosts}) == 452


async def test_a_run_that_changes_nothing_is_not_noted(lobby: Lobby, book: PhoneBook):
    """The audit tells what happened, not that nothing did."""
    await switch_on(lobby)

    await job(lobby).run(TENANT)

    assert await noted(lobby) == []
    assert PRIYA.name in await hosts_of(lobby)


async def test_calendars_of_new_hosts_are_read_at_once(lobby: Lobby, book: PhoneBook):
    """Who just came along may be visited in a minute: nobody waits for a round."""
    await switch_on(lobby)
    book.everybody = [person(1)]
    woken = Woken()

    await job(lobby, following=woken).run(TENANT)

    assert woken.times == 1


async def test_nobody_is_woken_where_nothing_came(lobby: Lobby, book: PhoneBook):
    """A directory that could not be read changes nothing, and wakes nobody."""
    await switch_on(lobby)
    book.fail_with = TryLater()
    woken = Woken()

    await job(lobby, following=woken).run(TENANT)

    assert woken.times == 0
