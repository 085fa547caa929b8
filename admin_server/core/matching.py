"""Which meeting is certainly a visitor's: the rules."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta

from admin_server.core.meetings import (
    Answer,
    Arrival,
    Attendee,
    AttendeeKind,
    Considered,
    Match,
    MatchRule,
    Meeting,
    ShownAs,
    Verdict,
    in_order,
    utc,
)


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


def _why_not(meeting: Meeting, arrival: Arrival, window: timedelta) -> Verdict | None:
    """Say why a meeting cannot be the visitor's, whoever they are."""
    never = (
        (meeting.cancelled, Verdict.CANCELLED),
        (meeting.host_answer is Answer.DECLINED, Verdict.DECLINED),
        (meeting.all_day, Verdict.ALL_DAY),
        (meeting.shown_as not in _MEETINGS, Verdict.NOT_A_MEETING),
        (meeting.uid in arrival.not_theirs, Verdict.NOT_THEIRS),
        (utc(meeting.end) <= utc(arrival.now), Verdict.OVER),
        (not _is_in_time(meeting, arrival, window), Verdict.TOO_FAR),
    )
    return next((verdict for applies, verdict in never if applies), None)


def _is_in_time(meeting: Meeting, arrival: Arrival, window: timedelta) -> bool:
    if _is_linked(meeting, arrival) and _same_day(meeting, arrival):
        return True
    return _is_near(meeting, arrival, window)


def _is_near(meeting: Meeting, arrival: Arrival, window: timedelta) -> bool:
    start, expected = utc(meeting.start), utc(arrival.expected_at)
    return abs(start - expected) <= window or start <= expected < utc(meeting.end)


def _is_linked(meeting: Meeting, arrival: Arrival) -> bool:
    return arrival.linked_meeting in {meeting.id, meeting.uid}


def _same_day(meeting: Meeting, arrival: Arrival) -> bool:
    zone = arrival.expected_at.tzinfo
    return utc(meeting.start).astimezone(zone).date() == arrival.expected_at.date()


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
        if not email or not (
            self._arrival.invited or self._is_external(Attendee(email))
        ):
            return False
        return any(attendee.is_at(email) for attendee in _coming(meeting))

    def by_name_and_company(self, meeting: Meeting) -> bool:
        """Tell whether name and company fit an attendee from outside."""
        name, company = self._arrival.name, self._arrival.company
        return bool(company) and any(
            guest.is_called(name) and guest.is_of(company or "")
            for guest in _coming(meeting)
            if self._is_external(guest)
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
            and self._is_external(attendee)
        ]
        nobody_fits = bool(guests) and not any(map(self._could_be, guests))
        return meeting.private or nobody_fits

    def _could_be(self, guest: Attendee) -> bool:
        if self._arrival.email:
            return guest.is_at(self._arrival.email)
        return not guest.has_name or guest.is_called(self._arrival.name)

    def _is_external(self, somebody: Attendee) -> bool:
        is_host = any(map(somebody.is_at, self._host))
        return not (is_host or somebody.is_within(self._own))


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
    moment = max(utc(arrival.now), utc(arrival.expected_at))

    def how_good(meeting: Meeting) -> tuple[int, timedelta]:
        start, end = utc(meeting.start), utc(meeting.end)
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
    return meeting.id, utc(meeting.start)


def _same(meeting: Meeting) -> tuple[str, datetime]:
    return meeting.uid, utc(meeting.start)
