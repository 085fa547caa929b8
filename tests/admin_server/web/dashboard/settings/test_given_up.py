"""Messages that were given up, and what an admin does about them."""

import pytest

from admin_server.core.messages import HOST_ARRIVAL
from tests.fakes.dead_letters import give_up
from tests.fakes.lobby import ADMIN, SITE_ADMIN, TENANT, Lobby
from tests.fakes.owning import events
from tests.fakes.sleeper import until

_PATH = "/settings/mail/given-up"


async def _came(lobby: Lobby) -> str:
    """Let somebody check in, and wait until their host was told."""
    answer = await lobby.check_in(visitor={"name": "Mara Lindt"}, host_id="host-jonas")
    await until(lambda: len(lobby.mail.sent) == 1)
    return answer.json()["visit"]["id"]


async def test_a_message_given_up_is_shown(lobby: Lobby):
    """The admin reads which message it was, about whom, and why it failed."""
    visit = await _came(lobby)
    await give_up(lobby.store, "m1", at=lobby.clock.now(), visit=visit)
    browser = await lobby.sign_in(ADMIN)

    shown = (await browser.get(_PATH)).text
    mail = (await browser.get("/settings/mail")).text

    assert "To the host: the visitor is here" in shown
    assert f'<a href="/visits/{visit}">Mara Lindt</a>' in shown
    assert "The mail server cannot be reached." in shown
    assert "jonas.weber@" not in shown
    assert f'href="{_PATH}"' in mail


async def test_nothing_given_up_is_said(lobby: Lobby):
    """Where every message left there is nothing to do, and the mail page is quiet."""
    browser = await lobby.sign_in(ADMIN)

    shown = (await browser.get(_PATH)).text
    mail = (await browser.get("/settings/mail")).text

    assert "Every message was delivered" in shown
    assert _PATH not in mail


async def test_a_message_is_sent_again(lobby: Lobby):
    """Once the mail server works again, one press sends what was given up."""
    visit = await _came(lobby)
    await give_up(lobby.store, "m1", at=lobby.clock.now(), visit=visit)
    browser = await lobby.sign_in(ADMIN)

    await browser.post(f"{_PATH}/m1/again")
    await until(lambda: len(lobby.mail.sent) == 2)

    shown = (await browser.get(_PATH)).text
    assert lobby.mail.sent[1].id == "m1"
    assert "Every message was delivered" in shown
    assert ("message.sent_again", f"user:{ADMIN.id}") in await events(lobby)


async def test_all_are_sent_again(lobby: Lobby):
    """After a long failure of the mail server one press is enough for all."""
    visit = await _came(lobby)
    await give_up(lobby.store, "m1", at=lobby.clock.now(), visit=visit)
    await give_up(lobby.store, "m2", at=lobby.clock.now(), visit=visit)
    browser = await lobby.sign_in(ADMIN)

    await browser.post(f"{_PATH}/again")
    await until(lambda: len(lobby.mail.sent) == 3)

    assert {mail.id for mail in lobby.mail.sent[1:]} == {"m1", "m2"}


async def test_sending_nothing_again_is_said(lobby: Lobby):
    """Somebody else has sent them meanwhile: the page says so."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(f"{_PATH}/again")

    assert "There was nothing to send." in (await browser.get(_PATH)).text


async def test_a_message_is_discarded(lobby: Lobby):
    """After a question the message is gone from the list, and is never sent."""
    await give_up(lobby.store, "m1", at=lobby.clock.now(), why="nobody_to_tell")
    browser = await lobby.sign_in(ADMIN)

    listed = (await browser.get(_PATH)).text
    asked = (await browser.get(f"{_PATH}/m1/discard")).text
    await browser.post(f"{_PATH}/m1/discard")

    shown = (await browser.get(_PATH)).text
    fate = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.outbox.fate("m1")
    )
    assert "There is nobody to tell any more" in listed
    assert "Discard the message" in asked
    assert "Every message was delivered" in shown
    assert fate is not None
    assert fate.state == "discarded"
    assert lobby.mail.sent == []


@pytest.mark.parametrize("what", ["again", "discard"])
async def test_only_what_was_given_up(lobby: Lobby, what: str):
    """A message that was delivered is not sent a second time."""
    visit = await _came(lobby)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(f"{_PATH}/{lobby.mail.sent[0].id}/{what}")

    assert answer.status_code == 404
    assert visit


async def test_only_admins_see_them(lobby: Lobby):
    """Whoever keeps one site does not read about the whole organisation."""
    browser = await lobby.sign_in(SITE_ADMIN)

    assert (await browser.get(_PATH)).status_code == 403


async def test_a_kind_without_words_is_shown_all_the_same(lobby: Lobby):
    """A new kind of message is listed before anybody has named it."""
    now = lobby.clock.now()
    await give_up(lobby.store, "m1", at=now, kind="carrier_pigeon")
    await give_up(lobby.store, "m2", at=now, kind=HOST_ARRIVAL, visit="forgotten")
    browser = await lobby.sign_in(ADMIN)

    shown = (await browser.get(_PATH)).text

    assert "Another message" in shown
