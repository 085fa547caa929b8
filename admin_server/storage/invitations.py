"""A tenant's invitations in the database."""

from typing import Any

from sqlalchemy import Connection, Row

from admin_server.core.visits import Invitation
from admin_server.storage import tables
from admin_server.storage.rows import Rows


class SqlInvitations:
    """The `Invitations` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._rows = Rows(connection, tables.invitations, tenant_id)

    def get(self, invitation_id: str) -> Invitation | None:
        row = self._rows.first(id=invitation_id)
        return _invitation(row) if row else None

    def by_code(self, code: str) -> Invitation | None:
        row = self._rows.first(code=code)
        return _invitation(row) if row else None

    def by_visit(self, visit_id: str) -> Invitation | None:
        row = self._rows.first(visit=visit_id)
        return _invitation(row) if row else None

    def put(self, invitation: Invitation) -> None:
        # Who meets a taken code tries another in the same transaction, so the
        # refusal must not spoil what was done before it.
        with self._connection.begin_nested():
            self._rows.put(
                {
                    "id": invitation.id,
                    "visitor": invitation.visitor,
                    "host": invitation.host,
                    "site": invitation.site,
                    "visit": invitation.visit,
                    "code": invitation.code,
                    "created_at": invitation.created_at,
                    "sequence": invitation.sequence,
                    "party": invitation.party,
                }
            )


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        id=row.id,
        visitor=row.visitor,
        host=row.host,
        site=row.site,
        visit=row.visit,
        code=row.code,
        created_at=row.created_at,
        sequence=row.sequence,
        party=row.party,
    )
