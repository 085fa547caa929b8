"""How much there is of what an operator watches, counted over all tenants."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, case, func, select

from admin_server.core.ports import Figures
from admin_server.storage import tables

_RECENTLY = timedelta(minutes=2)
_WAITING = ("queued", "running")
_DEAD = "dead"


def figures(connection: Connection, now: datetime) -> Figures:
    """Count; ids and names stay where they are."""
    return Figures(
        messages=_messages(connection, now),
        oldest_due=_oldest_due(connection, now),
        dead=_dead(connection),
        connections=_connections(connection),
        kiosks_seen=_kiosks_seen(connection, now),
    )


def _messages(connection: Connection, now: datetime) -> dict[str, int]:
    c = tables.outbox.c
    how = case((c.due_at <= now, "due"), (c.attempt > 0, "retrying"), else_="scheduled")
    counting = select(how.label("how"), func.count()).where(c.state.in_(_WAITING))
    return dict(connection.execute(counting.group_by("how")).all())


def _oldest_due(connection: Connection, now: datetime) -> datetime | None:
    c = tables.outbox.c
    due = select(func.min(c.due_at)).where(c.state.in_(_WAITING), c.due_at <= now)
    return connection.execute(due).scalar()


def _dead(connection: Connection) -> dict[str, int]:
    c = tables.outbox.c
    counting = select(c.kind, func.count()).where(c.state == _DEAD).group_by(c.kind)
    return dict(connection.execute(counting).all())


def _connections(connection: Connection) -> dict[str, int]:
    state = tables.connections.c.health["state"].as_string().label("state")
    counting = select(state, func.count()).group_by("state")
    return dict(connection.execute(counting).all())


def _kiosks_seen(connection: Connection, now: datetime) -> int:
    seen = tables.kiosks.c.last_seen_at >= now - _RECENTLY
    counting = select(func.count()).select_from(tables.kiosks).where(seen)
    return connection.execute(counting).scalar() or 0
