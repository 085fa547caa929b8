"""Finding the room of a visit in its host's meetings, read before or read now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin_server.core.evidence import domain_of, is_public_mail
from admin_server.core.meetings import Arrival, Match, Meeting, find_meeting_for
from admin_server.core.people import Host, Visitor
from admin_server.core.places import Site
from admin_server.core.ports import MeetingCopy, Nouns
from admin_server.core.rooms import Room, room_of
from admin_server.core.tenants import Connection, Tenant
from admin_server.core.visits import RoomOfVisit, Visit
from shared.check_in import RoomReason, RoomState

FRESH = timedelta(minutes=5)
"""How old our copy of a host's meetings may be to be believed."""


@dataclass(frozen=True)
class Question:
    """Everything that finding one visit's room depends on, but the meetings.

    Attributes:
        mailbox: whose calendar to read.
        start, end: the stretch of it that matters.
    """

    visit: Visit
    visitor: Visitor
    host: Host
    site: Site
    tenant: Tenant
    connection: Connection
    mailbox: str
    directory: tuple[Room, ...]
    start: datetime
    end: datetime

    @property
    def source(self) -> str:
        """Name what is read: a mailbox, or one calendar of it.

        Hosts may share an account and have a calendar of their own in it.
        """
        calendar = self.host.calendar
        if calendar is None:
            return self.mailbox
        return f"{self.mailbox} {calendar}"


def question_about(nouns: Nouns, visit: Visit, *, now: datetime) -> Question | None:
    """Gather what must be known, or None where no calendar can be asked.

    That is the case where the tenant switched look-ups off, has no connection,
    or the host has no mailbox.
    """
    host, visitor = nouns.hosts.get(visit.host), nouns.visitors.get(visit.visitor)
    site, connections = nouns.sites.get(visit.site), nouns.connections.all()
    if host is None or visitor is None or site is None:
        return None
    if not nouns.tenant.calendar_integration:
        return None
    if host.mailbox is None or not connections:
        return None
    start, end = _stretch(nouns, visit, now=now)
    return Question(
        visit=visit,
        visitor=visitor,
        host=host,
        site=site,
        tenant=nouns.tenant,
        connection=connections[0],
        mailbox=host.mailbox,
        directory=tuple(nouns.rooms.all()),
        start=start,
        end=end,
    )


def reason_for_no_room(nouns: Nouns, visit: Visit) -> RoomReason | None:
    """Say why nobody can be asked for a visit's room, as things stand now.

    None where somebody was asked, a room is known, or the tenant wants no look-ups.
    """
    was_asked = visit.room.checked_at is not None
    if was_asked or not nouns.tenant.calendar_integration:
        return None
    host = nouns.hosts.get(visit.host)
    has_calendar = host is not None and host.mailbox is not None
    if has_calendar and nouns.connections.all():
        return None
    return RoomReason.HOST_NOT_CONNECTED


def room_from_copy(
    nouns: Nouns, visit: Visit, *, now: datetime, schedules: Callable[[str], bool]
) -> RoomOfVisit | None:
    """Find the room without asking anybody.

    `schedules` tells of a kind of connection whether its rooms answer invitations.

    Returns:
        A decided room where our copy is fresh or there is nobody to ask;
        None where the provider has to be asked.
    """
    question = question_about(nouns, visit, now=now)
    if question is None:
        return RoomOfVisit(state=RoomState.NONE)
    copy = fresh_copy(nouns, question, now=now)
    if copy is None:
        return None
    return room_among(
        copy.meetings,
        question,
        now=now,
        read_at=copy.read_at,
        can_schedule=schedules(question.connection.kind),
    )


def fresh_copy(
    nouns: Nouns, question: Question, *, now: datetime
) -> MeetingCopy | None:
    """Give our copy of the meetings, where it is fresh and holds all that matters."""
    copy = nouns.meetings.copy_for(question.source)
    return copy if copy is not None and _covers(copy, question, now=now) else None


def room_among(
    meetings: Sequence[Meeting],
    question: Question,
    *,
    now: datetime,
    read_at: datetime,
    can_schedule: bool,
) -> RoomOfVisit:
    """Decide the room from the host's meetings: one that is certain, or none."""
    match = match_among(meetings, question, now=now)
    room = None
    if match.meeting is not None:
        room = room_of(
            match.meeting,
            question.directory,
            site=question.visit.site,
            can_schedule=can_schedule,
        )
    if room is None:
        return RoomOfVisit(state=RoomState.NONE, checked_at=read_at)
    return RoomOfVisit(
        state=RoomState.FOUND,
        address=room.address,
        name=room.name,
        building=room.building,
        floor=room.floor,
        checked_at=read_at,
    )


def match_among(
    meetings: Sequence[Meeting], question: Question, *, now: datetime
) -> Match:
    """Find which of the host's meetings is the visitor's, and by which rule."""
    return find_meeting_for(
        _arrival(question, now=now),
        meetings,
        window=timedelta(minutes=question.tenant.window_minutes),
        own_domains=_own_domains(question),
        room_addresses={room.address for room in question.directory},
        host_addresses={question.host.email, question.mailbox},
    )


def still_looking(room: RoomOfVisit, *, now: datetime) -> bool:
    """Tell whether the look-up may still find something."""
    if room.state is not RoomState.LOOKING:
        return False
    return room.until is not None and now < room.until


def _own_domains(question: Question) -> tuple[str, ...]:
    # The host's own domain is the organisation's, whether or not anybody listed it:
    # a stranger who types the host's address must not be taken for a guest.
    hosts = {domain_of(question.host.email), domain_of(question.mailbox)}
    # Where everybody may have an address there, it says nothing of the others.
    own = {domain for domain in hosts if domain and not is_public_mail(domain)}
    return (*question.tenant.domains, *sorted(own))


def _arrival(question: Question, *, now: datetime) -> Arrival:
    visit, visitor = question.visit, question.visitor
    return Arrival(
        expected_at=question.site.local(visit.expected_arrival),
        now=now,
        invited=visit.invited,
        name=visitor.name,
        email=visitor.email,
        company=visitor.company,
        linked_meeting=visit.meeting,
    )


def _stretch(nouns: Nouns, visit: Visit, *, now: datetime) -> tuple[datetime, datetime]:
    # A linked meeting may have moved within the day; otherwise no more of the
    # host's calendar is read than the rule looks at.
    around = timedelta(minutes=nouns.tenant.window_minutes)
    if visit.meeting is not None:
        around = max(around, timedelta(hours=24))
    first = min(visit.expected_arrival, now)
    return first - around, visit.expected_arrival + around + timedelta(seconds=1)


def _covers(copy: MeetingCopy, question: Question, *, now: datetime) -> bool:
    fresh = now - copy.read_at <= FRESH
    return fresh and copy.start <= question.start and question.end <= copy.end
