"""A badge is printed from a visit's sheet: at a kiosk, or by the browser itself."""

import io

from PIL import Image

from shared.kiosk_options import BadgeChoice
from tests.fakes.at_the_kiosk import post, set_options
from tests.fakes.lobby import MEMBER, RECEPTION, Lobby
from tests.fakes.people import events
from tests.fakes.printers import (
    SECOND_TOKEN,
    add_second_kiosk,
    orders_of,
    says,
    somebody_came,
)


async def test_reception_chooses_a_printer(lobby: Lobby):
    """Those that work stand first, each with its state in words; none is at the pier."""
    await add_second_kiosk(lobby)
    await says(lobby, "cover_open")
    await says(lobby, "ready", token=SECOND_TOKEN)
    visit = await somebody_came(lobby)
    browser = await lobby.sign_in(RECEPTION)

    page = (await browser.get(f"/visits/{visit}/badge")).text

    places = [
        page.index(words) for words in ("Side door", "Front desk", "This browser")
    ]
    assert places == sorted(places)
    assert "Cover open" in page
    assert "Pier" not in page


async def test_what_became_of_it_stands_on_the_sheet(lobby: Lobby):
    """R12: whoever ordered a badge reads whether to go and look at the printer."""
    await says(lobby, "ready")
    visit = await somebody_came(lobby)
    browser = await lobby.sign_in(RECEPTION)

    sent = await browser.post(f"/visits/{visit}/badge", data={"where": "kiosk-house"})
    waits = (await browser.get(f"/visits/{visit}")).text
    (order,) = await orders_of(lobby, visit)
    await post(lobby, f"/badge-orders/{order.id}/outcome", {"outcome": "perhaps"})
    ended = (await browser.get(f"/visits/{visit}")).text

    assert (sent.status_code, sent.headers["location"]) == (303, f"/visits/{visit}")
    assert order.reprint
    assert "The badge waits for the printer at Front desk." in waits
    assert "Badge ordered again by Noor Jansen" in waits
    assert "Look at the printer at Front desk" in ended


async def test_a_kiosk_that_does_not_answer_is_named(lobby: Lobby):
    """After a quarter of an hour the sheet says that nothing was printed."""
    await says(lobby, "ready")
    visit = await somebody_came(lobby)
    browser = await lobby.sign_in(RECEPTION)
    await browser.post(f"/visits/{visit}/badge", data={"where": "kiosk-house"})

    lobby.clock.forward(minutes=15)

    sheet = (await browser.get(f"/visits/{visit}")).text
    assert "Front desk did not answer for 15 minutes." in sheet


async def test_whoever_had_a_badge_gets_it_again(lobby: Lobby):
    """A badge that a browser printed before is told of as a reprint, and is no question."""
    await says(lobby, "none")
    visit = await somebody_came(lobby)
    await says(lobby, "out_of_paper")
    browser = await lobby.sign_in(RECEPTION)
    where = f"/visits/{visit}/badge"

    await browser.post(where, data={"where": "kiosk-house"})
    await browser.post(where, data={"where": "browser"})
    await browser.post(where, data={"where": "kiosk-house"})

    assert [one.reprint for one in await orders_of(lobby, visit)] == [False, True]


async def test_a_roll_is_cut_where_the_badge_ends(lobby: Lobby):
    """A receipt printer's page is as long as what stands on it."""
    await set_options(lobby, badge=BadgeChoice(design="receipt"))
    visit = await somebody_came(lobby)
    browser = await lobby.sign_in(RECEPTION)

    size = (await browser.get(f"/visits/{visit}/badge.css")).text

    high = float(size.partition("72mm ")[2].partition("mm")[0])
    assert 40 < high < 190


async def test_a_browser_prints_one_label(lobby: Lobby):
    """The page is exactly as large as the label, and that it was printed is noted."""
    await set_options(lobby, badge=BadgeChoice(text="Emergency: 112"))
    visit = await somebody_came(lobby)
    browser = await lobby.sign_in(RECEPTION)

    sent = await browser.post(f"/visits/{visit}/badge", data={"where": "browser"})
    page = await browser.get(sent.headers["location"])
    picture = await browser.get(f"/visits/{visit}/badge.png")
    size = await browser.get(f"/visits/{visit}/badge.css")

    drawn = Image.open(io.BytesIO(picture.content))
    assert f'src="/visits/{visit}/badge.png"' in page.text
    assert "labels of 100 × 62 mm" in page.text
    assert "@page { size: 100mm 62mm; margin: 0; }" in size.text
    assert (drawn.mode, drawn.size) == ("1", (1181, 732))
    assert picture.headers["cache-control"] == "no-store"
    assert (await events(lobby, f"visit:{visit}"))[-1] == "visit.badge_by_browser"


async def test_only_who_is_here_gets_a_badge(lobby: Lobby):
    """Before they come and once they have left, nobody prints their badge."""
    await says(lobby, "ready")
    invitation = await lobby.expect()
    browser = await lobby.sign_in(RECEPTION)
    path = f"/visits/{invitation.visit}/badge"

    asked = await browser.get(path)
    ordered = await browser.post(path, data={"where": "kiosk-house"})
    printed = await browser.post(path, data={"where": "browser"})
    drawn = await browser.get(f"{path}.png")

    answers = (asked, ordered, printed, drawn)
    assert [one.status_code for one in answers] == [409, 409, 409, 404]
    assert await orders_of(lobby, invitation.visit) == []


async def test_a_kiosk_elsewhere_prints_nothing_of_ours(lobby: Lobby):
    """A kiosk of another site, or one that is not there, is no place to print at."""
    await says(lobby, "ready", token="pk_kiosk-harbour_harbour-secret")
    visit = await somebody_came(lobby)
    browser = await lobby.sign_in(RECEPTION)

    answers = [
        await browser.post(f"/visits/{visit}/badge", data={"where": where})
        for where in ("kiosk-harbour", "kiosk-other", "")
    ]

    assert [one.status_code for one in answers] == [422] * 3
    assert "There is no printer any more." in answers[0].text
    assert await orders_of(lobby, visit) == []


async def test_a_host_prints_no_badges(lobby: Lobby):
    """Who only sees their own visits sees no button, and may not order."""
    visit = await somebody_came(lobby)
    browser = await lobby.sign_in(MEMBER)

    sheet = await browser.get(f"/visits/{visit}")
    ordered = await browser.post(f"/visits/{visit}/badge", data={"where": "browser"})

    assert f"/visits/{visit}/badge" not in sheet.text
    assert ordered.status_code == 403
