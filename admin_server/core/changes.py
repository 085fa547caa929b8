"""Saving what somebody changed in the settings.

Each function keeps the values that a tenant file owns, writes the audit and tells
the kiosks that show something else now. It says whether anything changed at all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from admin_server.core.owned import (
    MAIL,
    host_key,
    is_owned,
    locks,
    without_owned,
)
from admin_server.core.people import Host, fold
from admin_server.core.places import RoomNote, Site
from admin_server.core.ports import Nouns
from admin_server.core.rooms import Room
from admin_server.core.tenants import Tenant
from shared.kiosk_options import KioskOptions

_LONGEST_KEY = 40


class EmailTaken(ValueError):
    """Another host who is active has this e-mail address."""


@dataclass(frozen=True)
class Author:
    """Who changes something, as the audit names them, and when."""

    actor: str
    at: datetime


def change_tenant(
    nouns: Nouns, asked: Tenant, by: Author, *, event: str = "tenant.changed"
) -> bool:
    """Save the organisation's own settings."""
    old = nouns.tenant
    kept = without_owned(locks(old, "tenant"), old, asked)
    kept = replace(kept, texts=_texts(old, kept))
    if is_owned(old, MAIL):
        kept = replace(kept, mail=old.mail)
    if kept == old:
        return False
    nouns.change_tenant(kept)
    _note(nouns, by, event, f"tenant:{old.id}")
    if _shown_by_kiosks(kept) != _shown_by_kiosks(old):
        tell_kiosks(nouns, (site.id for site in nouns.sites.all()), at=by.at)
    return True


def change_site(
    nouns: Nouns, asked: Site, by: Author, *, event: str = "site.changed"
) -> bool:
    """Save a site, new or changed."""
    old = nouns.sites.get(asked.id)
    if old is None:
        nouns.sites.put(asked)
        _note(nouns, by, "site.added", f"site:{asked.id}")
        return True
    kept = _site_without_owned(nouns.tenant, old, asked)
    if kept == old:
        return False
    nouns.sites.put(kept)
    _note(nouns, by, event, f"site:{kept.id}")
    tell_kiosks(nouns, (kept.id,), at=by.at)
    return True


def change_host(nouns: Nouns, asked: Host, by: Author) -> bool:
    """Save a host, new or changed.

    Raises:
        EmailTaken: somebody else who is active has the e-mail address.
    """
    old = nouns.hosts.get(asked.id)
    kept = asked
    if old is not None:
        locked = locks(nouns.tenant, "host", host_key(old.email))
        kept = without_owned(locked, old, asked)
    if kept == old:
        return False
    other = nouns.hosts.by_email(kept.email)
    if kept.active and other is not None and other.active and other.id != kept.id:
        raise EmailTaken
    nouns.hosts.put(kept)
    _note(nouns, by, _host_event(old, kept), f"host:{kept.id}", name=kept.name)
    return True


def change_room(nouns: Nouns, asked: Room, note: RoomNote | None, by: Author) -> bool:
    """Save what is ours of a room: whether it counts, where it is, our words."""
    address = asked.address
    old = next((one for one in nouns.rooms.all() if one.address == address), None)
    return change_known_room(nouns, old, asked, note, by)


def change_known_room(
    nouns: Nouns, old: Room | None, asked: Room, note: RoomNote | None, by: Author
) -> bool:
    """Save a room for a caller who has read it already; None: it is new."""
    address = asked.address
    old_note = nouns.room_notes.get(address)
    if old is not None:
        locked = locks(nouns.tenant, "room", address)
        asked = without_owned(locked, old, asked)
        nothing = RoomNote(room=address, directions="")
        merged = without_owned(locked, old_note or nothing, note or nothing)
        note = merged if merged.directions or merged.turn else None
    if (asked, note) == (old, old_note):
        return False
    nouns.rooms.put(asked)
    if note is None:
        nouns.room_notes.remove(address)
    else:
        nouns.room_notes.put(note)
    event = "room.added" if old is None else "room.changed"
    _note(nouns, by, event, f"room:{address}")
    return True


def tell_kiosks(nouns: Nouns, sites: Iterable[str], *, at: datetime) -> None:
    """Make the kiosks of some sites fetch their configuration anew."""
    for site in sites:
        nouns.kiosk_events.add(
            site=site, kind="configuration_changed", visit=None, at=at
        )


def new_site_key(nouns: Nouns, name: str) -> str:
    """Make the short name by which a tenant file would know a new site."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    base = words[: _LONGEST_KEY - 4].strip("-") or "site"
    taken = {site.key for site in nouns.sites.all()}
    tries = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in tries if key not in taken)


def _site_without_owned(tenant: Tenant, old: Site, asked: Site) -> Site:
    kept = without_owned(locks(tenant, "site", old.key), old, asked)
    chosen = locks(tenant, "site", old.key, "kiosk")
    names = (name for name in KioskOptions.model_fields if chosen(name))
    stays = {name: getattr(old.kiosk, name) for name in names}
    called = locks(tenant, "site", old.key, "help")
    return replace(
        kept,
        kiosk=kept.kiosk.model_copy(update=stays),
        help=without_owned(called, old.help, kept.help),
    )


def _host_event(old: Host | None, new: Host) -> str:
    if old is None:
        return "host.added"
    if old.active == new.active:
        return "host.changed"
    return "host.returned" if new.active else "host.deactivated"


def _texts(old: Tenant, asked: Tenant) -> dict[str, dict[str, str]]:
    """Take the asked words, but for those that a file owns; empty ones go."""
    found: dict[str, dict[str, str]] = {}
    for place in sorted({*old.texts, *asked.texts}):
        locked = locks(old, "texts", place)
        before, after = old.texts.get(place, {}), asked.texts.get(place, {})
        words = {
            language: (before if locked(language) else after).get(language, "")
            for language in sorted({*before, *after})
        }
        said = {language: text for language, text in words.items() if text}
        if said:
            found[place] = said
    return found


def _shown_by_kiosks(tenant: Tenant) -> object:
    welcome = tenant.texts.get("welcome", {})
    return tenant.name, tenant.languages, tenant.accent, tuple(sorted(welcome.items()))


def _note(nouns: Nouns, by: Author, event: str, subject: str, **words: str) -> None:
    nouns.audit.add(
        at=by.at, event=event, actor=by.actor, subject=subject, personal=words or None
    )
