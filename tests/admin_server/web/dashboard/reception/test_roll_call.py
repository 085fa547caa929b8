"""The roll call: everybody who is on site now."""

from shared.check_in import VisitState
from tests.admin_server.web.dashboard.reception.test_today import become
from tests.fakes.lobby import ADMIN, HARBOUR, HOUSE, MEMBER, RECEPTION, Lobby


async def test_everybody_on_site_is_called(lobby: Lobby):
    """The list has whoever is on site, by name, and nobody who is not."""
    await lobby.expect("Expected")
    mara, anna = await lobby.expect("Mara Lindt"), await lobby.expect("Anna Berg")
    await become(lobby, mara, VisitState.ON_SITE)
    await become(lobby, anna, VisitState.ON_SITE)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/roll-call")

    assert answer.text.index("Anna Berg") < answer.text.index("Mara Lindt")
    assert "Expected" not in answer.text
    assert "2 people on site" in answer.text


async def test_each_site_is_called_alone(lobby: Lobby):
    """Every building has its own list and number, also where nobody is."""
    mara = await lobby.expect("Mara Lindt", site=HARBOUR.id)
    await become(lobby, mara, VisitState.ON_SITE)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/roll-call", headers={"HX-Request": "true"})

    pier, house = answer.text.split(HOUSE.name, 1)
    assert "Mara Lindt" in pier
    assert "1 person on site" in pier
    assert "No one is on site." in house


async def test_paper_says_when_it_was_printed(lobby: Lobby):
    """A printed list carries day and time, so that nobody trusts an old one."""
    mara = await lobby.expect("Mara Lindt")
    await become(lobby, mara, VisitState.ON_SITE)
    at = HOUSE.local(lobby.clock.now())
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/roll-call")

    assert f"Printed {at:%A} {at.day} {at:%B}, {at:%H:%M}" in answer.text


async def test_members_do_not_call(lobby: Lobby):
    """The list of everybody in the building is not a member's to read."""
    browser = await lobby.sign_in(MEMBER)

    assert (await browser.get("/roll-call")).status_code == 403
