"""What a file and what is stored make together: the file's words win where it has any."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from admin_server.apply.document import Document
from admin_server.apply.owning import owned_paths
from admin_server.apply.parts import (
    CalendarAppPart,
    CalendarPart,
    CalendarRulesPart,
    HelpPart,
    HostPart,
    KioskPart,
    MailPart,
    NoMail,
    NoWifi,
    RoomPart,
    SitePart,
    TenantPart,
)
from admin_server.apply.stored import Stored
from admin_server.apply.texts_part import TextsPart
from admin_server.core.connecting import app_name
from admin_server.core.connections import Access, CalendarPolicy, Connection
from admin_server.core.people import Host, fold_email
from admin_server.core.places import HelpContact, RoomNote, Site, Wifi
from admin_server.core.rooms import Room
from admin_server.core.tenants import Kiosk, MailAccount, Tenant
from shared.kiosk_options import KioskOptions

T = TypeVar("T")
_UNPAIRED_BYTES = 32


@dataclass(frozen=True)
class Wanted:
    """Everything a file names, as it has to be stored.

    A note is None where the file says that a room has no directions.
    """

    tenant: Tenant
    sites: tuple[Site, ...]
    hosts: tuple[Host, ...]
    connection: Connection | None
    rooms: tuple[Room, ...]
    notes: dict[str, RoomNote | None]
    kiosks: tuple[Kiosk, ...]
    apps: tuple[Connection, ...] = ()


def want(
    document: Document, stored: Stored, *, new_id: Callable[[], str], tenant: Tenant
) -> Wanted:
    """Lay the file over what is stored. `tenant` is the stored or the new one."""
    sites = tuple(_site(part, stored, new_id) for part in document.sites)
    site_ids = {site.key: site.id for site in sites}
    return Wanted(
        tenant=_tenant(document, tenant),
        sites=sites,
        hosts=tuple(_host(p, stored, new_id, site_ids) for p in document.hosts),
        connection=_connection(document.calendar, stored, new_id),
        rooms=tuple(_room(part, stored, site_ids) for part in document.rooms),
        notes={p.address: _note(p, stored) for p in document.rooms if _speaks(p)},
        kiosks=tuple(_kiosk(p, stored, new_id, site_ids) for p in document.kiosks),
        apps=tuple(_app(part, stored, new_id) for part in document.calendar_apps),
    )


def tenant_as_named(part: TenantPart, base: Tenant) -> Tenant:
    """Lay [tenant] over a tenant."""
    return replace(
        base,
        name=part.name,
        languages=_or(part.languages, base.languages),
        domains=_or(part.domains, base.domains),
        window_minutes=_or(part.window_minutes, base.window_minutes),
        calendar_integration=_or(part.calendar_integration, base.calendar_integration),
        accent=_text(part.accent, base.accent),
        second_factor=_or(part.second_factor, base.second_factor),
    )


def _tenant(document: Document, base: Tenant) -> Tenant:
    return replace(
        tenant_as_named(document.tenant, base),
        mail=_mail(document.mail, base.mail),
        calendar=_policy(document.calendar_rules, base.calendar),
        texts=_texts(document.texts, base.texts),
        owned=owned_paths(document),
    )


def _policy(part: CalendarRulesPart | None, base: CalendarPolicy) -> CalendarPolicy:
    if part is None:
        return base
    return CalendarPolicy(
        room_lookup=_or(part.room_lookup, base.room_lookup),
        own_calendars=_or(part.own_calendars, base.own_calendars),
        group=_text(part.group, base.group),
        group_name=_text(part.group_name, base.group_name),
        support=_text(part.support, base.support),
    )


def _mail(
    part: MailPart | NoMail | None, base: MailAccount | None
) -> MailAccount | None:
    match part:
        case None:
            return base
        case NoMail():
            return None
        case MailPart():
            return _account(part, base)


def _account(part: MailPart, base: MailAccount | None) -> MailAccount:
    kind = part.kind.value
    # Another way to send has no use for the last one's settings.
    if base is None or base.kind != kind:
        base = MailAccount(kind=kind, sender=part.sender)
    settings = base.settings | part.settings
    return replace(
        base,
        sender=part.sender,
        sender_name=_text(part.sender_name, base.sender_name) or "Portico",
        settings={key: value for key, value in settings.items() if value},
        # One of the two: a secret named by the file replaces a sealed one.
        sealed_secret=None if part.secret_from else base.sealed_secret,
        secret_from=_text(part.secret_from, base.secret_from),
    )


def _texts(named: TextsPart, base: dict[str, dict[str, str]]) -> TextsPart:
    """Lay the file's words over those that are there; empty ones go."""
    merged = {
        place: {**base.get(place, {}), **named.get(place, {})}
        for place in {**base, **named}
    }
    return {
        place: {language: said for language, said in words.items() if said}
        for place, words in merged.items()
        if any(words.values())
    }


def _site(part: SitePart, stored: Stored, new_id: Callable[[], str]) -> Site:
    base = stored.sites.get(part.key) or Site(
        id=new_id(), key=part.key, name=part.name, time_zone=part.time_zone
    )
    return replace(
        base,
        name=part.name,
        time_zone=part.time_zone,
        address=_text(part.address, base.address),
        reception=_text(part.reception, base.reception),
        directions=_text(part.directions, base.directions),
        wifi=_wifi(part.wifi, base.wifi),
        hours=_or(part.hours, base.hours),
        kiosk=_kiosk_screens(part, base),
        help=_help(part.help, base.help),
    )


def _kiosk_screens(part: SitePart, base: Site) -> KioskOptions:
    badge = base.kiosk.badge.model_copy(update=part.badge or {})
    return base.kiosk.model_copy(update={**(part.kiosk or {}), "badge": badge})


def _help(part: HelpPart | None, base: HelpContact) -> HelpContact:
    if part is None:
        return base
    return HelpContact(
        name=_text(part.name, base.name),
        email=_text(part.email, base.email),
        phone=_text(part.phone, base.phone),
    )


def _wifi(named: Wifi | NoWifi | None, base: Wifi | None) -> Wifi | None:
    match named:
        case None:
            return base
        case NoWifi():
            return None
        case Wifi():
            return named


def _host(
    part: HostPart, stored: Stored, new_id: Callable[[], str], site_ids: dict[str, str]
) -> Host:
    base = stored.hosts.get(fold_email(part.email)) or Host(
        id=new_id(), name=part.name, email=part.email
    )
    return replace(
        base,
        name=part.name,
        email=part.email,
        mailbox=_text(part.mailbox, base.mailbox),
        calendar=_text(part.calendar, base.calendar),
        department=_text(part.department, base.department),
        language=part.language or base.language,
        site=_site_id(part.site, base.site, site_ids),
        active=_or(part.active, base.active),
    )


def _connection(
    part: CalendarPart | None, stored: Stored, new_id: Callable[[], str]
) -> Connection | None:
    if part is None:
        return None
    base = stored.connections.get(part.name) or Connection(
        id=new_id(), kind=part.kind.value, name=part.name
    )
    # Another kind of provider has no use for the last one's settings.
    before = base.settings if base.kind == part.kind.value else {}
    settings = before | part.settings
    return replace(
        base,
        kind=part.kind.value,
        settings={key: value for key, value in settings.items() if value},
        # One of the two: a secret named by the file replaces a sealed one.
        sealed_secret=None if part.secret_from else base.sealed_secret,
        secret_from=_text(part.secret_from, base.secret_from),
    )


def _app(
    part: CalendarAppPart, stored: Stored, new_id: Callable[[], str]
) -> Connection:
    name, kind = app_name(part.kind.value), part.kind.value
    base = stored.connections.get(name) or Connection(
        id=new_id(), kind=kind, name=name, access=Access.CLIENT
    )
    settings = base.settings | part.settings
    return replace(
        base,
        settings={key: value for key, value in settings.items() if value},
        sealed_secret=None if part.secret_from else base.sealed_secret,
        secret_from=_text(part.secret_from, base.secret_from),
    )


def _room(part: RoomPart, stored: Stored, site_ids: dict[str, str]) -> Room:
    base = stored.rooms.get(part.address) or Room(address=part.address, name=part.name)
    return replace(
        base,
        name=part.name,
        building=_text(part.building, base.building),
        floor=_text(part.floor, base.floor),
        site=_site_id(part.site, base.site, site_ids),
        capacity=part.capacity or base.capacity,
        selected=_or(part.selected, base.selected),
    )


def _speaks(part: RoomPart) -> bool:
    return part.directions is not None or part.turn is not None


def _note(part: RoomPart, stored: Stored) -> RoomNote | None:
    base = stored.notes.get(part.address) or RoomNote(room=part.address, directions="")
    note = replace(
        base,
        directions=_or(part.directions, base.directions),
        turn=part.turn.value if part.turn else base.turn,
    )
    return None if part.directions == "" and part.turn is None else note


def _kiosk(
    part: KioskPart, stored: Stored, new_id: Callable[[], str], site_ids: dict[str, str]
) -> Kiosk:
    site = site_ids[part.site]
    base = stored.kiosks.get(part.name) or Kiosk(
        id=new_id(),
        name=part.name,
        site=site,
        # Not paired yet: a hash that no token has.
        token_hash=secrets.token_bytes(_UNPAIRED_BYTES),
    )
    reader = part.reader.value if part.reader else base.reader
    return replace(base, site=site, reader=reader)


def _or(named: T | None, base: T) -> T:
    return base if named is None else named


def _text(named: str | None, base: str | None) -> str | None:
    return base if named is None else named or None


def _site_id(named: str | None, base: str | None, ids: dict[str, str]) -> str | None:
    if named is None:
        return base
    return ids[named] if named else None
