"""Mails about calendar connections."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.connection_warnings import warn
from admin_server.core.connections import Access, Connection, ConnectionState, Health
from admin_server.core.messages import Message, NotNeeded, OutboxRow
from admin_server.core.users import Role
from admin_server.jobs.writing import write_message
from tests.fakes.clock import MORNING
from tests.fakes.lobby import ADMIN, JONAS, RECEPTION, TENANT, Lobby
from tests.fakes.watched import CLIENT, OWN, put_connection
from tests.fakes.writing_desk import desk_of

ENTRA = Connection("connection-1", "microsoft", "Microsoft 365")
AN_HOUR_AGO = MORNING - timedelta(hours=1)


async def write(lobby: Lobby, row: OutboxRow) -> Message | NotNeeded | None:
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: write_message(n, row, desk_of(lobby))
    )


def secret_row(days: int, to: str = f"user:{ADMIN.id}") -> OutboxRow:
    payload = {"connection": ENTRA.id, "to": to, "days": str(days)}
    return OutboxRow("message-1", "connection_secret_ends", payload, due_at=MORNING)


def state_row(connection: Connection, state: str, to: str) -> OutboxRow:
    payload = {"connection": connection.id, "to": to, "state": state}
    return OutboxRow("message-1", "connection_needs_you", payload, due_at=MORNING)


@pytest.mark.parametrize(
    ("hours", "subject"),
    [
        (7 * 24, "The calendar secret for Microsoft 365 ends in 7 days"),
        (20, "The calendar secret for Microsoft 365 ends within a day"),
        (-20, "The calendar secret for Microsoft 365 has ended"),
    ],
)
async def test_the_mail_says_how_long_is_left_when_it_is_sent(lobby, hours, subject):
    """Acceptance 15: a mail that waited tells the days as they are then."""
    ends = MORNING + timedelta(hours=hours)
    await put_connection(lobby, replace(ENTRA, secret_ends_at=ends))

    message = await write(lobby, secret_row(30))

    assert isinstance(message, Message)
    assert message.subject == subject
    assert message.to_address == ADMIN.email
    assert "/settings/integrations/calendar/health\n" in message.text


async def test_a_replaced_secret_is_nobodys_post(lobby: Lobby):
    """Whoever saved a new secret before the mail went out is not bothered."""
    ends = MORNING + timedelta(days=300)
    await put_connection(lobby, replace(ENTRA, secret_ends_at=ends))

    assert await write(lobby, secret_row(7)) == NotNeeded("secret_replaced")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "state",
    ["expired", "needs_admin_approval", "blocked_by_group", "permission_missing"],
)
async def test_each_state_that_needs_somebody_has_its_mail(lobby, state, language):
    """B35, B37: cause and way in the reader's language."""
    health = Health(ConnectionState(state), since=AN_HOUR_AGO)
    await put_connection(lobby, replace(ENTRA, health=health))
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.users.put(replace(ADMIN, language=language))
    )

    message = await write(lobby, state_row(ENTRA, state, f"user:{ADMIN.id}"))

    assert isinstance(message, Message)
    assert "Microsoft 365" in message.subject
    assert "Ines Albrecht" in message.text


async def test_a_connection_that_works_again_is_nobodys_post(lobby: Lobby):
    """What was mended before the mail went out needs no mail."""
    health = Health(ConnectionState.CONNECTED)
    await put_connection(lobby, replace(ENTRA, health=health))

    written = await write(lobby, state_row(ENTRA, "expired", f"user:{ADMIN.id}"))

    assert written == NotNeeded("connection_works")


async def test_a_connection_that_is_gone_is_nobodys_post(lobby: Lobby):
    """After disconnecting nothing more is written about it."""
    row = state_row(OWN, "expired", f"host:{JONAS.id}")

    assert await write(lobby, row) is None


async def test_who_is_no_admin_any_more_gets_nothing(lobby: Lobby):
    """A mail that waited does not reach somebody who may not see the page."""
    ends = MORNING + timedelta(days=7)
    await put_connection(lobby, replace(ENTRA, secret_ends_at=ends))
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.users.put(replace(ADMIN, role=Role.RECEPTIONIST))
    )

    assert await write(lobby, secret_row(7)) is None
    assert await write(lobby, secret_row(7, f"user:{RECEPTION.id}")) is None


async def test_a_host_who_left_is_not_written_to(lobby: Lobby):
    """B35: only who still works here can connect again."""
    health = Health(ConnectionState.EXPIRED, since=AN_HOUR_AGO)
    await put_connection(lobby, replace(OWN, health=health))

    def leaves(nouns) -> int:
        nouns.hosts.put(replace(JONAS, active=False))
        return warn(nouns, now=MORNING)

    assert await lobby.store.for_tenant(TENANT).write(leaves) == 0


async def test_a_connection_of_nobody_is_nobodys_post(lobby: Lobby):
    """A connection whose host is gone altogether is passed over."""
    health = Health(ConnectionState.EXPIRED, since=AN_HOUR_AGO)
    await put_connection(lobby, replace(OWN, host=None, health=health))

    mails = await lobby.store.for_tenant(TENANT).write(lambda n: warn(n, now=MORNING))

    assert mails == 0


async def test_the_app_registrations_secret_is_the_admins(lobby: Lobby):
    """Hosts cannot replace the secret by which they connect."""
    ends = MORNING + timedelta(days=5)
    await put_connection(lobby, replace(CLIENT, secret_ends_at=ends))

    mails = await lobby.store.for_tenant(TENANT).write(lambda n: warn(n, now=MORNING))
    again = await lobby.store.for_tenant(TENANT).write(lambda n: warn(n, now=MORNING))

    assert (mails, again) == (1, 0)
    assert CLIENT.access is Access.CLIENT
