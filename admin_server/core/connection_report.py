"""Everything there is to know of a tenant's connections, in one look."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from admin_server.core.connection_states import Told, days_left, describe
from admin_server.core.connections import Access, Connection, ConnectionState
from admin_server.core.people import Host
from admin_server.core.ports import Nouns
from admin_server.core.rooms import Room
from admin_server.core.watches import Watch


@dataclass(frozen=True)
class Watching:
    """How we keep up with the calendars that are read by one connection.

    Attributes:
        calendars: how many are watched.
        never_read: how many of them we could not read yet.
        oldest_copy: when the copy was read that is the oldest.
        failing: how many could not be read the last time.
        subscriptions: how many tell us by themselves when something changes.
        next_end: when the first of these ends.
        pushed_at: when the last of them told us something.
    """

    calendars: int = 0
    never_read: int = 0
    oldest_copy: datetime | None = None
    failing: int = 0
    subscriptions: int = 0
    next_end: datetime | None = None
    pushed_at: datetime | None = None

    @classmethod
    def of(cls, watches: Iterable[Watch]) -> "Watching":
        """Sum watches up."""
        every = list(watches)
        pushing = [one for one in every if one.subscription]
        read = [one.read_at for one in every if one.read_at]
        ends = [one.subscription_ends_at for one in pushing if one.subscription_ends_at]
        pushes = [one.pushed_at for one in every if one.pushed_at]
        return cls(
            calendars=len(every),
            never_read=len(every) - len(read),
            oldest_copy=min(read, default=None),
            failing=sum(one.failures > 0 for one in every),
            subscriptions=len(pushing),
            next_end=min(ends, default=None),
            pushed_at=max(pushes, default=None),
        )


@dataclass(frozen=True)
class Reported:
    """One connection, and how it is."""

    connection: Connection
    told: Told
    days_left: int | None
    watching: Watching


@dataclass(frozen=True)
class Report:
    """A tenant's connections.

    Attributes:
        shared: the organisation's, and what hosts connect their own by.
        own: how many hosts' own connections are in each state.
        own_waiting: those that wait for their host, and that host.
        own_watching: how we keep up with all of them together.
        unread: active hosts whose meetings nobody can read.
        tenant_on: whether calendars are looked at at all.
        gone: rooms that visitors may be sent to and that the calendar names no more.
    """

    shared: tuple[Reported, ...]
    own: dict[ConnectionState, int]
    own_waiting: tuple[tuple[Reported, Host], ...]
    own_watching: Watching
    unread: tuple[Host, ...]
    tenant_on: bool
    gone: tuple[Room, ...] = ()


def report_on(nouns: Nouns, now: datetime) -> Report:
    """Gather how a tenant's connections are."""
    connections = nouns.connections.all()
    watches = nouns.watches.all()
    own = [one for one in connections if one.access is Access.PERSON]
    own_ids = {one.id for one in own}
    hosts = {host.id: host for host in nouns.hosts.all()}
    by_connection: dict[str, list[Watch]] = {}
    for watch in watches:
        by_connection.setdefault(watch.connection, []).append(watch)
    reported = [
        _reported(one, by_connection.get(one.id, ()), now) for one in connections
    ]
    waiting = [
        (one, hosts[one.connection.host or ""])
        for one in reported
        if one.connection.id in own_ids
        and one.told.needs_person
        and one.connection.host in hosts
    ]
    shared = [one for one in reported if one.connection.id not in own_ids]
    return Report(
        shared=tuple(sorted(shared, key=_reads_first)),
        own=dict(Counter(one.health.state for one in own)),
        own_waiting=tuple(waiting),
        own_watching=Watching.of(w for w in watches if w.connection in own_ids),
        unread=_unread(hosts.values(), connections),
        tenant_on=nouns.tenant.calendar_integration,
        gone=tuple(one for one in nouns.rooms.all() if one.selected and one.gone_since),
    )


def _reported(
    connection: Connection, watches: Iterable[Watch], now: datetime
) -> Reported:
    return Reported(
        connection=connection,
        told=describe(connection, now),
        days_left=days_left(connection, now),
        watching=Watching.of(watches),
    )


def _reads_first(one: Reported) -> bool:
    return one.connection.access is Access.CLIENT


def _unread(
    hosts: Iterable[Host], connections: Iterable[Connection]
) -> tuple[Host, ...]:
    """Give whose meetings nobody reads: no mailbox to ask for, and nothing of their own."""
    connected = {one.host for one in connections if one.host}
    unread = [
        host
        for host in hosts
        if host.active and not host.mailbox and host.id not in connected
    ]
    return tuple(sorted(unread, key=lambda host: host.name.casefold()))
