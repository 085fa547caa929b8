"""Why a visit has the room that it has, or none: for the people at reception.

It tells of the host's calendar no more than the rule that found the room: no
subject, and nobody else who takes part.
"""

from datetime import datetime
from enum import StrEnum

from admin_server.core.finding_rooms import (
    Question,
    fresh_copy,
    is_looked_up,
    match_among,
    meetings_we_know,
    question_about,
    reason_for_no_room,
    still_looking,
)
from admin_server.core.meetings import MatchRule
from admin_server.core.ports import Nouns
from admin_server.core.visits import LinkedBy, Visit
from shared.check_in import RoomState, VisitState
from shared.offline import Flag


class RoomSource(StrEnum):
    """Where a room comes from, or why there is none."""

    LINKED = "linked"
    CHOSEN = "chosen"
    EMAIL = "email"
    NAME_AND_COMPANY = "name_and_company"
    ONLY_CANDIDATE = "only_candidate"
    CALENDAR = "calendar"
    """From the calendar; by which rule is not to be seen any more."""
    GONE = "gone"
    """From a meeting that they are here for, and that the calendar has no more."""
    TYPED = "typed"
    LOOKING = "looking"
    NOT_CONNECTED = "not_connected"
    SWITCHED_OFF = "switched_off"
    ON_ARRIVAL = "on_arrival"
    NO_ROOM_BOOKED = "no_room_booked"
    NOT_CERTAIN = "not_certain"
    NOT_ANSWERED = "not_answered"
    OFFLINE = "offline"
    """The kiosk was without us when they came, and no calendar was asked."""
    NOT_ASKED = "not_asked"
    """They never arrived, and the calendar is asked on arrival."""


_BY_RULE = {
    MatchRule.LINKED: RoomSource.LINKED,
    MatchRule.CHOSEN: RoomSource.CHOSEN,
    MatchRule.EMAIL: RoomSource.EMAIL,
    MatchRule.NAME_AND_COMPANY: RoomSource.NAME_AND_COMPANY,
    MatchRule.ONLY_CANDIDATE: RoomSource.ONLY_CANDIDATE,
    MatchRule.NONE: RoomSource.CALENDAR,
}


_NEVER_CAME = frozenset({VisitState.CANCELLED, VisitState.NO_SHOW})


def source_of_room(nouns: Nouns, visit: Visit, *, now: datetime) -> RoomSource:
    """Say where a visit's room comes from, or why it has none."""
    if still_looking(visit.room, now=now):
        return RoomSource.LOOKING
    if visit.room.state is RoomState.FOUND:
        if _is_gone(nouns, visit, now=now):
            return RoomSource.GONE
        return _BY_RULE[_rule(nouns, visit, now=now)]
    return RoomSource.TYPED if visit.room_text else _why_none(nouns, visit, now)


def _why_none(nouns: Nouns, visit: Visit, now: datetime) -> RoomSource:
    if not is_looked_up(nouns.tenant):
        return RoomSource.SWITCHED_OFF
    if reason_for_no_room(nouns, visit) is not None:
        return RoomSource.NOT_CONNECTED
    if visit.state is VisitState.EXPECTED and visit.room.checked_at is None:
        return RoomSource.ON_ARRIVAL
    if visit.state in _NEVER_CAME:
        return RoomSource.NOT_ASKED
    if visit.room.checked_at is None:
        offline = Flag.OFFLINE in visit.arrival.flags
        return RoomSource.OFFLINE if offline else RoomSource.NOT_ANSWERED
    matched = _rule(nouns, visit, now=now) is not MatchRule.NONE
    return RoomSource.NO_ROOM_BOOKED if matched else RoomSource.NOT_CERTAIN


def _is_gone(nouns: Nouns, visit: Visit, *, now: datetime) -> bool:
    """Tell whether the meeting of somebody on site was called off or put off.

    They stay, and so does their room; whoever is asked about them has to know.
    """
    if visit.state is not VisitState.ON_SITE or visit.link is None:
        return False
    question = question_about(nouns, visit, now=visit.arrived_at or now)
    if question is None:
        return False
    copies = [fresh_copy(nouns, question, line, now=now) for line in question.lines]
    known = [meeting for copy in copies if copy for meeting in copy.meetings]
    # What was not read, or cannot be read, may well be there.
    if None in copies or not all(meeting.id for meeting in known):
        return False
    return _rule(nouns, visit, now=now) is MatchRule.NONE


def _rule(nouns: Nouns, visit: Visit, *, now: datetime) -> MatchRule:
    # As things were when they arrived: a meeting that is over since still counts.
    then = visit.arrived_at or now
    question = question_about(nouns, visit, now=then)
    if question is None:
        return MatchRule.NONE
    rule = match_among(meetings_we_know(nouns, question), question, now=then).rule
    return first_rule(visit, question, rule)


def first_rule(visit: Visit, question: Question, rule: MatchRule) -> MatchRule:
    """Say by which rule a visit came to follow its meeting, where it follows one."""
    link = visit.link
    if link is None or rule is not MatchRule.LINKED:
        return rule
    if any(one.theirs and one.uid == link.uid for one in question.choices):
        return MatchRule.CHOSEN
    by_rule = link.linked_by is LinkedBy.RULE
    return MatchRule.EMAIL if by_rule else MatchRule.LINKED
