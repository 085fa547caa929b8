"""The file for support: versions, settings, states and counts; nobody and no secret."""

import json
import platform
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from importlib import metadata
from pathlib import Path

from admin_server.commands.files import new_file
from admin_server.core.connection_report import Report, Reported
from admin_server.core.connection_states import safe_detail
from admin_server.settings import Settings
from shared.version import VERSION

_LIBRARIES = ("fastapi", "sqlalchemy", "httpx", "msal", "uvicorn", "icalendar")
_WORDS = frozenset({"log_level", "log_format", "private_addresses", "smtp_security"})
"""Settings whose values come from closed lists."""


@dataclass(frozen=True)
class Examined:
    """One tenant, as far as support may know it: by its id.

    Attributes:
        events: what the audit noted last: the moment and the kind, not who or whom.
    """

    tenant: str
    report: Report
    counts: Mapping[str, int]
    events: tuple[tuple[datetime, str], ...]


def write_bundle(
    path: Path,
    examined: Sequence[Examined],
    *,
    settings: Mapping[str, str],
    now: datetime,
) -> None:
    """Write the bundle into a new file, for its owner only.

    Raises:
        CommandWrong: the file is there already, or cannot be written.
    """
    content = {
        "about.json": {"made_at": now, "versions": _versions()},
        "settings.json": dict(settings),
        "tenants.json": [_tenant(one) for one in examined],
    }
    with new_file(path) as file, zipfile.ZipFile(file, "w") as bundle:
        for name, part in content.items():
            text = json.dumps(part, indent=2, default=_text)
            bundle.writestr(name, text, zipfile.ZIP_DEFLATED)


def told_settings(settings: Settings) -> dict[str, str]:
    """Say of each setting what may be told: numbers and closed words, else only "set".

    Addresses, names and paths are the operator's own.
    """
    told = {one.name: _told(one.name, settings) for one in fields(Settings)}
    told["database"] = settings.database_url.partition(":")[0]
    told["reached_by"] = settings.reached_at.partition(":")[0]
    return told


def _told(name: str, settings: Settings) -> str:
    value = getattr(settings, name)
    if name in _WORDS or isinstance(value, bool | int | float):
        return str(value)
    return "set" if value else "not set"


def _versions() -> dict[str, str]:
    ours = {
        "portico": VERSION,
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
    }
    return ours | {name: metadata.version(name) for name in _LIBRARIES}


def _tenant(examined: Examined) -> dict[str, object]:
    report = examined.report
    return {
        "id": examined.tenant,
        "calendars_on": report.tenant_on,
        "connections": [_connection(one) for one in report.shared],
        "own": {state.value: count for state, count in report.own.items()},
        "own_watching": asdict(report.own_watching),
        "hosts_without_calendar": len(report.unread),
        "rows": dict(examined.counts),
        "last_events": [[at, event] for at, event in examined.events],
    }


def _connection(one: Reported) -> dict[str, object]:
    connection = one.connection
    return {
        "id": connection.id,
        "kind": connection.kind,
        "access": connection.access.value,
        "personal": connection.personal,
        "secret": "by reference" if connection.secret_from else "sealed",
        "days_left": one.days_left,
        "health": asdict(connection.health)
        | {"detail": safe_detail(connection.health.detail)},
        "watching": asdict(one.watching),
    }


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
