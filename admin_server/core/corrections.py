"""What reception says about a visit's meeting, and what it decides on its news.

Nobody is shown more of a host's calendar than this takes: when the visitor's meeting
is, and of those that may be theirs when they are and in which room.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from admin_server.core.calendar_changes import set_room
from admin_server.core.changing import change, wanted_of
from admin_server.core.following import begin_anew
from admin_server.core.invitations import Invented
from admin_server.core.linking import Seen, is_tied, see_what_is_held, tie, utc
from admin_server.core.meeting_choices import MeetingChoice, Said
from admin_server.core.meetings import Meeting, Verdict
from admin_server.core.ports import Nouns
from admin_server.core.rooms import room_of
from admin_server.core.transitions import UNDO_WITHIN
from admin_server.core.visits import LinkedBy, MeetingLink, Visit
from shared.check_in import VisitState

_OPEN = frozenset({VisitState.EXPECTED, VisitState.ON_SITE})
_MAYBE = frozenset({Verdict.AMBIGUOUS, Verdict.NOT_CERTAIN})


class NoSuchMeeting(LookupError):
    """The meeting is not, or no more, among those that there are to choose from."""


@dataclass(frozen=True)
class Candidate:
    """A meeting that may be the visitor's.

    Attributes:
        key: names it on a page without telling what a provider calls it.
        room: its room's name, where it has one.
    """

    key: str
    start: datetime
    end: datetime
    room: str | None


@dataclass(frozen=True)
class Meant:
    """What can be said about a visit's meeting.

    Attributes:
        meeting: the one that we take for theirs.
        candidates: those that may be, where none is certain.
    """

    meeting: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()


NOTHING = Meant()


@dataclass(frozen=True)
class Followed:
    """What a visit followed, for whoever takes back what was decided since."""

    meeting: str | None
    link: MeetingLink


def what_is_meant(
    nouns: Nouns, visit: Visit, *, now: datetime, schedules: Callable[[str], bool]
) -> Meant:
    """Say which meeting is the visitor's, or may be, as far as our copies go."""
    seen = _seen(nouns, visit, now=now, schedules=schedules)
    if seen is None:
        return NOTHING
    match = seen.match(visit, now=_moment(visit, now))
    if match.meeting is not None:
        return Meant(meeting=_candidate(match.meeting, visit, seen))
    found = [_candidate(one, visit, seen) for one in _maybes(visit, seen, now=now)]
    return Meant(candidates=tuple(found))


def say_not_theirs(
    nouns: Nouns,
    visit: Visit,
    key: str,
    *,
    now: datetime,
    by: str,
    schedules: Callable[[str], bool],
) -> None:
    """Remember that a meeting's whole series is not the visitor's; look once more.

    Args:
        key: the meeting's, as the page showed it.

    Raises:
        NoSuchMeeting: another one is taken for theirs by now, or none.
    """
    seen = _seen(nouns, visit, now=now, schedules=schedules)
    taken = seen.match(visit, now=_moment(visit, now)).meeting if seen else None
    if taken is None or _key(taken, visit) != key:
        raise NoSuchMeeting
    _remember(nouns, visit, taken, theirs=False, by=by, now=now)
    _look_once_more(nouns, visit, now=now, by=by, schedules=schedules)


def choose(
    nouns: Nouns,
    visit: Visit,
    key: str,
    *,
    now: datetime,
    by: str,
    schedules: Callable[[str], bool],
) -> None:
    """Remember that a meeting's series is the visitor's, and follow it from now on.

    Raises:
        NoSuchMeeting: it is not among those that may be theirs any more.
    """
    seen = _seen(nouns, visit, now=now, schedules=schedules)
    maybes = _maybes(visit, seen, now=now) if seen else ()
    chosen = next((one for one in maybes if _key(one, visit) == key), None)
    if chosen is None:
        raise NoSuchMeeting
    _remember(nouns, visit, chosen, theirs=True, by=by, now=now)
    tied = tie(visit, chosen, LinkedBy.PERSON)
    nouns.visits.put(tied)
    _look_once_more(nouns, tied, now=now, by=by, schedules=schedules)


def take_back(
    nouns: Nouns,
    visit: Visit,
    *,
    now: datetime,
    by: str,
    schedules: Callable[[str], bool],
) -> bool:
    """Forget what somebody said last about a visitor's meetings, a moment ago.

    Returns:
        False where nobody said anything so lately.
    """
    said = nouns.meeting_choices.of(visit.visitor, visit.host)
    if not said or said[-1].by != by or now - said[-1].at > UNDO_WITHIN:
        return False
    last = said[-1]
    _forget(nouns, last)
    _note(nouns, visit, "visit.meeting_choice_undone", by=by, now=now)
    if last.theirs and visit.link is not None and visit.link.uid == last.uid:
        visit = replace(visit, meeting=None, link=None)
        nouns.visits.put(visit)
    _look_once_more(nouns, visit, now=now, by=by, schedules=schedules)
    return True


def keep_as_it_is(nouns: Nouns, visit: Visit, *, now: datetime, by: str) -> Visit:
    """Leave a visit as it is, whatever its meeting did."""
    link = visit.link
    if link is None or link.news is None:
        return visit
    kept = replace(visit, link=replace(link, news=None, by_hand=True))
    if link.missing_since is not None:
        # There is no meeting any more that it could follow.
        kept = replace(visit, meeting=None, link=None)
    nouns.visits.put(kept)
    _note(nouns, visit, "visit.kept_as_it_is", by=by, now=now)
    return kept


def ask_again(
    nouns: Nouns, visit: Visit, was: Followed, *, now: datetime, by: str
) -> bool:
    """Take back that a visit was left as it is, so that it is asked about again.

    Args:
        was: what the visit followed before that.

    Returns:
        False where something else was decided about it since.
    """
    old = was.link
    is_same = visit.link in (None, replace(old, news=None, by_hand=True))
    if visit.state is not VisitState.EXPECTED or not is_same or old.news is None:
        return False
    nouns.visits.put(replace(visit, meeting=was.meeting, link=old))
    _note(nouns, visit, "visit.keeping_undone", by=by, now=now)
    return True


def use_new_time(
    nouns: Nouns, visit: Visit, *, now: datetime, chance: Invented, by: str
) -> None:
    """Have a visit begin when its meeting does now, and follow it again.

    Raises:
        InvitationWrong: it cannot begin then, such as in the past.
    """
    link = visit.link
    if link is None or link.news is None or link.missing_since is not None:
        return
    later = link.start - visit.expected_arrival
    wanted = replace(
        wanted_of(visit),
        arrival=link.start,
        departure=visit.expected_departure + later,
    )
    change(nouns, visit, wanted, now=now, chance=chance, by=by)
    changed = nouns.visits.get(visit.id)
    if changed is not None:
        follows = replace(link, news=None, by_hand=False)
        nouns.visits.put(replace(changed, meeting=visit.meeting, link=follows))


def _seen(
    nouns: Nouns, visit: Visit, *, now: datetime, schedules: Callable[[str], bool]
) -> Seen | None:
    if visit.state not in _OPEN:
        return None
    moment = _moment(visit, now)
    return see_what_is_held(nouns, visit, now=moment, schedules=schedules)


def _moment(visit: Visit, now: datetime) -> datetime:
    # Who is here stays in the meeting that they came to.
    return visit.arrived_at or now


def _maybes(visit: Visit, seen: Seen, *, now: datetime) -> Iterator[Meeting]:
    match = seen.match(visit, now=_moment(visit, now))
    maybe = {one.meeting_id for one in match.considered if one.verdict in _MAYBE}
    shown: set[tuple[str, datetime]] = set()
    for meeting in sorted(seen.meetings, key=lambda one: utc(one.start)):
        # A meeting may stand in two calendars of one host.
        same = meeting.uid, utc(meeting.start)
        if meeting.id in maybe and same not in shown:
            shown.add(same)
            yield meeting


def _candidate(meeting: Meeting, visit: Visit, seen: Seen) -> Candidate:
    room = room_of(
        meeting,
        seen.question.directory,
        site=visit.site,
        can_schedule=seen.can_schedule,
    )
    name = room.name if room else None
    return Candidate(_key(meeting, visit), meeting.start, meeting.end, name)


def _key(meeting: Meeting, visit: Visit) -> str:
    said = f"{visit.id} {meeting.uid} {utc(meeting.start).isoformat()}"
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _remember(
    nouns: Nouns,
    visit: Visit,
    meeting: Meeting,
    *,
    theirs: bool,
    by: str,
    now: datetime,
) -> None:
    known = nouns.meeting_choices.of(visit.visitor, visit.host)
    old = next((one for one in known if one.uid == meeting.uid), None)
    nouns.meeting_choices.put(
        MeetingChoice(
            visitor=visit.visitor,
            host=visit.host,
            uid=meeting.uid,
            theirs=theirs,
            at=now,
            by=by,
            before=Said(old.theirs, old.at, old.by) if old else None,
        )
    )
    event = "visit.meeting_chosen" if theirs else "visit.meeting_refused"
    _note(nouns, visit, event, by=by, now=now)


def _forget(nouns: Nouns, last: MeetingChoice) -> None:
    """Take back what was said; what somebody had said before holds again."""
    before = last.before
    if before is None:
        nouns.meeting_choices.remove(last.visitor, last.host, last.uid)
        return
    again = replace(last, theirs=before.theirs, at=before.at, by=before.by, before=None)
    nouns.meeting_choices.put(again)


def _look_once_more(
    nouns: Nouns,
    visit: Visit,
    *,
    now: datetime,
    by: str,
    schedules: Callable[[str], bool],
) -> None:
    """Match again on the copies we hold, and set the room that comes of it."""
    seen = _seen(nouns, visit, now=now, schedules=schedules)
    if seen is None:
        return
    if visit.state is VisitState.ON_SITE or _stays_tied(visit, seen):
        room = seen.room(visit, now=_moment(visit, now))
        set_room(nouns, visit, room, actor=by, now=now)
        return
    refused = visit.link is not None and visit.link.linked_by is LinkedBy.PERSON
    # What a visit was made from stays known, in case somebody takes it back.
    free = visit if refused else replace(visit, meeting=None, link=None)
    begin_anew(nouns, free, seen, now=now, was=visit)


def _stays_tied(visit: Visit, seen: Seen) -> bool:
    by_rule = visit.link is not None and visit.link.linked_by is LinkedBy.RULE
    return is_tied(visit, seen) and not by_rule


def _note(nouns: Nouns, visit: Visit, event: str, *, by: str, now: datetime) -> None:
    nouns.audit.add(at=now, event=event, actor=by, subject=f"visit:{visit.id}")
