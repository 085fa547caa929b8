"""R12: a printer that needs somebody is told of at once, and mailed about once."""

from datetime import timedelta

from admin_server.core.messages import Message, NotNeeded, OutboxRow
from admin_server.jobs.writing import write_message
from tests.fakes.at_the_kiosk import HELPER, set_helper
from tests.fakes.lobby import ADMIN, RECEPTION, TENANT, Lobby
from tests.fakes.printers import says
from tests.fakes.writing_desk import desk_of


async def waiting_mails(lobby: Lobby) -> list[OutboxRow]:
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: n.outbox.waiting("printer_trouble")
    )


async def written(lobby: Lobby, row: OutboxRow) -> Message | NotNeeded | None:
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: write_message(n, row, desk_of(lobby))
    )


async def test_today_says_what_to_do(lobby: Lobby):
    """Out of labels, Today names the kiosk, since when, and what mends it."""
    browser = await lobby.sign_in(RECEPTION)
    await says(lobby, "out_of_paper")

    troubled = (await browser.get("/today")).text
    lobby.clock.forward(minutes=1)
    await says(lobby, "cover_open")
    still = (await browser.get("/today")).text
    lobby.clock.forward(minutes=1)
    await says(lobby, "ready")
    mended = (await browser.get("/today")).text

    assert "The badge printer at Front desk prints nothing since 10:00" in troubled
    assert "Out of labels. Put in a new roll." in troubled
    assert "prints nothing since 10:00" in still
    assert "The cover is open." in still
    assert "The badge printer at Front desk prints again since 10:02" in mended


async def test_kiosks_say_it_too(lobby: Lobby):
    """The list of kiosks says what to do, and labels that run low are a note."""
    await says(lobby, "low")

    page = (await (await lobby.sign_in(ADMIN)).get("/kiosks")).text
    today = (await (await lobby.sign_in(RECEPTION)).get("/today")).text

    assert "Have a new roll ready." in page
    assert "Labels run low at Front desk" in today
    assert await waiting_mails(lobby) == []


async def test_a_kiosk_that_was_put_away_is_no_trouble(lobby: Lobby):
    """Of a kiosk that has said nothing for half a day, nobody is told anything."""
    await says(lobby, "jam")
    lobby.clock.forward(hours=12, minutes=1)

    today = (await (await lobby.sign_in(RECEPTION)).get("/today")).text

    assert "prints nothing" not in today


async def test_one_mail_for_a_trouble_that_lasts(lobby: Lobby):
    """Who mends it within two minutes gets no mail; otherwise one goes, and only one."""
    await set_helper(lobby)
    await says(lobby, "out_of_paper")
    await says(lobby, "cover_open")
    await says(lobby, "unknown")
    await says(lobby, "jam")

    (row,) = await waiting_mails(lobby)
    message = await written(lobby, row)
    await says(lobby, "ready")
    mended = await written(lobby, row)
    await says(lobby, "offline")

    assert row.due_at == lobby.clock.now() + timedelta(minutes=2)
    assert isinstance(message, Message)
    assert message.to_address == HELPER.email
    assert "Front desk" in message.subject
    assert "A label is stuck." in message.text
    assert mended == NotNeeded("mended")


async def test_a_trouble_that_returns_is_another_one(lobby: Lobby):
    """A printer that breaks down again later is mailed about again."""
    await set_helper(lobby)
    await says(lobby, "jam")
    await says(lobby, "ready")
    lobby.clock.forward(minutes=1)

    await says(lobby, "jam")

    assert len(await waiting_mails(lobby)) == 2


async def test_a_site_without_a_helper_gets_no_mail(lobby: Lobby):
    """Where nobody is named, Today is where it is said."""
    await says(lobby, "jam")

    assert await waiting_mails(lobby) == []
