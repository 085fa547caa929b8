"""A visitor whose language the kiosk does not speak checks in on their own phone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from admin_server.core.people import Host
from admin_server.core.phone_links import PhoneLink
from admin_server.core.places import Site
from admin_server.core.visits import Visit
from admin_server.security.phone_links import seal_link
from shared.check_in import VisitState
from shared.kiosk_options import Asked, KioskOptions, Question, VisitType
from tests.fakes.lobby import (
    HARBOUR,
    HOUSE,
    JONAS,
    OTHER_TENANT,
    TENANT,
    TOKEN,
    Lobby,
    bearer,
)

MARA = {"name": "Mara Lindt", "host": "we"}
REQUEST_ID = UUID("11111111-2222-4333-8444-555555555555")


async def scanned(lobby: Lobby) -> str:
    """The path that a phone opens after it read the kiosk's screen."""
    answer = await lobby.http.post(
        "/api/v1/phone-links",
        json={"request_id": str(REQUEST_ID)},
        headers=bearer(TOKEN),
    )
    return "/phone/" + answer.json()["address"].rpartition("/")[2]


async def visit_of(lobby: Lobby, request_id: UUID = REQUEST_ID) -> Visit | None:
    """The visit that a phone has made, if any."""
    return await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.by_request(str(request_id))
    )


async def change_house(lobby: Lobby, options: KioskOptions) -> None:
    """Ask visitors of the house for other things."""
    house: Site = replace(HOUSE, kiosk=options)
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.sites.put(house))


async def check_in(phone: httpx.AsyncClient, path: str, **said: str) -> httpx.Response:
    """Fill in the form, choose Jonas among those found, and send it."""
    form = {**MARA, **said}
    return await phone.post(path, data={**form, "asked": "we|", "host_id": JONAS.id})


async def test_a_visitor_checks_in_on_their_phone(lobby: Lobby):
    """Name and two letters of the host are enough; the phone shows room and Wi-Fi."""
    path, phone = await scanned(lobby), lobby.browser()
    asked = await phone.get(path)
    found = await phone.post(path, data=MARA)

    sent = await check_in(phone, path)
    shown = await phone.get(sent.headers["location"])

    visit = await visit_of(lobby)
    assert visit is not None
    assert (asked.status_code, found.status_code, sent.status_code) == (200, 200, 303)
    assert JONAS.name in found.text
    assert visit.state is VisitState.ON_SITE
    assert (visit.kiosk, visit.site, visit.host) == (
        "kiosk-house",
        HOUSE.id,
        JONAS.id,
    )
    assert "You are checked in" in shown.text
    assert "lake-4827-mint" in shown.text


async def test_the_page_can_be_translated_and_runs_nothing(lobby: Lobby):
    """The phone's browser may translate the page, which needs no script."""
    path = await scanned(lobby)

    page = (await lobby.browser().get(path)).text

    assert '<html lang="en" translate="yes">' in page
    assert "<script" not in page


async def test_a_phone_that_sends_twice_makes_one_visit(lobby: Lobby):
    """A finger that taps twice, or a bad line, is one visitor."""
    path, phone = await scanned(lobby), lobby.browser()

    first = await check_in(phone, path)
    lobby.clock.forward(seconds=20)
    second = await check_in(lobby.browser(), path)

    everybody = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.between(
            lobby.clock.now() - timedelta(hours=1), lobby.clock.now()
        )
    )
    assert first.headers["location"] == second.headers["location"]
    assert len(everybody) == 1


async def test_a_used_page_shows_nobody_elses_visit(lobby: Lobby):
    """Whoever photographed the screen learns nothing of who used it."""
    path, phone = await scanned(lobby), lobby.browser()
    await check_in(phone, path)
    stranger = lobby.browser()

    form = await stranger.get(path)
    done = await stranger.get(f"{path}/done")
    sent = await check_in(stranger, path, name="Somebody Else")

    assert [form.status_code, done.status_code, sent.status_code] == [404] * 3
    assert "ask reception" in form.text
    assert "Mara" not in form.text + done.text + sent.text


async def test_a_visitor_finds_their_own_visit_again(lobby: Lobby):
    """Opening the page once more leads back to room and Wi-Fi."""
    path, phone = await scanned(lobby), lobby.browser()
    await check_in(phone, path)

    again = await phone.get(path)

    assert f'href="{path}/done"' in again.text


async def test_an_old_page_says_how_to_go_on(lobby: Lobby):
    """After ten minutes the page sends people back to the kiosk or to reception."""
    path, phone = await scanned(lobby), lobby.browser()
    lobby.clock.forward(minutes=10)

    opened, sent = await phone.get(path), await check_in(phone, path)

    assert (opened.status_code, sent.status_code) == (404, 404)
    assert "Scan a new code at the kiosk" in opened.text
    assert await visit_of(lobby) is None


@pytest.mark.parametrize(
    "ends",
    ["", ".", "A"],
)
async def test_a_changed_address_opens_nothing(lobby: Lobby, ends: str):
    """Whoever guesses or changes an address gets no further."""
    path = await scanned(lobby)

    answer = await lobby.browser().get(path[:-1] + ends)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("tenant", "site", "kiosk"),
    [
        (OTHER_TENANT, HOUSE.id, "kiosk-house"),
        (TENANT, HARBOUR.id, "kiosk-house"),
        (TENANT, HOUSE.id, "kiosk-other"),
        (str(uuid4()), HOUSE.id, "kiosk-house"),
    ],
    ids=["other tenant", "other site", "other tenant's kiosk", "no tenant"],
)
async def test_a_link_leads_to_its_own_kiosk_only(
    lobby: Lobby, tenant: str, site: str, kiosk: str
):
    """Even a link that we sealed ourselves does not mix two organisations or sites."""
    link = PhoneLink(tenant, site, kiosk, REQUEST_ID, lobby.clock.now())
    sealed = seal_link(lobby.app.state.parts.box, link)

    answer = await lobby.browser().get(f"/phone/{sealed}")

    assert answer.status_code == 404


async def test_a_revoked_kiosks_page_is_over(lobby: Lobby):
    """With the kiosk its open pages end, too."""
    path = await scanned(lobby)
    gone = lobby.clock.now()
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.kiosks.put(
            replace(nouns.kiosks.get("kiosk-house"), revoked_at=gone)
        )
    )

    answer = await lobby.browser().get(path)

    assert answer.status_code == 404


async def test_a_suspended_organisation_lets_nobody_in_by_phone(lobby: Lobby):
    """While an organisation is suspended its pages send people to the desk."""
    path = await scanned(lobby)
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(
            replace(nouns.tenant, suspended_at=lobby.clock.now())
        )
    )

    answer = await lobby.browser().get(path)

    assert answer.status_code == 404


@pytest.mark.parametrize("query", ["w", "", "zz"])
async def test_the_staff_cannot_be_listed_from_a_phone(lobby: Lobby, query: str):
    """As at the kiosk, two letters of a name are needed."""
    path = await scanned(lobby)

    answer = await lobby.browser().post(path, data={**MARA, "host": query})

    assert answer.status_code == 422
    assert JONAS.name not in answer.text


async def test_a_search_on_a_phone_shows_at_most_eight(lobby: Lobby):
    """However many share a name, eight are shown, and no address of any."""
    path = await scanned(lobby)
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: [
            nouns.hosts.put(Host(f"h{n}", f"Anna Muster{n}", f"a{n}@x.example"))
            for n in range(12)
        ]
    )

    answer = await lobby.browser().post(path, data={**MARA, "host": "anna"})

    assert answer.text.count("Anna Muster") == 8
    assert "@x.example" not in answer.text


async def test_another_name_is_searched_before_anybody_is_visited(lobby: Lobby):
    """Whoever corrects the host's name sees who is found now, and chooses anew."""
    path = await scanned(lobby)
    form = {**MARA, "host": "priya", "asked": "we|", "host_id": JONAS.id}

    answer = await lobby.browser().post(path, data=form)

    assert answer.status_code == 200
    assert "Priya Nair" in answer.text
    assert await visit_of(lobby) is None


async def test_what_is_missing_is_said_at_its_field(lobby: Lobby):
    """Nothing that was typed is lost when something is missing."""
    path = await scanned(lobby)
    await change_house(lobby, KioskOptions(email=Asked.REQUIRED))

    answer = await lobby.browser().post(
        path, data={"name": "Mara Lindt", "email": "mara@", "host": "we"}
    )

    assert answer.status_code == 422
    assert 'value="Mara Lindt"' in answer.text
    assert 'id="error-email"' in answer.text


async def test_a_phone_asks_what_the_kiosk_asks(lobby: Lobby):
    """Kinds of visits and their questions are the same on a phone."""
    plate = Question(key="plate", label={"en": "Number plate"}, required=True)
    kind = VisitType(key="work", name={"en": "Work"}, questions=(plate,))
    await change_house(
        lobby, KioskOptions(company=Asked.OFF, email=Asked.OFF, visit_types=(kind,))
    )
    path, phone = await scanned(lobby), lobby.browser()
    form = {**MARA, "visit_type": "work"}
    found = await phone.post(path, data=form)
    chosen = {**form, "asked": "we|work", "host_id": JONAS.id}

    lacking = await phone.post(path, data=chosen)
    sent = await phone.post(path, data={**chosen, "answer-plate": "ZH 1"})

    visit = await visit_of(lobby)
    assert visit is not None
    assert "Number plate" in found.text
    assert 'name="company"' not in found.text
    assert (lacking.status_code, sent.status_code) == (422, 303)
    assert (visit.arrival.visit_type, visit.arrival.answers) == (
        "work",
        {"plate": "ZH 1"},
    )


async def test_whoever_has_a_code_types_only_that(lobby: Lobby):
    """The six characters of an invitation check in on a phone, too."""
    invitation = await lobby.expect()
    path, phone = await scanned(lobby), lobby.browser()

    sent = await phone.post(path, data={"code": invitation.code})
    shown = await phone.get(sent.headers["location"])

    assert (await lobby.visit(invitation)).state is VisitState.ON_SITE
    assert "Mara Lindt" in shown.text


async def test_a_wrong_code_says_what_to_look_at(lobby: Lobby):
    """A code that nobody has is no dead end."""
    path = await scanned(lobby)

    answer = await lobby.browser().post(path, data={"code": "AAAAAA"})

    assert answer.status_code == 422
    assert "Look at the six characters" in answer.text


async def test_codes_cannot_be_guessed_from_phones(lobby: Lobby):
    """After ten wrong codes in a minute phones wait, and the kiosk does not."""
    path, phone = await scanned(lobby), lobby.browser()
    tried = [await phone.post(path, data={"code": "AAAAAA"}) for _ in range(11)]

    at_the_kiosk = await lobby.check_in(code=(await lobby.expect()).code)

    assert [one.status_code for one in tried] == [422] * 10 + [429]
    assert at_the_kiosk.status_code == 201


async def test_a_network_that_calls_too_often_waits(lobby: Lobby):
    """One phone cannot keep the server busy."""
    path, phone = await scanned(lobby), lobby.browser()

    answers = [(await phone.get(path)).status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]


async def test_badge_and_mails_speak_the_phones_language(lobby: Lobby):
    """A Polish phone makes a Polish visit, though the page itself is in English."""
    path, phone = await scanned(lobby), lobby.browser()
    phone.headers["Accept-Language"] = "pl-PL, en;q=0.5"

    await check_in(phone, path)

    visit = await visit_of(lobby)
    assert visit is not None
    assert visit.language == "pl"


async def test_the_audit_names_the_kiosk(lobby: Lobby):
    """What a phone did is told of the kiosk whose screen it read."""
    path = await scanned(lobby)

    await check_in(lobby.browser(), path)

    visit = await visit_of(lobby)
    assert visit is not None
    told = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"visit:{visit.id}")
    )
    assert [one[1:] for one in told] == [("visit.checked_in", "kiosk:kiosk-house")]
