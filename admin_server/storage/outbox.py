"""Messages saved with the change that causes them, and who is sending which."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Update,
    and_,
    case,
    func,
    or_,
    select,
    update,
)

from admin_server.core.messages import DeadLetter, OutboxRow
from admin_server.core.ports import ClaimedRow, MessageFate
from admin_server.storage import tables
from admin_server.storage.errors import refusals_named
from admin_server.storage.rows import add_or_leave

_OUTBOX = tables.outbox
_ERROR_LENGTH = 500


class _State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    DISCARDED = "discarded"


class SqlOutbox:
    """The `Outbox` of one tenant: what its transactions may do."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    def add(self, row: OutboxRow) -> None:
        values = {
            "tenant_id": self._tenant_id,
            "id": row.id,
            "kind": row.kind,
            "payload": row.payload,
            "dedupe_key": row.dedupe_key,
            "state": _State.QUEUED.value,
            "due_at": row.due_at,
            "attempt": row.attempt,
        }
        dialect = self._connection.dialect.name
        adding = add_or_leave(_OUTBOX, tuple(values), dialect, "dedupe_key")
        with refusals_named():
            adding.run(self._connection, values)

    def bring_forward(self, dedupe_key: str, due_at: datetime) -> None:
        c = _OUTBOX.c
        bringing = update(_OUTBOX).where(
            c.tenant_id == self._tenant_id,
            c.dedupe_key == dedupe_key,
            c.state == _State.QUEUED.value,
            c.due_at > due_at,
        )
        self._connection.execute(bringing.values(due_at=due_at))

    def fate(self, message_id: str) -> MessageFate | None:
        c = _OUTBOX.c
        asking = select(c.state, c.last_error).where(
            c.tenant_id == self._tenant_id, c.id == message_id
        )
        row = self._connection.execute(asking).first()
        return MessageFate(row.state, row.last_error) if row else None

    def waiting(self, kind: str) -> list[OutboxRow]:
        asking = select(_OUTBOX).where(self._waits(), _OUTBOX.c.kind == kind)
        rows = self._connection.execute(asking.order_by(_OUTBOX.c.due_at))
        return [_outbox_row(row) for row in rows]

    def change_payload(self, message_id: str, payload: dict[str, str]) -> None:
        changing = update(_OUTBOX).where(self._waits(), _OUTBOX.c.id == message_id)
        self._connection.execute(changing.values(payload=payload))

    def given_up(self, *, limit: int) -> list[DeadLetter]:
        # Nothing makes it due any more: the moment is the one at which it was parked.
        newest = (
            select(_OUTBOX).where(self._is_dead()).order_by(_OUTBOX.c.due_at.desc())
        )
        rows = self._connection.execute(newest.limit(limit))
        return [_dead_letter(row) for row in rows]

    def dead_letter(self, message_id: str) -> DeadLetter | None:
        asking = select(_OUTBOX).where(self._is_dead(), _OUTBOX.c.id == message_id)
        row = self._connection.execute(asking).first()
        return _dead_letter(row) if row else None

    def revive(self, message_id: str, due_at: datetime) -> None:
        reviving = update(_OUTBOX).where(self._is_dead(), _OUTBOX.c.id == message_id)
        self._connection.execute(
            reviving.values(state=_State.QUEUED.value, due_at=due_at, attempt=0)
        )

    def discard(self, message_id: str) -> None:
        ending = update(_OUTBOX).where(self._is_dead(), _OUTBOX.c.id == message_id)
        self._connection.execute(ending.values(state=_State.DISCARDED.value))

    def _is_dead(self) -> ColumnElement[bool]:
        c = _OUTBOX.c
        return and_(c.tenant_id == self._tenant_id, c.state == _State.DEAD.value)

    def _waits(self) -> ColumnElement[bool]:
        states = (_State.QUEUED.value, _State.RUNNING.value)
        c = _OUTBOX.c
        return and_(c.tenant_id == self._tenant_id, c.state.in_(states))


def claim(
    connection: Connection,
    *,
    owner: str,
    now: datetime,
    lease_until: datetime,
    limit: int,
) -> list[ClaimedRow]:
    """Take due rows and rows whose lease has run out; each take counts as a try.

    A suspended tenant's rows wait.
    """
    c = _OUTBOX.c
    due = and_(c.state == _State.QUEUED.value, c.due_at <= now)
    left_behind = and_(c.state == _State.RUNNING.value, c.lease_until <= now)
    # SQLite has one writer and ignores the lock; PostgreSQL has several.
    pick = (
        select(c.id, c.state)
        .where(or_(due, left_behind), c.tenant_id.not_in(_suspended()))
        .order_by(c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    picked = {row.id: row.state for row in connection.execute(pick)}
    if not picked:
        return []
    taking = (
        update(_OUTBOX)
        .where(c.id.in_(picked))
        .values(
            state=_State.RUNNING.value,
            lease_owner=owner,
            lease_until=lease_until,
            attempt=c.attempt + 1,
        )
        .returning(_OUTBOX)
    )
    rows = sorted(connection.execute(taking), key=lambda row: (row.due_at, row.id))
    return [
        ClaimedRow(
            row.tenant_id,
            _outbox_row(row),
            left_behind=picked[row.id] == _State.RUNNING.value,
        )
        for row in rows
    ]


def renew(
    connection: Connection, ids: Sequence[str], *, owner: str, lease_until: datetime
) -> None:
    """Hold on to rows that this owner still has."""
    held = _held_by(owner, _OUTBOX.c.id.in_(ids))
    connection.execute(held.values(lease_until=lease_until))


def finish(connection: Connection, row_id: str, *, owner: str, now: datetime) -> bool:
    """Mark a row done, if this owner still has it."""
    held = _held_by(owner, _OUTBOX.c.id == row_id)
    finished = connection.execute(
        held.values(
            state=_State.DONE.value, lease_owner=None, lease_until=None, done_at=now
        )
    )
    return finished.rowcount == 1


def give_back(
    connection: Connection,
    row_id: str,
    *,
    owner: str,
    due_at: datetime,
    why: str,
    dead: bool,
) -> bool:
    """Let a row wait again, or park it, if this owner still has it."""
    held = _held_by(owner, _OUTBOX.c.id == row_id)
    given = connection.execute(
        held.values(
            state=(_State.DEAD if dead else _State.QUEUED).value,
            due_at=due_at,
            lease_owner=None,
            lease_until=None,
            last_error=why[:_ERROR_LENGTH],
        )
    )
    return given.rowcount == 1


def next_due(connection: Connection) -> datetime | None:
    """Say when a row can next be claimed: it is due, or its lease runs out."""
    c = _OUTBOX.c
    when = case((c.state == _State.QUEUED.value, c.due_at), else_=c.lease_until)
    waiting = c.state.in_([_State.QUEUED.value, _State.RUNNING.value])
    mine = c.tenant_id.not_in(_suspended())
    return connection.execute(select(func.min(when)).where(waiting, mine)).scalar()


def _suspended() -> Select[tuple[str]]:
    suspended = tables.tenants.c.suspended_at.is_not(None)
    return select(tables.tenants.c.id).where(suspended)


def _held_by(owner: str, which: ColumnElement[bool]) -> Update:
    c = _OUTBOX.c
    return update(_OUTBOX).where(
        which, c.state == _State.RUNNING.value, c.lease_owner == owner
    )


def _outbox_row(row: Row[Any]) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        kind=row.kind,
        payload=row.payload,
        due_at=row.due_at,
        dedupe_key=row.dedupe_key,
        attempt=row.attempt,
    )


def _dead_letter(row: Row[Any]) -> DeadLetter:
    return DeadLetter(_outbox_row(row), since=row.due_at, why=row.last_error or "")
