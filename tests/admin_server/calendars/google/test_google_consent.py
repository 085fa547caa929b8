"""Consent at Google, from our page over Google's form and back."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from admin_server.calendars import consents
from admin_server.calendars.google import Google, GoogleConsent
from admin_server.core.connections import Access, Connection
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import Begun, CalendarRef, Granted
from tests.contracts.calendar import NOW
from tests.fakes.clock import FixedClock
from tests.fakes.ports import free_port

BACK = "https://portico.example/api/v1/integrations/oauth/callback"
PREFIX = "https://www.googleapis.com/auth/"
EVENTS = f"{PREFIX}calendar.events.readonly"
LIST = f"{PREFIX}calendar.calendarlist.readonly"


class Browser:
    """A host at Google's page."""

    def __init__(self, account: str) -> None:
        self._account = account
        self.page = ""

    async def permit(self, url: str, *scopes: str) -> dict[str, str]:
        """Read the page, tick what is wanted and press the button."""
        return await self._press(url, {"permit": "yes", "scope": list(scopes)})

    async def refuse(self, url: str) -> dict[str, str]:
        """Press the other button."""
        return await self._press(url, {"refuse": "yes"})

    async def look(self, url: str) -> httpx.Response:
        """Only open the page."""
        async with httpx.AsyncClient(trust_env=False) as browser:
            return await browser.get(url)

    async def _press(self, url: str, form: dict[str, object]) -> dict[str, str]:
        async with httpx.AsyncClient(trust_env=False) as browser:
            shown = await browser.get(url)
            self.page = shown.text
            sent = await browser.post(url, data={"account": self._account, **form})
        return answer_in(sent)


def answer_in(response: httpx.Response) -> dict[str, str]:
    """Give what the browser is sent back with."""
    assert response.headers["location"].startswith(BACK)
    return dict(httpx.URL(response.headers["location"]).params)


@pytest.fixture
async def consent(http, clock, emulator) -> AsyncIterator[GoogleConsent]:
    made = GoogleConsent(http, clock)
    yield made
    await made.close()
    emulator.seeding.fail(clear=True)
    emulator.seeding.tell("manner")


@pytest.fixture
def app(emulator):
    return emulator.seeding.app


@pytest.fixture
def browser(emulator, host) -> Browser:
    emulator.seeding.add_user(host)
    return Browser(host)


async def begin(consent: GoogleConsent, app, *, books: bool = False) -> Begun:
    return await consent.begin(app, redirect_uri=BACK, books=books)


async def finish(
    consent: GoogleConsent, app, begun: Begun, answer: dict[str, str]
) -> Granted:
    return await consent.finish(app, begun.held, answer, redirect_uri=BACK)


def asked_in(url: str) -> dict[str, str]:
    return {name: one[0] for name, one in parse_qs(urlsplit(url).query).items()}


# --- the way there


def test_the_consent_is_known() -> None:
    """Hosts can connect Google calendars (A1, B1)."""
    assert isinstance(consents(FixedClock(NOW))["google"], GoogleConsent)


def test_what_is_asked_for(consent) -> None:
    """The least is asked for: meetings, the list of calendars, and who it is (B5)."""
    asked = consent.scopes(books=False)

    assert [one.name for one in asked] == [EVENTS, LIST, "openid", "email"]
    assert all(one.reason for one in asked)


def test_what_is_asked_for_where_events_are_booked(consent) -> None:
    """Where events are entered, reading and writing are one permission (B5)."""
    asked = [one.name for one in consent.scopes(books=True)]

    assert asked == [f"{PREFIX}calendar.events", LIST, "openid", "email"]


async def test_the_address_asks_with_everything(consent, app) -> None:
    """The way to Google carries state, nonce and a challenge, never the secrets (A5)."""
    begun = await consent.begin(
        app, redirect_uri=BACK, books=False, login_hint="anna@firma.example"
    )

    asked = asked_in(begun.url)
    expected = {
        "access_type": "offline",
        "prompt": "consent",
        "code_challenge_method": "S256",
        "response_type": "code",
        "login_hint": "anna@firma.example",
        "state": begun.held["state"],
        "nonce": begun.held["nonce"],
    }
    assert expected.items() <= asked.items()
    assert "include_granted_scopes" not in asked
    assert begun.held["verifier"] not in begun.url
    assert app.secret not in begun.url


async def test_the_way_to_google_itself(consent, app) -> None:
    """Without settings the way leads to Google's own page."""
    begun = await begin(consent, replace(app, settings={}))

    assert begun.url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")


async def test_each_way_is_its_own(consent, app) -> None:
    """Two consents that begin share no secret."""
    first, second = await begin(consent, app), await begin(consent, app)

    assert not set(first.held.values()) & set(second.held.values()) - {""}


@pytest.mark.parametrize("setting", ["login_url", "token_url"])
async def test_no_consent_over_an_open_line(consent, app, setting: str) -> None:
    """Nobody is sent, and nothing is asked, over plain http."""
    plain = replace(app, settings={**app.settings, setting: "http://google.example/"})
    held, answer = {"state": "s"}, {"state": "s", "code": "c"}

    with pytest.raises(StrangeReply, match="https"):
        await consent.begin(plain, redirect_uri=BACK, books=False)
        await consent.finish(plain, held, answer, redirect_uri=BACK)


def test_where_a_consent_is_taken_back(consent, app) -> None:
    """The page names where access is withdrawn at Google (A11); none approves for all."""
    assert consent.revoke_url == "https://myaccount.google.com/permissions"
    assert consent.approval_url(app, redirect_uri=BACK) is None


# --- and back


async def test_a_host_permits(consent, app, browser, host, http) -> None:
    """After pressing Permit the host's calendar can be read (A5, A6)."""
    begun = await begin(consent, app)

    granted = await finish(
        consent, app, begun, await browser.permit(begun.url, EVENTS, LIST)
    )

    secret = json.loads(granted.secret)
    assert set(secret) == {"type", "refresh_token"}
    assert granted.account == host
    assert not granted.personal
    assert granted.ends_at is None
    assert set(granted.scopes) == {EVENTS, LIST, "openid", "email"}
    own = Connection("own", "google", host, access=Access.PERSON, host="h")
    google = Google(http, FixedClock(NOW))
    await google.check(CalendarRef(own, host, secret=granted.secret, app=app))
    await google.close()
    assert granted.secret not in repr(granted)


async def test_a_private_account(consent, app, emulator) -> None:
    """A Gmail account is known as one without an organisation (B1)."""
    emulator.seeding.add_user("anna@gmail.com")
    begun = await begin(consent, app)

    granted = await finish(
        consent,
        app,
        begun,
        await Browser("anna@gmail.com").permit(begun.url, EVENTS, LIST),
    )

    assert granted.personal


async def test_permitting_a_second_time(consent, app, browser) -> None:
    """Who connects again gets a token that lasts, as the first time (A10)."""
    first = await begin(consent, app)
    await finish(consent, app, first, await browser.permit(first.url, EVENTS, LIST))
    again = await begin(consent, app)

    granted = await finish(
        consent, app, again, await browser.permit(again.url, EVENTS, LIST)
    )

    assert json.loads(granted.secret)["refresh_token"]


async def test_the_seven_days_of_a_tested_app(
    consent, app, browser, emulator, clock
) -> None:
    """Of an app that is only tested we know when the consent ends."""
    emulator.seeding.tell("manner", tests=True)
    begun = await begin(consent, app)

    granted = await finish(
        consent, app, begun, await browser.permit(begun.url, EVENTS, LIST)
    )

    assert granted.ends_at == clock.now() + timedelta(days=7) - timedelta(seconds=1)


@pytest.mark.parametrize(("ticked", "missing"), [(EVENTS, LIST), (LIST, EVENTS)])
async def test_an_unticked_box(consent, app, browser, ticked, missing) -> None:
    """Who unticks a permission is told which one is missing (A43, A44)."""
    begun = await begin(consent, app)
    answer = await browser.permit(begun.url, ticked)

    with pytest.raises(ConsentNeeded) as refused:
        await finish(consent, app, begun, answer)

    assert refused.value.reason is ConsentReason.PERMISSION_MISSING
    assert refused.value.detail == missing


async def test_reading_is_not_booking(consent, app, browser) -> None:
    """Where events shall be entered, leave to read is not enough."""
    begun = await begin(consent, app, books=True)
    answer = await browser.permit(begun.url, LIST)

    with pytest.raises(ConsentNeeded) as refused:
        await finish(consent, app, begun, answer)

    assert refused.value.detail == f"{PREFIX}calendar.events"


async def test_a_host_refuses(consent, app, browser) -> None:
    """Who presses Refuse is taken at their word (A43)."""
    begun = await begin(consent, app)
    answer = await browser.refuse(begun.url)

    with pytest.raises(ConsentNeeded) as refused:
        await finish(consent, app, begun, answer)

    assert refused.value.reason is ConsentReason.PERMISSION_MISSING
    assert refused.value.detail == "access_denied"


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        ("admin_policy_enforced", ConsentReason.NEEDS_ADMIN_APPROVAL),
        ("org_internal", ConsentReason.NEEDS_ADMIN_APPROVAL),
        ("disallowed_useragent", ConsentReason.NEEDS_ADMIN_APPROVAL),
        ("interaction_required", ConsentReason.EXPIRED),
    ],
)
async def test_what_an_organisation_forbids(
    consent, app, browser, emulator, error: str, meaning: ConsentReason
) -> None:
    """Where the organisation says no, an administrator is who can help (A43)."""
    begun = await begin(consent, app)
    emulator.seeding.tell("manner", consent_error=error)
    answer = answer_in(await browser.look(begun.url))

    with pytest.raises(ConsentNeeded) as refused:
        await finish(consent, app, begun, answer)

    assert refused.value.reason is meaning
    assert refused.value.detail == error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("server_error", TryLater),
        ("invalid_request", StrangeReply),
        ("<b>", StrangeReply),
    ],
)
async def test_other_errors_of_the_page(
    consent, app, error: str, kind: type[CalendarError]
) -> None:
    """What went wrong at Google's page is told apart from a no."""
    begun = await begin(consent, app)
    answer = {"state": begun.held["state"], "error": error}

    with pytest.raises(kind):
        await finish(consent, app, begun, answer)


# --- what does not count


@pytest.mark.parametrize("state", [{"state": "other"}, {"state": ""}, {}])
async def test_an_answer_from_elsewhere(consent, app, browser, state) -> None:
    """An answer that belongs to no consent of this browser is not taken."""
    begun = await begin(consent, app)
    answer = await browser.permit(begun.url, EVENTS, LIST)
    del answer["state"]

    with pytest.raises(StrangeReply):
        await finish(consent, app, begun, {**answer, **state})


async def test_nothing_was_begun(consent, app) -> None:
    """A browser that holds nothing cannot answer with nothing."""
    with pytest.raises(StrangeReply):
        await consent.finish(app, {}, {"state": "", "code": "c"}, redirect_uri=BACK)


async def test_an_answer_without_a_code(consent, app) -> None:
    """An answer that says neither yes nor no is strange."""
    begun = await begin(consent, app)

    with pytest.raises(StrangeReply):
        await finish(consent, app, begun, {"state": begun.held["state"]})


async def test_the_answer_to_another_question(consent, app, browser) -> None:
    """A code that was made for somebody else's question is not taken: the nonce."""
    begun = await begin(consent, app)
    answer = await browser.permit(begun.url, EVENTS, LIST)
    other = replace(begun, held={**begun.held, "nonce": "another"})

    with pytest.raises(StrangeReply, match="id_token"):
        await finish(consent, app, other, answer)


async def test_a_code_that_somebody_took_from_another(consent, app, browser) -> None:
    """A code without the verifier that belongs to it opens nothing."""
    begun = await begin(consent, app)
    answer = await browser.permit(begun.url, EVENTS, LIST)
    other = replace(begun, held={**begun.held, "verifier": "x" * 64})

    with pytest.raises(ConsentNeeded) as refused:
        await finish(consent, app, other, answer)

    assert refused.value.reason is ConsentReason.EXPIRED


async def test_a_code_counts_once(consent, app, browser) -> None:
    """Going back in the browser connects nothing a second time."""
    begun = await begin(consent, app)
    answer = await browser.permit(begun.url, EVENTS, LIST)
    await finish(consent, app, begun, answer)

    with pytest.raises(ConsentNeeded) as refused:
        await finish(consent, app, begun, answer)

    assert refused.value.reason is ConsentReason.EXPIRED


async def test_a_wrong_client_secret(consent, app, browser) -> None:
    """A registration that Google does not know by its secret is named as that."""
    begun = await begin(consent, app)
    answer = await browser.permit(begun.url, EVENTS, LIST)

    with pytest.raises(ConsentNeeded) as refused:
        await finish(consent, replace(app, secret="other"), begun, answer)

    assert "invalid_client" in refused.value.detail


async def test_google_is_away(consent, app, browser) -> None:
    """While Google cannot be reached, the host is told to try later."""
    begun = await begin(consent, app)
    answer = await browser.permit(begun.url, EVENTS, LIST)
    away = f"http://127.0.0.1:{free_port()}/token"
    gone = replace(app, settings={**app.settings, "token_url": away})

    with pytest.raises(TryLater):
        await finish(consent, gone, begun, answer)


@pytest.mark.parametrize("status", [200, 404])
async def test_a_page_for_people_instead_of_tokens(
    consent, app, browser, emulator, status: int
) -> None:
    """A login page in the place of tokens is told as strange."""
    begun = await begin(consent, app)
    answer = await browser.permit(begun.url, EVENTS, LIST)
    emulator.seeding.fail(path="/token", status=status, html=True)

    with pytest.raises(StrangeReply):
        await finish(consent, app, begun, answer)


async def test_certificates_that_are_not_there(consent, app) -> None:
    """A ca_file that cannot be read is named."""
    begun = await begin(consent, app)
    lost = replace(app, settings={**app.settings, "ca_file": "/nowhere.pem"})

    with pytest.raises(StrangeReply, match="ca_file"):
        await finish(consent, lost, begun, {"state": begun.held["state"], "code": "c"})
