"""Calls for help and parcels above today's list."""

import httpx
import pytest

from admin_server.core.users import User
from shared.kiosk_options import Question, VisitType
from tests.fakes.at_the_kiosk import (
    ask_for_help,
    deliver,
    open_calls,
    open_deliveries,
    set_options,
)
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR_TOKEN,
    JONAS,
    MEMBER,
    OTHER_ADMIN,
    OTHER_TENANT,
    RECEPTION,
    SITE_ADMIN,
    Lobby,
)
from tests.fakes.people import events

CALL = "Somebody asks for help at Front desk since 10:00"
PARCELS = "2 parcels for Jonas Weber since 10:00"


async def go(browser: httpx.AsyncClient, call_id: str) -> httpx.Response:
    """Press "I am going"."""
    return await browser.post(
        f"/help-calls/{call_id}/going", data={"back": "/today/on-site"}
    )


@pytest.mark.parametrize("user", [ADMIN, SITE_ADMIN, RECEPTION], ids=lambda u: u.role)
async def test_reception_sees_what_waits(lobby: Lobby, user: User):
    """D28: whoever receives people reads who asks for help, and what was brought."""
    await ask_for_help(lobby, name="Mara Lindt", looked_for="Jonnas")
    await deliver(lobby, parcels=2, courier="Swift Post")
    browser = await lobby.sign_in(user)

    page = (await browser.get("/today")).text

    assert CALL in page
    assert "Looks for Jonnas" in page
    assert PARCELS in page
    assert "Swift Post" in page


async def test_a_live_page_fetches_it_too(lobby: Lobby):
    """The list that an open page fetches by itself has the banner as well."""
    browser = await lobby.sign_in()
    await ask_for_help(lobby)

    page = await browser.get("/today/on-site", headers={"HX-Request": "true"})

    assert CALL in page.text


async def test_members_and_other_sites_see_nothing(lobby: Lobby):
    """A member is nobody's reception, and who waits across the street is not ours."""
    await ask_for_help(lobby)
    await deliver(lobby, parcels=2)
    await ask_for_help(lobby, token=HARBOUR_TOKEN, name="Harbour Guest")
    member, desk = await lobby.sign_in(MEMBER), await lobby.sign_in(RECEPTION)

    for_member = (await member.get("/today")).text
    for_desk = (await desk.get("/today")).text

    assert CALL not in for_member
    assert PARCELS not in for_member
    assert "Harbour Guest" not in for_desk


async def test_somebody_goes(lobby: Lobby):
    """One press ends the call, and the audit knows who went."""
    await ask_for_help(lobby)
    (call,) = await open_calls(lobby)
    browser = await lobby.sign_in()

    answer = await go(browser, call.id)

    page = (await browser.get(answer.headers["location"])).text
    assert answer.headers["location"] == "/today/on-site"
    assert "You are going." in page
    assert CALL not in page
    assert await open_calls(lobby) == []
    assert await events(lobby, f"help:{call.id}") == ["help.called", "help.answered"]


async def test_the_second_reads_that_somebody_was_faster(lobby: Lobby):
    """Two at the desk do not both run."""
    await ask_for_help(lobby)
    (call,) = await open_calls(lobby)
    first, second = await lobby.sign_in(), await lobby.sign_in(SITE_ADMIN)
    await go(first, call.id)

    answer = await go(second, call.id)

    assert "Somebody was faster" in (await second.get(answer.headers["location"])).text
    assert len(await events(lobby, f"help:{call.id}")) == 2


async def test_a_parcel_is_handed_over(lobby: Lobby):
    """One press takes it off the list; pressing twice changes nothing."""
    await deliver(lobby, parcels=2)
    (noted,) = await open_deliveries(lobby)
    browser = await lobby.sign_in()
    path = f"/deliveries/{noted.id}/handed-over"

    answer = await browser.post(path)
    await browser.post(path)

    page = (await browser.get(answer.headers["location"])).text
    assert "Handed over to Jonas Weber." in page
    assert PARCELS not in page
    assert await open_deliveries(lobby) == []
    assert await events(lobby, f"delivery:{noted.id}") == [
        "delivery.brought",
        "delivery.handed_over",
    ]


@pytest.mark.parametrize(
    ("user", "tenant_of", "status"),
    [(MEMBER, None, 403), (OTHER_ADMIN, OTHER_TENANT, 404)],
    ids=["member", "stranger"],
)
async def test_nobody_else_answers_for_reception(
    lobby: Lobby, user: User, tenant_of: str | None, status: int
):
    """A member may not, and another organisation's admin finds nothing there."""
    await ask_for_help(lobby)
    await deliver(lobby)
    (call,), (noted,) = await open_calls(lobby), await open_deliveries(lobby)
    browser = await lobby.sign_in(
        user, **({"tenant": tenant_of} if tenant_of else {}), strong=True
    )

    answers = [
        await go(browser, call.id),
        await browser.post(f"/deliveries/{noted.id}/handed-over"),
    ]

    assert [answer.status_code for answer in answers] == [status, status]
    assert len(await open_calls(lobby)) == len(await open_deliveries(lobby)) == 1


async def test_reception_answers_for_its_own_sites_only(lobby: Lobby):
    """A call across the street is not there for somebody of this house."""
    asked = "0f6f1c36-3b5e-4f7a-9a53-0f5a8a4f8a10"
    await ask_for_help(lobby, request_id=asked, token=HARBOUR_TOKEN)
    browser = await lobby.sign_in(RECEPTION)

    assert (await go(browser, asked)).status_code == 404


async def test_yesterdays_calls_are_shown_no_more(lobby: Lobby):
    """Nobody waits at a kiosk for twelve hours; a parcel does."""
    await ask_for_help(lobby)
    await deliver(lobby, parcels=2)
    lobby.clock.forward(hours=24)
    browser = await lobby.sign_in()

    page = (await browser.get("/today")).text

    assert "asks for help" not in page
    assert "2 parcels for Jonas Weber since Mon 23 Nov, 10:00" in page


async def test_many_parcels_take_one_line(lobby: Lobby):
    """A busy morning's deliveries do not push the visitors off the screen."""
    for _ in range(3):
        await deliver(lobby)
    browser = await lobby.sign_in()

    page = (await browser.get("/today")).text

    assert "3 deliveries wait" in page


async def test_a_visit_shows_what_was_told(lobby: Lobby):
    """Kind of visit, purpose and answers stand on the visit's page."""
    plate = Question(key="plate", label={"en": "Number plate"})
    works = VisitType(key="works", name={"en": "Contractor"}, questions=(plate,))
    await set_options(lobby, visit_types=(works,))
    answer = await lobby.check_in(
        visitor={"name": "Ada"},
        host_id=JONAS.id,
        purpose="Mend the lift",
        visit_type="works",
        answers={"plate": "ZH 1"},
    )
    browser = await lobby.sign_in()

    page = (await browser.get(f"/visits/{answer.json()['visit']['id']}")).text

    shown = ("Contractor", "Mend the lift", "Number plate", "ZH 1")
    assert [words for words in shown if words not in page] == []
