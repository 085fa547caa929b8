"""The demo's tenant files: what an operator would write by hand for Lakeside."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from admin_server.demo.kiosk_screens import KIOSK_SCREENS
from admin_server.demo.lakeside import (
    DOMAIN,
    HOSTS,
    HOUSE,
    KIOSK,
    OTHER_HOST,
    OTHER_SLUG,
    ROOMS,
    SITES,
    SLUG,
    DemoRoom,
    DemoSite,
)

SECRET_NAME = "PORTICO_SECRET_DEMO_CALENDAR"  # noqa: S105 - a name, not a secret
"""The environment variable that the calendar's secret is read from."""
APP_SECRET_NAME = "PORTICO_SECRET_DEMO_APP"  # noqa: S105 - a name, not a secret
"""The one with the secret by which hosts connect calendars of their own."""
_HOSTS_FILE = "hosts.csv"


def write_tenant_files(
    folder: Path,
    *,
    kind: str,
    settings: Mapping[str, str],
    client_id: str | None = None,
) -> list[Path]:
    """Write both organisations' files into a folder; says which to apply.

    Args:
        kind, settings: of the organisation's calendar.
        client_id: of the registration by which hosts connect their own.
    """
    lakeside, other = folder / "tenant.toml", folder / f"{OTHER_SLUG}.toml"
    with (folder / _HOSTS_FILE).open("w", encoding="utf-8", newline="") as file:
        _write_hosts(file)
    lakeside.write_text(_lakeside(kind, settings, client_id), encoding="utf-8")
    other.write_text(_OTHER, encoding="utf-8")
    return [lakeside, other]


def _write_hosts(file: TextIO) -> None:
    rows = csv.writer(file)
    rows.writerow(["name", "email", "mailbox", "department", "language", "site"])
    rows.writerows(
        [one.name, one.email, one.email, one.department, one.language, one.site]
        for one in HOSTS
    )


def _lakeside(kind: str, settings: Mapping[str, str], client_id: str | None) -> str:
    parts = [
        _HEAD,
        *(_site(site) for site in SITES),
        _calendar(kind, settings),
        _own_calendars(kind, client_id) if client_id else "",
        *(_room(room) for room in ROOMS),
        f"""
[[kiosks]]
name = "{KIOSK}"
site = "{SITES[0].key}"
reader = "below"
""",
    ]
    return "".join(parts)


def _calendar(kind: str, settings: Mapping[str, str]) -> str:
    # A JSON text is a TOML text too.
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    return "\n".join(
        [
            "",
            "[calendar]",
            f'kind = "{kind}"',
            *lines,
            f'secret_from = "env:{SECRET_NAME}"',
            "",
        ]
    )


def _own_calendars(kind: str, client_id: str) -> str:
    return f"""
[calendar_rules]
own_calendars = true

[[calendar_apps]]
kind = "{kind}"
client_id = "{client_id}"
secret_from = "env:{APP_SECRET_NAME}"
"""


_HEAD = f"""\
# The demo's organisation, as an operator writes it. Change it and start the demo
# again, or run `portico-server apply --dry-run` on it to see what would change.
hosts_csv = "{_HOSTS_FILE}"

[tenant]
slug = "{SLUG}"
name = "Lakeside"
languages = ["en", "de"]
domains = ["{DOMAIN}"]
window_minutes = 30
"""


def _site(site: DemoSite) -> str:
    return f"""
[[sites]]
key = "{site.key}"
name = "{site.name}"
address = "{site.address}"
time_zone = "{site.time_zone}"
reception = "{site.reception}"
directions = "{site.directions}"
hours = []  # always open

[sites.wifi]
ssid = "Portico Guest"
security = "wpa"
password = "lake-4827-mint"
{KIOSK_SCREENS if site.key == HOUSE else ""}"""


def _room(room: DemoRoom) -> str:
    building = next(site.name for site in SITES if site.key == room.site)
    return f"""
[[rooms]]
address = "{room.address}"
name = "{room.name}"
building = "{building}"
floor = "{room.floor}"
site = "{room.site}"
capacity = {room.capacity}
directions = "{room.directions}"
turn = "{room.turn}"
"""


_OTHER = f"""\
# A second organisation on the same server: its passes mean nothing at Lakeside.
[tenant]
slug = "{OTHER_SLUG}"
name = "Nordwind"

[[sites]]
key = "{OTHER_HOST.site}"
name = "Nordwind"
time_zone = "Europe/Berlin"

[[hosts]]
name = "{OTHER_HOST.name}"
email = "nora.lind@nordwind.example"
site = "{OTHER_HOST.site}"
"""
