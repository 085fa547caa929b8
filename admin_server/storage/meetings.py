"""Our short-lived copies of hosts' meetings in the database."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, or_

from admin_server.core.fingerprints import FingerprintKey
from admin_server.core.kept_meetings import with_rooms, without_people
from admin_server.core.known_attendees import Fingerprints, KnownAttendee
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from admin_server.core.ports import MeetingCopy
from admin_server.core.rooms import Room
from admin_server.storage import tables
from admin_server.storage.rooms import SqlRooms
from admin_server.storage.rows import Rows


class SqlMeetings:
    """The `Meetings` of one tenant; no person's name or address is in its tables."""

    def __init__(
        self,
        connection: Connection,
        tenant_id: str,
        key: FingerprintKey,
        rooms: SqlRooms,
    ) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._key = key
        self._rooms = rooms
        self._copies = Rows(connection, tables.meeting_copies, tenant_id)
        self._meetings = Rows(connection, tables.meetings, tenant_id)

    def copy_for(self, mailbox: str) -> MeetingCopy | None:
        copy = self._copies.first(mailbox=mailbox)
        rows = self._meetings.all(mailbox=mailbox, order_by="place") if copy else []
        # Nobody is recognised by fingerprints of another key: it is read anew.
        if copy is None or not all(_is_of(self._key, row) for row in rows):
            return None
        meetings = [_meeting(row, self._key) for row in rows]
        return MeetingCopy(
            mailbox=copy.mailbox,
            start=copy.starts_at,
            end=copy.ends_at,
            read_at=copy.read_at,
            meetings=with_rooms(meetings, self._every_room(), self._key),
        )

    def keep(self, copy: MeetingCopy) -> None:
        self._copies.put(
            {
                "mailbox": copy.mailbox,
                "starts_at": copy.start,
                "ends_at": copy.end,
                "read_at": copy.read_at,
            },
            key=("tenant_id", "mailbox"),
        )
        self._meetings.remove(mailbox=copy.mailbox)
        self._meetings.add(
            *(
                {"mailbox": copy.mailbox, "place": place, **_kept(meeting, self._key)}
                for place, meeting in enumerate(
                    without_people(copy.meetings, self._key)
                )
            )
        )

    def confirm(self, mailbox: str, read_at: datetime) -> None:
        self._copies.change({"read_at": read_at}, mailbox=mailbox)

    def forget_before(self, moment: datetime) -> int:
        c = tables.meeting_copies.c
        forgetting = delete(tables.meeting_copies).where(
            c.tenant_id == self._tenant_id,
            or_(c.ends_at < moment, c.read_at < moment),
        )
        return self._connection.execute(forgetting).rowcount

    def _every_room(self) -> Iterator[Room]:
        """Give the tenant's rooms; nobody asks the database unless they are needed."""
        yield from self._rooms.all()


def _kept(meeting: Meeting, key: FingerprintKey) -> dict[str, object]:
    return {
        "id": meeting.id,
        "uid": meeting.uid,
        "starts_at": meeting.start,
        "ends_at": meeting.end,
        "attendees": {"key": key.id, "seats": list(map(_seat, meeting.attendees))},
        "location": meeting.location,
        "location_addresses": list(meeting.location_addresses),
        "all_day": meeting.all_day,
        "cancelled": meeting.cancelled,
        "private": meeting.private,
        "shown_as": meeting.shown_as.value,
        "host_answer": meeting.host_answer.value,
    }


def _seat(who: Attendee) -> list[object]:
    if not isinstance(who, KnownAttendee):
        return [who.kind.value, who.answer.value, who.address, who.name]
    prints = who.prints
    return [
        who.kind.value,
        who.answer.value,
        prints.address,
        prints.mailbox,
        prints.tag,
        list(prints.domains),
        prints.name,
        list(prints.companies),
    ]


def _is_of(key: FingerprintKey, row: Row[Any]) -> bool:
    # What an older release kept is a list, with names in it.
    kept = row.attendees
    return isinstance(kept, dict) and kept.get("key") == key.id


def _attendee(seat: list[Any], key: FingerprintKey) -> Attendee:
    kind, answer = AttendeeKind(seat[0]), Answer(seat[1])
    if kind is AttendeeKind.ROOM:
        return Attendee(seat[2], seat[3], kind, answer)
    address, mailbox, tag, domains, name, companies = seat[2:]
    prints = Fingerprints(address, mailbox, tag, tuple(domains), name, tuple(companies))
    return KnownAttendee(address, None, kind, answer, prints=prints, key=key)


def _meeting(row: Row[Any], key: FingerprintKey) -> Meeting:
    return Meeting(
        id=row.id,
        uid=row.uid,
        start=row.starts_at,
        end=row.ends_at,
        attendees=tuple(_attendee(seat, key) for seat in row.attendees["seats"]),
        location=row.location,
        location_addresses=tuple(row.location_addresses),
        all_day=row.all_day,
        cancelled=row.cancelled,
        private=row.private,
        shown_as=ShownAs(row.shown_as),
        host_answer=Answer(row.host_answer),
    )
