"""The calendar in memory keeps the contract, and fails when it is told to."""

from datetime import UTC, timedelta

import pytest
from typing_extensions import override

from admin_server.calendars.memory import MemoryCalendar
from admin_server.core.connections import Connection
from admin_server.core.errors import MarkExpired, StrangeReply, TryLater
from admin_server.core.meetings import Answer, Meeting
from admin_server.core.ports import CalendarRef, Subscription
from tests.contracts.calendar import (
    DAY,
    HOUR,
    NOW,
    WEEK,
    CalendarContract,
    CalendarWorld,
    Planned,
)


class MemoryWorld(CalendarWorld):
    """A calendar in memory, with the occurrences of every event written out."""

    def __init__(self) -> None:
        self.calendar = MemoryCalendar()
        self.calendar.secret = "right"
        self._ids: dict[tuple[str, str], set[str]] = {}

    @override
    def ref(self, mailbox: str, *, secret: str | None = None) -> CalendarRef:
        connection = Connection("c", "memory", "Memory")
        return CalendarRef(connection, mailbox, secret=secret or "right")

    @override
    async def place(self, mailbox: str, *planned: Planned) -> None:
        self.calendar.add_mailbox(mailbox)
        for event in planned:
            occurrences = {one.id: one for one in _occurrences(event)}
            old = self._ids.get((mailbox, event.uid), set())
            for gone in old - set(occurrences):
                self.calendar.remove(mailbox, gone)
            for one in occurrences.values():
                self.calendar.put(mailbox, one)
            self._ids[mailbox, event.uid] = set(occurrences)

    @override
    async def remove(self, mailbox: str, uid: str) -> None:
        for one in self._ids.pop((mailbox, uid)):
            self.calendar.remove(mailbox, one)

    @override
    async def go_away(self) -> None:
        self.calendar.fail_with = TryLater()


def _occurrences(event: Planned) -> list[Meeting]:
    starts = {
        week: event.moved.get(week, event.start + week * WEEK)
        for week in range(event.weeks)
        if week not in event.left_out
    }
    return [
        Meeting(
            id=f"{event.uid}-{week}",
            uid=event.uid,
            start=start.astimezone(UTC),
            end=start.astimezone(UTC) + event.length,
            attendees=event.elsewhere.get(week, event.attendees),
            location=event.location,
            all_day=event.all_day,
            cancelled=event.cancelled,
            private=event.private,
            shown_as=event.shown_as,
            host_answer=event.host_answer or Answer.ACCEPTED,
        )
        for week, start in starts.items()
    ]


class TestMemory(CalendarContract):
    @pytest.fixture
    def world(self) -> CalendarWorld:
        return MemoryWorld()

    @pytest.fixture
    def host(self) -> str:
        return "anna@firma.example"


ANNA = "anna@firma.example"
REF = CalendarRef(Connection("c", "memory", "Memory"), ANNA)


async def test_a_meeting_that_is_moved_keeps_its_length() -> None:
    """In the demo, a meeting can be moved while everybody watches."""
    calendar = MemoryCalendar()
    calendar.put(ANNA, Meeting("m", "u", NOW, NOW + HOUR))

    calendar.move(ANNA, "m", NOW + DAY)

    moved = await calendar.meeting(REF, "m")
    assert moved == Meeting("m", "u", NOW + DAY, NOW + DAY + HOUR)


async def test_marks_can_be_made_too_old() -> None:
    """A provider that has forgotten what it told us is easily played."""
    calendar = MemoryCalendar()
    calendar.add_mailbox(ANNA)
    first = await calendar.changes(REF, None)

    calendar.expire_marks()

    with pytest.raises(MarkExpired):
        await calendar.changes(REF, first.mark)


async def test_calls_are_counted_and_may_be_slow() -> None:
    """A test can see how often the calendar was asked, and make it slow."""
    calendar = MemoryCalendar(can_schedule=True)
    calendar.add_mailbox(ANNA)
    calendar.delay = timedelta(milliseconds=5)

    await calendar.check(REF)
    await calendar.between(REF, NOW, NOW + HOUR)

    assert calendar.calls == {"check": 1, "between": 1}
    assert calendar.can_schedule


async def test_it_cannot_push() -> None:
    """Memory tells nobody anything by itself."""
    calendar = MemoryCalendar()
    subscription = Subscription("s", NOW)

    with pytest.raises(StrangeReply):
        await calendar.renew(REF, subscription)
    with pytest.raises(StrangeReply):
        await calendar.stop(REF, subscription)


async def test_deleting_twice_is_no_error() -> None:
    """A meeting that is gone stays gone."""
    calendar = MemoryCalendar()
    calendar.add_mailbox(ANNA)
    first = await calendar.changes(REF, None)

    calendar.remove(ANNA, "m")

    assert (await calendar.changes(REF, first.mark)).removed == ()
