"""Once a day it is found out which rooms a calendar does not name any more (E16)."""

from datetime import datetime

import pytest

from admin_server.core.errors import TryLater
from admin_server.core.meetings import Answer, Attendee, AttendeeKind
from admin_server.jobs.canary import Canary
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.read_lines import LineReader
from admin_server.jobs.watch_rooms import RoomWatch
from tests.fakes.lobby import ADMIN, JONAS, ROOM_A, TENANT, Lobby, meeting

HEALTH = "/settings/integrations/calendar/health"
GARDEN = Attendee("garden@x.example", "Garden", AttendeeKind.ROOM, Answer.ACCEPTED)


def watch_over(lobby: Lobby) -> RoomWatch:
    """The job over the lobby's own parts."""
    parts, clock = lobby.app.state.parts, lobby.clock
    health = ConnectionHealth(lobby.store, clock)
    lines = LineReader(
        lobby.store, parts.calendars, refs=parts.refs, health=health, clock=clock
    )
    return RoomWatch(lobby.store, Canary(lines), clock)


def names(lobby: Lobby, *rooms: Attendee) -> None:
    """Let the calendar have a list of its rooms, with these on it."""
    lobby.calendar.can_schedule = True
    here = meeting(lobby.clock.now(), id="rooms", attendees=rooms)
    lobby.calendar.put(JONAS.mailbox, here)


async def gone_since(lobby: Lobby) -> datetime | None:
    """Since when Room A is gone, for all we know."""
    rooms = await lobby.store.for_tenant(TENANT).read(lambda nouns: nouns.rooms.all())
    return next(one.gone_since for one in rooms if one.address == ROOM_A.address)


@pytest.fixture
async def watch(lobby: Lobby) -> RoomWatch:
    """The job after its first pause."""
    job = watch_over(lobby)
    await job.turn()
    return job


async def test_a_room_that_vanished_is_told_by_itself(lobby, watch) -> None:
    """IT reads on the health page that a room is gone, though nobody asked."""
    names(lobby, GARDEN)

    await watch.turn()

    page = await (await lobby.sign_in(ADMIN)).get(HEALTH)
    assert await gone_since(lobby) == lobby.clock.now()
    assert "One room is no longer in the calendar:" in page.text
    assert ROOM_A.name in page.text


async def test_a_room_that_came_back_is_no_news(lobby, watch) -> None:
    """Who put the room back into the calendar is not warned of it any more."""
    names(lobby, GARDEN)
    await watch.turn()
    seat = Attendee(ROOM_A.address, ROOM_A.name, AttendeeKind.ROOM, Answer.ACCEPTED)
    names(lobby, GARDEN, seat)
    lobby.clock.forward(hours=25)

    await watch.turn()

    page = await (await lobby.sign_in(ADMIN)).get(HEALTH)
    assert await gone_since(lobby) is None
    assert "no longer in the calendar" not in page.text


async def test_the_list_is_read_once_a_day(lobby, watch) -> None:
    """The provider is not asked for its rooms more often than it takes."""
    names(lobby, GARDEN)
    await watch.turn()
    lobby.clock.forward(hours=23)

    await watch.turn()

    assert lobby.calendar.calls["rooms"] == 1


async def test_a_list_that_could_not_be_read_says_nothing(lobby, watch) -> None:
    """While the provider is down no room is called gone; an hour later it is asked."""
    names(lobby, GARDEN)
    lobby.calendar.fail_with = TryLater()
    await watch.turn()
    before = await gone_since(lobby)
    lobby.calendar.fail_with = None
    lobby.clock.forward(minutes=61)

    await watch.turn()

    assert before is None
    assert await gone_since(lobby) == lobby.clock.now()


async def test_an_empty_list_is_no_demolition(lobby, watch) -> None:
    """A directory that we may not see names no room, and none is called gone."""
    names(lobby)

    await watch.turn()

    assert await gone_since(lobby) is None
