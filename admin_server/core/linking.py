"""Which meeting a visit follows: found once, and found again when it was remade."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from admin_server.core.finding_rooms import (
    Question,
    fresh_copy,
    match_among,
    question_about,
    room_among,
)
from admin_server.core.meetings import Answer, Match, MatchRule, Meeting
from admin_server.core.ports import MeetingCopy, Nouns
from admin_server.core.visits import (
    CalendarNews,
    LinkedBy,
    MeetingLink,
    RoomOfVisit,
    Visit,
)

CERTAIN = frozenset({MatchRule.LINKED, MatchRule.CHOSEN, MatchRule.EMAIL})
"""By these a visit is tied to a meeting; by any other it only has its room."""


@dataclass(frozen=True)
class Seen:
    """What the calendars of a visit's host say, all of them.

    Attributes:
        read_at: when the one was read that was read longest ago.
        connections: the connection by which each meeting was read.
    """

    question: Question
    meetings: tuple[Meeting, ...]
    read_at: datetime
    can_schedule: bool
    connections: dict[str, str]

    @property
    def whole(self) -> bool:
        """Tell whether every event could be read, so that what is not here is gone."""
        return all(meeting.id for meeting in self.meetings)

    def actor(self, meeting_id: str | None) -> str:
        """Name the calendar that changed something, as the audit names it."""
        first = self.question.lines[0].connection.id
        return f"calendar:{self.connections.get(meeting_id or '', first)}"

    def match(self, visit: Visit, *, now: datetime) -> Match:
        """Find the visit's meeting, as the rules have it for a check-in."""
        return match_among(self.meetings, replace(self.question, visit=visit), now=now)

    def room(self, visit: Visit, *, now: datetime) -> RoomOfVisit:
        """Find the room of the visit's meeting."""
        return room_among(
            self.meetings,
            replace(self.question, visit=visit),
            now=now,
            read_at=self.read_at,
            can_schedule=self.can_schedule,
        )


def see(
    nouns: Nouns,
    visit: Visit,
    *,
    now: datetime,
    schedules: Callable[[str], bool],
    elsewhere: Sequence[Meeting] = (),
) -> Seen | None:
    """Gather our fresh copies for a visit; None unless every calendar was read.

    What was not read says nothing: a calendar that fails must not cancel a visit.

    Args:
        elsewhere: meetings that lie outside what the copies hold.
    """
    question = question_about(nouns, visit, now=now)
    if question is None:
        return None
    copies = [fresh_copy(nouns, question, line, now=now) for line in question.lines]
    known = [copy for copy in copies if copy is not None]
    if len(known) < len(copies):
        return None
    seen = seen_in(question, known, schedules)
    return replace(seen, meetings=(*seen.meetings, *elsewhere))


def see_what_is_held(
    nouns: Nouns, visit: Visit, *, now: datetime, schedules: Callable[[str], bool]
) -> Seen | None:
    """Gather our copies for a visit, however old; None where there is none at all."""
    question = question_about(nouns, visit, now=now)
    if question is None:
        return None
    copies = [nouns.meetings.copy_for(line.source) for line in question.lines]
    known = [copy for copy in copies if copy is not None]
    return seen_in(question, known, schedules) if known else None


def seen_in(
    question: Question, copies: Sequence[MeetingCopy], schedules: Callable[[str], bool]
) -> Seen:
    """Put copies together that were read for one question."""
    by_source = {line.source: line.connection.id for line in question.lines}
    return Seen(
        question=question,
        meetings=tuple(meeting for copy in copies for meeting in copy.meetings),
        read_at=min(copy.read_at for copy in copies),
        can_schedule=question.can_schedule(schedules),
        connections={
            meeting.id: by_source[copy.mailbox]
            for copy in copies
            for meeting in copy.meetings
        },
    )


def takes_place(meeting: Meeting) -> bool:
    """Tell whether a meeting is one that somebody can come to."""
    declined = meeting.host_answer is Answer.DECLINED
    return not (meeting.cancelled or declined or meeting.all_day)


def is_tied(visit: Visit, seen: Seen) -> bool:
    """Tell whether a visit follows a meeting, and nobody said that it is not theirs."""
    if visit.meeting is None:
        return False
    refused = {one.uid for one in seen.question.choices if not one.theirs}
    if visit.link is not None:
        return visit.link.uid not in refused
    there = _same_meeting(visit, seen, seen.meetings)
    return there is None or there.uid not in refused


def followed(visit: Visit, seen: Seen, *, now: datetime) -> Meeting | None:
    """Give the meeting that a tied visit follows; None where it does not take place.

    Somebody may have deleted it and made it again: with the same UID on that day, or
    with the visitor among its guests.
    """
    on = [meeting for meeting in seen.meetings if takes_place(meeting)]
    there = _same_meeting(visit, seen, on)
    if there is not None or visit.link is None:
        return there
    again = seen.match(replace(visit, meeting=None), now=now)
    return again.meeting if again.rule in CERTAIN else None


def called_off(visit: Visit, seen: Seen) -> Meeting | None:
    """Give the meeting of a tied visit where the calendar says that it is not on."""
    off = [meeting for meeting in seen.meetings if not takes_place(meeting)]
    return _same_meeting(visit, seen, off)


def still_theirs(meeting: Meeting, visit: Visit, seen: Seen) -> bool:
    """Tell whether a meeting would be found for the visitor today as well."""
    anew = replace(visit, meeting=None, expected_arrival=utc(meeting.start))
    question = replace(seen.question, visit=anew)
    match = match_among([meeting], question, now=utc(meeting.start))
    return match.rule in CERTAIN


def tie(visit: Visit, meeting: Meeting, by: LinkedBy) -> Visit:
    """Have a visit follow a meeting, as it is now."""
    link = MeetingLink(meeting.uid, by, utc(meeting.start), utc(meeting.end))
    return replace(visit, meeting=meeting.id, link=link)


def found_again(link: MeetingLink, meeting: Meeting) -> MeetingLink:
    """Note that a meeting is on, under whatever UID; its times stay, to compare."""
    news = None if link.news is CalendarNews.CANCELLED else link.news
    return replace(link, uid=meeting.uid, missing_since=None, news=news)


def utc(moment: datetime) -> datetime:
    """Bring a time to UTC; times of one zone are subtracted by the clock otherwise."""
    return moment.astimezone(UTC)


def _same_meeting(
    visit: Visit, seen: Seen, meetings: Sequence[Meeting]
) -> Meeting | None:
    """Find a visit's meeting by its id, else by its UID on the day it was on."""
    site, link = seen.question.site, visit.link
    then = link.start if link else visit.expected_arrival

    def how_far(meeting: Meeting) -> timedelta:
        return abs(utc(meeting.start) - then)

    by_id = [meeting for meeting in meetings if meeting.id == visit.meeting]
    if by_id:
        return min(by_id, key=how_far)
    uids = {visit.meeting, link.uid if link else visit.meeting}
    # The other days of a series are other meetings.
    day = site.local(then).date()
    by_uid = [
        meeting
        for meeting in meetings
        if meeting.uid in uids and site.local(meeting.start).date() == day
    ]
    return min(by_uid, key=how_far, default=None)
