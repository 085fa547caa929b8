"""The steps from what is stored to what is wanted; each can say and save itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from admin_server.apply import shown
from admin_server.apply.changes import Change, Kind, Shown, differences
from admin_server.apply.stored import Stored
from admin_server.apply.wanted import Wanted
from admin_server.core.connections import Connection
from admin_server.core.people import Host, fold_email
from admin_server.core.places import RoomNote, Site
from admin_server.core.ports import Nouns
from admin_server.core.rooms import Room
from admin_server.core.tenants import Kiosk


@dataclass(frozen=True)
class Step:
    """One change and how it is saved.

    Attributes:
        sites: ids of the sites whose kiosks show something else afterwards.
    """

    change: Change
    save: Callable[[Nouns], None]
    sites: frozenset[str] = frozenset()


def steps_between(stored: Stored, wanted: Wanted) -> list[Step]:
    """Say what has to be done, in an order in which nothing refers ahead."""
    keys = {site.id: site.key for site in (*stored.sites.values(), *wanted.sites)}
    return [
        *_tenant_steps(stored, wanted, frozenset(keys)),
        *_mail_steps(stored, wanted),
        *(step for site in wanted.sites for step in _site_steps(stored, site)),
        *(step for host in wanted.hosts for step in _host_steps(stored, host, keys)),
        *_connection_steps(stored, wanted),
        *(
            step
            for one in wanted.rooms
            for step in _room_steps(stored, wanted, one, keys)
        ),
        *(step for one in wanted.kiosks for step in _kiosk_steps(stored, one, keys)),
    ]


def _change(
    noun: str, ident: str, name: str, *, old: Shown | None, new: Shown
) -> Change | None:
    """Say what changes, or None where nothing does."""
    if old is None:
        return Change(noun, ident, name, Kind.ADDED)
    fields = differences(old, new)
    return Change(noun, ident, name, Kind.CHANGED, fields) if fields else None


def _tenant_steps(
    stored: Stored, wanted: Wanted, all_sites: frozenset[str]
) -> Iterator[Step]:
    old, new = stored.tenant, wanted.tenant
    change = _change(
        "tenant",
        new.id,
        new.slug,
        old=shown.tenant(old) if old else None,
        new=shown.tenant(new),
    )
    if change is not None:
        yield Step(change, lambda nouns: nouns.change_tenant(new), all_sites)


def _mail_steps(stored: Stored, wanted: Wanted) -> Iterator[Step]:
    old, new = stored.tenant, wanted.tenant
    if new.mail is None and (old is None or old.mail is None):
        return
    there = old is not None and old.mail is not None
    change = _change(
        "mail",
        new.id,
        new.mail.sender if new.mail else new.slug,
        old=shown.mail(old.mail) if old and there else None,
        new=shown.mail(new.mail),
    )
    if change is not None:
        yield Step(change, lambda nouns: nouns.change_tenant(new))


def _site_steps(stored: Stored, site: Site) -> Iterator[Step]:
    old = stored.sites.get(site.key)
    change = _change(
        "site",
        site.id,
        f"{site.key} ({site.name})",
        old=shown.site(old) if old else None,
        new=shown.site(site),
    )
    if change is not None:
        yield Step(change, lambda nouns: nouns.sites.put(site), frozenset({site.id}))


def _host_steps(stored: Stored, host: Host, keys: dict[str, str]) -> Iterator[Step]:
    old = stored.hosts.get(fold_email(host.email))
    change = _change(
        "host",
        host.id,
        f"{host.name} <{host.email}>",
        old=shown.host(old, keys) if old else None,
        new=shown.host(host, keys),
    )
    if change is not None:
        yield Step(change, lambda nouns: nouns.hosts.put(host))


def _connection_steps(stored: Stored, wanted: Wanted) -> Iterator[Step]:
    if wanted.connection is not None:
        yield from _connection_step(stored, wanted.connection)
    for app in wanted.apps:
        yield from _connection_step(stored, app)


def _connection_step(stored: Stored, new: Connection) -> Iterator[Step]:
    old = stored.connections.get(new.name)
    change = _change(
        "calendar",
        new.id,
        new.name,
        old=shown.connection(old) if old else None,
        new=shown.connection(new),
    )
    if change is not None:
        yield Step(change, lambda nouns: nouns.connections.put(new))


def _room_steps(
    stored: Stored, wanted: Wanted, room: Room, keys: dict[str, str]
) -> Iterator[Step]:
    old, old_note = stored.rooms.get(room.address), stored.notes.get(room.address)
    note = wanted.notes.get(room.address, old_note)
    change = _change(
        "room",
        room.address,
        f"{room.name} <{room.address}>",
        old=shown.room(old, old_note, keys) if old else None,
        new=shown.room(room, note, keys),
    )
    if change is not None:
        yield Step(change, lambda nouns: _save_room(nouns, room, note))


def _save_room(nouns: Nouns, room: Room, note: RoomNote | None) -> None:
    nouns.rooms.put(room)
    if note is None:
        nouns.room_notes.remove(room.address)
    else:
        nouns.room_notes.put(note)


def _kiosk_steps(stored: Stored, kiosk: Kiosk, keys: dict[str, str]) -> Iterator[Step]:
    old = stored.kiosks.get(kiosk.name)
    change = _change(
        "kiosk",
        kiosk.id,
        kiosk.name,
        old=shown.kiosk(old, keys) if old else None,
        new=shown.kiosk(kiosk, keys),
    )
    if change is not None:
        touched = {kiosk.site} | ({old.site} if old else set())
        yield Step(change, lambda nouns: nouns.kiosks.put(kiosk), frozenset(touched))
