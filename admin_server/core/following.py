"""Bringing visits in line with the meetings that they follow."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from admin_server.core.calendar_changes import call_off, flag, move, set_room
from admin_server.core.finding_rooms import lines_of, still_looking
from admin_server.core.linking import (
    CERTAIN,
    Seen,
    called_off,
    followed,
    found_again,
    is_tied,
    see,
    still_theirs,
    tie,
    utc,
)
from admin_server.core.meetings import MatchRule, Meeting
from admin_server.core.ports import MeetingCopy, Nouns
from admin_server.core.visits import CalendarNews, LinkedBy, MeetingLink, Visit
from admin_server.core.watches import AHEAD
from shared.check_in import VisitState

SETTLES_AFTER = timedelta(minutes=5)
"""Many a meeting is deleted and made again: only then is one gone for good."""
_LOOK_AGAIN = timedelta(seconds=30)


def follow_meetings(
    nouns: Nouns,
    host_id: str,
    *,
    now: datetime,
    schedules: Callable[[str], bool],
    elsewhere: Sequence[Meeting] = (),
) -> datetime | None:
    """Bring a host's visits of the next 36 hours in line with our fresh copies.

    Who is expected gets the time, the room and the end of the meeting that they come
    to. Who is on site only gets its room: nobody is sent away by a calendar.

    Args:
        elsewhere: what became of those that `meetings_out_of_sight` named.

    Returns:
        When this has to be done again though nothing changes, since something waits
        to be certain (a cancelled meeting for five minutes); None where nothing does.
    """
    # Who is late is expected still.
    visits = nouns.visits.of_host(host_id, now - AHEAD, now + AHEAD)
    waits = [
        again
        for visit in visits
        if (
            seen := see(nouns, visit, now=now, schedules=schedules, elsewhere=elsewhere)
        )
        and (again := _follow(nouns, visit, seen, now=now)) is not None
    ]
    return min(waits, default=None)


def meetings_out_of_sight(
    nouns: Nouns, host_id: str, *, now: datetime, copy: MeetingCopy | None
) -> frozenset[str]:
    """Name the meetings that a host's visits follow, but that no copy of ours holds.

    One that was put off by a week is not in the stretch that we read, and yet it is
    not gone: whoever reads calendars asks for it by its id.

    Args:
        copy: what was just read and will take the place of an older copy.
    """
    host = nouns.hosts.get(host_id)
    lines = lines_of(nouns, host) if host is not None else ()
    copies = {line.source: nouns.meetings.copy_for(line.source) for line in lines}
    if copy is not None:
        copies[copy.mailbox] = copy
    held = {one.id for each in copies.values() if each for one in each.meetings}
    return frozenset(
        visit.meeting
        for visit in nouns.visits.of_host(host_id, now - AHEAD, now + AHEAD)
        if visit.meeting is not None and visit.meeting not in held and _is_missed(visit)
    )


def _is_missed(visit: Visit) -> bool:
    if visit.state is not VisitState.EXPECTED or visit.link is None:
        return False
    return visit.link.news is not CalendarNews.CANCELLED


def _follow(
    nouns: Nouns, visit: Visit, seen: Seen, *, now: datetime
) -> datetime | None:
    if visit.state is VisitState.ON_SITE:
        _follow_room(nouns, visit, seen, now=now)
        return None
    return _bring_in_line(nouns, visit, seen, now=now)


def _bring_in_line(
    nouns: Nouns, visit: Visit, seen: Seen, *, now: datetime
) -> datetime | None:
    """Bring an expected visit in line with what its host's calendars say."""
    if not is_tied(visit, seen):
        begin_anew(nouns, visit, seen, now=now, was=visit)
        return None
    meeting = followed(visit, seen, now=now)
    if meeting is None:
        return _without_meeting(nouns, visit, seen, now=now)
    by_rule = visit.link is not None and visit.link.linked_by is LinkedBy.RULE
    if by_rule and not still_theirs(meeting, visit, seen):
        free = replace(visit, meeting=None, link=None)
        begin_anew(nouns, free, seen, now=now, was=visit)
        return None
    _with_meeting(nouns, visit, meeting, seen, now=now)
    return None


def begin_anew(
    nouns: Nouns, visit: Visit, seen: Seen, *, now: datetime, was: Visit
) -> Visit:
    """Find the meeting of a visit that follows none, and its room.

    Args:
        was: the visit as it is kept.
    """
    match = seen.match(visit, now=now)
    if match.meeting is not None and match.rule in CERTAIN:
        person = match.rule is not MatchRule.EMAIL
        by = LinkedBy.PERSON if person else LinkedBy.RULE
        visit = tie(visit, match.meeting, by)
    _keep(nouns, visit, was=was)
    return _room_ahead(nouns, visit, seen, now=now)


def _follow_room(nouns: Nouns, visit: Visit, seen: Seen, *, now: datetime) -> None:
    if still_looking(visit.room, now=now):
        return
    # As things were when they came: they stay in a meeting that is over since.
    then = visit.arrived_at or now
    meeting = seen.match(visit, now=then).meeting
    if meeting is None:
        return
    room = seen.room(visit, now=then)
    set_room(nouns, visit, room, actor=seen.actor(meeting.id), now=now)


def _with_meeting(
    nouns: Nouns, visit: Visit, meeting: Meeting, seen: Seen, *, now: datetime
) -> None:
    if visit.link is None:
        # A person made the visit from this meeting; we see it for the first time.
        tied = _keep(nouns, tie(visit, meeting, LinkedBy.PERSON), was=visit)
    else:
        link = found_again(visit.link, meeting)
        tied = _moved_with(nouns, visit, link, meeting, seen, now=now)
    _room_ahead(nouns, tied, seen, now=now)


def _moved_with(
    nouns: Nouns,
    visit: Visit,
    link: MeetingLink,
    meeting: Meeting,
    seen: Seen,
    *,
    now: datetime,
) -> Visit:
    """Move a visit as far as its meeting moved, unless a person has to be asked."""
    start, actor = utc(meeting.start), seen.actor(meeting.id)
    by = start - link.start
    link = replace(link, start=start, end=utc(meeting.end))
    again = replace(visit, meeting=meeting.id)
    if visit.expected_arrival == start:
        link = replace(link, news=None)
    elif by and (link.by_hand or visit.expected_departure + by <= now):
        # Nobody is told to have come already: a person decides that, too.
        asked = replace(link, by_hand=True)
        return flag(nouns, again, asked, CalendarNews.MOVED, actor=actor, now=now)
    elif by:
        tied = replace(again, link=replace(link, news=None))
        return move(nouns, tied, by, actor=actor, now=now)
    return _keep(nouns, replace(again, link=link), was=visit)


def _without_meeting(
    nouns: Nouns, visit: Visit, seen: Seen, *, now: datetime
) -> datetime | None:
    off = called_off(visit, seen)
    link = visit.link
    if link is None and off is not None:
        link = tie(visit, off, LinkedBy.PERSON).link
    if link is None or not (off or seen.whole):
        # Never seen, or perhaps among what cannot be read: nobody can say it is gone.
        _room_ahead(nouns, visit, seen, now=now)
        return None
    since = link.missing_since or seen.read_at
    missing = replace(link, missing_since=since)
    if seen.read_at - since < SETTLES_AFTER:
        _keep(nouns, replace(visit, link=missing), was=visit)
        return max(since + SETTLES_AFTER, now + _LOOK_AGAIN)
    _settle(nouns, visit, missing, seen, now=now)
    return None


def _settle(
    nouns: Nouns, visit: Visit, link: MeetingLink, seen: Seen, *, now: datetime
) -> None:
    """Act upon a meeting that is gone for good."""
    actor = seen.actor(visit.meeting)
    # A time that a person gave the visit may stand without the meeting.
    if link.linked_by is LinkedBy.PERSON and not link.by_hand:
        call_off(nouns, visit, actor=actor, now=now)
        return
    if link.news is not CalendarNews.CANCELLED:
        visit = flag(nouns, visit, link, CalendarNews.CANCELLED, actor=actor, now=now)
    _room_ahead(nouns, visit, seen, now=now)


def _room_ahead(nouns: Nouns, visit: Visit, seen: Seen, *, now: datetime) -> Visit:
    """Set the room before anybody arrives, so that a check-in need not ask."""
    room = seen.room(visit, now=now)
    return set_room(nouns, visit, room, actor=seen.actor(visit.meeting), now=now)


def _keep(nouns: Nouns, visit: Visit, *, was: Visit | None) -> Visit:
    if visit != was:
        nouns.visits.put(visit)
    return visit
