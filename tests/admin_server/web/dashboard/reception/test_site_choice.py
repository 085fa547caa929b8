"""Choosing which site the lists show."""

from datetime import timedelta

from admin_server.core.places import Site
from admin_server.web.dashboard.reception.site_choice import COOKIE
from tests.admin_server.web.dashboard.reception.test_today import names
from tests.fakes.lobby import ADMIN, HARBOUR, HOUSE, RECEPTION, TENANT, Lobby

FAR = Site("site-far", "far", "Far East", "Asia/Tokyo")


async def test_the_browser_remembers_the_site(lobby: Lobby):
    """Whoever chooses a site sees it until they choose another."""
    await lobby.expect("At the house")
    await lobby.expect("At the pier", site=HARBOUR.id)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(
        "/today/site", data={"site": HARBOUR.id, "back": "/today"}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    assert answer.cookies[COOKIE] == HARBOUR.id
    assert names(await browser.get("/today")) == ["At the pier"]


async def test_all_sites_can_be_chosen(lobby: Lobby):
    """Whoever wants to see everything chooses all sites."""
    await lobby.expect("At the house")
    await lobby.expect("At the pier", site=HARBOUR.id)
    browser = await lobby.sign_in(ADMIN)
    await browser.post("/today/site", data={"site": HARBOUR.id})

    await browser.post("/today/site", data={"site": "all"})

    assert len(names(await browser.get("/today"))) == 2


async def test_a_strange_site_cannot_be_chosen(lobby: Lobby):
    """A site that is not one's own cannot be chosen, in no way."""
    await lobby.expect("At the pier", site=HARBOUR.id)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post("/today/site", data={"site": HARBOUR.id})
    browser.cookies.set(COOKIE, HARBOUR.id, domain="lobby.example")

    assert answer.status_code == 404
    assert names(await browser.get("/today")) == []


async def test_the_way_back_stays_here(lobby: Lobby):
    """Nobody can be sent to another place by a forged form."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(
        "/today/site", data={"site": HOUSE.id, "back": "//evil.example"}
    )

    assert answer.headers["location"] == "/today"


async def test_every_site_has_its_own_clock(lobby: Lobby):
    """With sites in two time zones each visit shows its own time and zone."""
    await lobby.store.for_tenant(TENANT).write(lambda n: n.sites.put(FAR))
    now = lobby.clock.now()
    await lobby.expect("Here", arrival=now + timedelta(minutes=30))
    await lobby.expect("There", site=FAR.id, arrival=now + timedelta(minutes=30))
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/today")

    there = FAR.local(now + timedelta(minutes=30))
    here = HOUSE.local(now + timedelta(minutes=30))
    assert f"<time>{there:%H:%M}</time>" in answer.text
    assert f"<time>{here:%H:%M}</time>" in answer.text
    assert "JST" in answer.text
    assert "CET" in answer.text
