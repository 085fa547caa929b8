"""A tenant's sessions and one-time links in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete

from admin_server.core.users import LinkPurpose, OneTimeLink, Session, SignInMethod
from admin_server.storage import tables
from admin_server.storage.rows import Rows


class SqlSessions:
    """The `Sessions` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._rows = Rows(connection, tables.sessions, tenant_id)

    def get(self, session_id: str) -> Session | None:
        row = self._rows.first(id=session_id)
        return _session(row) if row else None

    def of_user(self, user_id: str) -> list[Session]:
        c = tables.sessions.c
        wanted = self._rows.select(c.user == user_id).order_by(c.seen_at.desc(), c.id)
        return [_session(row) for row in self._connection.execute(wanted)]

    def put(self, session: Session) -> None:
        self._rows.put(
            {
                "id": session.id,
                "user": session.user,
                "token_hash": session.token_hash,
                "method": session.method.value,
                "created_at": session.created_at,
                "seen_at": session.seen_at,
                "expires_at": session.expires_at,
                "strong": session.strong,
                "agent": session.agent,
            }
        )

    def end(self, session_id: str) -> None:
        self._rows.remove(id=session_id)

    def end_all(self, user_id: str, *, but: str | None = None) -> int:
        ended = [one for one in self.of_user(user_id) if one.id != but]
        for session in ended:
            self.end(session.id)
        return len(ended)

    def forget_before(self, moment: datetime) -> int:
        c = tables.sessions.c
        forgetting = delete(tables.sessions).where(
            c.tenant_id == self._tenant_id,
            (c.expires_at < moment) | (c.seen_at < moment - Session.IDLE),
        )
        return self._connection.execute(forgetting).rowcount


class SqlOneTimeLinks:
    """The `OneTimeLinks` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._rows = Rows(connection, tables.one_time_links, tenant_id)

    def get(self, link_id: str) -> OneTimeLink | None:
        row = self._rows.first(id=link_id)
        return _link(row) if row else None

    def put(self, link: OneTimeLink) -> None:
        self._rows.put(
            {
                "id": link.id,
                "user": link.user,
                "purpose": link.purpose.value,
                "token_hash": link.token_hash,
                "created_at": link.created_at,
                "expires_at": link.expires_at,
                "used_at": link.used_at,
            }
        )

    def end_all(self, user_id: str) -> None:
        self._rows.remove(user=user_id)

    def forget_before(self, moment: datetime) -> int:
        c = tables.one_time_links.c
        forgetting = delete(tables.one_time_links).where(
            c.tenant_id == self._tenant_id, c.expires_at < moment
        )
        return self._connection.execute(forgetting).rowcount


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        user=row.user,
        token_hash=row.token_hash,
        method=SignInMethod(row.method),
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        strong=row.strong,
        agent=row.agent,
    )


def _link(row: Row[Any]) -> OneTimeLink:
    return OneTimeLink(
        id=row.id,
        user=row.user,
        purpose=LinkPurpose(row.purpose),
        token_hash=row.token_hash,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )
