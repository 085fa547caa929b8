"""Letting the server expand series, and what comes of it where it cannot (E3, E10)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from admin_server.calendars.caldav import CalDav
from admin_server.calendars.caldav.expanding import Experience, Pace
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    NoSuchCalendar,
    TryLater,
)
from admin_server.core.meetings import Meeting
from tests.contracts.calendar import HOUR, NOW, WEEK
from tests.fakes.clock import FixedClock
from tests.fakes.two_ways import Said, TwoWays, event

MINUTE = timedelta(minutes=1)
EASY = Pace(quick=10 * MINUTE, patience=10 * MINUTE)
"""For servers that take their time because this machine has much to do."""

SERIES = event(
    "series",
    "DTSTART:20260225T090000Z",
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY",
)
TODAYS = event(
    "series",
    "RECURRENCE-ID:20260304T090000Z",
    "DTSTART:20260304T090000Z",
    "DURATION:PT1H",
)
ANOTHER = event("another", "DTSTART:20260304T093000Z", "DURATION:PT1H")
FLOATING = event("ten", "DTSTART:20260225T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
IN_UTC = event(
    "ten",
    "RECURRENCE-ID:20260304T100000Z",
    "DTSTART:20260304T100000Z",
    "DURATION:PT1H",
)
NOT_LISTED = (
    b'<D:error xmlns:D="DAV:" xmlns:C="x"><C:supported-calendar-data/></D:error>'
)


def as_expanded(*texts: str) -> Said:
    return Said({str(number): (text, "1") for number, text in enumerate(texts)})


as_plain = as_expanded


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


async def read(server: TwoWays, calendar: CalDav) -> list[Meeting]:
    return await calendar.between(server.ref, NOW, NOW + HOUR)


async def relied_on(server: TwoWays, clock: FixedClock, pace: Pace = EASY) -> CalDav:
    """A provider that lets this server expand; nothing is noted as asked yet."""
    calendar = CalDav(server, clock, pace=pace)
    await read(server, calendar)
    server.asked.clear()
    return calendar


def keep_many(experience: Experience, calendars: int) -> None:
    for number in range(calendars):
        experience.keep(("c", str(number)), None)


# --- a server that expands as we do


async def test_a_server_that_expands_is_left_to_it(clock) -> None:
    """Tried out once beside our own reading, the server then is asked once a time."""
    server = TwoWays(as_plain(SERIES), as_expanded(TODAYS))
    calendar = CalDav(server, clock, pace=EASY)

    found = [await read(server, calendar) for _ in range(3)]

    assert sorted(server.asked[:2]) == ["expanded", "plain"]
    assert server.asked[2:] == ["expanded", "expanded"]
    assert [one.id for one in found[0]] == ["series|20260304T090000Z"]
    assert found[0] == found[1] == found[2]


async def test_a_server_that_ignores_the_wish(clock) -> None:
    """Series that come back as they are kept are expanded by us, in one question."""
    server = TwoWays(as_plain(SERIES), as_expanded(SERIES))
    calendar = await relied_on(server, clock)

    found = await read(server, calendar)

    assert server.asked == ["expanded"]
    assert [one.id for one in found] == ["series|20260304T090000Z"]


async def test_what_is_new_is_compared_first(clock) -> None:
    """Of an event that was just entered it is not yet known that it comes out right."""
    server = TwoWays(as_plain(SERIES), as_expanded(TODAYS))
    calendar = await relied_on(server, clock)
    server.plain = as_plain(SERIES, ANOTHER)
    server.expanded = as_expanded(TODAYS, ANOTHER)

    found = [await read(server, calendar) for _ in range(2)]

    assert server.asked == ["expanded", "plain", "expanded"]
    assert [one.uid for one in found[1]] == ["series", "another"]


async def test_what_was_changed_is_compared_first(clock) -> None:
    """An event that was saved again counts as a new one."""
    server = TwoWays(as_plain(FLOATING), as_expanded(FLOATING))
    calendar = await relied_on(server, clock)
    server.expanded = Said({"0": (IN_UTC, "2")})

    found = await read(server, calendar)

    assert server.asked == ["expanded", "plain"]
    assert [one.start for one in found] == [NOW]


# --- a server that refuses

REFUSALS = [
    Said(status=400),
    Said(status=409),
    Said(status=415),
    Said(status=500),
    Said(status=501),
    Said(status=507),
    Said(status=403, body=NOT_LISTED),
]
by_refusal = pytest.mark.parametrize(
    "refusal", REFUSALS, ids=lambda said: str(said.status)
)


@by_refusal
async def test_a_server_that_cannot_expand(clock, refusal: Said) -> None:
    """Refused over an invitation to one occurrence, the host still has meetings."""
    server = TwoWays(as_plain(SERIES), refusal)
    calendar = CalDav(server, clock, pace=EASY)

    found = [await read(server, calendar) for _ in range(2)]

    assert sorted(server.asked) == ["expanded", "plain", "plain"]
    assert found[0] == found[1] != []


@by_refusal
async def test_a_server_that_cannot_any_more(clock, refusal: Said) -> None:
    """Refused from now on, the question is put once more, then no longer for an hour."""
    server = TwoWays(as_plain(SERIES), as_expanded(TODAYS))
    calendar = await relied_on(server, clock)
    server.expanded = refusal

    found = [await read(server, calendar) for _ in range(2)]

    assert server.asked == ["expanded", "plain", "plain"]
    assert found[0] == found[1] != []


async def test_after_an_hour_the_server_is_tried_again(clock) -> None:
    """A server that learnt to expand is found out within the hour."""
    server = TwoWays(as_plain(SERIES), Said(status=501))
    calendar = await relied_on(server, clock)
    server.expanded = as_expanded(TODAYS)

    clock.forward(minutes=59)
    await read(server, calendar)
    clock.forward(minutes=1)
    await read(server, calendar)
    await read(server, calendar)

    assert sorted(server.asked[:3]) == ["expanded", "plain", "plain"]
    assert server.asked[3:] == ["expanded"]


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (Said(status=401), ConsentNeeded),
        (Said(status=403), ConsentNeeded),
        (Said(status=404), NoSuchCalendar),
        (Said(status=429, headers={"retry-after": "60"}), TryLater),
        (Said(status=503, headers={"retry-after": "60"}), TryLater),
    ],
    ids=lambda one: str(getattr(one, "status", "")),
)
async def test_refusals_that_mean_something_else(
    clock, refusal: Said, error: type[CalendarError]
) -> None:
    """A wrong password or a busy server stays what it is, and nobody asks again."""
    server = TwoWays(as_plain(SERIES), as_expanded(TODAYS))
    calendar = await relied_on(server, clock)
    server.expanded = refusal

    with pytest.raises(error):
        await read(server, calendar)

    assert server.asked == ["expanded"]


async def test_an_expanded_answer_that_is_cut_short(clock) -> None:
    """Where everything written out is too much for the server, we write it out."""
    server = TwoWays(as_plain(SERIES), as_expanded(TODAYS))
    calendar = await relied_on(server, clock)
    server.expanded = Said({"0": (TODAYS, "1")}, cut_short=True)

    found = await read(server, calendar)

    assert server.asked == ["expanded", "plain"]
    assert [one.uid for one in found] == ["series"]


# --- a server that is slow about it


async def test_a_server_that_takes_long_to_expand(clock) -> None:
    """While one question is answered at once, nobody waits long for the other."""
    server = TwoWays(as_plain(SERIES), Said(seconds=60))
    calendar = CalDav(server, clock)
    began = asyncio.get_running_loop().time()

    found = [await read(server, calendar) for _ in range(2)]

    # Far less than the server takes, also where this machine has much to do.
    assert asyncio.get_running_loop().time() - began < 10
    assert sorted(server.asked) == ["expanded", "plain", "plain"]
    assert [one.uid for one in found[0]] == ["series"]


async def test_a_slow_server_is_not_tried_with_each_calendar(clock) -> None:
    """What nobody waits for keeps a server busy, so its other calendars are spared."""
    server = TwoWays(as_plain(SERIES), Said(seconds=60))
    calendar = CalDav(server, clock, pace=Pace(quick=timedelta(seconds=0.05)))
    await read(server, calendar)

    found = await calendar.between(server.ref_to("/other/"), NOW, NOW + HOUR)

    assert server.asked.count("expanded") == 1
    assert [one.uid for one in found] == ["series"]


async def test_a_server_that_got_slow(clock) -> None:
    """One that keeps silent when it is asked to expand leaves time to ask again."""
    server = TwoWays(as_plain(SERIES), as_expanded(TODAYS))
    calendar = await relied_on(server, clock, Pace(patience=timedelta(seconds=0.1)))
    server.expanded = Said(seconds=60)

    async with asyncio.timeout(10):
        found = await read(server, calendar)

    assert server.asked == ["expanded", "plain"]
    assert [one.uid for one in found] == ["series"]


def test_both_questions_fit_into_the_time_for_a_look_up() -> None:
    """Two seconds after check-in the room is no longer looked for."""
    pace = Pace()

    assert pace.quick < pace.patience <= timedelta(seconds=1)


# --- a server that expands otherwise


async def test_times_without_a_zone_stay_ours(clock) -> None:
    """Ten o'clock that names no zone is ten at the site, whatever the server thinks."""
    server = TwoWays(as_plain(FLOATING), as_expanded(IN_UTC))
    calendar = CalDav(server, clock, pace=EASY)

    found = [await read(server, calendar) for _ in range(2)]

    assert sorted(server.asked) == ["expanded", "plain", "plain"]
    assert [one.id for one in found[1]] == ["ten|20260304T090000Z"]
    assert found[1][0].start == datetime(2026, 3, 4, 9, tzinfo=UTC)


async def test_a_meeting_that_the_server_forgets(clock) -> None:
    """A meeting that is lost while a server expands is there all the same."""
    server = TwoWays(as_plain(SERIES, ANOTHER), as_expanded(TODAYS))
    calendar = CalDav(server, clock, pace=EASY)

    found = [await read(server, calendar) for _ in range(2)]

    assert server.asked.count("expanded") == 1
    assert [one.uid for one in found[1]] == ["series", "another"]


# --- what is remembered


async def test_months_at_once_are_tried_out_once(clock) -> None:
    """Looking for rooms in two months does not double every question."""
    server = TwoWays(as_plain(), as_expanded())
    calendar = CalDav(server, clock, pace=EASY)

    await calendar.between(server.ref, NOW, NOW + 12 * WEEK)

    assert (server.asked.count("plain"), server.asked.count("expanded")) == (3, 1)


def test_not_every_calendar_is_remembered_for_ever(clock) -> None:
    """However many calendars there are, only so many are kept in mind."""
    experience = Experience(clock)

    keep_many(experience, 6000)

    assert experience.of(("c", "0")) is None
    assert experience.of(("c", "5999")) is not None
