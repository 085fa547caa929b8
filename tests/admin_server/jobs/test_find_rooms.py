"""Looking rooms up, when the calendar has its troubles."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.core.tenants import Connection
from admin_server.jobs.find_rooms import forget_meetings
from tests.fakes.clock import MORNING
from tests.fakes.lobby import JONAS, TENANT, Lobby, meeting


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


async def test_away_and_back_are_told_once(lobby: Lobby) -> None:
    """One line when the calendar goes away, one when it is back."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    lobby.calendar.fail_with = TryLater()

    with capture_logs() as lines:
        await _room_after_check_in(lobby)
        await _room_after_check_in(lobby)
        lobby.calendar.fail_with = None
        await _room_after_check_in(lobby)

    events = [line["event"] for line in lines]
    assert events.count("calendar_away") == 1
    assert events.count("calendar_back") == 1


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
