"""Graph's events as our meetings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from admin_server.calendars.microsoft.reading import at, list_at, text_at
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from admin_server.core.people import fold_email

FIELDS = (
    "id,iCalUId,type,start,end,isAllDay,isCancelled,showAs,sensitivity,"
    "isOrganizer,organizer,responseStatus,attendees,location,locations"
)
"""The properties that matching needs; neither subject nor body is asked for."""

_ANSWERS = {
    "accepted": Answer.ACCEPTED,
    "organizer": Answer.ACCEPTED,
    "tentativelyaccepted": Answer.TENTATIVE,
    "declined": Answer.DECLINED,
}
_SHOWN_AS = {
    "free": ShownAs.FREE,
    "tentative": ShownAs.TENTATIVE,
    "oof": ShownAs.OUT_OF_OFFICE,
    "workingelsewhere": ShownAs.WORKING_LOCATION,
}
_PRIVATE = frozenset({"private", "confidential", "personal"})
# We ask for UTC. Anything else is a Windows name or "tzone://Microsoft/Custom",
# and an event whose time is a guess is worse than one that is left out.
_UTC_NAMES = frozenset({"", "utc", "etc/utc", "gmt", "etc/gmt", "z"})
# How Exchange begins its own UIDs ([MS-OXOCAL] 2.2.1.27, PidLidGlobalObjectId);
# behind it stands, in one occurrence's, the day it was first planned for.
_GLOBAL_ID = re.compile("040000008200E00074C5B7101A82E008", re.IGNORECASE)
_DAY = slice(32, 40)
_FOREIGN = b"vCal-Uid\x01\x00\x00\x00"


class Unreadable(Exception):
    """An event that lacks what a meeting needs."""


@dataclass(frozen=True)
class Reading:
    """Meetings that were read, and how many events could not be."""

    meetings: tuple[Meeting, ...]
    skipped: int = 0


def read_events(items: Iterable[object]) -> Reading:
    """Read events; what cannot be read is counted, so that it hides no others."""
    found: list[Meeting] = []
    skipped = 0
    for item in items:
        try:
            found.append(read_event(item))
        except Unreadable:
            skipped += 1
    return Reading(tuple(found), skipped)


def read_event(item: object) -> Meeting:
    """Read one event.

    Raises:
        Unreadable: it has no id or no time, or is a whole series.
    """
    event_id = text_at(item, "id")
    if not event_id or text_at(item, "type") == "seriesMaster":
        raise Unreadable
    start, end = _moment(at(item, "start")), _moment(at(item, "end"))
    if end < start:
        raise Unreadable
    return Meeting(
        id=event_id,
        # Exchange knows events without any.
        uid=shared_uid(text_at(item, "iCalUId")) or event_id,
        start=start,
        end=end,
        attendees=_attendees(item),
        location=text_at(item, "location", "displayName") or None,
        location_addresses=_location_addresses(item),
        all_day=at(item, "isAllDay") is True,
        cancelled=at(item, "isCancelled") is True,
        private=text_at(item, "sensitivity").casefold() in _PRIVATE,
        shown_as=_SHOWN_AS.get(text_at(item, "showAs").casefold(), ShownAs.BUSY),
        host_answer=_host_answer(item),
    )


def shared_uid(stated: str) -> str:
    """Give the UID that all occurrences and all copies of an event share.

    Graph documents `iCalUId` as different for each occurrence: the day is written
    into it. UIDs of other programs stand inside Exchange's as they were.
    """
    if not _GLOBAL_ID.match(stated):
        return stated
    try:
        _, marker, foreign = bytes.fromhex(stated).partition(_FOREIGN)
    except ValueError:
        return stated
    if marker:
        return foreign.rstrip(b"\0").decode("utf-8", errors="replace")
    return (stated[: _DAY.start] + "0" * 8 + stated[_DAY.stop :]).upper()


def _moment(stated: object) -> datetime:
    if text_at(stated, "timeZone").casefold() not in _UTC_NAMES:
        raise Unreadable
    try:
        # Seven digits behind the point, as Graph writes them, are read as six.
        moment = datetime.fromisoformat(text_at(stated, "dateTime"))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable from error


def _attendees(item: object) -> tuple[Attendee, ...]:
    """Read who takes part; an organiser whom nobody listed takes part as well."""
    stated = list_at(item, "attendees")
    listed = [found for one in stated if (found := _attendee(one))]
    organiser = _attendee(at(item, "organizer"))
    if organiser and all(one.address != organiser.address for one in listed):
        listed.append(
            Attendee(organiser.address, organiser.name, answer=Answer.ACCEPTED)
        )
    return tuple(listed)


def _attendee(stated: object) -> Attendee | None:
    address = fold_email(text_at(stated, "emailAddress", "address"))
    if not address:
        return None
    name = text_at(stated, "emailAddress", "name")
    # A room that somebody invited as a person stays one here: the directory of
    # rooms knows its address.
    room = text_at(stated, "type").casefold() == "resource"
    answer = text_at(stated, "status", "response").casefold()
    return Attendee(
        address=address,
        # Outlook repeats the address where it knows no name.
        name=name if name and fold_email(name) != address else None,
        kind=AttendeeKind.ROOM if room else AttendeeKind.PERSON,
        answer=_ANSWERS.get(answer, Answer.NONE),
    )


def _location_addresses(item: object) -> tuple[str, ...]:
    """Read the addresses of directory entries that stand in the location."""
    places = list_at(item, "locations") or [at(item, "location")]
    found: dict[str, None] = {}
    for place in places:
        stated = [text_at(place, "locationEmailAddress")]
        # For a mailbox this is its address; "private" marks typed text.
        if text_at(place, "uniqueIdType").casefold() == "directory":
            stated.append(text_at(place, "uniqueId"))
        found.update(dict.fromkeys(fold_email(one) for one in stated if "@" in one))
    return tuple(found)


def _host_answer(item: object) -> Answer:
    """Say what the calendar's owner answered; who invites takes part."""
    if at(item, "isOrganizer") is True:
        return Answer.ACCEPTED
    answer = text_at(item, "responseStatus", "response").casefold()
    return _ANSWERS.get(answer, Answer.NONE)
