"""Reading Google's events: from its JSON to our meetings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from admin_server.core.people import fold_email

FREE_BUSY_ONLY = "freeBusyReader"
_ANSWERS = {
    "accepted": Answer.ACCEPTED,
    "tentative": Answer.TENTATIVE,
    "declined": Answer.DECLINED,
}
_KINDS = {
    "outOfOffice": ShownAs.OUT_OF_OFFICE,
    "focusTime": ShownAs.FOCUS,
    "workingLocation": ShownAs.WORKING_LOCATION,
    "birthday": ShownAs.FREE,
}
_PRIVATE = frozenset({"private", "confidential"})
_ROOM_DOMAIN = "@resource.calendar.google.com"
# Shared and imported calendars "organize" events too; they are nobody's address.
_CALENDAR_DOMAIN = "calendar.google.com"


Json = Mapping[str, Any]


class Unreadable(Exception):
    """An event that we cannot read; the others still count."""


@dataclass(frozen=True)
class Reading:
    """Meetings that were read, in order; how many events could not be."""

    meetings: tuple[Meeting, ...]
    gone: tuple[str, ...] = ()
    skipped: int = 0


@dataclass(frozen=True)
class Reader:
    """Reads the events of one mailbox.

    Attributes:
        zone: the calendar's own, for whole days and for times without a zone.
        sees_details: False where only free and busy times are shared with us.
    """

    mailbox: str
    zone: tzinfo
    sees_details: bool = True

    def read(self, items: Iterable[object]) -> Reading:
        """Read events. Deleted ones are `gone`, those with times are read as well."""
        found: dict[str, Meeting] = {}
        gone: dict[str, None] = {}
        skipped = 0
        for item in items:
            try:
                meeting = self._or_gone(_object(item), gone)
            # What comes in may be of any shape at all.
            except (Unreadable, ValueError, TypeError, LookupError, AttributeError):
                skipped += 1
                continue
            if meeting is not None:
                found[meeting.id] = meeting
        ordered = sorted(found.values(), key=lambda one: (one.start, one.id))
        return Reading(tuple(ordered), tuple(gone), skipped)

    def _or_gone(self, item: Json, gone: dict[str, None]) -> Meeting | None:
        if item.get("status") != "cancelled":
            gone.pop(item["id"], None)
            return self.meeting(item)
        gone[_text(item["id"])] = None
        # Of an occurrence that was left out, Google promises no more than the id.
        return self.meeting(item) if "start" in item and "end" in item else None

    def meeting(self, item: Json) -> Meeting:
        """Read one event; any of the usual errors where it is no event."""
        attendees = _attendees(item)
        start, end = self._times(item)
        hidden = item.get("attendeesOmitted") is True or not self.sees_details
        return Meeting(
            id=_text(item["id"]),
            uid=_text(item.get("iCalUID") or item["id"]),
            start=start,
            end=end,
            attendees=attendees,
            location=_text(item.get("location") or "") or None,
            all_day="date" in item["start"],
            cancelled=item.get("status") == "cancelled",
            # Of a meeting whose people we cannot see, nobody may conclude that it
            # is theirs because it is the only one.
            private=item.get("visibility") in _PRIVATE or hidden,
            shown_as=_shown_as(item),
            host_answer=self._host_answer(item),
        )

    def _times(self, item: Json) -> tuple[datetime, datetime]:
        start = _moment(item["start"], self.zone)
        if item.get("endTimeUnspecified") is True:
            return start, start
        end = _moment(item["end"], self.zone)
        if end < start:
            raise Unreadable("it ends before it begins")
        return start, end

    def _host_answer(self, item: Json) -> Answer:
        """Say what the host answered; who invites or is not listed takes part."""
        mine = self._own_entry(item.get("attendees") or ())
        answer = _answer(mine) if mine is not None else Answer.ACCEPTED
        invites = self._is_host(item.get("organizer") or {})
        # An organizer's entry often stays unanswered; a no is a no.
        return Answer.ACCEPTED if invites and answer is Answer.NONE else answer

    def _own_entry(self, entries: Sequence[Json]) -> Json | None:
        mine = [entry for entry in entries if entry.get("self") is True]
        by_mailbox = [entry for entry in entries if self._is_host(entry)]
        return next(iter([*mine, *by_mailbox]), None)

    def _is_host(self, entry: Json) -> bool:
        same = fold_email(_text(entry.get("email") or "")) == fold_email(self.mailbox)
        return entry.get("self") is True or same


def zone_of(stated: object) -> tzinfo:
    """Read a calendar's time zone; an unknown one is taken for UTC."""
    try:
        return ZoneInfo(stated) if isinstance(stated, str) and stated else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def needs_zone(item: Json) -> bool:
    """Tell whether an event can only be read with its calendar's zone."""
    sides = [item.get("start"), item.get("end")]
    return any(
        isinstance(side, dict) and ("date" in side or _has_no_zone(side))
        for side in sides
    )


def _has_no_zone(side: Json) -> bool:
    try:
        moment = datetime.fromisoformat(str(side.get("dateTime", "")))
    except ValueError:
        return False
    return moment.tzinfo is None and not side.get("timeZone")


def _moment(side: Json, zone: tzinfo) -> datetime:
    """Read one side of an event: a day, or a time with or without an offset."""
    if "date" in side:
        day = date.fromisoformat(side["date"])
        return datetime.combine(day, time(), zone).astimezone(UTC)
    moment = datetime.fromisoformat(side["dateTime"])
    if moment.tzinfo is None:
        named = side.get("timeZone")
        moment = moment.replace(tzinfo=zone_of(named) if named else zone)
    return moment.astimezone(UTC)


def _shown_as(item: Json) -> ShownAs:
    kind = _KINDS.get(item.get("eventType") or "default")
    if kind is not None:
        return kind
    if item.get("transparency") == "transparent":
        return ShownAs.FREE
    tentative = item.get("status") == "tentative"
    return ShownAs.TENTATIVE if tentative else ShownAs.BUSY


def _attendees(item: Json) -> tuple[Attendee, ...]:
    """Read who takes part; an organizer whom nobody listed takes part as well."""
    entries = item.get("attendees") or ()
    listed = [one for entry in entries if (one := _attendee(entry, _answer(entry)))]
    organizer = _attendee(item.get("organizer") or {}, Answer.ACCEPTED)
    if organizer and all(one.address != organizer.address for one in listed):
        listed.append(organizer)
    return tuple(listed)


def _attendee(entry: Json, answer: Answer) -> Attendee | None:
    address = fold_email(_text(entry.get("email") or ""))
    # Android and imports lose the mark, but rooms keep their domain.
    room = entry.get("resource") is True or address.endswith(_ROOM_DOMAIN)
    if not address or (not room and address.endswith(_CALENDAR_DOMAIN)):
        return None
    name = _text(entry.get("displayName") or "").strip()
    return Attendee(
        address=address,
        name=name if name and fold_email(name) != address else None,
        kind=AttendeeKind.ROOM if room else AttendeeKind.PERSON,
        answer=answer,
    )


def _answer(entry: Json) -> Answer:
    return _ANSWERS.get(_text(entry.get("responseStatus") or ""), Answer.NONE)


def _object(stated: object) -> Json:
    if not isinstance(stated, dict):
        raise Unreadable("an object is expected")
    return stated


def _text(stated: object) -> str:
    if not isinstance(stated, str):
        raise Unreadable("a text is expected")
    return stated
