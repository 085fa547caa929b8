"""Why a meeting was taken for a visitor's and another was not, and why which room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from admin_server.core.finding_rooms import Question, lines_of, match_among
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    MatchRule,
    Meeting,
    Verdict,
    in_order,
)
from admin_server.core.people import Host, Visitor, fold_email
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.rooms import FoundRoom, Room, find_room, fold_place, is_booked
from admin_server.core.visits import Visit
from shared.check_in import VisitState

BEFORE = timedelta(hours=2)
"""How far before the time asked for a test looks, so that what is over is seen."""
AHEAD = timedelta(hours=24)
"""How far ahead a test looks for a host's next meetings."""
_STAYS = timedelta(hours=1)
_NOBODY_YET = "test"


class WhyNotShown(StrEnum):
    """Why a room of a meeting is not the one that a visitor is sent to."""

    NOT_KNOWN = "not_known"
    """The calendar calls it a room, and it is not among our rooms."""
    NOT_SELECTED = "not_selected"
    DECLINED = "declined"
    NOT_ANSWERED = "not_answered"
    OTHER_SITE = "other_site"
    ANOTHER_FIRST = "another_first"


@dataclass(frozen=True)
class NotShown:
    """A room of a meeting that is not shown, by its name, and why."""

    name: str
    why: WhyNotShown


@dataclass(frozen=True)
class Explained:
    """One meeting that was looked at.

    Attributes:
        room: where a visitor would be sent, were this meeting theirs.
        not_shown: the meeting's other rooms.
    """

    meeting: Meeting
    verdict: Verdict
    room: FoundRoom | None = None
    not_shown: tuple[NotShown, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """What the matcher thought of a host's meetings, one by one, by start."""

    rule: MatchRule
    seen: tuple[Explained, ...]

    @property
    def taken(self) -> Explained | None:
        """The visitor's meeting."""
        taken = (one for one in self.seen if one.verdict is Verdict.TAKEN)
        return next(taken, None)


@dataclass(frozen=True)
class Tried:
    """Somebody who might come, for a test: nobody is invited, nothing is stored.

    Attributes:
        at: when they come, which the test takes for now.
    """

    host: Host
    site: Site
    at: datetime
    invited: bool = True
    name: str = ""
    email: str | None = None
    company: str | None = None


def try_question(nouns: Nouns, tried: Tried) -> Question | None:
    """Ask for a visit that does not exist; None where no calendar can be asked.

    What the matcher is given is what it would be given for a real one; only more of
    the host's calendar is looked at, to show why something did not fit.
    """
    lines = lines_of(nouns, tried.host)
    if not lines:
        return None
    window = timedelta(minutes=nouns.tenant.window_minutes)
    visitor = Visitor(_NOBODY_YET, tried.name, email=tried.email, company=tried.company)
    return Question(
        visit=_visit(tried),
        visitor=visitor,
        host=tried.host,
        site=tried.site,
        tenant=nouns.tenant,
        lines=lines,
        directory=tuple(nouns.rooms.all()),
        start=tried.at - max(BEFORE, window),
        end=tried.at + AHEAD,
    )


def moment_of(visit: Visit, *, now: datetime) -> datetime:
    """Say for which moment a visit's room is explained: its arrival, once it was."""
    return visit.arrived_at or now


def explain(
    meetings: Sequence[Meeting],
    question: Question,
    *,
    now: datetime,
    can_schedule: bool,
) -> Explanation:
    """Say of every meeting whether it is the visitor's and why, and of its rooms."""
    match = match_among(meetings, question, now=now)
    seen = zip(in_order(meetings), match.considered, strict=True)
    explained = [Explained(meeting, one.verdict) for meeting, one in seen]
    return Explanation(
        rule=match.rule,
        seen=tuple(
            _with_rooms(one, question, can_schedule=can_schedule) for one in explained
        ),
    )


def _visit(tried: Tried) -> Visit:
    return Visit(
        id=_NOBODY_YET,
        visitor=_NOBODY_YET,
        host=tried.host.id,
        site=tried.site.id,
        state=VisitState.EXPECTED,
        expected_arrival=tried.at,
        expected_departure=tried.at + _STAYS,
        invited=tried.invited,
    )


def _with_rooms(one: Explained, question: Question, *, can_schedule: bool) -> Explained:
    if one.meeting.private and one.verdict is not Verdict.TAKEN:
        # Nobody's business: it is another visitor's or none's.
        return one
    return _RoomsOf(one.meeting, question, can_schedule=can_schedule).added_to(one)


class _RoomsOf:
    """Looks at every room of one meeting."""

    def __init__(
        self, meeting: Meeting, question: Question, *, can_schedule: bool
    ) -> None:
        self._meeting = meeting
        self._known = {room.address: room for room in question.directory}
        self._site = question.visit.site
        self._can_schedule = can_schedule
        self._found = find_room(
            meeting, question.directory, site=self._site, can_schedule=can_schedule
        )

    def added_to(self, one: Explained) -> Explained:
        """Say which room is shown, and why the others are not."""
        seats = (
            NotShown(self._name(seat), self._why_not(seat))
            for seat in self._meeting.attendees
            if self._is_another_room(seat)
        )
        named = (
            NotShown(room.name, WhyNotShown.NOT_SELECTED) for room in self._located()
        )
        return replace(one, room=self._found, not_shown=(*seats, *named))

    def _is_another_room(self, seat: Attendee) -> bool:
        if self._found is not None and self._found.room.address == seat.address:
            return False
        return seat.kind is AttendeeKind.ROOM or seat.address in self._known

    def _name(self, seat: Attendee) -> str:
        room = self._known.get(seat.address)
        return room.name if room else seat.name or seat.address

    def _why_not(self, seat: Attendee) -> WhyNotShown:
        room = self._known.get(seat.address)
        if room is None:
            return WhyNotShown.NOT_KNOWN
        if not room.selected:
            return WhyNotShown.NOT_SELECTED
        if seat.answer is Answer.DECLINED:
            return WhyNotShown.DECLINED
        if not is_booked(seat, can_schedule=self._can_schedule):
            return WhyNotShown.NOT_ANSWERED
        is_elsewhere = room.site != self._site
        return WhyNotShown.OTHER_SITE if is_elsewhere else WhyNotShown.ANOTHER_FIRST

    def _located(self) -> Iterator[Room]:
        """Give the rooms that the location names and that nobody chose."""
        meeting = self._meeting
        seated = {seat.address for seat in meeting.attendees}
        addresses = set(map(fold_email, meeting.location_addresses)) - seated
        text = fold_place(meeting.location or "")
        for room in self._known.values():
            names_it = bool(text) and fold_place(room.name) == text
            if not room.selected and (
                room.address in addresses or (names_it and room.address not in seated)
            ):
                yield room
