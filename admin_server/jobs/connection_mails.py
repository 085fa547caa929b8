"""Mails about calendar connections that need a person; no visitor is named."""

from collections.abc import Mapping
from types import MappingProxyType

from admin_server.core.connection_states import PROVIDERS, days_left
from admin_server.core.connection_warnings import (
    CONNECTION_NEEDS_YOU,
    SECRET_ENDS,
    Reader,
    readers_of,
)
from admin_server.core.connections import Access, Connection
from admin_server.core.messages import Message, NotNeeded, OutboxRow
from admin_server.core.ports import Nouns
from admin_server.jobs.desk import Desk, Writer
from admin_server.text import words_in

OWN_PAGE = "/account/calendar"
"""Where a host looks after their own connections."""
HEALTH_PAGE = "/settings/integrations/calendar/health"
"""Where an organisation's are looked after."""


def secret_ends(nouns: Nouns, row: OutboxRow, desk: Desk) -> Message | NotNeeded | None:
    """Tell somebody that a secret ends; not once it was replaced."""
    found = _found(nouns, row)
    if found is None:
        return None
    connection, reader = found
    left = days_left(connection, desk.clock.now())
    if left is None or left > int(row.payload.get("days", "0")):
        return NotNeeded("secret_replaced")
    key = _ENDS.get(max(left, 0), "connection_secret_ends")
    return _message(row, (connection, reader), desk, key, days=str(left))


def needs_you(nouns: Nouns, row: OutboxRow, desk: Desk) -> Message | NotNeeded | None:
    """Ask somebody to renew a connection; not once it works again."""
    found = _found(nouns, row)
    if found is None:
        return None
    state = row.payload.get("state", "")
    if found[0].health.state.value != state:
        return NotNeeded("connection_works")
    return _message(row, found, desk, f"connection_{state}", days="")


def _found(nouns: Nouns, row: OutboxRow) -> tuple[Connection, Reader] | None:
    connection = nouns.connections.get(row.payload.get("connection", ""))
    if connection is None:
        return None
    wanted = row.payload.get("to", "")
    readers = [one for one in readers_of(nouns, connection) if one.id == wanted]
    return (connection, readers[0]) if readers else None


def _message(
    row: OutboxRow,
    about: tuple[Connection, Reader],
    desk: Desk,
    key: str,
    *,
    days: str,
) -> Message:
    connection, reader = about
    is_own = connection.access is Access.PERSON
    words = words_in(reader.language)
    provider = PROVIDERS.get(connection.kind, connection.kind)
    whose = "own" if is_own else "organisation"
    path = OWN_PAGE if is_own else HEALTH_PAGE
    paragraphs = [
        words.say("account_greeting", name=reader.name),
        words.say(f"{key}_text", provider=provider, days=days),
        words.say(f"connection_meanwhile_{whose}"),
        words.say("connection_page"),
        f"{desk.public_url}{path}",
    ]
    return Message(
        id=row.id,
        to_address=reader.email,
        to_name=reader.name,
        subject=words.say(f"{key}_subject", provider=provider, days=days),
        text="\n\n".join(paragraphs) + "\n",
    )


_ENDS = {0: "connection_secret_ended", 1: "connection_secret_ends_tomorrow"}
CONNECTION_WRITERS: Mapping[str, Writer] = MappingProxyType(
    {SECRET_ENDS: secret_ends, CONNECTION_NEEDS_YOU: needs_you}
)
"""Who writes each kind of message about a connection."""
