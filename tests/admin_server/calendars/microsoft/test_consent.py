"""People permit us to read their calendars, or do not."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from admin_server.calendars.microsoft import MicrosoftConsent
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from admin_server.demo.emulators.graph import EmulatorPerson, Fault
from tests.admin_server.calendars.microsoft.consenting import REDIRECT, Person
from tests.admin_server.calendars.microsoft.graph_world import CLIENT, SECRET
from tests.admin_server.calendars.microsoft.test_network import tls_of
from tests.contracts.calendar import NOW
from tests.fakes.fault_proxy import Fault as Trouble
from tests.fakes.fault_proxy import FaultProxy

PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
BLOCKED = ConsentReason.BLOCKED_BY_GROUP
MISSING = ConsentReason.PERMISSION_MISSING
APPROVAL = ConsentReason.NEEDS_ADMIN_APPROVAL
EXPIRED = ConsentReason.EXPIRED
READ = ("Calendars.Read", "Calendars.Read.Shared", "User.Read", "offline_access")


def query_of(url: str) -> dict[str, str]:
    return {name: texts[0] for name, texts in parse_qs(urlsplit(url).query).items()}


async def refused(person: Person, host: str, said: str = "permit") -> ConsentNeeded:
    begun = await person.begin()
    answer = await person.press(begun.url, host, said=said)
    with pytest.raises(ConsentNeeded) as raised:
        await person.finish(begun, answer)
    return raised.value


# --- somebody permits


async def test_somebody_permits(world, host, person) -> None:
    """A host signs in at Microsoft, permits, and their calendar is theirs (A5)."""
    await world.place(host)

    granted = await person.connect(host)

    assert granted.account == host
    assert not granted.personal
    assert sorted(granted.scopes) == sorted(READ)
    assert json.loads(granted.secret)["kind"] == "person"
    assert SECRET not in granted.secret


async def test_what_goes_along_to_microsoft(world, person) -> None:
    """What goes with the browser proves nothing without what we hold (A5)."""
    begun = await person.begin()

    asked = query_of(begun.url)
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == REDIRECT
    assert asked["response_mode"] == "query"
    assert asked["state"] == begun.held["state"]
    assert begun.held["code_verifier"] not in begun.url
    assert begun.held["nonce"] not in begun.url
    assert SECRET not in begun.url
    assert len(json.dumps(begun.held)) < 1500


async def test_reading_and_entering_at_once(world, host, person) -> None:
    """Where meetings are entered too, people are asked once for both (E21)."""
    await world.place(host)

    granted = await person.connect(host, books=True)

    assert sorted(granted.scopes) == sorted([*READ, "Calendars.ReadWrite"])
    named = [one.name for one in person.consent.scopes(books=True)]
    assert sorted(named) == sorted(granted.scopes)


def test_every_permission_has_a_reason(person) -> None:
    """For everything that is asked for we say what it is for (B5)."""
    scopes = person.consent.scopes(books=False)

    assert tuple(one.name for one in scopes) == READ
    assert [one.reason for one in scopes] == [
        "read_meetings",
        "read_shared",
        "know_account",
        "stay_connected",
    ]


async def test_which_account(world, person) -> None:
    """A known account is proposed; otherwise Microsoft asks which one it shall be."""
    named = await person.begin(hint="anna@firma.example")
    unknown = await person.begin()

    assert query_of(named.url)["login_hint"] == "anna@firma.example"
    assert "prompt" not in query_of(named.url)
    assert query_of(unknown.url)["prompt"] == "select_account"


@pytest.mark.parametrize("tenant", ["organizations", "common", ""])
async def test_people_of_any_organisation(world, host, person, tenant) -> None:
    """Who registered for all organisations lets people of each of them in (B1)."""
    await world.place(host)
    person.settings["tenant"] = tenant

    granted = await person.connect(host)

    assert granted.account == host


@pytest.mark.parametrize("tenant", ["consumers", "common"])
async def test_a_personal_account(world, host, person, emulator, tenant) -> None:
    """A personal Outlook.com account connects as well, and is known as one (B1)."""
    emulator.add_organisation(PERSONAL, clients={CLIENT: SECRET})
    emulator.add_user(PERSONAL, host, "Anna privat")
    person.settings["tenant"] = tenant

    granted = await person.connect(host)

    assert granted.personal
    assert granted.account == host


async def test_an_address_other_than_the_name(world, host, person) -> None:
    """The account is shown by its e-mail address, not by how one signs in (A5)."""
    entry = EmulatorPerson(email="anna.wirt@firma.example")
    await world.tell("add_user", host, "Anna Wirt", entry=entry)

    granted = await person.connect(host)

    assert granted.account == "anna.wirt@firma.example"


def test_nothing_is_told_by_accident(person) -> None:
    """Neither the app's secret nor a person's permission can slip into a log."""
    assert SECRET not in repr(person.app)


# --- somebody says no


async def test_somebody_refuses(world, host, person) -> None:
    """Who presses Refuse is told that nothing was permitted (A43)."""
    await world.place(host)

    said = await refused(person, host, said="refuse")

    assert (said.reason, said.detail) == (MISSING, "access_denied")


async def test_an_administrator_has_to_approve(world, host, person) -> None:
    """AADSTS65001 leads to the approval link; once approved it works (B37, 16)."""
    await world.place(host)
    await world.tell("set_consent", needs_approval=True)
    said = await refused(person, host)
    link = person.consent.approval_url(person.app, redirect_uri=REDIRECT)

    answer = await person.press(link, "")
    granted = await person.connect(host)

    assert (said.reason, said.detail) == (APPROVAL, "AADSTS65001")
    assert answer["admin_consent"] == "True"
    assert granted.account == host


@pytest.mark.parametrize(
    ("error", "number", "reason"),
    [
        ("consent_required", 65001, APPROVAL),
        ("access_denied", 65001, APPROVAL),
        ("access_denied", 90094, APPROVAL),
        ("interaction_required", 65001, APPROVAL),
        ("access_denied", 53003, BLOCKED),
        ("interaction_required", 50076, BLOCKED),
        ("interaction_required", 50079, BLOCKED),
        ("interaction_required", 50105, BLOCKED),
        ("invalid_grant", 50105, BLOCKED),
        ("access_denied", 1, BLOCKED),
    ],
)
async def test_an_organisation_says_no(
    world, host, person, *, error: str, number: int, reason: ConsentReason
) -> None:
    """What an organisation forbids is told by its name and number (A43, A48)."""
    await world.place(host)
    await world.tell("plan_consent", error, number)

    said = await refused(person, host)

    assert said.reason is reason
    assert said.detail in {f"AADSTS{number}", error}


async def test_an_organisation_says_no_later(world, host, person) -> None:
    """A second factor that is wanted when we fetch the permission is told as well."""
    await world.place(host)
    body = {
        "error": "invalid_grant",
        "error_description": "AADSTS50076: 'anna@firma.example' must use MFA.",
        "suberror": "basic_action",
        "claims": "{}",
    }
    await world.tell("plan_fault", Fault("token", 400, json=body))

    said = await refused(person, host)

    assert (said.reason, said.detail) == (BLOCKED, "AADSTS50076")


@pytest.mark.parametrize("name", ["Calendars.Read", "User.Read", "offline_access"])
async def test_a_permission_that_is_missing(world, host, person, name) -> None:
    """What was asked for and not given is named (A43, A44)."""
    await world.place(host)
    await world.tell("set_consent", lacking=[name])

    said = await refused(person, host)

    assert (said.reason, said.detail) == (MISSING, name)


async def test_without_shared_calendars(world, host, person) -> None:
    """Shared calendars may stay closed; one's own connect all the same (A34)."""
    await world.place(host)
    await world.tell("set_consent", lacking=["Calendars.Read.Shared"])

    granted = await person.connect(host)

    assert "Calendars.Read.Shared" not in granted.scopes


async def test_names_of_people_stay_outside(world, host, person) -> None:
    """What Microsoft says of people is not repeated; it would end up in a log."""
    await world.place(host)
    begun = await person.begin()
    said = {
        "error": "access_denied <b>anna</b>",
        "error_description": "User anna@firma.example said no",
        "state": begun.held["state"],
    }

    with pytest.raises(StrangeReply) as raised:
        await person.finish(begun, said)

    assert "anna@" not in raised.value.detail
    assert "<" not in raised.value.detail


# --- answers that belong to nobody


async def test_another_browser(world, host, person) -> None:
    """An answer to somebody else's question is not taken (state)."""
    await world.place(host)
    mine, theirs = await person.begin(), await person.begin()
    answer = await person.press(theirs.url, host)

    with pytest.raises(StrangeReply, match="does not belong"):
        await person.finish(mine, answer)


@pytest.mark.parametrize("name", ["state", "nonce", "code_verifier", "scope"])
async def test_what_is_held_was_lost(world, host, person, name) -> None:
    """Without any part of what the browser holds for us nothing is connected."""
    await world.place(host)
    begun = await person.begin()
    answer = await person.press(begun.url, host)
    poorer = {**begun.held, name: ""}

    with pytest.raises((StrangeReply, ConsentNeeded)):
        await person.finish(replace(begun, held=poorer), answer)


@pytest.mark.parametrize("name", ["nonce", "code_verifier"])
async def test_what_is_held_was_changed(world, host, person, name) -> None:
    """A code that was stolen on its way is of no use without the rest."""
    await world.place(host)
    begun = await person.begin()
    answer = await person.press(begun.url, host)
    changed = {**begun.held, name: "x" * 43}

    with pytest.raises(StrangeReply):
        await person.finish(replace(begun, held=changed), answer)


async def test_a_code_works_once(world, host, person) -> None:
    """Whoever finds an old address in a history cannot connect by it."""
    await world.place(host)
    begun = await person.begin()
    answer = await person.press(begun.url, host)
    await person.finish(begun, answer)

    with pytest.raises(StrangeReply, match="AADSTS54005"):
        await person.finish(begun, answer)


@pytest.mark.parametrize("answer", [{}, {"code": "x"}, {"state": "y", "code": "x"}])
async def test_an_answer_that_is_none(world, person, answer) -> None:
    """An address that somebody made up leads nowhere."""
    begun = await person.begin()

    with pytest.raises(StrangeReply):
        await person.finish(begun, answer)


async def test_neither_code_nor_error(world, person) -> None:
    """An answer that says nothing is not taken for a yes."""
    begun = await person.begin()

    with pytest.raises(StrangeReply):
        await person.finish(begun, {"state": begun.held["state"]})


def identity(**claims: object) -> str:
    parts = [{"alg": "RS256"}, claims]
    coded = [base64.urlsafe_b64encode(json.dumps(one).encode()) for one in parts]
    return ".".join([*(one.decode().rstrip("=") for one in coded), "eA"])


@pytest.mark.parametrize(
    ("audience", "ends"),
    [("another-app", NOW + timedelta(hours=1)), (CLIENT, NOW - timedelta(hours=1))],
    ids=["for another app", "too old"],
)
async def test_who_signed_in_must_be_certain(
    world, host, person, audience, ends
) -> None:
    """A statement about another app's visitor, or an old one, is not believed."""
    await world.place(host)
    begun = await person.begin()
    answer = await person.press(begun.url, host)
    nonce = query_of(begun.url)["nonce"]
    body = {
        "access_token": "x",
        "token_type": "Bearer",
        "refresh_token": "x",
        "scope": " ".join(READ),
        "id_token": identity(
            aud=audience,
            exp=int(ends.timestamp()),
            iss="https://login.example/x/v2.0",
            nonce=nonce,
            sub="x",
        ),
    }
    await world.tell("plan_fault", Fault("token", 200, json=body))

    with pytest.raises(StrangeReply, match="who signed in"):
        await person.finish(begun, answer)


# --- the way for administrators


@pytest.mark.parametrize(
    ("tenant", "leads"),
    [
        ("firma.example", "firma.example"),
        ("organizations", "organizations"),
        ("", "organizations"),
        ("common", "organizations"),
    ],
)
def test_the_approval_link(world, person, tenant, leads) -> None:
    """The link to forward leads to the right organisation's approval (B37, 16)."""
    person.settings["tenant"] = tenant

    link = person.consent.approval_url(person.app, redirect_uri=REDIRECT)

    assert urlsplit(link).path == f"/{leads}/v2.0/adminconsent"
    assert query_of(link) == {
        "client_id": CLIENT,
        "scope": f"{world.emulator.url}/.default",
        "redirect_uri": REDIRECT,
    }


def test_no_approval_by_a_broken_registration(world, person) -> None:
    """Where the registration cannot work, no link pretends that it does."""
    person.settings["login_url"] = "http://login.example"

    assert person.consent.approval_url(person.app, redirect_uri=REDIRECT) is None


async def test_a_page_on_another_server(world, person) -> None:
    """Nobody is sent to sign in on a server that the registration does not name."""
    base = world.emulator.url
    described = {
        "authorization_endpoint": "https://evil.example/authorize",
        "token_endpoint": f"{base}/x/token",
        "issuer": f"{base}/x",
    }
    await world.tell("plan_fault", Fault("openid-configuration", 200, json=described))

    with pytest.raises(StrangeReply, match="another server"):
        await person.begin()


@pytest.mark.parametrize("tenant", ["consumers", PERSONAL])
def test_private_people_need_no_approval(world, person, tenant) -> None:
    """Personal accounts have no administrator who could approve (B37)."""
    person.settings["tenant"] = tenant

    assert person.consent.approval_url(person.app, redirect_uri=REDIRECT) is None


# --- what goes wrong


async def test_a_wrong_secret_of_the_app(world, host, person) -> None:
    """When the registration's secret is wrong, that is told apart from people."""
    await world.place(host)
    person.secret = "wrong"

    said = await refused(person, host)

    assert (said.reason, said.detail) == (EXPIRED, "AADSTS7000215")


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("login_url", "http://login.example"),
        ("tenant", "a/b"),
        ("login_url", "https://"),
    ],
)
async def test_a_setting_that_cannot_be(world, person, setting, text) -> None:
    """A setting that cannot be right is found before anybody is sent away."""
    person.settings[setting] = text

    with pytest.raises(StrangeReply, match=setting):
        await person.begin()


async def test_an_organisation_that_nobody_knows(world, person) -> None:
    """A wrong tenant is named by Microsoft's own number."""
    person.settings["tenant"] = "nobody.example"

    with pytest.raises(StrangeReply, match="AADSTS90002"):
        await person.begin()


async def test_microsoft_knows_nobody(world, host, person) -> None:
    """If Graph does not say whose account it is, nothing is connected."""
    await world.place(host)
    begun = await person.begin()
    answer = await person.press(begun.url, host)
    await world.tell("plan_fault", Fault(f"/users/{host}", 503, "Busy"))

    with pytest.raises(TryLater):
        await person.finish(begun, answer)


@pytest.mark.parametrize(
    "trouble", [Trouble.BLACK_HOLE, Trouble.RESET, Trouble.TRUNCATED, Trouble.DRIP]
)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_bad_line(
    world, host, person, http, clock, *, trouble: Trouble, moment: str
) -> None:
    """On a bad line the person is told to try later, and does not wait for long."""
    await world.place(host)
    begun = await person.begin()
    answer = await person.press(begun.url, host)
    hurried = MicrosoftConsent(http, clock, deadline=timedelta(seconds=0.8))
    emulator = world.emulator
    async with FaultProxy(emulator.port, tls=tls_of(emulator)) as proxy:
        proxy.fault = trouble
        settings = {**person.settings, "login_url": proxy.url}
        away = replace(person, settings=settings, consent=hurried)
        calls = {"before": away.begin, "after": lambda: away.finish(begun, answer)}

        with pytest.raises(TryLater):
            await calls[moment]()
