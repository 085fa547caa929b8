"""What people said about whose a meeting is, in the database."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row

from admin_server.core.meeting_choices import MeetingChoice
from admin_server.storage import tables, values
from admin_server.storage.rows import Rows

_KEY = ("tenant_id", "visitor", "host", "uid")


class SqlMeetingChoices:
    """The `MeetingChoices` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.meeting_choices, tenant_id)

    def of(self, visitor: str, host: str) -> list[MeetingChoice]:
        rows = self._rows.all(visitor=visitor, host=host, order_by="at")
        return [_choice(row) for row in rows]

    def put(self, choice: MeetingChoice) -> None:
        before = values.SAID.write(choice.before) if choice.before else None
        self._rows.put({**asdict(choice), "before": before}, key=_KEY)

    def remove(self, visitor: str, host: str, uid: str) -> None:
        self._rows.remove(visitor=visitor, host=host, uid=uid)


def _choice(row: Row[Any]) -> MeetingChoice:
    return MeetingChoice(
        visitor=row.visitor,
        host=row.host,
        uid=row.uid,
        theirs=row.theirs,
        at=row.at,
        by=row.by,
        before=values.SAID.read(row.before) if row.before else None,
    )
