"""How each table of a tenant file becomes its part."""

from collections.abc import Iterable
from typing import TypeVar

from admin_server.apply import rules
from admin_server.apply.badge_part import badge
from admin_server.apply.kiosk_screens_part import help_contact, kiosk_screens
from admin_server.apply.opening_hours import read_hours
from admin_server.apply.parts import (
    HostPart,
    KioskPart,
    NoWifi,
    RoomPart,
    SitePart,
    TenantPart,
    Turn,
)
from admin_server.apply.references import (
    Surroundings,
    follow,
    reference,
)
from admin_server.apply.table import Table
from admin_server.core.people import fold_email, tidy_name
from admin_server.core.places import Wifi
from admin_server.core.values import LONGEST_TEXT, LONGEST_WINDOW
from shared.kiosk import ReaderSide
from shared.wifi import WifiSecurity

Part = TypeVar("Part")


def kept(parts: Iterable[Part | None]) -> tuple[Part, ...]:
    """Keep the parts that could be read; the others left their problems."""
    return tuple(part for part in parts if part is not None)


def tenant(table: Table) -> TenantPart | None:
    """Read [tenant]."""
    slug = table.needed("slug", rules.short_name, example="lakeside")
    name = table.needed("name", example="Lakeside")
    domains = table.texts("domains", rules.domain)
    languages = table.texts("languages", rules.language)
    if languages == ():
        table.wrong("languages", 'needs at least one; write for example ["en"]')
    part = TenantPart(
        slug=slug or "",
        name=tidy_name(name or ""),
        languages=languages,
        domains=domains and tuple(one.casefold() for one in domains),
        window_minutes=table.number("window_minutes", least=0, most=LONGEST_WINDOW),
        calendar_integration=table.flag("calendar_integration"),
        accent=table.text("accent", rules.colour),
        second_factor=table.flag("second_factor"),
    )
    table.done()
    return part if slug and name else None


def site(table: Table, surroundings: Surroundings) -> SitePart | None:
    """Read one of [[sites]]."""
    key = table.needed("key", rules.short_name, example="hq")
    name = table.needed("name", example="Lakeside House")
    zone = table.needed("time_zone", rules.time_zone, example="Europe/Berlin")
    part = SitePart(
        key=key or "",
        name=tidy_name(name or ""),
        time_zone=zone or "",
        address=table.text("address"),
        reception=table.text("reception"),
        directions=table.text("directions", longest=LONGEST_TEXT),
        wifi=_wifi_of(table, surroundings),
        hours=read_hours(table),
        kiosk=kiosk_screens(table.table("kiosk")),
        help=help_contact(table.table("help")),
        badge=badge(table.table("badge"), surroundings),
    )
    table.done()
    return part if key and name and zone else None


def _wifi_of(table: Table, surroundings: Surroundings) -> Wifi | NoWifi | None:
    if table.values.get("wifi") is False:
        table.raw("wifi")
        return NoWifi()
    inner = table.table("wifi")
    return _wifi(inner, surroundings) if inner else None


def _wifi(table: Table, surroundings: Surroundings) -> Wifi | None:
    before = len(table.problems.found)
    ssid = table.needed("ssid", rules.network_name, example="Guest")
    security = table.choice("security", WifiSecurity)
    password = _wifi_password(table, surroundings)
    hidden = table.flag("hidden") or False
    security = security or (WifiSecurity.WPA if password else WifiSecurity.OPEN)
    table.done()
    if len(table.problems.found) > before or not ssid:
        return None
    if (security is WifiSecurity.OPEN) != (password is None):
        table.wrong("password", _password_advice(security))
        return None
    return Wifi(ssid=ssid, security=security, password=password, hidden=hidden)


def _password_advice(security: WifiSecurity) -> str:
    if security is WifiSecurity.OPEN:
        return (
            "an open network has none; take it out, or write security = "
            f'"{WifiSecurity.WPA.value}"'
        )
    return (
        "is missing; write password or password_from, or security = "
        f'"{WifiSecurity.OPEN.value}"'
    )


def _wifi_password(table: Table, surroundings: Surroundings) -> str | None:
    literal = table.text("password", rules.wifi_password)
    source = table.text("password_from", reference)
    if literal and source:
        table.wrong("password_from", "stands beside password; keep one of them")
    if not source:
        return literal or None
    found = follow(source, surroundings)
    if found is None:
        table.wrong("password_from", f"there is nothing at {source}; put it there")
        return None
    complaint = rules.wifi_password(found)
    if complaint is not None:
        table.wrong("password_from", f"what stands at {source} {complaint}")
    return found


def host(table: Table) -> HostPart | None:
    """Read one of [[hosts]], or a row of the list of hosts."""
    name = table.needed("name", example="Jonas Weber")
    email = table.needed("email", rules.email, example="jonas@example.com")
    part = HostPart(
        name=tidy_name(name or ""),
        email=email or "",
        mailbox=table.text("mailbox"),
        calendar=table.text("calendar"),
        department=table.text("department"),
        language=table.text("language", rules.language),
        site=table.text("site"),
        active=table.flag("active"),
    )
    table.done()
    return part if part.name and part.email else None


def room(table: Table) -> RoomPart | None:
    """Read one of [[rooms]]."""
    address = table.needed("address", example="room-a@example.com")
    name = table.needed("name", example="Conference Room A")
    part = RoomPart(
        address=fold_email(address or ""),
        name=tidy_name(name or ""),
        building=table.text("building"),
        floor=table.text("floor"),
        site=table.text("site"),
        capacity=table.number("capacity", least=1, most=10_000),
        selected=table.flag("selected"),
        directions=table.text("directions", longest=LONGEST_TEXT),
        turn=table.choice("turn", Turn),
    )
    table.done()
    return part if address and name else None


def kiosk(table: Table) -> KioskPart | None:
    """Read one of [[kiosks]]."""
    name = table.needed("name", example="Lobby")
    site_key = table.needed("site", example="hq")
    reader = table.choice("reader", ReaderSide)
    table.done()
    if not name or not site_key:
        return None
    return KioskPart(name=tidy_name(name), site=site_key, reader=reader)
