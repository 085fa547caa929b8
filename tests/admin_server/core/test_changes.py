from dataclasses import replace

from admin_server.core.changes import Author, change_room, change_tenant
from admin_server.core.checklist import Progress, mark_steps
from admin_server.core.places import RoomNote
from admin_server.core.rooms import Room
from admin_server.core.tenants import MailAccount
from tests.fakes.lobby import NOTE_A, ROOM_A, TENANT, Lobby
from tests.fakes.owning import ask, events, own, tenant_of


async def work(lobby: Lobby, change):
    """Do something as an admin would, in one transaction."""
    by = Author("user:admin", lobby.clock.now())
    return await lobby.store.for_tenant(TENANT).write(lambda n: change(n, by))


async def test_an_owned_account_stays_whoever_asks(lobby: Lobby):
    """A rule, not only a page, keeps what the file says about mail."""
    await own(lobby, "mail.settings")
    account = MailAccount("smtp", "desk@x.example")

    changed = await work(
        lobby, lambda n, by: change_tenant(n, replace(n.tenant, mail=account), by)
    )

    assert not changed
    assert (await tenant_of(lobby)).mail is None


async def test_a_room_that_stays_as_it_is_is_not_noted(lobby: Lobby):
    """Saving a room unchanged leaves no trace."""
    changed = await work(lobby, lambda n, by: change_room(n, ROOM_A, NOTE_A, by))

    assert not changed
    assert await events(lobby) == []


async def test_a_room_can_come_with_its_words(lobby: Lobby):
    """A room that is new is saved together with what we say about it."""
    room, note = Room("b@x.example", "Room B"), RoomNote("b@x.example", "Upstairs")

    await work(lobby, lambda n, by: change_room(n, room, note, by))

    assert await ask(lobby, lambda n: n.room_notes.get("b@x.example")) == note
    assert await events(lobby) == [("room.added", "user:admin")]


async def test_a_step_that_is_done_already_is_not_noted_again(lobby: Lobby):
    """A second test mail ticks nothing new."""
    await work(lobby, lambda n, by: mark_steps(n, Progress.DONE, "mail", by=by))

    await work(lobby, lambda n, by: mark_steps(n, Progress.DONE, "mail", by=by))

    assert await events(lobby) == [("checklist.done", "user:admin")]
