"""Invitations, and the visits that they lead to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.check_in import RoomState, VisitState
from shared.offline import Flag, Skipped


@dataclass(frozen=True)
class RoomOfVisit:
    """What the look-up said about a visit's room.

    Attributes:
        state: found, looking or none.
        address: the room's calendar address, the key of its notes.
        until: until when "looking" may last.
        checked_at: when the calendar last said so.
    """

    state: RoomState = RoomState.NONE
    address: str | None = None
    name: str | None = None
    building: str | None = None
    floor: str | None = None
    until: datetime | None = None
    checked_at: datetime | None = None


class LinkedBy(StrEnum):
    """Who tied a visit to a meeting."""

    PERSON = "person"
    """Somebody chose the meeting: the visit follows it, to its cancellation."""
    RULE = "rule"
    """Matching was certain; a person had entered the visit, so who cancels is asked."""


class CalendarNews(StrEnum):
    """What the calendar said that a person at reception should look at."""

    CANCELLED = "cancelled"
    MOVED = "moved"


@dataclass(frozen=True)
class MeetingLink:
    """Which meeting a visit follows, and how it was when we last looked.

    Attributes:
        uid: the iCalendar UID; a meeting that was deleted and made again keeps it
            at some providers.
        missing_since: since when it is cancelled or gone.
        news: what reception has to be asked about.
        by_hand: a person set the visit's times since; the meeting moves them no more.
    """

    uid: str
    linked_by: LinkedBy
    start: datetime
    end: datetime
    missing_since: datetime | None = None
    news: CalendarNews | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class Invitation:
    """What a pass and a code stand for: one visitor asked by one host.

    A meeting that moves changes the visit, never the invitation's pass.

    Attributes:
        code: the six characters, unique in the tenant while valid.
        visit: the id of the visit it leads to.
        sequence: how often its calendar entry was changed (RFC 5545 SEQUENCE).
        party: the id shared by people who were invited together.
    """

    id: str
    visitor: str
    host: str
    site: str
    visit: str
    code: str
    created_at: datetime
    sequence: int = 0
    party: str | None = None

    CEILING: ClassVar[timedelta] = timedelta(days=31)
    """How long after the departure a pass's signature still counts."""

    @property
    def uuid(self) -> UUID:
        """The id as a pass carries it."""
        return UUID(self.id)


@dataclass(frozen=True)
class Arrival:
    """What a visitor told the kiosk besides who they are, and how they came.

    Attributes:
        flags: what reception should know of a check-in that a kiosk kept.
        skipped: what that kiosk could not do.
        visit_type: the key of the kind of visit they chose.
        answers: what they answered to its questions, by the question's key.
    """

    flags: tuple[Flag, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    visit_type: str | None = None
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """One visitor, one host, one site. Times are UTC.

    Attributes:
        invited: False for a walk-in.
        meeting: the id of the linked meeting at the provider, where one is known.
        request_id: the kiosk's id of the check-in, once checked in.
        request_hash: a hash of that request's content.
        kiosk_time: what the kiosk's clock said, never trusted.
        purpose: why they come, in the inviter's words.
        room_text: where a visit without a meeting takes place, as typed.
        needs: what the visitor needs, such as a step-free route.
        created_by: the id of the user who entered the visit.
        link: what we know of the linked meeting; None before it was seen.
        arrival: what was said and noted at the kiosk.
    """

    id: str
    visitor: str
    host: str
    site: str
    state: VisitState
    expected_arrival: datetime
    expected_departure: datetime
    invited: bool = True
    meeting: str | None = None
    language: str = "en"
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    kiosk: str | None = None
    request_id: str | None = None
    request_hash: bytes | None = None
    kiosk_time: datetime | None = None
    room: RoomOfVisit = RoomOfVisit()
    purpose: str | None = None
    room_text: str | None = None
    needs: str | None = None
    created_by: str | None = None
    link: MeetingLink | None = None
    arrival: Arrival = field(default_factory=Arrival)
