"""A tenant's hosts in the database, and how a search finds them."""

from typing import Any

from sqlalchemy import Connection, Row, Subquery, case, func, select

from admin_server.core.people import Host, fold, fold_email
from admin_server.storage import tables
from admin_server.storage.rows import Rows
from admin_server.storage.words import LAST_SIGN, asked_words, words_of


class SqlHosts:
    """The `Hosts` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._rows = Rows(connection, tables.hosts, tenant_id)
        self._words = Rows(connection, tables.host_words, tenant_id)

    def all(self) -> list[Host]:
        return [_host(row) for row in self._rows.all(order_by="name_folded")]

    def get(self, host_id: str) -> Host | None:
        row = self._rows.first(id=host_id)
        return _host(row) if row else None

    def by_email(self, email: str) -> Host | None:
        c = tables.hosts.c
        wanted = self._rows.select(c.email_folded == fold_email(email))
        # Who left may have passed an address on to somebody who is here.
        row = self._connection.execute(wanted.order_by(c.active.desc(), c.id)).first()
        return _host(row) if row else None

    def put(self, host: Host) -> None:
        self._rows.put(
            {
                "id": host.id,
                "name": host.name,
                "name_folded": fold(host.name),
                "email": host.email,
                "email_folded": fold_email(host.email),
                "mailbox": host.mailbox,
                "calendar": host.calendar,
                "department": host.department,
                "language": host.language,
                "site": host.site,
                "active": host.active,
                "directory_id": host.directory_id,
            }
        )
        self._keep_words(host)

    def search(self, query: str, *, limit: int = 8) -> list[Host]:
        words = asked_words(query)
        if not words:
            return []
        c = tables.hosts.c
        matches = [self._match(word) for word in words]
        wanted = self._rows.select(c.active)
        for match in matches:
            wanted = wanted.join(match, match.c.host == c.id)
        not_whole = [match.c.not_whole for match in matches]
        ranked = wanted.order_by(
            sum(not_whole[1:], start=not_whole[0]),
            case((matches[0].c.position == 0, 0), else_=1),
            c.name_folded,
            c.id,
        )
        return [_host(row) for row in self._connection.execute(ranked.limit(limit))]

    def _match(self, word: str) -> Subquery:
        """Give each host with a word that begins so, and how well it fits."""
        c = tables.host_words.c
        return (
            select(
                c.host,
                func.min(case((c.word == word, 0), else_=1)).label("not_whole"),
                func.min(c.position).label("position"),
            )
            .where(c.tenant_id == self._tenant_id)
            .where(c.word >= word, c.word < word + LAST_SIGN)
            .group_by(c.host)
            .subquery()
        )

    def _keep_words(self, host: Host) -> None:
        self._words.remove(host=host.id)
        self._words.add(
            *(
                {"host": host.id, "position": position, "word": word}
                for position, word in enumerate(words_of(host.name))
            )
        )


def _host(row: Row[Any]) -> Host:
    return Host(
        id=row.id,
        name=row.name,
        email=row.email,
        mailbox=row.mailbox,
        calendar=row.calendar,
        department=row.department,
        language=row.language,
        site=row.site,
        active=row.active,
        directory_id=row.directory_id,
    )
