"""Hosts' own calendars: connecting, choosing what is read, and letting go of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from admin_server.core.changes import Author
from admin_server.core.connecting import working
from admin_server.core.connection_states import PROVIDERS, state_after
from admin_server.core.connections import (
    Access,
    Connection,
    ConnectionState,
    OwnCalendar,
)
from admin_server.core.errors import CalendarError
from admin_server.core.finding_rooms import own_connections
from admin_server.core.people import Host, fold_email
from admin_server.core.ports import Nouns

_LONG_AGO = datetime.fromtimestamp(0, tz=UTC)
_NOTHING_SAID = frozenset(
    {
        ConnectionState.NOT_CONNECTED,
        ConnectionState.CONNECTED,
        ConnectionState.PROVIDER_UNREACHABLE,
    }
)
"""States that do not tell by themselves that the list is missing (A35)."""


@dataclass(frozen=True)
class Account:
    """The account at a provider that somebody has just consented with."""

    kind: str
    email: str
    personal: bool = False
    ends_at: datetime | None = None


def host_of(nouns: Nouns, email: str) -> Host | None:
    """Give the host that a user with this address is, where they are one."""
    host = nouns.hosts.by_email(email)
    return host if host is not None and host.active else None


def own_connection(
    nouns: Nouns, email: str, connection_id: str
) -> tuple[Host, Connection] | None:
    """Give one of a user's own connections and the host they are; None: not theirs."""
    host, found = host_of(nouns, email), nouns.connections.get(connection_id)
    if host is None or found is None or found.host != host.id:
        return None
    return host, found


def connect(
    nouns: Nouns,
    host: Host,
    account: Account,
    by: Author,
    *,
    new_id: str,
    seal: Callable[[str], str],
) -> Connection:
    """Save a host's own connection: one for each kind, the newest one writes.

    Consenting anew with the same account changes nothing that was chosen.

    Args:
        seal: seals the new secret to the id of its connection.
    """
    before = _of_kind(nouns, host, account.kind)
    if before is not None and _is_of(before, account):
        return _renew(nouns, before, account, by, seal=seal)
    if before is not None:
        # Another account has other calendars: nothing of the old one is kept.
        nouns.connections.remove(before.id)
        _note(nouns, by, "connection.disconnected", before)
    made = Connection(
        id=new_id,
        kind=account.kind,
        name=_free_name(nouns, host, account.kind),
        sealed_secret=seal(new_id),
        access=Access.PERSON,
        host=host.id,
        account=account.email,
        personal=account.personal,
        connected_at=by.at,
        secret_ends_at=account.ends_at,
        health=working(by.at),
    )
    _note(nouns, by, "connection.connected", made)
    return _let_write(nouns, host, made)


def replaced_by(nouns: Nouns, host: Host, account: Account) -> Connection | None:
    """Give the connection of another account that has to go for this one."""
    before = _of_kind(nouns, host, account.kind)
    return before if before is not None and not _is_of(before, account) else None


def keep_calendars(
    nouns: Nouns, connection_id: str, found: Iterable[OwnCalendar], *, at: datetime
) -> None:
    """Save which calendars an account has; what was chosen of them stays chosen."""
    connection = nouns.connections.get(connection_id)
    if connection is None:
        return
    known = {one.id: one.selected for one in connection.calendars}
    every = connection.every_calendar
    calendars = tuple(
        replace(one, selected=every or known.get(one.id, False)) for one in found
    )
    if calendars and not any(one.selected for one in calendars):
        # Everything that was chosen is gone there; nothing read would look as if
        # nobody had connected anything.
        calendars = (replace(calendars[0], selected=True), *calendars[1:])
    health = state_after(connection.health, None, now=at)
    nouns.connections.put(replace(connection, calendars=calendars, health=health))


def note_failed_loading(
    nouns: Nouns, connection_id: str, trouble: CalendarError, *, at: datetime
) -> None:
    """Save that the calendars of an account could not be listed, and why."""
    connection = nouns.connections.get(connection_id)
    if connection is None:
        return
    after = state_after(connection.health, trouble, now=at)
    if after.state in _NOTHING_SAID:
        failed = ConnectionState.CALENDARS_FAILED_TO_LOAD
        after = replace(after, state=failed, since=at)
    nouns.connections.set_health(connection_id, after)


def choose_calendars(
    nouns: Nouns, connection: Connection, chosen: set[str], by: Author, *, every: bool
) -> bool:
    """Save which calendars are read; False where none of them would be.

    Args:
        every: all of them, and such as are added there later.
    """
    calendars = tuple(
        replace(one, selected=every or one.id in chosen) for one in connection.calendars
    )
    if not any(one.selected for one in calendars):
        return False
    changed = replace(connection, calendars=calendars, every_calendar=every)
    if changed != connection:
        nouns.connections.put(changed)
        _note(nouns, by, "connection.calendars_chosen", connection)
    return True


def make_active(
    nouns: Nouns, host: Host, connection: Connection, by: Author
) -> Connection:
    """Have events entered by this connection from now on, and by no other."""
    if not connection.writes:
        _note(nouns, by, "connection.made_active", connection)
    return _let_write(nouns, host, connection)


def disconnect(
    nouns: Nouns, host: Host, connection: Connection, by: Author
) -> Connection | None:
    """Delete a host's own connection and its secret; visits and their rooms stay.

    Returns:
        The connection that is active now, where there is another one.
    """
    nouns.connections.remove(connection.id)
    _note(nouns, by, "connection.disconnected", connection)
    left = nouns.connections.of_host(host.id)
    active = next((one for one in left if one.writes), None)
    if active is not None or not left:
        return active
    newest = max(left, key=lambda one: one.connected_at or _LONG_AGO)
    return _let_write(nouns, host, newest)


def read_without(
    nouns: Nouns, host: Host, connection: Connection
) -> tuple[Connection, ...]:
    """Give what a host's meetings are read by once one of their connections is gone."""
    own = own_connections(nouns, host)
    others = tuple(one for one in own if one.id != connection.id)
    organisation = nouns.connections.organisation()
    if others or organisation is None or host.mailbox is None:
        return others
    return (organisation,)


def _renew(
    nouns: Nouns,
    before: Connection,
    account: Account,
    by: Author,
    *,
    seal: Callable[[str], str],
) -> Connection:
    renewed = replace(
        before,
        sealed_secret=seal(before.id),
        secret_from=None,
        personal=account.personal,
        connected_at=by.at,
        secret_ends_at=account.ends_at,
        health=working(by.at),
    )
    nouns.connections.put(renewed)
    _note(nouns, by, "connection.connected", renewed)
    return renewed


def _free_name(nouns: Nouns, host: Host, kind: str) -> str:
    """Name a connection after its host: not every name is one person's alone.

    It is not the account, which may be a private one: lists for admins show names.
    """
    people = (host.name, host.email, host.id)
    names = [f"{person} ({PROVIDERS.get(kind, kind)})" for person in people]
    return next(name for name in names if nouns.connections.by_name(name) is None)


def _let_write(nouns: Nouns, host: Host, chosen: Connection) -> Connection:
    """Have exactly one connection of a host write."""
    for other in nouns.connections.of_host(host.id):
        if other.writes and other.id != chosen.id:
            nouns.connections.put(replace(other, writes=False))
    active = replace(chosen, writes=True)
    nouns.connections.put(active)
    return active


def _of_kind(nouns: Nouns, host: Host, kind: str) -> Connection | None:
    own = nouns.connections.of_host(host.id)
    return next((one for one in own if one.kind == kind), None)


def _is_of(connection: Connection, account: Account) -> bool:
    return fold_email(connection.account or "") == fold_email(account.email)


def _note(nouns: Nouns, by: Author, event: str, connection: Connection) -> None:
    nouns.audit.add(
        at=by.at,
        event=event,
        actor=by.actor,
        subject=f"connection:{connection.id}",
        personal={"name": connection.name},
    )
