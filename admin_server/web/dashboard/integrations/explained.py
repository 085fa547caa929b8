"""Reading a host's meetings for an explanation, and saying it in plain words."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import structlog

from admin_server.core.connection_states import (
    SECRET_UNREADABLE,
    Told,
    describe_state,
    describe_trouble,
)
from admin_server.core.connections import Connection, ConnectionState
from admin_server.core.errors import (
    CalendarError,
    SecretUnreadable,
    StrangeReply,
    TryLater,
)
from admin_server.core.explaining import Explained, Explanation
from admin_server.core.finding_rooms import Line, Question
from admin_server.core.meetings import Meeting, Verdict
from admin_server.core.places import Site
from admin_server.web.current import Parts
from admin_server.web.dashboard.words import Words

log = structlog.get_logger()

_PATIENCE = 15.0


@dataclass(frozen=True)
class Row:
    """One meeting as the page shows it.

    Attributes:
        why: the verdict in words; for the one that was taken, by which rule.
        hidden: nothing of its rooms is told.
        room: the room that is shown and from which field it is; "" for none.
        others: each other room of the meeting, and why it is not shown.
    """

    when: str
    private: bool
    hidden: bool
    taken: bool
    why: str
    room: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What it all comes to.

    Attributes:
        lines: for the top of the page.
        good: a visitor would be sent to a room.
    """

    lines: tuple[str, ...]
    good: bool
    rows: tuple[Row, ...]


async def read_meetings(
    parts: Parts, tenant: str, question: Question
) -> list[Meeting] | Told:
    """Read every calendar of the host; what keeps one from being read is told."""
    found: list[Meeting] = []
    for line in question.lines:
        try:
            async with asyncio.timeout(_PATIENCE):
                found += await _read(parts, tenant, line, question)
        except Exception as trouble:  # noqa: BLE001 - told on the page, and logged
            return told_of(trouble, line.connection)
    return found


def outcome_of(
    explanation: Explanation, question: Question, about: datetime, t: Words
) -> Outcome:
    """Say an explanation in words.

    Args:
        about: the moment it is for; a meeting of another day is written with it.
    """
    speaking = _Speaking(explanation, question, about, t)
    taken = explanation.taken
    return Outcome(
        lines=speaking.lines(),
        good=taken is not None and taken.room is not None,
        rows=tuple(map(speaking.row, explanation.seen)),
    )


def told_of(trouble: Exception, connection: Connection) -> Told:
    """Say why a provider could not be asked, for the page that asked it."""
    kind, access = connection.kind, connection.access
    match trouble:
        case SecretUnreadable():
            failed = ConnectionState.CALENDARS_FAILED_TO_LOAD
            return describe_state(
                failed, detail=SECRET_UNREADABLE, kind=kind, access=access
            )
        case TimeoutError():
            return describe_trouble(TryLater(), kind=kind, access=access)
        case CalendarError():
            return describe_trouble(trouble, kind=kind, access=access)
        case _:
            log.error("calendar_test_failed", exc_info=trouble)
            return describe_trouble(StrangeReply(), kind=kind, access=access)


@dataclass(frozen=True)
class _Speaking:
    explanation: Explanation
    question: Question
    about: datetime
    t: Words

    def lines(self) -> tuple[str, ...]:
        t, host = self.t, self.question.host.name
        taken = self.explanation.taken
        if not self.explanation.seen:
            return (t("explained.no_meetings", host=host),)
        if taken is None:
            return (t("explained.none_taken", host=host),)
        when = self._when(taken.meeting, self.question.site)
        if taken.room is None:
            return (t("explained.taken_without_room", when=when, host=host),)
        name = taken.room.room.name
        return (t("explained.taken_with_room", when=when, room=name),)

    def row(self, one: Explained) -> Row:
        return Row(
            when=self._when(one.meeting, self.question.site),
            private=one.meeting.private,
            hidden=_is_hidden(one),
            taken=one.verdict is Verdict.TAKEN,
            why=self._why(one),
            room=self._room(one),
            others=self._others(one),
        )

    def _when(self, meeting: Meeting, site: Site) -> str:
        t = self.t
        start, end = site.local(meeting.start), site.local(meeting.end)
        blanks = {"start": t.time(start), "end": t.time(end)}
        if start.date() == site.local(self.about).date():
            return t("explained.from_to", **blanks)
        return t("explained.day_from_to", day=t.short_day(start), **blanks)

    def _why(self, one: Explained) -> str:
        if one.verdict is Verdict.TAKEN:
            return self.t(f"explained.rule.{self.explanation.rule.value}")
        return self.t(
            f"explained.verdict.{one.verdict.value}",
            host=self.question.host.name,
            minutes=self.question.tenant.window_minutes,
        )

    def _room(self, one: Explained) -> str:
        if one.room is None:
            return ""
        field = self.t(f"explained.field.{one.room.field.value}")
        return self.t("explained.room_from", room=one.room.room.name, field=field)

    def _others(self, one: Explained) -> tuple[str, ...]:
        if _is_hidden(one):
            return ()
        said = [
            self.t(f"explained.not_shown.{room.why.value}", room=room.name)
            for room in one.not_shown
        ]
        if one.room is None and one.meeting.location and not said:
            said.append(self.t("explained.location_unknown"))
        return tuple(said)


def _is_hidden(one: Explained) -> bool:
    return one.meeting.private and one.verdict is not Verdict.TAKEN


async def _read(
    parts: Parts, tenant: str, line: Line, question: Question
) -> list[Meeting]:
    calendar = parts.calendars.get(line.connection.kind)
    if calendar is None:
        raise StrangeReply("no such kind of calendar")
    ref = await parts.refs.of(tenant, line)
    return await calendar.between(ref, question.start, question.end)
