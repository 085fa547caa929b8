"""Rooms that are known by meetings only are sought through hosts' calendars (C5)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.core.meetings import Answer, Attendee, AttendeeKind
from admin_server.web.dashboard.integrations import seeking_rooms
from tests.fakes.calendar_house import CalendarHouse, open_calendar_house
from tests.fakes.lobby import PRIYA, TENANT, meeting
from tests.fakes.owning import ask

HOSTS = 20
ON = 'name="begin"'


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[CalendarHouse]:
    async with open_calendar_house(tmp_path) as opened:
        await opened.lobby.store.for_tenant(TENANT).write(_many_hosts)
        for number in range(HOSTS):
            seat = Attendee(
                f"room-{number:02}@x.example",
                f"Room {number:02}",
                AttendeeKind.ROOM,
                Answer.ACCEPTED,
            )
            now = opened.lobby.clock.now()
            opened.lobby.calendar.put(mailbox(number), meeting(now, attendees=(seat,)))
        yield opened


def mailbox(number: int) -> str:
    return f"host-{number:02}@x.example"


def _many_hosts(nouns) -> None:
    for number in range(HOSTS):
        box = mailbox(number)
        host = replace(PRIYA, id=f"host-{number}", email=box, mailbox=box)
        nouns.hosts.put(host)


async def known(house: CalendarHouse) -> int:
    """How many rooms of those hosts are known."""
    rooms = await ask(house.lobby, lambda nouns: nouns.rooms.all())
    return sum(room.address.startswith("room-") for room in rooms) - 1


async def test_every_hosts_meetings_are_read(house: CalendarHouse):
    """With twenty hosts, the rooms in the meetings of all twenty are found."""
    answer = await house.post("/rooms/look")

    assert "We sought in the meetings of 21 of 21 hosts." in answer.text
    assert await known(house) == HOSTS
    assert ON not in answer.text


async def test_a_search_that_takes_long_goes_on_later(
    house: CalendarHouse, monkeypatch: pytest.MonkeyPatch
):
    """Nobody waits for hundreds of calendars: what was found is kept, and it goes on."""
    monkeypatch.setattr(seeking_rooms, "PATIENCE", 0.0)

    answer = await house.post("/rooms/look")

    assert "We sought in the meetings of 8 of 21 hosts." in answer.text
    assert 'name="begin" value="8"' in answer.text
    assert await known(house) == 8


async def test_it_goes_on_with_the_other_hosts(
    house: CalendarHouse, monkeypatch: pytest.MonkeyPatch
):
    """The next step reads other hosts' meetings, and in the end it is done."""
    monkeypatch.setattr(seeking_rooms, "PATIENCE", 0.0)
    await house.post("/rooms/look")
    await house.post("/rooms/look", begin="8")

    answer = await house.post("/rooms/look", begin="16")

    assert "We sought in the meetings of 21 of 21 hosts." in answer.text
    assert await known(house) == HOSTS
    assert ON not in answer.text


@pytest.mark.parametrize("begin", ["999", "-1", "x", "9" * 50])
async def test_an_odd_number_begins_anew(house: CalendarHouse, begin: str):
    """Whatever a browser sends, the rooms are sought from the first host on."""
    answer = await house.post("/rooms/look", begin=begin)

    assert "21 of 21 hosts" in answer.text
