"""Our short-lived copies of hosts' meetings in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, or_

from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from admin_server.core.ports import MeetingCopy
from admin_server.storage import tables
from admin_server.storage.rows import Rows


class SqlMeetings:
    """The `Meetings` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._copies = Rows(connection, tables.meeting_copies, tenant_id)
        self._meetings = Rows(connection, tables.meetings, tenant_id)

    def copy_for(self, mailbox: str) -> MeetingCopy | None:
        copy = self._copies.first(mailbox=mailbox)
        if copy is None:
            return None
        rows = self._meetings.all(mailbox=mailbox, order_by="place")
        return MeetingCopy(
            mailbox=copy.mailbox,
            start=copy.starts_at,
            end=copy.ends_at,
            read_at=copy.read_at,
            meetings=tuple(_meeting(row) for row in rows),
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
                {"mailbox": copy.mailbox, "place": place, **_kept(meeting)}
                for place, meeting in enumerate(copy.meetings)
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


def _kept(meeting: Meeting) -> dict[str, object]:
    return {
        "id": meeting.id,
        "uid": meeting.uid,
        "starts_at": meeting.start,
        "ends_at": meeting.end,
        "attendees": [
            [who.address, who.name, who.kind.value, who.answer.value]
            for who in meeting.attendees
        ],
        "location": meeting.location,
        "location_addresses": list(meeting.location_addresses),
        "all_day": meeting.all_day,
        "cancelled": meeting.cancelled,
        "private": meeting.private,
        "shown_as": meeting.shown_as.value,
        "host_answer": meeting.host_answer.value,
    }


def _meeting(row: Row[Any]) -> Meeting:
    return Meeting(
        id=row.id,
        uid=row.uid,
        start=row.starts_at,
        end=row.ends_at,
        attendees=tuple(
            Attendee(address, name, AttendeeKind(kind), Answer(answer))
            for address, name, kind, answer in row.attendees
        ),
        location=row.location,
        location_addresses=tuple(row.location_addresses),
        all_day=row.all_day,
        cancelled=row.cancelled,
        private=row.private,
        shown_as=ShownAs(row.shown_as),
        host_answer=Answer(row.host_answer),
    )
