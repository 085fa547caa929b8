"""Permitting an app at the emulator goes as it does at Microsoft's."""

import base64
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.admin_server.demo.emulators.graph.graph_caller import (
    ANNA,
    CLIENT,
    DAY,
    NOW,
    SECRET,
    Caller,
)

BACK = "https://portico.example/back"
VERIFIER = "v" * 43
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
    .decode()
    .rstrip("=")
)
READ = "openid offline_access https://graph.microsoft.com/Calendars.Read User.Read"


@dataclass
class Browser:
    """Somebody at the page of consent."""

    caller: Caller

    def address(self, path: str = "oauth2/v2.0/authorize", **query: str) -> str:
        asked = {
            "client_id": CLIENT,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": READ,
            "state": "s",
            "nonce": "n",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **query,
        }
        kept = {name: text for name, text in asked.items() if text}
        base = f"{self.caller.emulator.url}/{self.caller.organisation}"
        return str(httpx.URL(f"{base}/{path}", params=kept))

    async def look(self, **query: str) -> httpx.Response:
        return await self.caller.http.get(self.address(**query))

    async def press(self, answer: str = "permit", **query: str) -> dict[str, str]:
        form = {"account": ANNA, "answer": answer}
        reply = await self.caller.http.post(self.address(**query), data=form)
        return dict(parse_qsl(urlsplit(reply.headers["location"]).query))

    async def redeem(self, code: str, **form: str) -> httpx.Response:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
            **form,
        }
        return await self.caller.token(**asked)

    async def sign_in(self, **query: str) -> dict:
        """Become Anna, and no app any more."""
        given = (await self.redeem((await self.press(**query))["code"])).json()
        bearer = f"Bearer {given['access_token']}"
        self.caller.http.headers["Authorization"] = bearer
        return given


@pytest.fixture
async def browser(caller: Caller) -> AsyncIterator[Browser]:
    return Browser(caller)


def number_in(answer: httpx.Response) -> int:
    return answer.json()["error_codes"][0]


async def test_the_page(browser: Browser) -> None:
    """People choose an account, see what is asked for, and can refuse."""
    page = (await browser.look(login_hint=ANNA)).text

    assert f"{ANNA}" in page
    assert "checked" in page
    assert "Calendars.Read" in page
    assert page.count("<button") == 2


async def test_a_page_shows_what_it_was_asked_as_text(browser: Browser) -> None:
    """What stands in an address cannot become a part of the page."""
    page = await browser.look(scope="<script>alert(1)</script>")

    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"client_id": ""}, "AADSTS900144"),
        ({"code_challenge": ""}, "AADSTS900144"),
        ({"code_challenge_method": "plain"}, "AADSTS501491"),
        ({"response_type": "token"}, "AADSTS70005"),
        ({"response_mode": "form_post"}, "AADSTS70007"),
    ],
)
async def test_a_request_that_leads_nowhere(browser: Browser, query, number) -> None:
    """Who cannot be sent back is told so on the page."""
    page = await browser.look(**query)

    assert page.status_code == 400
    assert number in page.text


async def test_a_code_and_what_it_brings(browser: Browser) -> None:
    """A code brings tokens for what was permitted, and says who it was."""
    answer = await browser.press()

    given = (await browser.redeem(answer["code"])).json()

    assert answer["state"] == "s"
    assert "Calendars.Read" in given["scope"].split()
    assert given["refresh_token"]
    assert given["id_token"].count(".") == 2


@pytest.mark.parametrize(
    ("form", "number"),
    [
        ({"code_verifier": "w" * 43}, 501481),
        ({"redirect_uri": "https://other.example"}, 500112),
        ({"client_secret": "wrong"}, 7000215),
    ],
)
async def test_a_code_for_somebody_else(browser: Browser, form, number) -> None:
    """A code is of use to whoever began, and to nobody else."""
    answer = await browser.press()

    refused = await browser.redeem(answer["code"], **form)

    assert number_in(refused) == number


async def test_a_code_works_once(browser: Browser) -> None:
    """A code that was used is used up."""
    code = (await browser.press())["code"]
    await browser.redeem(code)

    assert number_in(await browser.redeem(code)) == 54005


async def test_a_code_ends(browser: Browser, emulator) -> None:
    """After ten minutes a code is good for nothing."""
    code = (await browser.press())["code"]
    emulator.set_clock(NOW + timedelta(minutes=10))

    assert number_in(await browser.redeem(code)) == 70008


async def refresh(browser: Browser, token: str) -> httpx.Response:
    return await browser.caller.token(grant_type="refresh_token", refresh_token=token)


async def test_a_refresh_token_changes(browser: Browser) -> None:
    """The one before ends as soon as its successor is used, and not before."""
    first = (await browser.sign_in())["refresh_token"]
    second = (await refresh(browser, first)).json()["refresh_token"]
    sibling = (await refresh(browser, first)).json()["refresh_token"]
    await refresh(browser, second)

    late = await refresh(browser, first)
    other = await refresh(browser, sibling)

    assert late.json()["error"] == "invalid_grant"
    assert other.status_code == 200


async def test_permissions_that_ended(browser: Browser) -> None:
    """A permission that was withdrawn is refused with its number."""
    token = (await browser.sign_in())["refresh_token"]
    await browser.caller.tell("end_grants", number=65001)

    refused = await refresh(browser, token)

    assert number_in(refused) == 65001
    assert refused.json()["suberror"] == "consent_required"


async def test_refusing(browser: Browser) -> None:
    """Who refuses comes back with just that."""
    answer = await browser.press("refuse")

    assert answer["error"] == "access_denied"
    assert answer["error_subcode"] == "cancel"
    assert answer["state"] == "s"


async def test_an_administrator_first(browser: Browser) -> None:
    """Where an administrator has to approve, people come back without a code."""
    await browser.caller.tell("set_consent", needs_approval=True)
    before = await browser.press()

    approved = await browser.press(path="v2.0/adminconsent", scope="x/.default")
    after = await browser.press()

    assert before["error"] == "consent_required"
    assert approved["admin_consent"] == "True"
    assert "code" in after


async def test_an_administrator_who_refuses(browser: Browser) -> None:
    """An administrator can say no."""
    page = await browser.look(path="v2.0/adminconsent")

    answer = await browser.press("refuse", path="v2.0/adminconsent")

    assert "<form" in page.text
    assert answer["error"] == "access_denied"


async def test_a_person_reads_their_own(browser: Browser) -> None:
    """With a person's token `/me` is that person, and others are closed."""
    caller = browser.caller
    await caller.put("mine")
    await caller.tell("add_user", "ben@firma.example")
    await browser.sign_in()

    me = await caller.get("/me")
    mine = await caller.get("/me/calendarView", **DAY)
    theirs = await caller.get("/users/ben@firma.example/calendarView", **DAY)
    rooms = await caller.get("/places/microsoft.graph.room")

    assert me.json()["mail"] == ANNA
    assert len(mine.json()["value"]) == 1
    assert theirs.status_code == rooms.status_code == 403


async def test_an_app_is_nobody(caller: Caller) -> None:
    """An app that speaks for itself has no `/me`."""
    answer = await caller.get("/me/calendarView", **DAY)

    assert answer.status_code == 400


@pytest.mark.parametrize("scope", ["Calendars.Read", "Calendars.Read.Shared"])
async def test_subscribing_to_what_is_shared(browser: Browser, scope) -> None:
    """Whoever may read a shared calendar cannot subscribe to it all the same."""
    caller = browser.caller
    await caller.tell("add_user", "ben@firma.example")
    await caller.tell("share", "ben@firma.example", reader=ANNA)
    await browser.sign_in(scope=f"Calendars.Read {scope}")
    body = {
        "changeType": "created",
        "notificationUrl": "https://x.example/push",
        "expirationDateTime": "2026-03-10T09:00:00Z",
    }

    mine = await caller.send(
        "POST", "/subscriptions", {**body, "resource": "me/events"}
    )
    theirs = await caller.send(
        "POST", "/subscriptions", {**body, "resource": "users/ben@firma.example/events"}
    )

    assert mine.status_code == 201
    assert mine.json()["resource"] == f"users/{ANNA}/events"
    assert theirs.status_code == 403


@pytest.mark.parametrize("tenant", ["common", "organizations", "consumers"])
async def test_authorities_for_everybody(caller: Caller, tenant) -> None:
    """The sign-in server describes itself for all organisations at once."""
    base = f"{caller.emulator.url}/{tenant}"

    said = (
        await caller.http.get(f"{base}/v2.0/.well-known/openid-configuration")
    ).json()

    assert said["authorization_endpoint"] == f"{base}/oauth2/v2.0/authorize"


async def test_an_app_needs_its_organisation(caller: Caller) -> None:
    """An app that signs in as itself has to say where."""
    form = {"grant_type": "client_credentials", "client_id": CLIENT}
    url = f"{caller.emulator.url}/common/oauth2/v2.0/token"

    answer = await caller.http.post(url, data={**form, "client_secret": SECRET})

    assert answer.status_code == 400
