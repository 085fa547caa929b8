"""Visits of any day."""

from datetime import timedelta

import pytest

from shared.check_in import VisitState
from tests.admin_server.web.dashboard.reception.test_today import become, names
from tests.fakes.lobby import HOUSE, MEMBER, PRIYA, RECEPTION, Lobby

DAY = timedelta(days=1)


async def test_a_day_shows_everybody(lobby: Lobby):
    """A day's list has all its visits by time, whatever became of them."""
    now = lobby.clock.now()
    gone = await lobby.expect("Gone", arrival=now - timedelta(minutes=5))
    await become(lobby, gone, VisitState.LEFT)
    await lobby.expect("Coming", arrival=now + timedelta(hours=1))
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/visits")

    assert names(answer) == ["Gone", "Coming"]


async def test_a_day_shows_when_people_were_to_come(lobby: Lobby):
    """A whole day is in the order of the times that it shows, whoever came when."""
    planned = lobby.clock.now() - timedelta(minutes=20)
    late = await lobby.expect("Late", arrival=planned)
    await become(lobby, late, VisitState.ON_SITE)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/visits")

    assert f"<time>{HOUSE.local(planned):%H:%M}</time>" in answer.text


async def test_days_lead_to_their_neighbours(lobby: Lobby):
    """Each day leads to the day before and the day after, and back to today."""
    await lobby.expect("Tomorrow", arrival=lobby.clock.now() + DAY)
    day = HOUSE.local(lobby.clock.now()).date() + DAY
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(f"/visits?day={day}")

    assert names(answer) == ["Tomorrow"]
    assert f"/visits?day={day - DAY}" in answer.text
    assert f"/visits?day={day + DAY}" in answer.text
    assert "Check in Tomorrow" not in answer.text


async def test_yesterday_does_not_show_who_is_here_now(lobby: Lobby):
    """Who is on site now stands on their own day's list only."""
    here = await lobby.expect("Here")
    await become(lobby, here, VisitState.ON_SITE)
    day = HOUSE.local(lobby.clock.now()).date() - DAY
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(f"/visits?day={day}")

    assert names(answer) == []
    assert "No visits on this day." in answer.text


@pytest.mark.parametrize("day", ["tomorrow", "9999-12-31", "2026-02-30", "0001-01-01"])
async def test_an_impossible_day_is_today(lobby: Lobby, day: str):
    """A mistyped date shows today, not an error."""
    await lobby.expect("Today")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(f"/visits?day={day}")

    assert names(answer) == ["Today"]


async def test_members_see_their_own_days(lobby: Lobby):
    """A member looks at any day, and sees their own visits there."""
    await lobby.expect("Mine", arrival=lobby.clock.now() + DAY)
    await lobby.expect("Other", arrival=lobby.clock.now() + DAY, host=PRIYA.id)
    day = HOUSE.local(lobby.clock.now()).date() + DAY
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.get(f"/visits?day={day}")

    assert names(answer) == ["Mine"]
