"""Finding the room of a visit in its host's meetings, read before or read now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin_server.core.connections import Access, Connection
from admin_server.core.evidence import domain_of, is_public_mail
from admin_server.core.matching import find_meeting_for
from admin_server.core.meeting_choices import MeetingChoice
from admin_server.core.meetings import Arrival, Match, Meeting
from admin_server.core.people import Host, Visitor
from admin_server.core.places import Site
from admin_server.core.ports import MeetingCopy, Nouns
from admin_server.core.rooms import Room, room_of
from admin_server.core.tenants import Tenant
from admin_server.core.visits import RoomOfVisit, Visit
from shared.check_in import RoomReason, RoomState

FRESH = timedelta(minutes=5)
"""How old our copy of a host's meetings may be to be believed."""


@dataclass(frozen=True)
class Line:
    """One calendar to read: by which connection, whose mailbox, which calendar of it."""

    connection: Connection
    mailbox: str
    calendar: str | None = None

    @property
    def source(self) -> str:
        """Name what is read, for its copy.

        Hosts may share an account and have a calendar of their own in it.
        """
        named = (
            self.mailbox if self.calendar is None else f"{self.mailbox} {self.calendar}"
        )
        if self.connection.access is Access.PERSON:
            # What one person may see there is not what the organisation may see.
            return f"{self.connection.id} {named}"
        return named


@dataclass(frozen=True)
class Question:
    """Everything that finding one visit's room depends on, but the meetings.

    Attributes:
        lines: the calendars to read, at least one.
        start, end: the stretch of them that matters.
        choices: what people said about whose a meeting is.
    """

    visit: Visit
    visitor: Visitor
    host: Host
    site: Site
    tenant: Tenant
    lines: tuple[Line, ...]
    directory: tuple[Room, ...]
    start: datetime
    end: datetime
    choices: tuple[MeetingChoice, ...] = ()

    def can_schedule(self, schedules: Callable[[str], bool]) -> bool:
        """Tell whether rooms answer invitations, wherever they were found."""
        return all(schedules(line.connection.kind) for line in self.lines)


def lines_of(nouns: Nouns, host: Host) -> tuple[Line, ...]:
    """Give the calendars that are read for a host; none where nobody can be asked.

    A host's own connections count where there are any, every selected calendar of
    every one of them; otherwise the organisation's. The two are never merged.
    """
    own = tuple(
        Line(connection, connection.account or host.email, calendar)
        for connection in own_connections(nouns, host)
        for calendar in _read_calendars(connection)
    )
    if own:
        return own
    organisation = nouns.connections.organisation() if host.mailbox else None
    if organisation is None or host.mailbox is None:
        return ()
    return (Line(organisation, host.mailbox, host.calendar),)


def own_connections(nouns: Nouns, host: Host) -> list[Connection]:
    """Give the connections of a host's own that are read.

    None once the organisation took the permission back, or the host has left: what
    somebody consented to then is read no longer, though it is still theirs to delete.
    """
    if not nouns.tenant.calendar.own_calendars or not host.active:
        return []
    return list(nouns.connections.of_host(host.id))


def _read_calendars(connection: Connection) -> tuple[str | None, ...]:
    if not connection.calendars:
        return (None,)
    return tuple(one.id for one in connection.calendars if one.selected)


def is_looked_up(tenant: Tenant) -> bool:
    """Tell whether an organisation lets us read its people's meetings at all."""
    return tenant.calendar_integration and tenant.calendar.room_lookup


def question_about(nouns: Nouns, visit: Visit, *, now: datetime) -> Question | None:
    """Gather what must be known, or None where no calendar can be asked.

    That is the case where the tenant switched look-ups off, has no connection,
    or the host has no mailbox.
    """
    lines = _lines_for(nouns, visit)
    host, visitor = nouns.hosts.get(visit.host), nouns.visitors.get(visit.visitor)
    site = nouns.sites.get(visit.site)
    if not lines or host is None or visitor is None or site is None:
        return None
    start, end = stretch_of(nouns, visit, now=now)
    return Question(
        visit=visit,
        visitor=visitor,
        host=host,
        site=site,
        tenant=nouns.tenant,
        lines=lines,
        directory=tuple(nouns.rooms.all()),
        start=start,
        end=end,
        choices=tuple(nouns.meeting_choices.of(visitor.id, host.id)),
    )


def reason_for_no_room(nouns: Nouns, visit: Visit) -> RoomReason | None:
    """Say why nobody can be asked for a visit's room, as things stand now.

    None where somebody was asked, a room is known, or the tenant wants no look-ups.
    """
    was_asked = visit.room.checked_at is not None
    if was_asked or not is_looked_up(nouns.tenant):
        return None
    if _lines_for(nouns, visit):
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
    lines = _lines_for(nouns, visit)
    if not lines:
        return RoomOfVisit(state=RoomState.NONE)
    stretch = stretch_of(nouns, visit, now=now)
    copies = [_fresh(nouns, line, stretch, now=now) for line in lines]
    known = [copy for copy in copies if copy is not None]
    if len(known) < len(copies):
        return None
    read_at = min(copy.read_at for copy in known)
    meetings = [meeting for copy in known for meeting in copy.meetings]
    # Rooms and choices are asked for only where there is something to choose from.
    question = question_about(nouns, visit, now=now) if meetings else None
    if question is None:
        return RoomOfVisit(state=RoomState.NONE, checked_at=read_at)
    return room_among(
        meetings,
        question,
        now=now,
        read_at=read_at,
        can_schedule=question.can_schedule(schedules),
    )


def fresh_copy(
    nouns: Nouns, question: Question, line: Line, *, now: datetime
) -> MeetingCopy | None:
    """Give our copy of a line's meetings, where it is fresh and holds all that matters."""
    return _fresh(nouns, line, (question.start, question.end), now=now)


def _fresh(
    nouns: Nouns, line: Line, stretch: tuple[datetime, datetime], *, now: datetime
) -> MeetingCopy | None:
    copy = nouns.meetings.copy_for(line.source)
    if copy is None or now - copy.read_at > FRESH:
        return None
    start, end = stretch
    return copy if copy.start <= start and end <= copy.end else None


def _lines_for(nouns: Nouns, visit: Visit) -> tuple[Line, ...]:
    host = nouns.hosts.get(visit.host)
    if host is None or not is_looked_up(nouns.tenant):
        return ()
    return lines_of(nouns, host)


def meetings_we_know(nouns: Nouns, question: Question) -> list[Meeting]:
    """Give what our copies hold, however old they are."""
    copies = [nouns.meetings.copy_for(line.source) for line in question.lines]
    return [meeting for copy in copies if copy for meeting in copy.meetings]


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
        host_addresses={question.host.email, *_mailboxes(question)},
    )


def still_looking(room: RoomOfVisit, *, now: datetime) -> bool:
    """Tell whether the look-up may still find something."""
    if room.state is not RoomState.LOOKING:
        return False
    return room.until is not None and now < room.until


def _own_domains(question: Question) -> tuple[str, ...]:
    # The host's own domain is the organisation's, whether or not anybody listed it:
    # a stranger who types the host's address must not be taken for a guest.
    hosts = set(map(domain_of, {question.host.email, *_mailboxes(question)}))
    # Where everybody may have an address there, it says nothing of the others.
    own = {domain for domain in hosts if domain and not is_public_mail(domain)}
    return (*question.tenant.domains, *sorted(own))


def _mailboxes(question: Question) -> set[str]:
    return {line.mailbox for line in question.lines}


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
        theirs=frozenset(one.uid for one in question.choices if one.theirs),
        not_theirs=frozenset(one.uid for one in question.choices if not one.theirs),
    )


def stretch_of(
    nouns: Nouns, visit: Visit, *, now: datetime
) -> tuple[datetime, datetime]:
    """Give the stretch of a host's calendar that matters for a visit."""
    # A linked meeting may have moved within the day; otherwise no more of the
    # host's calendar is read than the rule looks at.
    around = timedelta(minutes=nouns.tenant.window_minutes)
    if visit.meeting is not None:
        around = max(around, timedelta(hours=24))
    first = min(visit.expected_arrival, now)
    return first - around, visit.expected_arrival + around + timedelta(seconds=1)
