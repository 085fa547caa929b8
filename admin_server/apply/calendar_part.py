"""How [calendar] is read: each kind of provider has fields of its own."""

from dataclasses import dataclass

from admin_server.apply import rules
from admin_server.apply.parts import CalendarKind, CalendarPart
from admin_server.apply.references import (
    Surroundings,
    made_absolute,
    path_made_absolute,
    reference,
)
from admin_server.apply.table import Rule, Table
from admin_server.core.connecting import ORGANISATION

_SECRET_KEYS = ("password", "secret", "token", "key", "client_secret")
_IN_THE_OPEN = (
    "a secret does not stand in this file, because it is copied, mailed and kept "
    "under version control; put it into an environment variable or a file and "
    'write secret_from = "env:NAME" or secret_from = "file:PATH"'
)


@dataclass(frozen=True)
class Field:
    """One setting of a provider; with an `example` it must be there."""

    name: str
    rules: tuple[Rule, ...] = ()
    example: str | None = None


_ADDRESS = (rules.web_address,)
FIELDS: dict[CalendarKind, tuple[Field, ...]] = {
    CalendarKind.CALDAV: (
        Field("url", _ADDRESS, example="https://dav.example.com/"),
        Field("user"),
        Field("home"),
        Field("time_zone", (rules.time_zone,)),
        Field("ca_file"),
    ),
    CalendarKind.MICROSOFT: (
        Field("tenant", example="contoso.onmicrosoft.com"),
        Field("client_id", example="00000000-0000-0000-0000-000000000000"),
        Field("login_url", _ADDRESS),
        Field("graph_url", _ADDRESS),
        Field("ca_file"),
    ),
    CalendarKind.GOOGLE: (
        Field("admin", (rules.email,)),
        Field("customer"),
        Field("api_url", _ADDRESS),
        Field("token_url", _ADDRESS),
        Field("ca_file"),
    ),
}
"""What each provider's connection is set up by, besides its secret."""


def calendar(table: Table, surroundings: Surroundings) -> CalendarPart | None:
    """Read [calendar]; a secret that stands there in the open is refused."""
    refuse_secrets(table)
    kind = table.choice("kind", CalendarKind)
    if not table.named("kind"):
        table.wrong("kind", f'is missing; write kind = "{CalendarKind.CALDAV.value}"')
    source = table.text("secret_from", reference)
    name = table.text("name")
    if kind is None:
        return None
    settings = _settings(table, FIELDS[kind], surroundings)
    table.done()
    return CalendarPart(
        kind=kind,
        name=name or ORGANISATION,
        settings=settings,
        secret_from=source and made_absolute(source, surroundings),
    )


def refuse_secrets(table: Table) -> None:
    """Refuse a secret that stands in a table in the open."""
    for key in _SECRET_KEYS:
        if table.named(key):
            table.raw(key)
            table.wrong(key, _IN_THE_OPEN)


def _settings(
    table: Table, fields: tuple[Field, ...], surroundings: Surroundings
) -> dict[str, str]:
    said = {}
    for field in fields:
        if field.example is not None:
            value = table.needed(field.name, *field.rules, example=field.example)
        else:
            value = table.text(field.name, *field.rules)
        if value and field.name.endswith("_file"):
            value = path_made_absolute(value, surroundings)
        if value is not None:
            said[field.name] = value
    return said
