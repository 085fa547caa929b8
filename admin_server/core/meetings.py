"""Meetings, who is invited to them, and what can be found out about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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

    @property
    def has_name(self) -> bool:
        """Tell whether the calendar gives a name for them."""
        return bool(self.name)

    def is_at(self, email: str) -> bool:
        """Tell whether an e-mail address is theirs, with or without a tag."""
        return same_mailbox(email, self.address)

    def is_called(self, name: str) -> bool:
        """Tell whether a name is theirs."""
        return same_name(name, self.name)

    def is_of(self, company: str) -> bool:
        """Tell whether a company is theirs, by their domain or display name."""
        return company_fits(company, address=self.address, shown=self.name)

    def is_within(self, domains: Sequence[str]) -> bool:
        """Tell whether their address is at one of these domains, or below one."""
        domain = domain_of(self.address)
        return any(domain == one or domain.endswith(f".{one}") for one in domains)


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


def in_order(meetings: Iterable[Meeting]) -> list[Meeting]:
    """Give meetings in the order in which a `Match` tells of them."""
    return sorted(meetings, key=lambda meeting: (utc(meeting.start), meeting.id))


def utc(moment: datetime) -> datetime:
    """Bring a time to UTC; times of one zone are compared by wall clock otherwise."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be compared")
    return moment.astimezone(UTC)
