"""On a real server, a meeting is the same whoever expanded its series (E3, E6)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from admin_server.calendars.caldav import CalDav
from admin_server.calendars.caldav.expanding import Pace
from admin_server.core.meetings import Meeting
from admin_server.demo.calendar_server import CalendarServer
from admin_server.outbound.client import Client, Reply, Request
from tests.contracts.calendar import HOUR, NOW, WEEK, Planned
from tests.fakes.caldav_world import PASSWORD, CalDavWorld
from tests.fakes.clock import FixedClock
from tests.fakes.drawn_series import Drawn, odd_series, usual_series
from tests.fakes.two_ways import event

EASY = Pace(quick=timedelta(minutes=1), patience=timedelta(minutes=1))
NEVER = Pace(quick=timedelta())
"""No server is as quick as that: everything is expanded by us."""
START = datetime(2026, 3, 22, tzinfo=UTC)
END = START + 2 * WEEK
FEW = settings(deadline=None, derandomize=True, phases=[Phase.generate])
"""Each example is a calendar on a real server: none is searched a smaller one for."""
LONE = event(
    "lone",
    "RECURRENCE-ID:20260304T090000Z",
    "DTSTART:20260304T090000Z",
    "DTEND:20260304T100000Z",
)
DATES = event(
    "dates",
    "DTSTART:20260301T090000Z",
    "DTEND:20260301T100000Z",
    "RDATE:20260305T090000Z",
)


class HeardClient(Client):
    """Notes which questions are asked, and what the server says to them."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, int]] = []

    @override
    async def send(
        self, request: Request, *, deadline: timedelta | None = None
    ) -> Reply:
        reply = await super().send(request, deadline=deadline)
        expanded = b"C:expand" in request.body
        if request.method == "REPORT":
            self.heard.append(("expanded" if expanded else "plain", reply.status))
        return reply


@dataclass(frozen=True)
class BothWays:
    """One calendar as it was read: by us, at first, and afterwards."""

    ours: list[Meeting]
    first: list[Meeting]
    then: list[Meeting]
    asked: list[str]
    changed: set[str]


async def both_ways(server: CalendarServer, drawn: Sequence[Drawn]) -> BothWays:
    """Put series into a new calendar, and read it in every way there is."""
    host = f"anna-{uuid4()}@firma.example"
    server.add_user(host, PASSWORD)
    path = server.add_calendar(host)
    for one in drawn:
        server.put_event(host, one.name, one.text)
    async with HeardClient() as http:
        clock = FixedClock(START)
        world = CalDavWorld(CalDav(http, clock, pace=EASY), server)
        ref = world.own_ref(host, path)
        ref.connection.settings["time_zone"] = "Europe/Berlin"
        ours = await CalDav(http, clock, pace=NEVER).between(ref, START, END)
        http.heard.clear()
        first = await world.calendar.between(ref, START, END)
        then = await world.calendar.between(ref, START, END)
        asked = [way for way, _ in http.heard]
        changes = await world.calendar.changes(ref, None)
    return BothWays(ours, first, then, asked, {one.id for one in changes.changed})


def drawn_series(*ways) -> st.SearchStrategy[list[Drawn]]:
    return st.tuples(
        *(st.one_of(*(way(f"series-{number}") for way in ways)) for number in range(4))
    ).map(list)


@settings(FEW, max_examples=5)
@given(drawn=drawn_series(usual_series))
@pytest.mark.timeout(120)
def test_usual_series_are_left_to_the_server(server, drawn) -> None:
    """Daily, weekly, monthly: the server expands them, and nobody sees a difference."""
    read = asyncio.run(both_ways(server, drawn))

    assert read.ours == read.first == read.then
    assert (sorted(read.asked[:2]), read.asked[2:]) == (
        ["expanded", "plain"],
        ["expanded"],
    )


@settings(FEW, max_examples=10)
@given(drawn=drawn_series(usual_series, odd_series))
@pytest.mark.timeout(120)
def test_whatever_stands_in_a_calendar(server, drawn) -> None:
    """Odd series too: neither which meeting it is nor its time or room ever flaps."""
    read = asyncio.run(both_ways(server, drawn))

    assert read.ours == read.first == read.then
    assert {one.id for one in read.then if one.id} <= read.changed


@pytest.fixture
async def heard() -> HeardClient:
    async with HeardClient() as client:
        yield client


@pytest.fixture
def heard_world(server: CalendarServer, heard: HeardClient) -> CalDavWorld:
    return CalDavWorld(CalDav(heard, FixedClock(NOW), pace=EASY), server)


async def test_what_was_entered_since_is_not_lost(heard_world, heard, host) -> None:
    """E6: dates that the server leaves out are there as soon as they are told of."""
    await heard_world.place(host, Planned("plain", start=NOW + HOUR))
    ref, calendar = heard_world.ref(host), heard_world.calendar
    mark = (await calendar.changes(ref, None)).mark
    await calendar.between(ref, NOW, NOW + WEEK)
    heard_world.server.put_event(host, "dates", DATES)

    await calendar.changes(ref, mark)
    heard.heard.clear()
    found = await calendar.between(ref, NOW, NOW + WEEK)

    assert sorted(heard.heard) == [("expanded", 207), ("plain", 207)]
    assert [one.uid for one in found] == ["plain", "dates"]


async def test_one_lone_week_does_not_spoil_the_day(heard_world, heard, host) -> None:
    """Invited to one week of somebody's series, a host still has all meetings."""
    await heard_world.place(host, Planned("plain"))
    heard_world.server.put_event(host, "lone", LONE)

    found = await heard_world.calendar.between(heard_world.ref(host), NOW, NOW + WEEK)

    assert sorted(heard.heard) == [("expanded", 400), ("plain", 207)]
    assert [one.id for one in found] == ["lone|20260304T090000Z", "plain"]


async def test_a_series_without_a_zone_does_neither(heard_world, heard, host) -> None:
    """A ten o'clock series that names no zone takes no other meeting along."""
    await heard_world.place(
        host, Planned("plain"), Planned("ten", weeks=2, floating=True)
    )

    found = await heard_world.calendar.between(heard_world.ref(host), NOW, NOW + WEEK)

    assert sorted(heard.heard) == [("expanded", 500), ("plain", 207)]
    assert [(one.uid, one.start) for one in found] == [("plain", NOW), ("ten", NOW)]
