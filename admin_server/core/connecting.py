"""Connecting the organisation's calendar: saving, replacing and ending a connection.

Each change writes the audit. Nothing here asks a provider: whoever saves has tried the
connection before, so that one which works is never replaced by one which does not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from admin_server.core.changes import Author
from admin_server.core.connections import (
    Access,
    CalendarPolicy,
    Connection,
    ConnectionState,
    Health,
)
from admin_server.core.finding_rooms import lines_of
from admin_server.core.owned import APPS, CALENDAR, RULES, is_owned, locks
from admin_server.core.owned import without_owned as kept_by_file
from admin_server.core.people import Host
from admin_server.core.ports import Nouns
from shared.check_in import VisitState

ORGANISATION = "organisation"
"""The name of the organisation's own connection; there is one, whatever its kind."""
SHORTEST_WINDOW, USUAL_WINDOW = 5, 30
"""Minutes that a meeting may start from the expected arrival."""

_SAME_ACCESS = frozenset({"home", "time_zone", "admin", "customer"})
"""Settings that say neither where a secret is sent nor whose it is."""
_AHEAD = timedelta(days=400)


class OwnedByFile(ValueError):
    """A tenant file owns the connection, so it changes there only."""


def may_keep_secret(before: Connection, kind: str, settings: dict[str, str]) -> bool:
    """Tell whether a stored secret may go on with changed settings.

    Not where it would be sent to somebody else: nobody reads a secret by pointing
    its connection at a server of their own.
    """
    if before.kind != kind:
        return False
    names = {*before.settings, *settings} - _SAME_ACCESS
    return all(before.settings.get(name) == settings.get(name) for name in names)


def may_be_keyless(organisations: int) -> bool:
    """Tell whether an organisation's admin may have the server sign without a key.

    The server signs as itself, for any account and any mailbox that it may sign for:
    beside other organisations that is theirs as well. There, only who runs the server
    may say so, by `secret_from` in the tenant file.
    """
    return organisations <= 1


def id_for(before: Connection | None, asked: Connection) -> str:
    """Say by which id a connection has to be sealed and saved.

    What reads for somebody else is another connection, so that nothing which was
    remembered of the last one is taken for its own.
    """
    if before is not None and may_keep_secret(before, asked.kind, asked.settings):
        return before.id
    return asked.id


def connect_organisation(nouns: Nouns, asked: Connection, by: Author) -> Connection:
    """Save the organisation's connection, new or in the place of the one before.

    Raises:
        OwnedByFile: a tenant file owns it.
    """
    if is_owned(nouns.tenant, CALENDAR):
        raise OwnedByFile
    before = nouns.connections.organisation()
    if before is not None and before.id != asked.id:
        nouns.connections.remove(before.id)
    saved = replace(
        asked,
        access=Access.ORGANISATION,
        host=None,
        name=_free_name(nouns, asked),
        connected_at=by.at,
        health=working(by.at),
    )
    nouns.connections.put(saved)
    event = "connection.connected" if before is None else "connection.replaced"
    _note(nouns, by, event, saved)
    return saved


def save_app(nouns: Nouns, asked: Connection, by: Author) -> Connection:
    """Save the app registration by which hosts connect calendars of a kind.

    Raises:
        OwnedByFile: a tenant file owns it.
    """
    if is_owned(nouns.tenant, f"{APPS}.{asked.kind}"):
        raise OwnedByFile
    before = nouns.connections.client(asked.kind)
    saved = replace(
        asked,
        access=Access.CLIENT,
        host=None,
        name=app_name(asked.kind),
        connected_at=by.at,
    )
    if before is not None and before.id != saved.id:
        nouns.connections.remove(before.id)
    nouns.connections.put(saved)
    _note(nouns, by, "connection.app_saved", saved)
    return saved


def app_name(kind: str) -> str:
    """Name the registration of a kind; there is one of each."""
    return f"hosts: {kind}"


@dataclass(frozen=True)
class Stops:
    """What no longer happens once a connection is gone.

    Attributes:
        hosts: whose meetings are no longer found, by name.
        visits: how many visits that are still to come are theirs.
    """

    hosts: tuple[Host, ...]
    visits: int


def what_stops(nouns: Nouns, connection: Connection, *, now: datetime) -> Stops:
    """Say what ends with a connection."""
    hosts = [host for host in nouns.hosts.all() if host.active]
    if connection.access is Access.CLIENT:
        own = {
            one.host
            for host in hosts
            for one in nouns.connections.of_host(host.id)
            if one.kind == connection.kind
        }
        theirs = [host for host in hosts if host.id in own]
    else:
        theirs = [host for host in hosts if _reads_by(nouns, host, connection)]
    return Stops(
        hosts=tuple(sorted(theirs, key=lambda host: host.name.casefold())),
        visits=_visits_ahead(nouns, theirs, now),
    )


def read_by_means_of(nouns: Nouns, connection: Connection) -> list[Connection]:
    """Give what reads nothing more once a connection is gone: itself, or hosts' own."""
    if connection.access is not Access.CLIENT:
        return [connection]
    every = [one for one in nouns.connections.all() if one.kind == connection.kind]
    return [one for one in every if one.access is Access.PERSON]


def disconnect(nouns: Nouns, connection: Connection, by: Author) -> None:
    """Delete a connection of the organisation with its secret; visits stay.

    Raises:
        OwnedByFile: a tenant file owns it.
    """
    is_app = connection.access is Access.CLIENT
    path = f"{APPS}.{connection.kind}" if is_app else CALENDAR
    if is_owned(nouns.tenant, path):
        raise OwnedByFile
    if nouns.connections.get(connection.id) is None:
        return
    nouns.connections.remove(connection.id)
    event = "connection.app_removed" if is_app else "connection.disconnected"
    _note(nouns, by, event, connection)


def change_rules(
    nouns: Nouns,
    asked: Callable[[CalendarPolicy], CalendarPolicy],
    by: Author,
    *,
    window: int | None = None,
) -> bool:
    """Save what the organisation permits, and how far a meeting may start.

    Args:
        asked: lays what was asked for over what is stored.
    """
    old = nouns.tenant
    policy = kept_by_file(locks(old, RULES), old.calendar, asked(old.calendar))
    minutes = old.window_minutes
    if window is not None and not is_owned(old, "tenant.window_minutes"):
        minutes = window
    new = replace(old, calendar=policy, window_minutes=minutes)
    if new == old:
        return False
    nouns.change_tenant(new)
    nouns.audit.add(
        at=by.at,
        event="tenant.calendar_rules_changed",
        actor=by.actor,
        subject=f"tenant:{old.id}",
    )
    return True


def working(now: datetime) -> Health:
    """Give the health of a connection that has just answered."""
    return Health(
        state=ConnectionState.CONNECTED,
        since=now,
        checked_at=now,
        last_success_at=now,
    )


def _free_name(nouns: Nouns, asked: Connection) -> str:
    """Keep a stored name; a new connection has the one that a file would give it."""
    same = nouns.connections.get(asked.id)
    return same.name if same is not None else ORGANISATION


def _reads_by(nouns: Nouns, host: Host, connection: Connection) -> bool:
    return any(line.connection.id == connection.id for line in lines_of(nouns, host))


def _visits_ahead(nouns: Nouns, hosts: Sequence[Host], now: datetime) -> int:
    theirs = {host.id for host in hosts}
    return sum(
        visit.host in theirs and visit.state is VisitState.EXPECTED
        for visit in nouns.visits.between(now, now + _AHEAD)
    )


def _note(nouns: Nouns, by: Author, event: str, connection: Connection) -> None:
    nouns.audit.add(
        at=by.at, event=event, actor=by.actor, subject=f"connection:{connection.id}"
    )
