"""Meetings that were put off further than we read are followed, not taken for gone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.core.errors import TryLater
from shared.check_in import VisitState
from tests.fakes.clock import MORNING
from tests.fakes.followed import Followed, open_followed
from tests.fakes.lobby import JONAS, meeting

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


@pytest.fixture
async def followed(tmp_path: Path) -> AsyncIterator[Followed]:
    async with open_followed(tmp_path) as opened:
        yield opened


async def test_a_meeting_put_off_by_a_week(followed) -> None:
    """Statement 28: the visit is a week later, and nobody was told it is cancelled."""
    talk = meeting(MORNING + HOUR)
    followed.calendar.put(JONAS.email, talk)
    mara = await followed.lobby.expect(arrival=MORNING + HOUR, meeting=talk.id)
    await followed.look()

    followed.calendar.move(JONAS.email, talk.id, MORNING + HOUR + WEEK)
    await followed.look(minutes=2)
    await followed.look(minutes=6)

    visit = await followed.lobby.visit(mara)
    assert visit.state is VisitState.EXPECTED
    assert visit.expected_arrival == MORNING + HOUR + WEEK


async def test_a_meeting_that_is_gone_is_gone(followed) -> None:
    """Statement 28: what the calendar does not know by its id either is cancelled."""
    talk = meeting(MORNING + HOUR)
    followed.calendar.put(JONAS.email, talk)
    mara = await followed.lobby.expect(arrival=MORNING + HOUR, meeting=talk.id)
    await followed.look()

    followed.calendar.remove(JONAS.email, talk.id)
    await followed.look(minutes=2)
    before = await followed.lobby.visit(mara)
    await followed.look(minutes=5)

    assert before.state is VisitState.EXPECTED
    assert (await followed.lobby.visit(mara)).state is VisitState.CANCELLED


async def test_a_calendar_that_fails_cancels_nothing(followed) -> None:
    """While the calendar cannot be asked, the visit stays as it is."""
    talk = meeting(MORNING + HOUR)
    followed.calendar.put(JONAS.email, talk)
    mara = await followed.lobby.expect(arrival=MORNING + HOUR, meeting=talk.id)
    await followed.look()
    followed.calendar.remove(JONAS.email, talk.id)
    await followed.look(minutes=2)

    followed.calendar.fail_with = TryLater(detail="busy")
    await followed.look(minutes=6)

    assert (await followed.lobby.visit(mara)).state is VisitState.EXPECTED
