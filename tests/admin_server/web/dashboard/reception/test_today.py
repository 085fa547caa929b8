"""Reception's first page: who is expected, who is on site, who has left."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import event

from admin_server.core.day import MOST_ON_A_PAGE
from admin_server.core.ports import Nouns
from admin_server.core.visits import Invitation
from shared.check_in import VisitState
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    MEMBER,
    OTHER_ADMIN,
    OTHER_TENANT,
    PRIYA,
    RECEPTION,
    TENANT,
    Lobby,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def names(answer: httpx.Response) -> list[str]:
    return re.findall(r'data-sheet title="([^"]*)"', answer.text)


def counts(answer: httpx.Response) -> list[int]:
    return [int(n) for n in re.findall(r'data-count="\w+">(\d+)<', answer.text)]


async def become(lobby: Lobby, invitation: Invitation, state: VisitState) -> None:
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.visits.set_state(invitation.visit, state)
    )


async def crowd(lobby: Lobby, number: int) -> None:
    first = await lobby.expect("Guest 0")
    visit = await lobby.visit(first)

    def work(nouns: Nouns) -> None:
        for place in range(1, number):
            nouns.visits.put(type(visit)(**{**vars(visit), "id": f"visit-{place}"}))

    await lobby.store.for_tenant(TENANT).write(work)


async def test_reception_sees_who_is_expected(lobby: Lobby):
    """The page names visitor, company, host and time, and offers to check in."""
    await lobby.expect("Mara Lindt", company="Brightwater")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/today")

    assert answer.status_code == 200
    assert names(answer) == ["Mara Lindt"]
    assert "Brightwater" in answer.text
    assert "Jonas Weber" in answer.text
    assert "Check in Mara Lindt" in answer.text


async def test_whoever_is_late_stands_on_top(lobby: Lobby):
    """Overdue visitors come first, and the page says how late they are."""
    now = lobby.clock.now()
    await lobby.expect("Soon", arrival=now + HOUR)
    await lobby.expect("Late", arrival=now + 19 * MINUTE)
    lobby.clock.forward(hours=1)
    await lobby.expect("Next", arrival=now + 61 * MINUTE)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/today")

    assert names(answer) == ["Late", "Soon", "Next"]
    assert "41 min late" in answer.text


async def test_four_minutes_are_not_late(lobby: Lobby):
    """Nobody is late who is held up at the door; after five minutes they are."""
    await lobby.expect("Held Up")
    browser = await lobby.sign_in(RECEPTION)

    lobby.clock.forward(minutes=4)
    held_up = await browser.get("/today")
    lobby.clock.forward(minutes=1)
    late = await browser.get("/today")

    assert "min late" not in held_up.text
    assert "5 min late" in late.text


async def test_hours_of_lateness_are_said_short(lobby: Lobby):
    """Whoever is hours late is shown in hours."""
    await lobby.expect("Late")
    lobby.clock.forward(minutes=125)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/today")

    assert "2:05 h late" in answer.text


async def test_cancelled_visits_stay_and_are_not_counted(lobby: Lobby):
    """A cancelled visit is struck through and counts no more."""
    mara = await lobby.expect("Mara Lindt")
    await lobby.expect("Tom Vidal")
    await become(lobby, mara, VisitState.CANCELLED)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/today")

    assert sorted(names(answer)) == ["Mara Lindt", "Tom Vidal"]
    assert counts(answer) == [1, 0, 0]
    assert 'class="struck' in answer.text
    assert "Check in Mara Lindt" not in answer.text


async def test_tabs_hold_who_is_here_and_who_has_left(lobby: Lobby):
    """Each tab holds its own people, and all three are counted on each."""
    here, gone = await lobby.expect("Here"), await lobby.expect("Gone")
    await lobby.expect("Expected")
    await become(lobby, here, VisitState.ON_SITE)
    await become(lobby, gone, VisitState.LEFT)
    browser = await lobby.sign_in(RECEPTION)

    on_site = await browser.get("/today/on-site")
    left = await browser.get("/today/left")

    assert (names(on_site), names(left)) == (["Here"], ["Gone"])
    assert counts(on_site) == counts(left) == [1, 1, 1]


async def test_whoever_stays_too_long_is_seen(lobby: Lobby):
    """Somebody on site past their departure stands out, with the time it was."""
    here = await lobby.expect("Here", stays=HOUR)
    await become(lobby, here, VisitState.ON_SITE)
    lobby.clock.forward(hours=2)
    until = HOUR + (await lobby.visit(here)).expected_arrival
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/today/on-site")

    local = until + HOUR  # Zurich in winter
    assert f"Still here since {local:%H:%M}" in answer.text


async def test_the_night_belongs_to_two_days(lobby: Lobby):
    """Somebody who came yesterday and is still here is on today's list."""
    here = await lobby.expect("Overnight", stays=20 * HOUR)
    await become(lobby, here, VisitState.ON_SITE)
    lobby.clock.forward(hours=17)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/today/on-site")

    assert names(answer) == ["Overnight"]


async def test_tomorrow_is_not_today(lobby: Lobby):
    """Tomorrow's visitors are not on today's list."""
    await lobby.expect("Tomorrow", arrival=lobby.clock.now() + 24 * HOUR)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/today")

    assert names(answer) == []
    assert "No one is expected today." in answer.text


async def test_members_see_their_own_visits_only(lobby: Lobby):
    """A member sees whom they host, and nobody's check-in button."""
    await lobby.expect("Mine")
    await lobby.expect("Not mine", host=PRIYA.id)
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.get("/today")

    assert names(answer) == ["Mine"]
    assert counts(answer) == [1, 0, 0]
    assert "Check in" not in answer.text


async def test_reception_sees_its_own_building(lobby: Lobby):
    """The list of one building names nobody of another."""
    await lobby.expect("Elsewhere", site=HARBOUR.id)
    browser = await lobby.sign_in(RECEPTION)

    assert names(await browser.get("/today")) == []


async def test_other_organisations_see_nothing(lobby: Lobby):
    """Nobody of another organisation sees our visitors."""
    await lobby.expect("Mara Lindt")
    browser = await lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT)

    assert names(await browser.get("/today")) == []


async def test_all_sites_are_told_apart(lobby: Lobby):
    """Whoever looks at all sites sees which one each visitor comes to."""
    await lobby.expect("Mara Lindt", site=HARBOUR.id)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/today")

    assert names(answer) == ["Mara Lindt"]
    assert "· Harbour Street" in answer.text


async def test_a_live_page_fetches_the_list_alone(lobby: Lobby):
    """What a page fetches again is the list, without the frame around it."""
    await lobby.expect("Mara Lindt")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/today", headers={"HX-Request": "true"})

    assert names(answer) == ["Mara Lindt"]
    assert "<html" not in answer.text


@pytest.mark.parametrize("text", ["LIN", "brightwater", "weber", "lindt jonas"])
async def test_search_finds_by_visitor_company_and_host(lobby: Lobby, text: str):
    """A part of a name finds somebody, whichever name it is."""
    await lobby.expect("Mara Lindt", company="Brightwater")
    await lobby.expect("Tom Vidal", host=PRIYA.id)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post("/today/search", data={"text": text, "tab": "expected"})

    assert names(answer) == ["Mara Lindt"]


async def test_search_says_that_nobody_fits(lobby: Lobby):
    """A search that finds nobody says so, and offers to clear it."""
    await lobby.expect("Mara Lindt")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post("/today/search", data={"text": "<b>x", "tab": "nope"})

    assert "No one matches “&lt;b&gt;x”." in answer.text
    assert "Clear the search" in answer.text


async def test_a_long_day_comes_in_pages(lobby: Lobby):
    """More visitors than fit on a page are on the next one, none on both."""
    await crowd(lobby, MOST_ON_A_PAGE + 2)
    browser = await lobby.sign_in(RECEPTION)

    first = await browser.get("/today")
    second = await browser.get("/today?page=2")
    beyond = await browser.get("/today?page=99")

    assert (len(names(first)), len(names(second))) == (MOST_ON_A_PAGE, 2)
    assert names(beyond) == names(second)
    assert "Page 2 of 2" in second.text


async def test_many_visitors_take_no_more_questions(lobby: Lobby):
    """A full lobby asks the database twice for its list, not once per visitor."""
    browser = await lobby.sign_in(RECEPTION)
    asked: list[str] = []
    engine = lobby.store._database._reading
    event.listen(
        engine, "checkout", lambda raw, *_: raw.set_trace_callback(asked.append)
    )
    await crowd(lobby, 60)
    asked.clear()

    await browser.get("/today")

    # One question counts, the other lists; jobs ask theirs meanwhile.
    of_visits = [sql for sql in asked if "FROM visits" in sql and "count" in sql]
    listing = [sql for sql in asked if "FROM visits JOIN visitors" in sql]
    single = [sql for sql in asked if "FROM visitors" in sql or "FROM hosts" in sql]
    assert (len(of_visits), len(listing), len(single)) == (1, 1, 0)


async def test_germans_read_german(lobby: Lobby):
    """Somebody who reads German reads the page in German."""
    german = type(RECEPTION)(**{**vars(RECEPTION), "language": "de"})
    await lobby.store.for_tenant(TENANT).write(lambda n: n.users.put(german))
    await lobby.expect("Mara Lindt")
    lobby.clock.forward(minutes=5)
    browser = await lobby.sign_in(german)

    answer = await browser.get("/today")

    assert "5 Min. zu spät" in answer.text


async def test_somebody_without_a_site_is_told(lobby: Lobby):
    """Whoever has no site yet reads what to do."""
    nowhere = type(RECEPTION)(**{**vars(RECEPTION), "sites": ()})
    await lobby.store.for_tenant(TENANT).write(lambda n: n.users.put(nowhere))
    browser = await lobby.sign_in(nowhere)

    answer = await browser.get("/today")

    assert "No site is assigned to you yet." in answer.text
