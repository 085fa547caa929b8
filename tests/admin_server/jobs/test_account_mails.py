"""Mails about accounts."""

import pytest

from admin_server.core.accounts import (
    ACCOUNT_CHANGED,
    PASSWORD_RESET,
    make_link,
    tell_of_change,
)
from admin_server.core.messages import Message, NotNeeded, OutboxRow
from admin_server.core.users import LinkPurpose
from admin_server.jobs.writing import write_message
from admin_server.security.chance import CHANCE
from admin_server.security.links import new_link, open_token
from tests.fakes.lobby import RECEPTION, TENANT, Lobby
from tests.fakes.people import put_user
from tests.fakes.writing_desk import desk_of

KINDS = {
    LinkPurpose.WELCOME: ("account_welcome", "/welcome/"),
    LinkPurpose.RESET_PASSWORD: ("password_reset", "/reset/"),
}


async def write(lobby: Lobby, row: OutboxRow) -> Message | NotNeeded | None:
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: write_message(n, row, desk_of(lobby))
    )


async def link_row(lobby: Lobby, purpose: LinkPurpose) -> tuple[OutboxRow, str]:
    """A link that waits to be mailed, and its token."""
    box, now = desk_of(lobby).box, lobby.clock.now()
    link = new_link(box, TENANT, chance=CHANCE)
    await lobby.store.for_tenant(TENANT).write(
        lambda n: make_link(n, RECEPTION, link, purpose, now=now)
    )
    payload = {"link": link.id, "sealed": link.sealed}
    row = OutboxRow(link.message, KINDS[purpose][0], payload, due_at=now)
    return row, open_token(box, TENANT, link.id, link.sealed)


@pytest.mark.parametrize("purpose", list(LinkPurpose))
@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_link_is_mailed(lobby: Lobby, purpose: LinkPurpose, language: str):
    """The mail greets by name and brings the link, in the reader's language."""
    await put_user(lobby, RECEPTION, language=language)
    row, token = await link_row(lobby, purpose)

    message = await write(lobby, row)

    assert isinstance(message, Message)
    assert message.to_address == RECEPTION.email
    assert f"https://lobby.example{KINDS[purpose][1]}{token}\n" in message.text
    assert "Noor Jansen" in message.text
    assert token not in message.subject


async def test_a_link_that_was_replaced_is_not_mailed(lobby: Lobby):
    """Of two links asked for in a row only the newer one still goes out."""
    older, _ = await link_row(lobby, LinkPurpose.RESET_PASSWORD)
    newer, _ = await link_row(lobby, LinkPurpose.RESET_PASSWORD)

    assert await write(lobby, older) == NotNeeded("no_such_link")
    assert isinstance(await write(lobby, newer), Message)


async def test_a_link_that_is_too_old_is_not_mailed(lobby: Lobby):
    """When mail comes back after a day, nobody gets a link that is dead already."""
    row, _ = await link_row(lobby, LinkPurpose.RESET_PASSWORD)

    lobby.clock.forward(hours=2)

    assert await write(lobby, row) == NotNeeded("no_such_link")


async def test_without_an_account_nothing_is_mailed(lobby: Lobby):
    """A mistyped address gets nothing."""
    row = OutboxRow("m", PASSWORD_RESET, {"link": "none"}, due_at=lobby.clock.now())

    assert await write(lobby, row) == NotNeeded("no_such_link")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "what", ["password", "factor_on", "factor_off", "passkey_on", "passkey_off"]
)
async def test_a_change_is_told(lobby: Lobby, language: str, what: str):
    """Whoever's account was changed reads what changed and what to do."""
    await put_user(lobby, RECEPTION, language=language)
    row = OutboxRow(
        "m",
        ACCOUNT_CHANGED,
        {"user": RECEPTION.id, "what": what},
        due_at=lobby.clock.now(),
    )

    message = await write(lobby, row)

    assert isinstance(message, Message)
    assert "https://lobby.example/forgot" in message.text
    assert "Lakeside" in message.text


@pytest.mark.parametrize(
    "payload", [{}, {"user": "nobody", "what": "password"}, {"user": RECEPTION.id}]
)
async def test_there_is_nobody_to_tell(lobby: Lobby, payload: dict[str, str]):
    """A message about nobody, or about nothing that we know, is not written."""
    row = OutboxRow("m", ACCOUNT_CHANGED, payload, due_at=lobby.clock.now())

    assert await write(lobby, row) is None


async def test_who_is_gone_is_not_told(lobby: Lobby):
    """A deactivated account is told nothing more."""
    now = lobby.clock.now()
    await put_user(lobby, RECEPTION, active=False)
    payload = {"user": RECEPTION.id, "what": "password"}

    message = await write(lobby, OutboxRow("m", ACCOUNT_CHANGED, payload, due_at=now))

    assert message == NotNeeded("nobody_signs_in")


async def test_a_change_waits_in_the_outbox(lobby: Lobby):
    """The mail about a change is saved with the change itself."""
    now = lobby.clock.now()

    await lobby.store.for_tenant(TENANT).write(
        lambda n: tell_of_change(n, RECEPTION.id, "password", message="m-1", now=now)
    )

    fate = await lobby.store.for_tenant(TENANT).read(lambda n: n.outbox.fate("m-1"))
    assert fate is not None
