"""How [mail] is read: each way to send has fields of its own."""

from admin_server.apply import rules
from admin_server.apply.parts import MailPart, NoMail
from admin_server.apply.references import (
    Surroundings,
    made_absolute,
    path_made_absolute,
    reference,
)
from admin_server.apply.table import Rule, Table
from admin_server.core.mail_kinds import MAIL_FIELDS, MailField, MailKind

_RULES: dict[str, Rule] = {
    "port": rules.port,
    "security": rules.mail_security,
    "token_url": rules.web_address,
    "login_url": rules.web_address,
    "graph_url": rules.web_address,
}
_SECRET_KEYS = ("password", "secret", "token", "client_secret", "refresh_token")
_IN_THE_OPEN = (
    "a secret does not stand in this file, because it is copied, mailed and kept "
    "under version control; put it into an environment variable or a file and "
    'write secret_from = "env:NAME" or secret_from = "file:PATH"'
)


def mail(top: Table, surroundings: Surroundings) -> MailPart | NoMail | None:
    """Read [mail]; `mail = false` says that the operator's server is used."""
    if top.values.get("mail") is False:
        top.raw("mail")
        return NoMail()
    table = top.table("mail")
    return _mail(table, surroundings) if table else None


def _mail(table: Table, surroundings: Surroundings) -> MailPart | None:
    for key in _SECRET_KEYS:
        if table.named(key):
            table.raw(key)
            table.wrong(key, _IN_THE_OPEN)
    kind = table.choice("kind", MailKind)
    if not table.named("kind"):
        table.wrong("kind", f'is missing; write kind = "{MailKind.SMTP.value}"')
    sender = table.needed("sender", rules.email, example="visitors@example.com")
    sender_name = table.text("sender_name")
    source = table.text("secret_from", reference)
    if kind is None:
        return None
    settings = _settings(table, MAIL_FIELDS[kind], surroundings)
    table.done()
    if not sender:
        return None
    return MailPart(
        kind=kind,
        sender=sender,
        sender_name=sender_name,
        settings=settings,
        secret_from=source and made_absolute(source, surroundings),
    )


def _settings(
    table: Table, fields: tuple[MailField, ...], surroundings: Surroundings
) -> dict[str, str]:
    said = {}
    for one in fields:
        known = (_RULES[one.name],) if one.name in _RULES else ()
        if one.example is not None:
            value = table.needed(one.name, *known, example=one.example)
        else:
            value = table.text(one.name, *known)
        if value and one.name.endswith("_file"):
            value = path_made_absolute(value, surroundings)
        if value is not None:
            said[one.name] = value
    return said
