"""Visits that follow their meetings: what is not certain changes nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from admin_server.core.calendar_changes import MOVED
from admin_server.core.connections import CalendarPolicy, Connection
from admin_server.core.meetings import Meeting
from admin_server.core.ports import MeetingCopy
from shared.check_in import VisitState
from tests.fakes.clock import MORNING
from tests.fakes.followed_house import (
    ALONE,
    HOUR,
    MINUTE,
    NOT_TIED,
    PERSON,
    End,
    at,
    open_house,
    talk,
)
from tests.fakes.followed_house import FollowedHouse as House
from tests.fakes.lobby import JONAS, PRIYA


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house with two rooms in which nobody is expected yet."""
    opened = await open_house(tmp_path)
    yield opened
    opened.store.close()


async def test_an_old_copy_cancels_nothing(house: House):
    """A calendar that has not been read for six minutes says nothing."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    house.now += MINUTE
    await house.reads()

    house.now += 6 * MINUTE
    await house.follows()

    assert await house.end() == End(tied=PERSON)
    assert house.due is None


async def test_the_same_reading_twice_proves_nothing(house: House):
    """To be gone for five minutes, a meeting must be missed in a later reading."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    house.now += MINUTE
    await house.reads()

    house.now += 5 * MINUTE
    await house.follows()

    assert await house.end() == End(tied=PERSON)


async def test_an_event_that_cannot_be_read(house: House):
    """A meeting may be the one that is broken: it is not taken for cancelled."""
    broken = Meeting("", "", at("00:00"), at("23:00"), private=True)
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    await house.reads(broken)

    house.now += 5 * MINUTE
    await house.reads(broken)

    assert (await house.end()).state is VisitState.EXPECTED


async def test_a_copy_that_is_too_short(house: House):
    """A reading that does not reach to the meeting says nothing of it."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    short = MeetingCopy(JONAS.email, house.now, house.now + HOUR, house.now, ())
    await house.do(lambda n: n.meetings.keep(short))
    await house.follows()

    house.now += 5 * MINUTE
    await house.do(lambda n: n.meetings.keep(replace(short, read_at=house.now)))
    await house.follows()

    assert await house.end() == End(tied=PERSON)


async def test_one_of_two_calendars_was_not_read(house: House):
    """Where one of a host's own calendars is silent, nothing is decided."""
    await house.asks(meeting="talk")
    await house.do(
        lambda n: n.connections.put(
            Connection("own", "memory", "Jonas's", host=JONAS.id, account="jonas")
        )
    )
    await house.do(
        lambda n: n.connections.put(
            Connection("own-2", "memory", "Jonas's second", host=JONAS.id, account="j2")
        )
    )

    await house.reads(*ALONE, source="jonas")

    assert await house.end() == NOT_TIED


async def test_two_calendars_hold_one_meeting(house: House):
    """A meeting that stands in two calendars goes on while one of them has it."""
    await house.asks(meeting="talk")
    policy = CalendarPolicy(own_calendars=True)
    await house.do(lambda n: n.change_tenant(replace(n.tenant, calendar=policy)))
    for number in ("1", "2"):
        own = Connection(
            f"own-{number}", "memory", number, host=JONAS.id, account=f"jonas{number}"
        )
        await house.do(lambda n, own=own: n.connections.put(own))
    await house.reads(*ALONE, source="jonas1")
    await house.reads(talk(id="copy"), source="jonas2")

    await house.reads(source="jonas1")
    await house.reads(talk("15:00", id="copy"), source="jonas2")

    assert await house.end() == End("15:00", tied=PERSON)
    assert await house.noted() == [(MOVED, "calendar:own-2")]


async def test_look_ups_are_switched_off(house: House):
    """Where meetings may not be read, what is still kept of them changes nothing."""
    await house.asks()
    policy = CalendarPolicy(room_lookup=False)
    await house.do(lambda n: n.change_tenant(replace(n.tenant, calendar=policy)))

    await house.reads(*ALONE)

    assert await house.end() == NOT_TIED


async def test_another_hosts_calendar(house: House):
    """What is read for Priya changes nothing for Jonas's visitors."""
    await house.asks()

    await house.reads(*ALONE, host=PRIYA.id)

    assert await house.end() == NOT_TIED


async def test_a_visit_far_ahead_is_left_alone(house: House):
    """Nobody looks for the room of a visit that is 37 hours away."""
    later = (MORNING + timedelta(hours=37)).astimezone(UTC)
    await house.asks(arrival=later, departure=later + HOUR)

    await house.reads(talk(start=later, end=later + HOUR))

    assert (await house.end()).room is None
