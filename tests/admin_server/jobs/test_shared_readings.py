"""A calendar is asked once for everybody who wants to know the same at once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from admin_server.core.errors import TryLater
from admin_server.core.ports import MeetingCopy
from admin_server.jobs.shared_readings import SharedReadings, Wanted
from tests.fakes.clock import MORNING

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
JONAS = ("tenant", "connection", "jonas")
PRIYA = ("tenant", "connection", "priya")


class HeldCalendar:
    """Answers when it is told to; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[datetime, datetime]] = []
        self.given_up = 0
        self._answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def read(self, start: datetime, end: datetime) -> MeetingCopy:
        self.asked.append((start, end))
        try:
            await asyncio.shield(self._answer)
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return MeetingCopy("jonas", start, end, MORNING, ())

    def answer(self) -> None:
        self._answer.set_result(None)

    def fail(self, trouble: Exception) -> None:
        self._answer.set_exception(trouble)


@pytest.fixture
async def calendar() -> HeldCalendar:
    return HeldCalendar()


class Shelf:
    """Keeps what was read, when it is told to."""

    def __init__(self) -> None:
        self.kept: list[MeetingCopy] = []
        self.open = asyncio.Event()
        self.open.set()

    async def keep(self, _: object, copy: MeetingCopy) -> None:
        await self.open.wait()
        self.kept.append(copy)


@pytest.fixture
async def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def readings(shelf) -> SharedReadings:
    return SharedReadings(shelf.keep)


def wanted(place=JONAS, *, later: timedelta = timedelta()) -> Wanted:
    start = MORNING + later
    return Wanted(place, start, start + HOUR, until=start + 2 * SECOND)


async def begun(readings, calendar, *wishes, now=MORNING) -> list[asyncio.Task]:
    """Let everybody ask, up to the point at which they wait for an answer."""
    asking = [
        asyncio.create_task(readings.read(one, calendar.read, now=now))
        for one in wishes
    ]
    for _ in range(3):
        await asyncio.sleep(0)
    return asking


async def test_twenty_who_ask_the_same_are_answered_by_one(readings, calendar) -> None:
    """Twenty visitors of one host at once are one question to the calendar."""
    asking = await begun(readings, calendar, *(wanted() for _ in range(20)))
    calendar.answer()

    copies = await asyncio.gather(*asking)

    assert len(calendar.asked) == 1
    assert len({id(copy) for copy in copies}) == 1


async def test_who_comes_a_second_later_joins_in(readings, calendar) -> None:
    """A visitor a second later is served by the question that is on its way."""
    asking = await begun(readings, calendar, wanted(), wanted(later=SECOND))
    calendar.answer()

    await asyncio.gather(*asking)

    assert len(calendar.asked) == 1


@pytest.mark.parametrize(
    "other", [wanted(PRIYA), wanted(later=-HOUR), wanted(later=HOUR)]
)
async def test_another_question_is_asked_by_itself(readings, calendar, other) -> None:
    """Another host, or another time of the day, is another question."""
    asking = await begun(readings, calendar, wanted(), other)
    calendar.answer()

    await asyncio.gather(*asking)

    assert len(calendar.asked) == 2


async def test_an_answer_is_given_until_it_is_kept(readings, calendar, shelf) -> None:
    """Who comes between the answer and its saving is served from it."""
    shelf.open.clear()
    calendar.answer()
    first = await readings.read(wanted(), calendar.read, now=MORNING)

    second = await readings.read(wanted(), calendar.read, now=MORNING)

    assert first is second
    assert shelf.kept == []


async def test_an_answer_is_kept_once(readings, calendar, shelf) -> None:
    """Twenty visitors share one answer; it is saved once, then not given from here."""
    asking = await begun(readings, calendar, *(wanted() for _ in range(20)))
    calendar.answer()
    copies = await asyncio.gather(*asking)
    await asyncio.sleep(0.01)

    assert shelf.kept == [copies[0]]
    assert not readings.can_join(wanted(), now=MORNING)


async def test_trouble_is_not_kept(readings, calendar, shelf) -> None:
    """After a refusal nothing is saved, and who comes next asks anew."""
    asking = await begun(readings, calendar, wanted())
    calendar.fail(TryLater())
    await asyncio.gather(*asking, return_exceptions=True)

    assert not readings.can_join(wanted(), now=MORNING)
    assert shelf.kept == []


async def test_a_dead_line_is_not_joined(readings, calendar) -> None:
    """Who comes when the first should have had an answer tries a line of their own."""
    first = await begun(readings, calendar, wanted())
    second = await begun(readings, calendar, wanted(), now=MORNING + 2 * SECOND)
    calendar.answer()

    await asyncio.gather(*first, *second)

    assert len(calendar.asked) == 2


async def test_who_runs_out_of_time_takes_nobody_along(readings, calendar) -> None:
    """When one visitor's time is over, the others still get their answer."""
    hurried, patient = await begun(readings, calendar, wanted(), wanted())
    hurried.cancel()
    await asyncio.gather(hurried, return_exceptions=True)
    calendar.answer()

    assert (await patient).mailbox == "jonas"
    assert (len(calendar.asked), calendar.given_up) == (1, 0)


async def test_nobody_asks_for_nobody(readings, calendar) -> None:
    """When the last one's time is over, the calendar is not asked any longer."""
    one, other = await begun(readings, calendar, wanted(), wanted())

    one.cancel()
    other.cancel()
    await asyncio.gather(one, other, return_exceptions=True)
    await asyncio.sleep(0)

    assert calendar.given_up == 1


async def test_trouble_is_everybodys(readings, calendar) -> None:
    """Where the calendar refuses, all who waited hear of it, and nobody else."""
    asking = await begun(readings, calendar, wanted(), wanted())
    calendar.fail(TryLater())

    heard = await asyncio.gather(*asking, return_exceptions=True)

    assert [type(one) for one in heard] == [TryLater, TryLater]
    assert len(calendar.asked) == 1


async def test_stopping_gives_up_what_is_read(readings, calendar) -> None:
    """When the server stops, no question stays behind."""
    asking = await begun(readings, calendar, wanted())

    await readings.stop()
    await asyncio.gather(*asking, return_exceptions=True)

    assert calendar.given_up == 1
