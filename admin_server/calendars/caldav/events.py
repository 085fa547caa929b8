"""Reading iCalendar text: from a server's events to our meetings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from urllib.parse import unquote

from icalendar import Calendar, Event

from admin_server.calendars.caldav.series import Occurrence, Series, Unreadable
from admin_server.calendars.caldav.times import Zones
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from admin_server.core.people import fold_email

_ANSWERS = {
    "ACCEPTED": Answer.ACCEPTED,
    "TENTATIVE": Answer.TENTATIVE,
    "DECLINED": Answer.DECLINED,
    # Who sent somebody else will not come.
    "DELEGATED": Answer.DECLINED,
}
_ROOM_KINDS = frozenset({"ROOM", "RESOURCE"})
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})
# Outlook's and Exchange's own property; the standard only knows opaque or not.
_OUTLOOK_SHOWS = {
    "FREE": ShownAs.FREE,
    "TENTATIVE": ShownAs.TENTATIVE,
    "OOF": ShownAs.OUT_OF_OFFICE,
    "WORKINGELSEWHERE": ShownAs.WORKING_LOCATION,
}
_ID_SEPARATOR = "|"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Reading:
    """Meetings that were read, and how many events could not be."""

    meetings: tuple[Meeting, ...]
    skipped: int = 0


@dataclass(frozen=True)
class Reader:
    """Reads the events of one mailbox.

    Attributes:
        floating: the zone in which times without one are read.
    """

    mailbox: str
    floating: tzinfo

    def between(self, texts: Iterable[str], start: datetime, end: datetime) -> Reading:
        """Read every occurrence that overlaps [start, end), ordered by start."""
        return self._read(texts, lambda series: list(series.between(start, end)))

    def with_id(self, texts: Iterable[str], meeting_id: str) -> Meeting | None:
        """Read the one occurrence with this id, or None where it is gone."""
        _, moment = split_id(meeting_id)

        def one(series: Series) -> list[Occurrence]:
            found = series.instead_of(moment) if moment else series.single()
            return [found] if found else []

        meetings = self._read(texts, one).meetings
        return next((one for one in meetings if one.id == meeting_id), None)

    def _read(
        self, texts: Iterable[str], choose: Callable[[Series], list[Occurrence]]
    ) -> Reading:
        found: list[Meeting] = []
        skipped = 0
        for text in texts:
            try:
                calendar = _parse(text)
            except Unreadable:
                skipped += 1
                continue
            meetings, broken = self._read_calendar(calendar, choose)
            found += meetings
            skipped += broken
        ordered = sorted(found, key=lambda meeting: (meeting.start, meeting.id))
        return Reading(tuple(ordered), skipped)

    def _read_calendar(
        self, calendar: Calendar, choose: Callable[[Series], list[Occurrence]]
    ) -> tuple[list[Meeting], int]:
        by_uid: dict[str, list[Event]] = defaultdict(list)
        for event in calendar.events:
            by_uid[str(event.get("UID", ""))].append(event)
        zones = Zones(calendar, self.floating)
        found: list[Meeting] = []
        skipped = 0
        for uid, events in by_uid.items():
            try:
                if not uid:
                    # Two of them would be taken for one meeting.
                    raise Unreadable("no UID")  # noqa: TRY301 - skipped as the rest
                series = Series(events, zones)
                found += [self._meeting(uid, one) for one in choose(series)]
            # What strangers write into an invitation breaks libraries in many ways.
            except (Unreadable, ValueError, TypeError, LookupError, ArithmeticError):
                skipped += 1
        return found, skipped

    def _meeting(self, uid: str, one: Occurrence) -> Meeting:
        event = one.event
        attendees = _attendees(event)
        return Meeting(
            id=_id(uid, one.instead_of),
            uid=uid,
            start=one.start,
            end=one.end,
            attendees=attendees,
            location=_word(event, "LOCATION", fold=False) or None,
            all_day=one.all_day,
            cancelled=_word(event, "STATUS") == "CANCELLED",
            private=_word(event, "CLASS") in _PRIVATE,
            shown_as=_shown_as(event),
            host_answer=self._host_answer(event, attendees),
        )

    def _host_answer(self, event: Event, attendees: Sequence[Attendee]) -> Answer:
        """Say what the host answered; who invites or is not listed takes part."""
        if _is_host(_address(event.get("ORGANIZER")), self.mailbox):
            return Answer.ACCEPTED
        mine = [one for one in attendees if _is_host(one.address, self.mailbox)]
        return mine[0].answer if len(mine) == 1 else Answer.ACCEPTED


def split_id(meeting_id: str) -> tuple[str, datetime | None]:
    """Take a meeting's id apart: the UID and the moment it stands for."""
    uid, _, stamp = meeting_id.rpartition(_ID_SEPARATOR)
    try:
        return uid, datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return meeting_id, None


def _id(uid: str, instead_of: datetime | None) -> str:
    if instead_of is None:
        return uid
    return f"{uid}{_ID_SEPARATOR}{instead_of.astimezone(UTC).strftime(_STAMP)}"


def _parse(text: str) -> Calendar:
    try:
        calendar = Calendar.from_ical(text)
    except (ValueError, TypeError, LookupError) as error:
        raise Unreadable("not iCalendar text") from error
    if not isinstance(calendar, Calendar):
        raise Unreadable("several calendars in one event")
    return calendar


def _attendees(event: Event) -> tuple[Attendee, ...]:
    """Read who takes part; an organiser whom nobody listed takes part as well."""
    listed = [one for stated in _listed(event) if (one := _attendee(stated))]
    organiser = _attendee(event.get("ORGANIZER"))
    if organiser and all(one.address != organiser.address for one in listed):
        listed.append(
            Attendee(organiser.address, organiser.name, answer=Answer.ACCEPTED)
        )
    return tuple(listed)


def _listed(event: Event) -> list[object]:
    found = event.get("ATTENDEE", [])
    return found if isinstance(found, list) else [found]


def _attendee(stated: object) -> Attendee | None:
    address = _address(stated)
    if not address:
        return None
    room = _parameter(stated, "CUTYPE").upper() in _ROOM_KINDS
    answer = _ANSWERS.get(_parameter(stated, "PARTSTAT").upper(), Answer.NONE)
    name = _parameter(stated, "CN").strip().strip('"')
    return Attendee(
        address=address,
        # Many programs repeat the address where they know no name.
        name=name if name and fold_email(name) != address else None,
        kind=AttendeeKind.ROOM if room else AttendeeKind.PERSON,
        answer=answer,
    )


def _address(stated: object) -> str:
    """Give a calendar user's e-mail, folded; otherwise whatever names them."""
    # iCloud names people by paths and puts the e-mail into a parameter.
    email = _parameter(stated, "EMAIL")
    written = str(stated).strip() if stated is not None else ""
    scheme, _, rest = written.partition(":")
    if scheme.casefold() == "mailto":
        return fold_email(unquote(rest))
    return fold_email(email or written)


def _is_host(address: str, mailbox: str) -> bool:
    host = fold_email(mailbox)
    # Where accounts are not named by e-mail, the part before the sign must do.
    return address == host if "@" in host else address.partition("@")[0] == host


def _parameter(stated: object, name: str) -> str:
    return str(getattr(stated, "params", {}).get(name, ""))


def _shown_as(event: Event) -> ShownAs:
    outlook = _OUTLOOK_SHOWS.get(_word(event, "X-MICROSOFT-CDO-BUSYSTATUS"))
    if outlook is not None:
        return outlook
    if _word(event, "TRANSP") == "TRANSPARENT":
        return ShownAs.FREE
    tentative = _word(event, "STATUS") == "TENTATIVE"
    return ShownAs.TENTATIVE if tentative else ShownAs.BUSY


def _word(event: Event, name: str, *, fold: bool = True) -> str:
    found = event.get(name, "")
    # A property that stands there twice is read as its first.
    text = str(found[0] if isinstance(found, list) else found).strip()
    return text.upper() if fold else text
