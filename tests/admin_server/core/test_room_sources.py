"""What reception reads of a room whose meeting went on without its visitor."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin_server.core.meetings import Meeting
from admin_server.core.room_sources import RoomSource, source_of_room
from shared.check_in import VisitState
from tests.fakes.followed_house import (
    ALONE,
    MINUTE,
    OFF,
    FollowedHouse,
    at,
    open_house,
    talk,
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[FollowedHouse]:
    """Mara has come to the talk, and its room is known."""
    opened = await open_house(tmp_path)
    await opened.asks()
    opened.now = at("13:55")
    await opened.reads(*ALONE)
    await opened.put(state=VisitState.ON_SITE, arrived_at=opened.now)
    opened.now += 10 * MINUTE
    yield opened
    opened.store.close()


async def source(house: FollowedHouse) -> RoomSource:
    """Where reception reads that Mara's room comes from."""
    visit = await house.mara()
    return await house.do(lambda n: source_of_room(n, visit, now=house.now))


@pytest.mark.parametrize("meetings", OFF.values(), ids=OFF)
async def test_a_meeting_that_was_called_off_behind_a_visitors_back(
    house: FollowedHouse, meetings: tuple[Meeting, ...]
):
    """Who is on site keeps the room, and reception reads what became of it (E12)."""
    await house.reads(*meetings)

    assert await source(house) is RoomSource.GONE
    assert (await house.end()).room == "Conference Room A"
    assert (await house.end()).state is VisitState.ON_SITE


async def test_a_meeting_that_was_put_off_to_another_day(house: FollowedHouse):
    """The visitor stays where they are, and reception reads that it moved."""
    await house.reads(talk(days=1))

    assert await source(house) is RoomSource.GONE


async def test_a_meeting_an_hour_later_is_still_theirs(house: FollowedHouse):
    """Who came for a meeting that begins later that day came for that meeting."""
    await house.reads(talk("15:00"))

    assert await source(house) is RoomSource.EMAIL


async def test_what_cannot_be_read_is_not_called_gone(house: FollowedHouse):
    """An event that nobody can read may be theirs."""
    unreadable = talk(id="", guest=None, where=())

    await house.reads(unreadable)

    assert await source(house) is not RoomSource.GONE


async def test_an_old_copy_says_nothing(house: FollowedHouse):
    """A calendar that has not answered for a while takes nobody's meeting away."""
    await house.reads()

    house.now += 10 * MINUTE

    assert await source(house) is RoomSource.CALENDAR
