"""How [calendar_rules] and [[calendar_apps]] are read: what hosts may, and by what."""

from admin_server.apply import rules
from admin_server.apply.calendar_part import refuse_secrets
from admin_server.apply.parts import CalendarAppPart, CalendarKind, CalendarRulesPart
from admin_server.apply.references import (
    Surroundings,
    made_absolute,
    path_made_absolute,
    reference,
)
from admin_server.apply.table import Table

_KINDS = (CalendarKind.MICROSOFT, CalendarKind.GOOGLE)


def calendar_rules(table: Table) -> CalendarRulesPart:
    """Read [calendar_rules]."""
    part = CalendarRulesPart(
        room_lookup=table.flag("room_lookup"),
        own_calendars=table.flag("own_calendars"),
        group=table.text("group"),
        group_name=table.text("group_name"),
        support=table.text("support"),
    )
    table.done()
    return part


def calendar_app(table: Table, surroundings: Surroundings) -> CalendarAppPart | None:
    """Read one of [[calendar_apps]]; a secret that stands there is refused."""
    refuse_secrets(table)
    kind = table.choice("kind", CalendarKind)
    if not table.named("kind") or (kind is not None and kind not in _KINDS):
        table.wrong("kind", 'write kind = "microsoft" or kind = "google"')
        kind = None
    client_id = table.needed("client_id", example="6731de76-…")
    source = table.text("secret_from", reference)
    settings = _settings(table, surroundings)
    table.done()
    if kind is None or not client_id:
        return None
    return CalendarAppPart(
        kind=kind,
        settings={"client_id": client_id, **settings},
        secret_from=source and made_absolute(source, surroundings),
    )


def _settings(table: Table, surroundings: Surroundings) -> dict[str, str]:
    said = {
        "tenant": table.text("tenant"),
        **{
            name: table.text(name, rules.web_address)
            for name in ("login_url", "graph_url", "api_url", "token_url")
        },
    }
    ca_file = table.text("ca_file")
    said["ca_file"] = ca_file and path_made_absolute(ca_file, surroundings)
    return {name: value for name, value in said.items() if value is not None}
