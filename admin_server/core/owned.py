"""Which values a tenant file owns: people see those in the dashboard, locked.

A path is the table, what it is found again by, and the field:

    tenant.name                            texts.welcome.en     mail.settings
    site.house.wifi                        calendar.settings
    site.house.kiosk.by_name               site.house.help.phone
    host.jonas@lakeside.example.department
    room.room-a@lakeside.example.turn
    kiosk.Front desk.reader                calendar_rules.room_lookup
                                           calendar_app.microsoft

Names and addresses may hold dots, a field never does: so paths are compared whole.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

from admin_server.core.people import fold_email
from admin_server.core.tenants import Tenant

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Thing = TypeVar("Thing", bound="DataclassInstance")
Locked = Callable[[str], bool]
"""Tells of a field whether a file owns it."""

MAIL = "mail.settings"
"""The whole mail account."""
CALENDAR = "calendar.settings"
"""The whole calendar connection."""
RULES = "calendar_rules"
"""Before each thing that an organisation permits around calendars."""
APPS = "calendar_app"
"""Before the kind of a registration by which hosts connect calendars of their own."""


def is_owned(tenant: Tenant, path: str) -> bool:
    """Tell whether a value stands in a tenant file, so that nobody changes it here."""
    return path in tenant.owned


def locks(tenant: Tenant, *place: str) -> Locked:
    """Tell of one thing's fields which are owned, such as `locks(tenant, "tenant")`."""
    before = ".".join(place)
    return lambda field: is_owned(tenant, f"{before}.{field}")


def host_key(email: str) -> str:
    """What a host is found again by, as it stands in a path."""
    return fold_email(email)


def owned_hosts(tenant: Tenant) -> frozenset[str]:
    """Give the folded addresses of the hosts of whom a tenant file owns anything."""
    named = (path.partition(".") for path in tenant.owned)
    return frozenset(
        rest.rpartition(".")[0] for table, _, rest in named if table == "host"
    )


def without_owned(locked: Locked, old: Thing, new: Thing) -> Thing:
    """Take a change, but for the fields that a file owns: they stay."""
    kept = {one.name: getattr(old, one.name) for one in fields(old) if locked(one.name)}
    return replace(new, **kept)
