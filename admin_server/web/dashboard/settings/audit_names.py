"""The names behind the audit's ids, as far as they are still known."""

from dataclasses import dataclass, field

from admin_server.core.ports import AuditRow, Nouns
from admin_server.web.dashboard.words import Words

NOUNS = (
    "visit",
    "host",
    "site",
    "room",
    "kiosk",
    "help",
    "delivery",
    "printer",
    "user",
    "passkey",
    "identity",
    "provider",
    "pairing",
    "tenant",
    "mail",
    "message",
    "calendar",
    "directory",
    "connection",
    "checklist",
    "rehearsal",
    "audit",
)
"""What something in the audit can be about: the first word of its event."""
_BY_ITSELF = ("apply", "system", "operator", "nobody")


@dataclass(frozen=True)
class Line:
    """A row of the audit as people read it.

    Attributes:
        about: whom or what it was about; "" where nobody knows any more.
        path: where that is shown, if anywhere.
        words: what else was noted, such as an address that somebody typed.
    """

    row: AuditRow
    what: str
    who: str
    about: str
    path: str | None = None
    words: str = ""


@dataclass
class Names:
    """Looks names up, each once."""

    nouns: Nouns
    t: Words
    known: dict[str, str] = field(default_factory=dict)

    def line(self, row: AuditRow) -> Line:
        """Say a row in words."""
        about = self._name(row.subject) or row.personal.get("name", "")
        others = [text for text in _noted(row.personal) if text and text != about]
        return Line(
            row=row,
            what=what_happened(row.event, self.t),
            who=self._actor(row.actor),
            about=about,
            path=_path(row.subject) if self._name(row.subject) else None,
            words=", ".join(others),
        )

    def _actor(self, actor: str) -> str:
        kind = actor if actor in _BY_ITSELF else ""
        if kind:
            return self.t(f"audit.actor.{kind}")
        return self._name(actor) or self.t("audit.actor.other")

    def _name(self, ident: str) -> str:
        if ident not in self.known:
            kind, _, key = ident.partition(":")
            self.known[ident] = self._looked_up(kind, key) or ""
        return self.known[ident]

    def _looked_up(self, kind: str, key: str) -> str | None:
        nouns = self.nouns
        match kind:
            case "visit":
                visit = nouns.visits.get(key)
                visitor = nouns.visitors.get(visit.visitor) if visit else None
                return visitor.name if visitor else None
            case "tenant" | "mail" | "audit":
                return nouns.tenant.name
            case "room":
                rooms = {room.address: room.name for room in nouns.rooms.all()}
                return rooms.get(key)
            case "help":
                call = nouns.help_calls.get(key)
                return self._name(f"kiosk:{call.kiosk}") if call else None
            case "delivery":
                delivery = nouns.deliveries.get(key)
                return self._name(f"host:{delivery.host}") if delivery else None
            case _:
                return self._thing(kind, key)

    def _thing(self, kind: str, key: str) -> str | None:
        nouns = self.nouns
        getters = {
            "user": nouns.users.get,
            "host": nouns.hosts.get,
            "kiosk": nouns.kiosks.get,
            "site": nouns.sites.get,
            "calendar": nouns.connections.get,
            "connection": nouns.connections.get,
            "provider": nouns.identity_providers.get,
            "visitor": nouns.visitors.get,
        }
        found = getters[kind](key) if kind in getters else None
        return found.name if found else None


def _noted(personal: dict[str, str]) -> list[str]:
    """Give the noted words; an old value and its new one are read as one."""
    if "old" not in personal or "new" not in personal:
        return list(personal.values())
    others = [text for key, text in personal.items() if key not in {"old", "new"}]
    return [f"{personal['old']} \N{RIGHTWARDS ARROW} {personal['new']}", *others]


def what_happened(event: str, t: Words) -> str:
    """Say an event in plain words; one that has none yet is named as it is."""
    key = f"audit.event.{event}"
    return t(key) if key in t.texts else t("audit.event_other", event=event)


def _path(subject: str) -> str | None:
    kind, _, key = subject.partition(":")
    paths = {
        "visit": f"/visits/{key}",
        "host": f"/hosts/{key}",
        "site": f"/settings/sites/{key}",
        "kiosk": f"/kiosks/{key}",
    }
    return paths.get(kind)
