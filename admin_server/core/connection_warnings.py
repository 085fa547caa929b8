"""Whom we write to when a connection needs a person, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from admin_server.core.connection_states import (
    PROVIDERS,
    days_left,
    describe,
    warning_due,
)
from admin_server.core.connections import Access, Connection, ConnectionState
from admin_server.core.messages import OutboxRow
from admin_server.core.ports import Nouns
from admin_server.core.users import Role, User

SECRET_ENDS = "connection_secret_ends"  # noqa: S105 - a kind of message
"""The kind of message that tells people in time that a secret ends."""
CONNECTION_NEEDS_YOU = "connection_needs_you"
"""The kind that asks somebody to renew a connection."""
SETTLES = timedelta(minutes=10)
"""A connection that changes back and forth is not written about."""
_MESSAGES = UUID("5c1e2b0a-7d1c-4d7e-9f3e-0b8b5f8e6a11")
_MAILED = frozenset(
    {
        ConnectionState.EXPIRED,
        ConnectionState.NEEDS_ADMIN_APPROVAL,
        ConnectionState.BLOCKED_BY_GROUP,
        ConnectionState.PERMISSION_MISSING,
    }
)


@dataclass(frozen=True)
class Reader:
    """Somebody whom a message goes to; `id` is `user:…` or `host:…`."""

    id: str
    name: str
    email: str
    language: str


def needs_mail(connection: Connection, now: datetime) -> bool:
    """Tell whether a connection waits for somebody, and has for a while."""
    health = connection.health
    # An organisation's is asked again before anybody is bothered; a host's own is
    # asked so rarely that the clock has to do.
    is_own = connection.access is Access.PERSON
    last = now if is_own else health.checked_at or now
    since = health.since or now
    return health.state in _MAILED and last - since >= SETTLES


def is_due(connection: Connection, now: datetime) -> bool:
    """Tell whether `warn` has anything to write about a connection."""
    return needs_mail(connection, now) or warning_due(connection, now) is not None


def warn(nouns: Nouns, *, now: datetime) -> int:
    """Put into the outbox what has to be said of connections; says how many mails.

    Each is said once: done again, nothing happens.
    """
    mails = 0
    for connection in nouns.connections.all():
        rows = list(_rows(nouns, connection, now))
        for row in rows:
            nouns.outbox.add(row)
        mails += len(rows)
        days = warning_due(connection, now)
        if days is not None:
            warned = replace(connection.health, warned_days=days)
            nouns.connections.set_health(connection.id, warned)
    return mails


def readers_of(nouns: Nouns, connection: Connection) -> list[Reader]:
    """Say who can renew a connection: its host, or the organisation's admins."""
    if connection.access is not Access.PERSON:
        return [_user(one) for one in nouns.users.all() if _administers(one)]
    host = nouns.hosts.get(connection.host or "")
    if host is None or not host.active:
        return []
    return [Reader(f"host:{host.id}", host.name, host.email, host.language)]


def waiting_for_admins(nouns: Nouns, now: datetime) -> list[Connection]:
    """Give what a tenant admin has to look after; a host's own is the host's."""
    theirs = [nouns.connections.organisation()]
    theirs += [nouns.connections.client(kind) for kind in PROVIDERS]
    return [one for one in theirs if one and describe(one, now).needs_person]


def _rows(nouns: Nouns, connection: Connection, now: datetime) -> Iterator[OutboxRow]:
    days = warning_due(connection, now)
    for reader in readers_of(nouns, connection):
        ids = {"connection": connection.id, "to": reader.id}
        if days is not None:
            ends = connection.secret_ends_at
            left = str(days_left(connection, now))
            key = f"{SECRET_ENDS}:{connection.id}:{ends}:{days}:{reader.id}"
            payload = ids | {"days": left}
            yield _row(nouns, SECRET_ENDS, payload, key=key, now=now)
        if needs_mail(connection, now):
            health = connection.health
            state = health.state.value
            key = f"{CONNECTION_NEEDS_YOU}:{connection.id}:{state}:{health.since}:{reader.id}"
            payload = ids | {"state": state}
            yield _row(nouns, CONNECTION_NEEDS_YOU, payload, key=key, now=now)


def _row(
    nouns: Nouns, kind: str, payload: dict[str, str], *, key: str, now: datetime
) -> OutboxRow:
    # Said once, so that the message's id needs no chance.
    message = str(uuid5(_MESSAGES, f"{nouns.tenant.id}:{key}"))
    return OutboxRow(message, kind, payload, due_at=now, dedupe_key=key)


def _administers(user: User) -> bool:
    return user.active and user.role is Role.TENANT_ADMIN


def _user(user: User) -> Reader:
    return Reader(f"user:{user.id}", user.name, user.email, user.language)
