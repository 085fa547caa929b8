"""Looking rooms up when calendar or store stumble at the worst moment."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from structlog.testing import capture_logs

from admin_server.core.errors import StoreUnavailable, TryLater
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.find_rooms import RoomFinder
from admin_server.jobs.read_lines import LineReader
from admin_server.pulse import Pulse
from admin_server.security.calendar_refs import CalendarRefs
from admin_server.security.secrets import KeyRing
from tests.fakes.clock import MORNING
from tests.fakes.lobby import JONAS, PRIYA, TENANT, Lobby, meeting


async def state_of_room(lobby: Lobby, host: str = JONAS.id) -> str:
    """Check somebody in, wait for the room, and say its state."""
    code = (await lobby.expect("Guest", host=host)).code
    visit = (await lobby.check_in(code=code)).json()["visit"]["id"]
    room = await lobby.get(f"/check-ins/{visit}/room", wait=3)
    return str(room.json()["state"])


async def test_a_calendar_that_asks_for_time_gets_it(lobby: Lobby) -> None:
    """R9: told to come back in ten minutes, nobody asks the calendar before."""
    lobby.calendar.fail_with = TryLater(timedelta(minutes=10))
    await state_of_room(lobby)
    lobby.calendar.fail_with = None
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))

    lobby.clock.forward(minutes=9)
    early = await state_of_room(lobby)
    asked = lobby.calendar.calls["between"]
    lobby.clock.forward(minutes=2)
    late = await state_of_room(lobby)

    assert (early, asked, late) == ("none", 1, "found")


async def test_one_mailbox_that_asks_for_time_holds_up_no_other(lobby: Lobby) -> None:
    """R9: a pause that one mailbox needs is not every host's."""
    priya = replace(PRIYA, mailbox=PRIYA.email)
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.hosts.put(priya))
    lobby.calendar.fail_with = TryLater(timedelta(minutes=10))
    await state_of_room(lobby)
    lobby.calendar.fail_with = None
    lobby.calendar.put(PRIYA.email, meeting(MORNING))

    assert await state_of_room(lobby, PRIYA.id) == "found"


class Full:
    """A store that can be read and not be written to."""

    def __init__(self, store) -> None:
        self._store = store

    def for_tenant(self, tenant: str) -> "Full":
        self.read = self._store.for_tenant(tenant).read
        return self

    async def write(self, work: object) -> None:
        raise StoreUnavailable("The database cannot be used now: disk is full.")


async def test_a_full_disk_ends_a_look_up_with_one_line(
    lobby: Lobby, tmp_path: Path
) -> None:
    """What was found and cannot be saved is one line in the log, no more."""
    box = KeyRing.load_or_create(tmp_path / "box.key")
    full, clock = Full(lobby.store), lobby.clock
    lines = LineReader(
        full,
        {"memory": lobby.calendar},
        refs=CalendarRefs(full, box),
        health=ConnectionHealth(full, clock),
        clock=clock,
    )
    finder = RoomFinder(
        full, lines, schedules=lambda _: True, clock=clock, pulse=Pulse()
    )
    unseen: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, problem: unseen.append(problem))
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    visit = (await lobby.expect()).visit

    with capture_logs() as lines:
        finder.start(TENANT, visit, deadline=MORNING + timedelta(seconds=2))
        await asyncio.sleep(0.2)

    assert [line["event"] for line in lines] == ["room_not_saved"]
    assert unseen == []
