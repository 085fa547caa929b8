"""Meetings, and which one of them is the visitor's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
