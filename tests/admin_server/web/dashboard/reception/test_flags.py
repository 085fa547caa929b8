"""What reception reads of check-ins that a kiosk kept."""

from datetime import timedelta

import pytest

from admin_server.web.dashboard.words import LANGUAGES, words_in
from shared.check_in import VisitState
from shared.offline import Flag
from tests.fakes.kept_check_ins import kept, send
from tests.fakes.lobby import HARBOUR_TOKEN, TENANT, Lobby


async def test_a_visit_says_that_it_was_kept_offline(lobby: Lobby) -> None:
    """The sheet says when somebody checked in offline, and when the host was told."""
    invitation = await lobby.expect()
    await send(lobby, kept(lobby, code=invitation.code))
    await lobby.get("/kiosk/events", after=0, wait=5)
    browser = await lobby.sign_in()

    sheet = await browser.get(f"/visits/{invitation.visit}")

    assert "Checked in while offline at 09:28; host told at 10:00" in sheet.text
    assert "Check-in received that was kept offline at kiosk Front desk" in sheet.text
    assert "No calendar was asked: the kiosk had no connection" in sheet.text


async def test_a_visit_says_what_else_was_odd(lobby: Lobby) -> None:
    """Cancelled before, and checked in twice: both stand on the sheet and in the row."""
    invitation = await lobby.expect()
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.visits.set_state(invitation.visit, VisitState.CANCELLED)
    )
    await send(lobby, kept(lobby, code=invitation.code))
    again = kept(lobby, ago=timedelta(minutes=9), code=invitation.code)
    await send(lobby, again, token=HARBOUR_TOKEN)
    browser = await lobby.sign_in()

    sheet = await browser.get(f"/visits/{invitation.visit}")
    today = await browser.get("/today/on-site")

    assert "Was cancelled before" in sheet.text
    assert "Checked in twice, at two kiosks" in sheet.text
    assert "Checked in twice · Was cancelled" in today.text


async def test_an_ordinary_visit_has_no_flags(lobby: Lobby) -> None:
    """Where nothing was odd, nothing is said of it."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)
    browser = await lobby.sign_in()

    sheet = await browser.get(f"/visits/{invitation.visit}")

    assert "offline" not in sheet.text.casefold()


@pytest.mark.parametrize("flag", Flag)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flag_has_its_words(flag: Flag, language: str) -> None:
    """Whatever a kiosk's check-in is flagged with, reception can read it."""
    t = words_in(language)

    full = t(f"visit.flag.{flag.value}", time="09:28", told="10:00")
    short = t(f"today.flag.{flag.value}")

    assert full
    assert short
