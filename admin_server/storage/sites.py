"""A tenant's sites in the database."""

from datetime import time
from typing import Any

from sqlalchemy import Connection, Row

from admin_server.core.places import Hours, Site, Wifi
from admin_server.storage import tables, values
from admin_server.storage.known import Known
from admin_server.storage.rows import Rows
from shared.wifi import WifiSecurity


class SqlSites:
    """The `Sites` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.sites, tenant_id)
        self._known = Known[Site]()

    def all(self) -> list[Site]:
        return [_site(row) for row in self._rows.all(order_by="key")]

    def get(self, site_id: str) -> Site | None:
        return self._known.get(site_id, lambda: self._read(site_id))

    def _read(self, site_id: str) -> Site | None:
        row = self._rows.first(id=site_id)
        return _site(row) if row else None

    def by_key(self, key: str) -> Site | None:
        row = self._rows.first(key=key)
        return _site(row) if row else None

    def put(self, site: Site) -> None:
        self._rows.put(
            {
                "id": site.id,
                "key": site.key,
                "name": site.name,
                "time_zone": site.time_zone,
                "address": site.address,
                "wifi": _wifi_kept(site.wifi),
                "hours": [_hours_kept(hours) for hours in site.hours],
                "directions": site.directions,
                "reception": site.reception,
                "kiosk": values.KIOSK_OPTIONS.write(site.kiosk),
                "help": values.HELP_CONTACT.write(site.help),
            }
        )
        self._known.keep(site.id, site)


def _wifi_kept(wifi: Wifi | None) -> dict[str, object] | None:
    if wifi is None:
        return None
    return {
        "ssid": wifi.ssid,
        "security": wifi.security.value,
        "password": wifi.password,
        "hidden": wifi.hidden,
    }


def _hours_kept(hours: Hours) -> list[object]:
    return [hours.weekday, hours.opens.isoformat(), hours.closes.isoformat()]


def _site(row: Row[Any]) -> Site:
    return Site(
        id=row.id,
        key=row.key,
        name=row.name,
        time_zone=row.time_zone,
        address=row.address,
        wifi=_wifi(row.wifi) if row.wifi else None,
        hours=tuple(
            Hours(weekday, time.fromisoformat(opens), time.fromisoformat(closes))
            for weekday, opens, closes in row.hours
        ),
        directions=row.directions,
        reception=row.reception,
        kiosk=values.KIOSK_OPTIONS.read(row.kiosk or {}),
        help=values.HELP_CONTACT.read(row.help or {}),
    )


def _wifi(kept: dict[str, Any]) -> Wifi:
    return Wifi(
        ssid=kept["ssid"],
        security=WifiSecurity(kept["security"]),
        password=kept["password"],
        hidden=kept["hidden"],
    )
