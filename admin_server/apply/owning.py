"""Which values a tenant file names, and with that owns: see `core/owned.py`."""

from collections.abc import Collection, Iterator
from dataclasses import fields

from admin_server.apply.document import Document
from admin_server.apply.parts import (
    CalendarRulesPart,
    HelpPart,
    HostPart,
    KioskPart,
    RoomPart,
    SitePart,
    TenantPart,
)
from admin_server.core.owned import APPS, CALENDAR, MAIL, RULES, host_key

_Part = (
    TenantPart
    | SitePart
    | HelpPart
    | HostPart
    | RoomPart
    | KioskPart
    | CalendarRulesPart
)


def owned_paths(document: Document) -> tuple[str, ...]:
    """Give the path of every value that the file names, in order."""
    return tuple(sorted(set(_paths(document))))


def _paths(document: Document) -> Iterator[str]:
    yield from _of("tenant", document.tenant, but=("slug",))
    for site in document.sites:
        yield from _site_paths(site)
    for host in document.hosts:
        yield from _of(f"host.{host_key(host.email)}", host)
    for room in document.rooms:
        yield from _of(f"room.{room.address}", room, but=("address",))
    for kiosk in document.kiosks:
        yield from _of(f"kiosk.{kiosk.name}", kiosk, but=("name",))
    yield from _calendar_paths(document)
    if document.mail is not None:
        yield MAIL
    for place, words in document.texts.items():
        yield from (f"texts.{place}.{language}" for language in words)


def _site_paths(site: SitePart) -> Iterator[str]:
    before = f"site.{site.key}"
    yield from _of(before, site, but=("key", "kiosk", "help", "badge"))
    yield from (f"{before}.kiosk.{name}" for name in site.kiosk or ())
    yield from (f"{before}.badge.{name}" for name in site.badge or ())
    if site.help is not None:
        yield from _of(f"{before}.help", site.help)


def _calendar_paths(document: Document) -> Iterator[str]:
    if document.calendar is not None:
        yield CALENDAR
    if document.calendar_rules is not None:
        yield from _of(RULES, document.calendar_rules)
    yield from (f"{APPS}.{app.kind.value}" for app in document.calendar_apps)


def _of(before: str, part: _Part, *, but: Collection[str] = ()) -> Iterator[str]:
    """Name the fields that a part speaks of; its identity is in the path itself."""
    for one in fields(part):
        if one.name not in but and getattr(part, one.name) is not None:
            yield f"{before}.{one.name}"
