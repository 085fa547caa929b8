"""The demo's day stands in the emulated Microsoft 365 as it was meant."""

import asyncio
from datetime import timedelta

import pytest

from admin_server.calendars.microsoft import Microsoft
from admin_server.core.connections import Connection
from admin_server.core.meetings import Answer, AttendeeKind
from admin_server.core.ports import CalendarRef
from admin_server.demo.day import day_around
from admin_server.demo.emulators.graph.demo_day import as_event, write_day
from admin_server.demo.lakeside import HOSTS, ROOMS
from admin_server.outbound.client import Client
from tests.admin_server.demo.emulators.graph.graph_caller import (
    CLIENT,
    NOW,
    SECRET,
    Caller,
)
from tests.fakes.clock import FixedClock

TODAY = day_around(NOW)
DAY = timedelta(days=1)


@pytest.fixture
async def calendar(caller: Caller):
    await asyncio.to_thread(write_day, caller.emulator, caller.organisation, TODAY)
    async with Client() as http:
        made = Microsoft(http, FixedClock(NOW))
        yield made
        await made.close()


def ref(caller: Caller, mailbox: str) -> CalendarRef:
    settings = caller.emulator.connection_settings(caller.organisation, CLIENT)
    connection = Connection("c", "microsoft", "M", settings)
    return CalendarRef(connection, mailbox, secret=SECRET)


async def test_every_meeting_is_there(caller: Caller, calendar) -> None:
    """Each host's meetings of today are read as they were laid."""
    found = await asyncio.gather(
        *(
            calendar.between(ref(caller, host.email), NOW - DAY, NOW + DAY)
            for host in HOSTS
        )
    )

    read = {one.uid: one for meetings in found for one in meetings}
    laid = {one.uid: one for one in TODAY.meetings}
    assert read.keys() == laid.keys()
    assert all(read[uid].start == one.start or one.all_day for uid, one in laid.items())
    assert all(read[uid].private == one.private for uid, one in laid.items())
    assert all(read[uid].cancelled == one.cancelled for uid, one in laid.items())
    assert all(read[uid].shown_as == one.shown_as for uid, one in laid.items())
    assert all(read[uid].host_answer is Answer.ACCEPTED for uid in laid)


async def test_every_room_is_there(caller: Caller, calendar) -> None:
    """The rooms are found with their building and floor, and booked as it was said."""
    host = next(one for one in TODAY.meetings if one.room and not one.usually)
    found = await calendar.rooms(ref(caller, HOSTS[0].email))
    meetings = await calendar.between(
        ref(caller, host.host.email), host.start, host.end
    )

    booked = {
        seat.address: seat.answer
        for one in meetings
        for seat in one.attendees
        if seat.kind is AttendeeKind.ROOM
    }
    assert {room.address for room in found} == {room.address for room in ROOMS}
    assert all(room.building and room.floor and room.capacity for room in found)
    assert booked[host.room.address] is host.room_answer


def test_a_whole_day_is_the_house_day() -> None:
    """A day off is a day of the house, from midnight to midnight."""
    meeting = next(one for one in TODAY.meetings if one.all_day)

    fields = as_event(meeting).fields

    assert fields["start"]["dateTime"] == "2026-03-04T00:00:00"
    assert fields["end"]["dateTime"] == "2026-03-05T00:00:00"
