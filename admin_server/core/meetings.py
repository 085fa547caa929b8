"""Meetings, and which one of them is the visitor's."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from admin_server.core.evidence import (
    company_fits,
    domain_of,
    same_mailbox,
    same_name,
)


class Answer(StrEnum):
    """What an attendee said to an invitation."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    NONE = "none"


class AttendeeKind(StrEnum):
    """What the calendar says an attendee is."""

    PERSON = "person"
    ROOM = "room"


class ShownAs(StrEnum):
    """How an event fills its owner's time."""

    BUSY = "busy"
    TENTATIVE = "tentative"
    FREE = "free"
    OUT_OF_OFFICE = "out_of_office"
    FOCUS = "focus"
    WORKING_LOCATION = "working_location"


@dataclass(frozen=True)
class Attendee:
    """One attendee; the address is folded, see `people.fold_email`."""

    address: str
    name: str | None = None
    kind: AttendeeKind = AttendeeKind.PERSON
    answer: Answer = Answer.NONE


@dataclass(frozen=True)
class Meeting:
    """One occurrence of an event in a host's calendar. Times are aware.

    The subject is not here on purpose: no rule needs it, so nothing can leak it.

    Attributes:
        id: the provider's id of this occurrence, stable while it exists.
        uid: the iCalendar UID shared by all copies and occurrences.
        host_answer: what the calendar's owner said; ACCEPTED for an organiser.
        location: the free text of the location field.
        location_addresses: calendar addresses that the location itself carries.
    """

    id: str
    uid: str
    start: datetime
    end: datetime
    attendees: tuple[Attendee, ...] = ()
    location: str | None = None
    location_addresses: tuple[str, ...] = ()
    all_day: bool = False
    cancelled: bool = False
    private: bool = False
    shown_as: ShownAs = ShownAs.BUSY
    host_answer: Answer = Answer.ACCEPTED


@dataclass(frozen=True)
class Arrival:
    """Who arrives, and when.

    Attributes:
        expected_at: when they were expected, in the site's zone, which says what
            "the same day" is; for a walk-in, now.
        invited: False for a walk-in.
        linked_meeting: the id or uid of the meeting that the visit was made from.
        theirs, not_theirs: uids that a person at reception said are, or are not,
            this visitor's; that counts for every occurrence of a series.
    """

    expected_at: datetime
    now: datetime
    invited: bool
    name: str
    email: str | None = None
    company: str | None = None
    linked_meeting: str | None = None
    theirs: frozenset[str] = frozenset()
    not_theirs: frozenset[str] = frozenset()


class MatchRule(StrEnum):
    """What makes us certain that a meeting is the visitor's, surest first."""

    LINKED = "linked"
    CHOSEN = "chosen"
    """A person at reception said so, of this meeting's series."""
    EMAIL = "email"
    NAME_AND_COMPANY = "name_and_company"
    ONLY_CANDIDATE = "only_candidate"
    NONE = "none"


class Verdict(StrEnum):
    """Why a meeting was taken or dropped."""

    TAKEN = "taken"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    ALL_DAY = "all_day"
    NOT_A_MEETING = "not_a_meeting"
    NOT_THEIRS = "not_theirs"
    """A person at reception said so."""
    OVER = "over"
    TOO_FAR = "too_far"
    NOT_CERTAIN = "not_certain"
    SOMEBODY_ELSES = "somebody_elses"
    ANOTHER_FITS_BETTER = "another_fits_better"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Considered:
    """What became of one meeting that was looked at."""

    meeting_id: str
    verdict: Verdict


@dataclass(frozen=True)
class Match:
    """The visitor's meeting, or None; and what was thought of every meeting."""

    meeting: Meeting | None
    rule: MatchRule
    considered: tuple[Considered, ...]


def find_meeting_for(
    arrival: Arrival,
    meetings: Sequence[Meeting],
    *,
    window: timedelta,
    own_domains: Sequence[str],
    room_addresses: Collection[str] = (),
    host_addresses: Collection[str] = (),
) -> Match:
    """Find the one meeting that is certainly the visitor's, or none.

    Args:
        window: how far from the expected arrival a meeting may start.
        own_domains: e-mail domains of the organisation's own people.
        room_addresses: rooms that may sit among the attendees as if persons.
        host_addresses: the host's own, which make nobody a guest.
    """
    ordered = in_order(meetings)
    dropped = {
        _key(meeting): verdict
        for meeting in ordered
        if (verdict := _why_not(meeting, arrival, window)) is not None
    }
    left = [meeting for meeting in ordered if _key(meeting) not in dropped]
    evidence = _Evidence(
        arrival,
        own_domains=own_domains,
        rooms=room_addresses,
        host=host_addresses,
    )
    rule, fitting = _surest(evidence, left)
    taken = _running_or_next(fitting, arrival)
    return Match(
        meeting=taken,
        rule=rule if taken else MatchRule.NONE,
        considered=tuple(
            Considered(
                meeting.id,
                dropped.get(_key(meeting))
                or _verdict(meeting, taken=taken, fitting=fitting, evidence=evidence),
            )
            for meeting in ordered
        ),
    )


def in_order(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Give meetings in the order in which a `Match` tells of them."""
    return sorted(meetings, key=lambda meeting: (_utc(meeting.start), meeting.id))


def _why_not(meeting: Meeting, arrival: Arrival, window: timedelta) -> Verdict | None:
    """Say why a meeting cannot be the visitor's, whoever they are."""
    never = (
        (meeting.cancelled, Verdict.CANCELLED),
        (meeting.host_answer is Answer.DECLINED, Verdict.DECLINED),
        (meeting.all_day, Verdict.ALL_DAY),
        (meeting.shown_as not in _MEETINGS, Verdict.NOT_A_MEETING),
        (meeting.uid in arrival.not_theirs, Verdict.NOT_THEIRS),
        (_utc(meeting.end) <= _utc(arrival.now), Verdict.OVER),
        (not _is_in_time(meeting, arrival, window), Verdict.TOO_FAR),
    )
    return next((verdict for applies, verdict in never if applies), None)


def _is_in_time(meeting: Meeting, arrival: Arrival, window: timedelta) -> bool:
    if _is_linked(meeting, arrival) and _same_day(meeting, arrival):
        return True
    return _is_near(meeting, arrival, window)


def _is_near(meeting: Meeting, arrival: Arrival, window: timedelta) -> bool:
    start, expected = _utc(meeting.start), _utc(arrival.expected_at)
    return abs(start - expected) <= window or start <= expected < _utc(meeting.end)


def _is_linked(meeting: Meeting, arrival: Arrival) -> bool:
    return arrival.linked_meeting in {meeting.id, meeting.uid}


def _same_day(meeting: Meeting, arrival: Arrival) -> bool:
    zone = arrival.expected_at.tzinfo
    return _utc(meeting.start).astimezone(zone).date() == arrival.expected_at.date()


_MEETINGS = frozenset({ShownAs.BUSY, ShownAs.TENTATIVE})


class _Evidence:
    """What speaks for and against a meeting being this visitor's."""

    def __init__(
        self,
        arrival: Arrival,
        *,
        own_domains: Sequence[str],
        rooms: Collection[str],
        host: Collection[str],
    ) -> None:
        self._arrival = arrival
        self._own = tuple(domain.casefold() for domain in own_domains)
        self._rooms = rooms
        self._host = host

    def linked(self, meeting: Meeting) -> bool:
        """Tell whether the visit was made from this meeting."""
        return _is_linked(meeting, self._arrival)

    def chosen(self, meeting: Meeting) -> bool:
        """Tell whether a person at reception said that its series is theirs."""
        return meeting.uid in self._arrival.theirs

    def by_email(self, meeting: Meeting) -> bool:
        """Tell whether the visitor's e-mail is among the attendees."""
        email = self._arrival.email
        # Anybody can type a host's own address, so it proves nothing of a walk-in.
        if not email or not (self._arrival.invited or self._is_external(email)):
            return False
        return any(
            same_mailbox(email, attendee.address) for attendee in _coming(meeting)
        )

    def by_name_and_company(self, meeting: Meeting) -> bool:
        """Tell whether name and company fit an attendee from outside."""
        name, company = self._arrival.name, self._arrival.company
        return bool(company) and any(
            same_name(name, guest.name)
            and company_fits(company or "", address=guest.address, shown=guest.name)
            for guest in _coming(meeting)
            if self._is_external(guest.address)
        )

    def may_be_the_only_one(self, meeting: Meeting) -> bool:
        """Tell whether an invited visitor's only candidate may be theirs."""
        # A visit made from one meeting does not belong to another.
        if not self._arrival.invited or self._arrival.linked_meeting is not None:
            return False
        return not self.against(meeting)

    def against(self, meeting: Meeting) -> bool:
        """Tell whether something speaks against a meeting without other evidence."""
        guests = [
            attendee
            for attendee in meeting.attendees
            if attendee.kind is AttendeeKind.PERSON
            and attendee.address not in self._rooms
            and self._is_external(attendee.address)
        ]
        nobody_fits = bool(guests) and not any(map(self._could_be, guests))
        return meeting.private or nobody_fits

    def _could_be(self, guest: Attendee) -> bool:
        if self._arrival.email:
            return same_mailbox(self._arrival.email, guest.address)
        return not guest.name or same_name(self._arrival.name, guest.name)

    def _is_external(self, address: str) -> bool:
        if any(same_mailbox(address, own) for own in self._host):
            return False
        domain = domain_of(address)
        return not any(domain == own or domain.endswith(f".{own}") for own in self._own)


def _coming(meeting: Meeting) -> Iterable[Attendee]:
    """Give the people who have not said that they will stay away."""
    return (
        attendee
        for attendee in meeting.attendees
        if attendee.kind is AttendeeKind.PERSON
        and attendee.answer is not Answer.DECLINED
    )


def _surest(
    evidence: _Evidence, candidates: Sequence[Meeting]
) -> tuple[MatchRule, list[Meeting]]:
    """Give the surest rule that anything fits, and what fits it."""
    rules: tuple[tuple[MatchRule, Callable[[Meeting], bool]], ...] = (
        (MatchRule.LINKED, evidence.linked),
        (MatchRule.CHOSEN, evidence.chosen),
        (MatchRule.EMAIL, evidence.by_email),
        (MatchRule.NAME_AND_COMPANY, evidence.by_name_and_company),
    )
    for rule, fits in rules:
        fitting = [meeting for meeting in candidates if fits(meeting)]
        if fitting:
            return rule, fitting
    alone = len({_same(meeting) for meeting in candidates}) == 1
    if alone and all(map(evidence.may_be_the_only_one, candidates)):
        return MatchRule.ONLY_CANDIDATE, list(candidates)
    return MatchRule.NONE, []


def _running_or_next(fitting: Sequence[Meeting], arrival: Arrival) -> Meeting | None:
    """Choose by time; None where two different meetings are equally good.

    Who is early waits for the expected time; who is late joins what runs now. Of
    several that run, the one that began last is the one people have moved on to.
    """
    moment = max(_utc(arrival.now), _utc(arrival.expected_at))

    def how_good(meeting: Meeting) -> tuple[int, timedelta]:
        start, end = _utc(meeting.start), _utc(meeting.end)
        if start <= moment < end:
            return 0, moment - start
        return (1, start - moment) if start > moment else (2, moment - start)

    if not fitting:
        return None
    best = min(map(how_good, fitting))
    equals = [meeting for meeting in fitting if how_good(meeting) == best]
    # The same meeting may be read from two calendars of one host.
    one_meeting = len({meeting.uid for meeting in equals}) == 1
    return equals[0] if one_meeting else None


def _verdict(
    meeting: Meeting,
    *,
    taken: Meeting | None,
    fitting: Sequence[Meeting],
    evidence: _Evidence,
) -> Verdict:
    if taken is not None and _key(meeting) == _key(taken):
        return Verdict.TAKEN
    if taken is not None:
        return Verdict.ANOTHER_FITS_BETTER
    if meeting in fitting:
        return Verdict.AMBIGUOUS
    against = evidence.against(meeting)
    return Verdict.SOMEBODY_ELSES if against else Verdict.NOT_CERTAIN


def _key(meeting: Meeting) -> tuple[str, datetime]:
    return meeting.id, _utc(meeting.start)


def _same(meeting: Meeting) -> tuple[str, datetime]:
    return meeting.uid, _utc(meeting.start)


def _utc(moment: datetime) -> datetime:
    """Bring a time to UTC; times of one zone are compared by wall clock otherwise."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be compared")
    return moment.astimezone(UTC)
