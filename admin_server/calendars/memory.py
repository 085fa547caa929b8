"""A calendar that lives in memory: for the demo, for trying out, and for tests."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Never

from typing_extensions import override

from admin_server.core.connections import OwnCalendar
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
)
from admin_server.core.meetings import AttendeeKind, Meeting
from admin_server.core.people import fold_email
from admin_server.core.ports import Calendar, CalendarRef, Changes, Subscription
from admin_server.core.rooms import Room


@dataclass
class _Mailbox:
    meetings: dict[str, Meeting] = field(default_factory=dict)
    changed_at: dict[str, int] = field(default_factory=dict)


class MemoryCalendar(Calendar):
    """Everybody's meetings in memory; it can be told to fail, or to be slow.

    Attributes:
        secret: what a reader must know; None lets everybody read.
        fail_with: raised by every call while it is set.
        delay: how long every call takes.
        calls: how often each method was called.
    """

    can_push = False
    has_rooms = True

    def __init__(self, *, can_schedule: bool = False) -> None:
        self.can_schedule = can_schedule
        self.secret: str | None = None
        self.fail_with: CalendarError | None = None
        self.delay = timedelta()
        self.calls: Counter[str] = Counter()
        self._mailboxes: dict[str, _Mailbox] = {}
        self._step = 0
        self._oldest_mark = 0

    # --- what a test or the demo does to it

    def add_mailbox(self, mailbox: str) -> None:
        """Make a mailbox without meetings, where it is not there yet."""
        self._mailboxes.setdefault(fold_email(mailbox), _Mailbox())

    def put(self, mailbox: str, meeting: Meeting) -> None:
        """Save a meeting, new or changed; a new mailbox is made for it."""
        self.add_mailbox(mailbox)
        box = self._mailboxes[fold_email(mailbox)]
        box.meetings[meeting.id] = meeting
        self._note_change(box, meeting.id)

    def remove(self, mailbox: str, meeting_id: str) -> None:
        """Delete a meeting; nothing happens where it is gone already."""
        box = self._mailboxes[fold_email(mailbox)]
        if box.meetings.pop(meeting_id, None) is not None:
            self._note_change(box, meeting_id)

    def move(self, mailbox: str, meeting_id: str, start: datetime) -> None:
        """Move a meeting to another time; it keeps its length."""
        meeting = self._mailboxes[fold_email(mailbox)].meetings[meeting_id]
        length = meeting.end - meeting.start
        self.put(mailbox, replace(meeting, start=start, end=start + length))

    def expire_marks(self) -> None:
        """Make every mark given so far too old."""
        self._step += 1
        self._oldest_mark = self._step

    def _note_change(self, box: _Mailbox, meeting_id: str) -> None:
        self._step += 1
        box.changed_at[meeting_id] = self._step

    # --- what everybody else sees

    @override
    async def check(self, ref: CalendarRef) -> None:
        await self._open("check", ref)

    @override
    async def between(
        self, ref: CalendarRef, start: datetime, end: datetime
    ) -> list[Meeting]:
        box = await self._open("between", ref)
        return _in_order(
            meeting
            for meeting in box.meetings.values()
            if meeting.start < end and (meeting.end > start or meeting.start >= start)
        )

    @override
    async def calendars(self, ref: CalendarRef) -> list[OwnCalendar]:
        await self.check(ref)
        return [OwnCalendar(id=ref.mailbox, name="Calendar", primary=True)]

    @override
    async def changes(self, ref: CalendarRef, mark: str | None) -> Changes:
        box = await self._open("changes", ref)
        since = self._since(mark)
        touched = {one for one, step in box.changed_at.items() if step > since}
        return Changes(
            changed=tuple(
                _in_order(m for m in box.meetings.values() if m.id in touched)
            ),
            removed=tuple(sorted(touched - set(box.meetings))) if mark else (),
            mark=str(self._step),
        )

    @override
    async def meeting(self, ref: CalendarRef, meeting_id: str) -> Meeting | None:
        box = await self._open("meeting", ref)
        return box.meetings.get(meeting_id)

    @override
    async def rooms(self, ref: CalendarRef) -> list[Room]:
        box = await self._open("rooms", ref)
        found = {
            seat.address: Room(seat.address, seat.name or seat.address)
            for meeting in box.meetings.values()
            for seat in meeting.attendees
            if seat.kind is AttendeeKind.ROOM
        }
        return sorted(found.values(), key=lambda room: (room.name, room.address))

    @override
    async def subscribe(self, ref: CalendarRef, address: str) -> Subscription:
        _refuse_to_push()

    @override
    async def renew(self, ref: CalendarRef, subscription: Subscription) -> Subscription:
        _refuse_to_push()

    @override
    async def stop(self, ref: CalendarRef, subscription: Subscription) -> None:
        _refuse_to_push()

    @override
    async def close(self) -> None:
        self.calls["close"] += 1

    async def _open(self, method: str, ref: CalendarRef) -> _Mailbox:
        self.calls[method] += 1
        await asyncio.sleep(self.delay.total_seconds())
        if self.fail_with is not None:
            raise self.fail_with
        if self.secret is not None and ref.secret != self.secret:
            raise ConsentNeeded(ConsentReason.EXPIRED, "the secret is wrong")
        box = self._mailboxes.get(fold_email(ref.mailbox))
        if box is None:
            raise NoSuchCalendar("there is no such mailbox")
        return box

    def _since(self, mark: str | None) -> int:
        if mark is None:
            return 0
        if not mark.isdecimal() or int(mark) < self._oldest_mark:
            raise MarkExpired
        return int(mark)


def _in_order(meetings: Iterable[Meeting]) -> list[Meeting]:
    return sorted(meetings, key=lambda meeting: (meeting.start, meeting.id))


def _refuse_to_push() -> Never:
    raise StrangeReply("a calendar in memory cannot push; see `can_push`")
