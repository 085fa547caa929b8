"""Looking rooms up, when the calendar has its troubles."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.core.connections import Connection
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.jobs.find_rooms import forget_meetings
from tests.fakes.clock import MORNING
from tests.fakes.lobby import JONAS, TENANT, Lobby, meeting, open_lobby


async def _room_after_check_in(lobby: Lobby) -> str:
    answer = await lobby.check_in(visitor={"name": "Ada"}, host_id=JONAS.id)
    room = await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=3)
    return str(room.json()["state"])


@pytest.mark.parametrize(
    "trouble",
    [
        ConsentNeeded(ConsentReason.EXPIRED),
        TryLater(),
        NoSuchCalendar(),
        StrangeReply(),
        RuntimeError("a bug"),
    ],
)
async def test_trouble_with_the_calendar_ends_as_no_room(
    lobby: Lobby, trouble: CalendarError
) -> None:
    """B36: whatever is wrong with the calendar, the visitor is checked in."""
    lobby.calendar.fail_with = trouble

    assert await _room_after_check_in(lobby) == "none"


@pytest.mark.parametrize(
    "connection",
    [
        Connection("connection-1", "unheard_of", "Calendar"),
        Connection("connection-1", "memory", "Calendar", secret_from="env:NOT_SET"),
    ],
)
async def test_a_connection_set_up_wrongly_harms_nobody(
    lobby: Lobby, connection: Connection
) -> None:
    """A connection that cannot work shows no room and fails no check-in."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.connections.put(connection)
    )

    assert await _room_after_check_in(lobby) == "none"


async def test_a_crowd_is_one_question(lobby: Lobby) -> None:
    """Twenty visitors of one host at the same moment: the calendar is asked once."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    lobby.calendar.delay = timedelta(seconds=0.3)
    codes = [(await lobby.expect(f"Guest {number}")).code for number in range(20)]

    came = await asyncio.gather(*(lobby.check_in(code=code) for code in codes))
    visits = [answer.json()["visit"]["id"] for answer in came]
    rooms = await asyncio.gather(
        *(lobby.get(f"/check-ins/{visit}/room", wait=8) for visit in visits)
    )

    assert {room.json()["state"] for room in rooms} == {"found"}
    assert lobby.calendar.calls["between"] == 1


async def test_who_comes_soon_after_needs_no_question(lobby: Lobby) -> None:
    """A second visitor minutes later is served from what was read for the first."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    await _room_after_check_in(lobby)
    lobby.clock.forward(minutes=4)

    await _room_after_check_in(lobby)

    assert lobby.calendar.calls["between"] == 1


async def test_copies_are_gone_the_day_after(lobby: Lobby) -> None:
    """What was read of a host's day is deleted when the day is over."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    await _room_after_check_in(lobby)
    lobby.clock.forward(days=1, hours=2)

    pause = await forget_meetings(lobby.store, lobby.clock)
    copy = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.meetings.copy_for(JONAS.mailbox)
    )

    assert timedelta(seconds=pause) == timedelta(hours=1)
    assert copy is None


async def test_calendars_are_closed_with_the_server(tmp_path: Path) -> None:
    """When the server stops, it lets go of its connections to calendars."""
    async with open_lobby(tmp_path) as lobby:
        await _room_after_check_in(lobby)
        before = lobby.calendar.calls["close"]

    assert (before, lobby.calendar.calls["close"]) == (0, 1)
