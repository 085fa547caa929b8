"""What a CalDAV server leaves out or garbles must not make another meeting certain."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from time import process_time

import pytest
from dateutil.rrule import rrulestr

from admin_server.calendars.caldav import CalDav
from admin_server.calendars.caldav.events import Reader
from admin_server.core.connections import Connection
from admin_server.core.errors import StrangeReply
from admin_server.core.matching import find_meeting_for
from admin_server.core.meetings import Arrival, Match, Meeting
from admin_server.core.ports import CalendarRef
from tests.contracts.calendar import HOUR, NOW
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import FixedClock

DAY_ONE = datetime(NOW.year, 1, 1)  # noqa: DTZ001 - a wall clock
DAV = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'


@pytest.fixture
async def canned() -> AsyncIterator[CannedServer]:
    async with CannedServer() as made:
        yield made


@pytest.fixture
def calendar(http) -> CalDav:
    return CalDav(http, FixedClock(NOW))


def multistatus(*responses: str) -> Answer:
    body = f"<D:multistatus {DAV}>{''.join(responses)}</D:multistatus>"
    return Answer(207, body.encode())


def event(href: str, text: str, status: int = 200) -> str:
    """One event in the answer, with the status of its text."""
    return (
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop><C:calendar-data>"
        f"{text}</C:calendar-data></D:prop><D:status>HTTP/1.1 {status} Said"
        "</D:status></D:propstat></D:response>"
    )


def ics(*lines: str, uid: str | None = "good") -> str:
    """A meeting of an hour that begins now, with some more lines."""
    stamp = NOW.strftime("%Y%m%dT%H%M%SZ")
    named = [f"UID:{uid}"] if uid else []
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "BEGIN:VEVENT",
            *named,
            f"DTSTART:{stamp}",
            "DURATION:PT1H",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )


def ref_to(server: CannedServer) -> CalendarRef:
    connection = Connection("c", "caldav", "C", {"url": server.url})
    return CalendarRef(connection, "anna@firma.example", "/cal/", secret="s")


def match(meetings: Sequence[Meeting]) -> Match:
    """Which of the meetings is certainly that of an invited Mia, who comes now."""
    mia = Arrival(expected_at=NOW, now=NOW, invited=True, name="Mia Gast")
    return find_meeting_for(mia, meetings, window=HOUR / 2, own_domains=())


async def test_one_whole_meeting_is_certain(canned, calendar) -> None:
    """Where everything can be read, the only meeting is the visitor's."""
    canned.give("/cal/", multistatus(event("/cal/1", ics())))

    found = await calendar.between(ref_to(canned), NOW, NOW + HOUR)

    assert match(found).meeting is not None


@pytest.mark.parametrize(
    "other",
    [
        event("/cal/2", "not a calendar"),
        event("/cal/2", ics(uid="x").replace("DTSTART:2", "DTSTART:x")),
        event("/cal/2", "", 403),
        event("/cal/2", "", 500),
        (
            "<D:response><D:href>/cal/2</D:href><D:status>HTTP/1.1 403 No</D:status>"
            "</D:response>"
        ),
        event("/cal/2", ics(uid=None)),
        event("/cal/2", ics("RRULE:FREQ=SECONDLY", uid="often")),
    ],
)
async def test_what_cannot_be_read_may_be_the_visitors(
    canned, calendar, other: str
) -> None:
    """A second meeting that nobody can read: the first is not certain any more."""
    canned.give("/cal/", multistatus(event("/cal/1", ics()), other))

    found = await calendar.between(ref_to(canned), NOW, NOW + HOUR)

    assert match(found).meeting is None


async def test_two_meetings_without_a_name_are_two(canned, calendar) -> None:
    """Two events at one time that lack their UIDs are not taken for one meeting."""
    canned.give(
        "/cal/",
        multistatus(
            event("/cal/1", ics("LOCATION:A", uid=None)),
            event("/cal/2", ics("LOCATION:B", uid=None)),
        ),
    )

    found = await calendar.between(ref_to(canned), NOW, NOW + HOUR)

    assert match(found).meeting is None


async def test_a_deleted_event_hides_nothing(canned, calendar) -> None:
    """An event that is gone by now does not make the other uncertain."""
    gone = (
        "<D:response><D:href>/cal/2</D:href><D:status>HTTP/1.1 404 Gone</D:status>"
        "</D:response>"
    )
    canned.give("/cal/", multistatus(event("/cal/1", ics()), gone))

    found = await calendar.between(ref_to(canned), NOW, NOW + HOUR)

    assert match(found).meeting is not None


async def test_an_answer_that_is_cut_short_is_no_answer(canned, calendar) -> None:
    """A server that says it left events out has not told us what there is."""
    cut = (
        "<D:response><D:href>/cal/</D:href>"
        "<D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>"
    )
    canned.give("/cal/", multistatus(event("/cal/1", ics()), cut))

    with pytest.raises(StrangeReply):
        await calendar.between(ref_to(canned), NOW, NOW + HOUR)


async def test_a_series_changed_from_one_day_on_is_not_guessed_at(
    canned, calendar
) -> None:
    """A change of "this and all later ones" is not understood, so none is certain."""
    stamp = NOW.strftime("%Y%m%dT%H%M%SZ")
    series = ics("RRULE:FREQ=DAILY;COUNT=9", "LOCATION:A")
    moved = (
        "BEGIN:VEVENT\r\nUID:good\r\n"
        f"RECURRENCE-ID;RANGE=THISANDFUTURE:{stamp}\r\nDTSTART:{stamp}\r\n"
        "DURATION:PT1H\r\nLOCATION:B\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    text = series.removesuffix("END:VCALENDAR") + moved
    canned.give("/cal/", multistatus(event("/cal/1", text)))

    found = await calendar.between(ref_to(canned), NOW, NOW + HOUR)

    assert match(found).meeting is None


async def test_a_huge_answer_does_not_hold_up_the_house(canned, calendar) -> None:
    """While megabytes from one calendar are read, other kiosks are answered."""
    canned.give("/cal/", multistatus("<D:response/>" * 200_000))
    loop = asyncio.get_running_loop()
    beats = [loop.time()]
    reading = asyncio.create_task(calendar.between(ref_to(canned), NOW, NOW + HOUR))

    await beat_until(reading, beats)

    longest = max(later - one for one, later in itertools.pairwise(beats))
    assert longest < (beats[-1] - beats[0]) / 2


async def beat_until(task: asyncio.Task[list[Meeting]], beats: list[float]) -> None:
    """Note the time again and again until a task is done."""
    while not task.done():
        await asyncio.sleep(0.001)
        beats.append(asyncio.get_running_loop().time())


def seconds_to_follow(rule: str) -> float:
    """How much work it is to look for today's occurrence of a rule."""
    reader = Reader("anna@firma.example", floating=UTC)
    began = process_time()
    reader.between([ics(f"RRULE:{rule}")], NOW, NOW + HOUR)
    return process_time() - began


def test_a_day_that_never_comes_is_not_looked_for_long() -> None:
    """A stranger's invitation to each 30 February does not keep the server busy."""
    plain = rrulestr(f"FREQ=DAILY;UNTIL={NOW.year + 400}0101T000000", dtstart=DAY_ONE)
    began = process_time()
    sum(1 for _ in plain)
    four_centuries = process_time() - began

    never = seconds_to_follow("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")

    assert never < four_centuries * 4
