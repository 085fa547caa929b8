"""A tenant's hosts in the database, and how a search finds them."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    bindparam,
    exists,
    or_,
    select,
)

from admin_server.core.people import Host, fold, fold_email
from admin_server.storage import tables
from admin_server.storage.known import Known
from admin_server.storage.prepared import Prepared, selecting
from admin_server.storage.rows import Rows
from admin_server.storage.words import (
    Span,
    asked_words,
    beginning,
    begins_with,
    begun,
    kept_words,
    later,
    later_begun,
    words_of,
)

_LOOKED_AT = 256
"""Of so many who fit several words the best are chosen."""


class SqlHosts:
    """The `Hosts` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._rows = Rows(connection, tables.hosts, tenant_id)
        self._words = Rows(connection, tables.host_words, tenant_id)
        self._known = Known[Host]()

    def all(self) -> list[Host]:
        return [_host(row) for row in self._rows.all(order_by="name_folded")]

    def get(self, host_id: str) -> Host | None:
        return self._known.get(host_id, lambda: self._read(host_id))

    def _read(self, host_id: str) -> Host | None:
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
        self._known.keep(host.id, host)

    def search(self, query: str, *, limit: int = 8) -> list[Host]:
        words = asked_words(query)
        if not words:
            return []
        if len(words) == 1:
            found = self._of_one_word(words[0], limit)
        else:
            found = self._of_words(words, limit)
        return [_host(row) for row in found]

    def _of_one_word(self, word: str, limit: int) -> list[Row[Any]]:
        """Give the best, in order: each question is answered from the index alone.

        A whole word before a beginning, the first word of a name before a later one,
        then the alphabet; nobody is looked at who could not be shown.
        """
        first = self._within(beginning(word), [], limit)
        whole = [row for row in first if begins_with(row.name_folded, word)]
        best = _once([*whole, *self._unless_full(whole, later(word), limit), *first])
        rest = _by_name(self._unless_full(best, later_begun(word), limit))
        return _once([*best, *rest])[:limit]

    def _of_words(self, words: list[str], limit: int) -> list[Row[Any]]:
        """Give the best of those who have a word for each; all of them, if few."""
        leading = next((word for word in words if self._is_rare(word)), words[0])
        others = words.copy()
        others.remove(leading)
        most = max(limit, _LOOKED_AT)
        spans = (beginning(leading), later(leading), later_begun(leading))
        found = _once(
            [row for span in spans for row in self._within(span, others, most)]
        )
        return sorted(found, key=lambda row: _rank(row, words))[:limit]

    def _is_rare(self, word: str) -> bool:
        spans = (beginning(word), later(word), later_begun(word))
        counted = sum(len(self._within(span, [], _LOOKED_AT)) for span in spans)
        return counted < _LOOKED_AT

    def _unless_full(
        self, found: list[Row[Any]], span: Span, limit: int
    ) -> Sequence[Row[Any]]:
        # Who was found already may stand here again.
        return [] if len(found) >= limit else self._within(span, [], 2 * limit)

    def _within(self, span: Span, others: list[str], most: int) -> Sequence[Row[Any]]:
        """Give active hosts with a kept word in a span and a word for each other."""
        values = {"tenant": self._tenant_id, "most": most, "skipped": 0}
        values |= {"start": span.start, "end": span.end}
        for at, other in enumerate(others):
            for name, where in _anywhere(other).items():
                values |= {f"{name}_start_{at}": where.start}
                values |= {f"{name}_end_{at}": where.end}
        return _searching(len(others)).all(self._connection, values)

    def _keep_words(self, host: Host) -> None:
        self._words.remove(host=host.id)
        self._words.add(
            *(
                {"host": host.id, "position": position, "word": word}
                for position, word in enumerate(kept_words(host.name))
            )
        )


def _anywhere(word: str) -> dict[str, Span]:
    return {"first": beginning(word), "later": begun(word)}


@cache
def _searching(others: int) -> Prepared:
    c, kept = tables.hosts.c, tables.host_words.c
    wanted = (
        select(tables.hosts)
        .join(tables.host_words, (kept.tenant_id == c.tenant_id) & (kept.host == c.id))
        .where(
            kept.tenant_id == bindparam("tenant"),
            kept.word >= bindparam("start"),
            kept.word < bindparam("end"),
            c.active,
            *(_has_another(at) for at in range(others)),
        )
        .order_by(kept.word, kept.host)
        .limit(bindparam("most", type_=Integer))
        # Said, or SQLAlchemy says it for SQLite by a value without a name.
        .offset(bindparam("skipped", type_=Integer))
    )
    return selecting(wanted, tables.hosts)


def _has_another(at: int) -> ColumnElement[bool]:
    another = tables.host_words.alias(f"another_{at}").c
    spans = [
        (another.word >= bindparam(f"{name}_start_{at}"))
        & (another.word < bindparam(f"{name}_end_{at}"))
        for name in ("first", "later")
    ]
    return exists().where(
        another.tenant_id == tables.hosts.c.tenant_id,
        another.host == tables.hosts.c.id,
        or_(*spans),
    )


def _once(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    return list({row.id: row for row in rows}.values())


def _by_name(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    return sorted(rows, key=lambda row: (row.name_folded, row.id))


def _rank(row: Row[Any], words: list[str]) -> tuple[object, ...]:
    has = words_of(row.name)
    begun = sum(word not in has for word in words)
    return (begun, not has[0].startswith(words[0]), row.name_folded, row.id)


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
