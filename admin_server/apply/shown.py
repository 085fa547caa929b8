"""Each stored thing under the field names of a tenant file, for comparing."""

from admin_server.apply.changes import InShort, Secret, Shown
from admin_server.core.connections import CalendarPolicy, Connection
from admin_server.core.people import Host
from admin_server.core.places import Hours, RoomNote, Site, Wifi
from admin_server.core.rooms import Room
from admin_server.core.tenants import Kiosk, MailAccount, Tenant
from shared.kiosk_options import KioskOptions

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

SiteKeys = dict[str, str]
"""The sites' keys by id; people know a site by its key."""


def tenant(one: Tenant) -> Shown:
    """Show [tenant]."""
    return {
        "name": one.name,
        "languages": one.languages,
        "domains": one.domains,
        "window_minutes": one.window_minutes,
        "calendar_integration": one.calendar_integration,
        "accent": one.accent,
        "second_factor": one.second_factor,
        **_rules(one.calendar),
        **_texts(one.texts),
    }


def _rules(one: CalendarPolicy) -> dict[str, object]:
    return {
        "calendar_rules.room_lookup": one.room_lookup,
        "calendar_rules.own_calendars": one.own_calendars,
        "calendar_rules.group": one.group,
        "calendar_rules.group_name": one.group_name,
        "calendar_rules.support": one.support,
    }


def mail(one: MailAccount | None) -> Shown:
    """Show [mail]; a sealed secret is only ever said to have changed."""
    if one is None:
        return {"kind": None}
    return {
        "kind": one.kind,
        "sender": one.sender,
        "sender_name": one.sender_name,
        **dict(one.settings),
        "secret": Secret(one.sealed_secret),
        "secret_from": one.secret_from,
    }


def _texts(texts: dict[str, dict[str, str]]) -> dict[str, object]:
    return {
        f"texts.{place}.{language}": said
        for place, words in texts.items()
        for language, said in words.items()
    }


def site(one: Site) -> Shown:
    """Show one of [[sites]]."""
    return {
        "name": one.name,
        "time_zone": one.time_zone,
        "address": one.address,
        "reception": one.reception,
        "directions": one.directions,
        **_wifi(one.wifi),
        "hours": tuple(_hours(stretch) for stretch in one.hours),
        **_kiosk_screens(one.kiosk),
        "help.name": one.help.name,
        "help.email": one.help.email,
        "help.phone": one.help.phone,
    }


def _kiosk_screens(one: KioskOptions) -> dict[str, object]:
    shown: dict[str, object] = {
        f"kiosk.{name}": getattr(one, name)
        for name in KioskOptions.model_fields
        if name != "badge"
    }
    kinds = tuple(InShort(kind, kind.key) for kind in one.visit_types)
    return {
        **shown,
        "kiosk.visit_types": kinds,
        "badge.design": one.badge.design,
        "badge.own_file": InShort(one.badge.own, "a design") if one.badge.own else None,
        "badge.text": one.badge.text,
    }


def _wifi(one: Wifi | None) -> dict[str, object]:
    if one is None:
        return {"wifi": None}
    return {
        "wifi": one.ssid,
        "wifi.security": one.security.value,
        "wifi.password": Secret(one.password),
        "wifi.hidden": one.hidden,
    }


def _hours(one: Hours) -> str:
    return f"{_DAYS[one.weekday]} {one.opens:%H:%M}-{one.closes:%H:%M}"


def host(one: Host, sites: SiteKeys) -> Shown:
    """Show one of [[hosts]]."""
    return {
        "name": one.name,
        "email": one.email,
        "mailbox": one.mailbox,
        "calendar": one.calendar,
        "department": one.department,
        "language": one.language,
        "site": sites.get(one.site or ""),
        "active": one.active,
    }


def connection(one: Connection) -> Shown:
    """Show [calendar]; a sealed secret is only ever said to have changed."""
    return {
        "kind": one.kind,
        **dict(one.settings),
        "secret": Secret(one.sealed_secret),
        "secret_from": one.secret_from,
    }


def room(one: Room, note: RoomNote | None, sites: SiteKeys) -> Shown:
    """Show one of [[rooms]] together with our own words about it."""
    return {
        "name": one.name,
        "building": one.building,
        "floor": one.floor,
        "site": sites.get(one.site or ""),
        "capacity": one.capacity,
        "selected": one.selected,
        "directions": note.directions if note else None,
        "turn": note.turn if note else None,
    }


def kiosk(one: Kiosk, sites: SiteKeys) -> Shown:
    """Show one of [[kiosks]]; its token is none of a file's business."""
    return {"site": sites.get(one.site), "reader": one.reader}
