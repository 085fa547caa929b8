"""What happened to a visit, from the audit, in plain words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date

from admin_server.core.connecting import ORGANISATION
from admin_server.core.connection_states import PROVIDERS
from admin_server.core.connections import Connection
from admin_server.core.ports import Nouns
from admin_server.web.dashboard.words import Words

_JOINTS = {"kiosk": "at", "calendar": "in"}


@dataclass(frozen=True)
class Happening:
    """One thing that happened: when, what, and who did it.

    Attributes:
        who: a name, or "" where nobody did it.
    """

    at: datetime
    event: str
    actor: str
    who: str


def happenings(nouns: Nouns, visit_id: str) -> list[Happening]:
    """Read what happened to a visit, oldest first, with the names of today."""
    rows = nouns.audit.of(f"visit:{visit_id}")
    names = {actor: _name(nouns, actor) for _, _, actor in rows}
    return [Happening(at, event, actor, names[actor]) for at, event, actor in rows]


def said(happening: Happening, t: Words) -> str:
    """Say what happened in one short sentence."""
    key = f"visit.happened.{happening.event.removeprefix('visit.')}"
    if key not in t.texts:
        key = "visit.happened.other"
    if not happening.who:
        return t(key)
    kind = _JOINTS.get(happening.actor.partition(":")[0], "by")
    return t(f"visit.happened_{kind}", what=t(key), who=happening.who)


def when(at: datetime, today: date, t: Words) -> str:
    """Write a past local moment: "16:20" today, else "Mon 16:20" or "2 Nov 16:20"."""
    if at.date() == today:
        return t.time(at)
    recently = today - at.date() < timedelta(days=7)
    pattern = "EEE" if recently else "d MMM"
    return f"{format_date(at, pattern, locale=t.locale)} {t.time(at)}"


def _name(nouns: Nouns, actor: str) -> str:
    kind, _, known_id = actor.partition(":")
    match kind:
        case "user":
            user = nouns.users.get(known_id)
            return user.name if user else ""
        case "host":
            host = nouns.hosts.get(known_id)
            return host.name if host else ""
        case "kiosk":
            kiosk = nouns.kiosks.get(known_id)
            return kiosk.name if kiosk else ""
        case "calendar":
            calendar = nouns.connections.get(known_id)
            return _name_of(calendar) if calendar else ""
        case _:
            return ""


def _name_of(connection: Connection) -> str:
    """Give a connection's name; one that nobody named is called by its provider."""
    if connection.name != ORGANISATION:
        return connection.name
    return PROVIDERS.get(connection.kind, connection.kind)
