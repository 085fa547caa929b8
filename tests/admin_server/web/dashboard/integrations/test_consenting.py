"""Consent to calendars: there, back, and everything that may come between."""

import html
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.core.connections import Access, Connection, ConnectionState
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import Granted
from admin_server.core.users import Role
from admin_server.security.connections import ConnectionSecrets
from tests.admin_server.web.dashboard.calendar_steps import (
    CALLBACK,
    JONAS,
    MEMBER,
    PAGE,
    PRIYA_USER,
    READER_PAGE,
    CalendarLobby,
    back,
    connect,
    follow,
    leave,
    open_calendar_lobby,
)
from tests.fakes.consents import state_in
from tests.fakes.lobby import (
    ADMIN,
    OTHER_ADMIN,
    OTHER_TENANT,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
)

STALE = "This sign-in is over or was begun elsewhere."
READER = f"{READER_PAGE}/consent"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[CalendarLobby]:
    async with open_calendar_lobby(tmp_path) as opened:
        yield opened


async def test_a_consent_ends_where_it_began(desk: CalendarLobby):
    """Jonas signs in at Microsoft and is back on his page (A5)."""
    browser = await desk.lobby.sign_in(MEMBER)

    answer = await browser.get(back(await leave(browser)))

    assert answer.headers["location"] == PAGE
    page = await browser.get(PAGE)
    assert "Microsoft 365 is connected." in page.text
    assert "jonas.weber@lakeside.example" in page.text


async def test_every_provider_sends_people_back_to_one_address(desk: CalendarLobby):
    """The address that is registered at the providers is the one we name (E14)."""
    browser = await desk.lobby.sign_in(MEMBER)

    await connect(browser)

    wanted = f"https://lobby.example{CALLBACK}"
    assert desk.microsoft.redirects == [wanted, wanted]
    assert desk.microsoft.hints == [MEMBER.email]


async def test_the_token_is_kept_sealed(desk: CalendarLobby):
    """What Microsoft gave opens only for Jonas's own connection."""
    browser = await desk.lobby.sign_in(MEMBER)

    await connect(browser)

    saved = (await desk.own())["microsoft"]
    secrets = ConnectionSecrets(desk.lobby.app.state.parts.box)
    assert "token-1" not in (saved.sealed_secret or "")
    assert json.loads(secrets.open(TENANT, saved) or "")["refresh_token"] == "token-1"
    assert (saved.access, saved.host) == (Access.PERSON, JONAS.id)


async def test_when_a_permission_ends_is_kept(desk: CalendarLobby):
    """A permission that ends by itself says when, so that Jonas is warned."""
    ends_at = desk.lobby.clock.now() + timedelta(days=7)
    desk.google.granted = Granted(
        secret="{}",
        account="j@gmail.example",
        personal=True,
        scopes=(),
        ends_at=ends_at,
    )
    browser = await desk.lobby.sign_in(MEMBER)

    page = await connect(browser, "google")

    assert (await desk.own())["google"].secret_ends_at == ends_at
    assert "a private account" in page.text


async def test_an_answer_works_once(desk: CalendarLobby):
    """The same answer, sent again, connects nothing a second time."""
    browser = await desk.lobby.sign_in(MEMBER)
    address = back(await leave(browser))
    held = browser.cookies["__Host-portico-consent"]
    await browser.get(address)

    browser.cookies.set("__Host-portico-consent", held, domain="lobby.example")
    page = await follow(browser, address)

    assert STALE in page.text
    assert len(desk.microsoft.finished) == 1


async def test_an_answer_in_another_browser_is_refused(desk: CalendarLobby):
    """Somebody who gets hold of Jonas's answer can do nothing with it elsewhere."""
    address = back(await leave(await desk.lobby.sign_in(MEMBER)))

    page = await follow(await desk.lobby.sign_in(MEMBER), address)

    assert STALE in page.text
    assert desk.microsoft.finished == []


async def test_an_answer_nobody_asked_for_is_refused(desk: CalendarLobby):
    """A page that sends Jonas's browser here with its own account connects nothing."""
    browser = await desk.lobby.sign_in(MEMBER)
    asked = await leave(browser)

    page = await follow(browser, f"{CALLBACK}?state=forged&code=theirs")

    assert STALE in page.text
    assert await desk.own() == {}
    assert "is connected" in (await follow(browser, back(asked))).text


async def test_an_answer_without_a_state_is_refused(desk: CalendarLobby):
    """Nobody leaves the state out to get around it."""
    browser = await desk.lobby.sign_in(MEMBER)
    await leave(browser)

    page = await follow(browser, f"{CALLBACK}?code=theirs")

    assert STALE in page.text
    assert await desk.own() == {}


async def test_another_person_cannot_end_what_somebody_began(desk: CalendarLobby):
    """After Jonas, Priya uses the same browser: his consent is not hers."""
    jonas = await desk.lobby.sign_in(MEMBER)
    address = back(await leave(jonas))
    priya = await desk.lobby.sign_in(PRIYA_USER)
    held = jonas.cookies["__Host-portico-consent"]

    priya.cookies.set("__Host-portico-consent", held, domain="lobby.example")
    page = await follow(priya, address)

    assert STALE in page.text
    assert await desk.own("host-priya") == {}
    assert desk.microsoft.finished == []


async def test_another_tenant_cannot_end_what_somebody_began(desk: CalendarLobby):
    """A consent begun at one organisation connects nothing at another."""
    jonas = await desk.lobby.sign_in(MEMBER)
    address = back(await leave(jonas))
    # The same person id and address at the other organisation: only it differs.
    twin = replace(MEMBER, role=Role.TENANT_ADMIN)
    await desk.write(
        lambda nouns: (nouns.users.put(twin), nouns.hosts.put(JONAS)),
        tenant=OTHER_TENANT,
    )
    theirs = await desk.lobby.sign_in(twin, tenant=OTHER_TENANT)
    held = jonas.cookies["__Host-portico-consent"]

    theirs.cookies.set("__Host-portico-consent", held, domain="lobby.example")
    page = await follow(theirs, address)

    assert STALE in page.text
    assert desk.microsoft.finished == []


async def test_a_consent_waits_ten_minutes(desk: CalendarLobby):
    """Who comes back from lunch begins again."""
    browser = await desk.lobby.sign_in(MEMBER)
    address = back(await leave(browser))
    desk.lobby.clock.forward(minutes=11)

    page = await follow(browser, address)

    assert STALE in page.text
    assert desk.microsoft.finished == []


async def test_nobody_signed_out_ends_a_consent(desk: CalendarLobby):
    """Without a session the browser is sent to sign in, with the cookie untouched."""
    browser = await desk.lobby.sign_in(MEMBER)
    address = back(await leave(browser))
    del browser.cookies["__Host-portico"]

    answer = await browser.get(address)

    assert answer.headers["location"].startswith("/sign-in?next=")
    assert desk.microsoft.finished == []


async def test_who_says_no_is_told_that_nothing_changed(desk: CalendarLobby):
    """Jonas presses Cancel at Microsoft."""
    browser = await desk.lobby.sign_in(MEMBER)

    page = await follow(browser, back(await leave(browser), error="access_denied"))

    assert "Nothing was permitted at Microsoft 365." in page.text
    assert await desk.own() == {}
    again = await browser.get(PAGE)
    assert "Nothing was permitted" not in again.text


async def test_approval_is_needed(desk: CalendarLobby):
    """16: AADSTS65001 gives an approval link; what worked before stays (B37)."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    before = await desk.own()
    desk.microsoft.answers_with = ConsentNeeded(
        ConsentReason.NEEDS_ADMIN_APPROVAL, "AADSTS65001: jonas has not consented"
    )

    page = await follow(browser, back(await leave(browser), error="consent_required"))

    assert "waits for the approval of an administrator" in page.text
    assert (
        'href="https://provider.example/approve?client_id=microsoft-app"' in page.text
    )
    assert "AADSTS65001" in page.text
    assert "has not consented" not in page.text
    assert await desk.own() == before
    assert before["microsoft"].health.state is ConnectionState.CONNECTED


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (
            ConsentNeeded(ConsentReason.BLOCKED_BY_GROUP, "AADSTS53003"),
            "A conditional access policy",
        ),
        (
            ConsentNeeded(ConsentReason.PERMISSION_MISSING, "Calendars.Read.Shared"),
            "lacks the permission Calendars.Read.Shared",
        ),
        (TryLater(), "does not answer"),
        (StrangeReply("<html>"), "something that we do not understand"),
    ],
)
async def test_every_refusal_has_its_words(
    desk: CalendarLobby, trouble: Exception, words: str
):
    """Cause and fix stand on the page on which Jonas began; nothing is saved (A43)."""
    desk.microsoft.answers_with = trouble
    browser = await desk.lobby.sign_in(MEMBER)

    page = await follow(browser, back(await leave(browser), error="x"))

    assert words in page.text
    assert await desk.own() == {}


async def test_what_the_cause_names_is_not_told_twice(desk: CalendarLobby):
    """The lacking permission stands in the cause, and not once more as a code."""
    desk.microsoft.answers_with = ConsentNeeded(
        ConsentReason.PERMISSION_MISSING, "Calendars.Read.Shared"
    )
    browser = await desk.lobby.sign_in(MEMBER)

    page = await follow(browser, back(await leave(browser), error="x"))

    assert "lacks the permission Calendars.Read.Shared" in page.text
    assert "The provider's code" not in html.unescape(page.text)


async def test_a_provider_that_is_away_is_told_before_leaving(desk: CalendarLobby):
    """Microsoft's sign-in cannot be reached, so Jonas stays here."""
    desk.microsoft.cannot_begin = TryLater()
    browser = await desk.lobby.sign_in(MEMBER)

    answer = await browser.post(f"{PAGE}/connect", data={"provider": "microsoft"})

    assert answer.headers["location"] == PAGE
    assert "does not answer" in (await browser.get(PAGE)).text


async def test_a_registration_that_cannot_be_opened_is_told(desk: CalendarLobby):
    """After a lost key an administrator has to save the registration anew."""
    await desk.write(
        lambda nouns: nouns.connections.put(
            replace(nouns.connections.client("google"), sealed_secret="broken")
        )
    )
    browser = await desk.lobby.sign_in(MEMBER)

    await browser.post(f"{PAGE}/connect", data={"provider": "google"})

    page = await browser.get(PAGE)
    assert "cannot be opened on this server" in page.text


async def test_a_notice_names_who_can_help(desk: CalendarLobby):
    """The organisation's own support stands beside what went wrong (A49)."""
    await desk.set_policy(support="it@lakeside.example")
    desk.microsoft.answers_with = TryLater()
    browser = await desk.lobby.sign_in(MEMBER)

    page = await follow(browser, back(await leave(browser)))

    assert "Who can help: it@lakeside.example" in page.text


async def test_only_the_group_may_connect(desk: CalendarLobby):
    """A48: who is not in the organisation's group is told so before leaving."""
    await desk.set_policy(group="group-1", group_name="Calendar people")
    browser = await desk.lobby.sign_in(MEMBER)

    answer = await browser.post(f"{PAGE}/connect", data={"provider": "microsoft"})

    assert answer.headers["location"] == PAGE
    page = await browser.get(PAGE)
    assert "Only members of the group “Calendar people”" in page.text
    assert "not_in_group" not in page.text
    assert desk.microsoft.begun == 0
    assert desk.directory.asked == [("group-1", JONAS.email)]


async def test_a_member_of_the_group_connects(desk: CalendarLobby):
    """A48: Jonas is in the group and connects."""
    await desk.set_policy(group="group-1", group_name="Calendar people")
    desk.directory.members.add(JONAS.email)
    browser = await desk.lobby.sign_in(MEMBER)

    await connect(browser)

    assert list(await desk.own()) == ["microsoft"]


async def test_who_leaves_the_group_meanwhile_connects_nothing(desk: CalendarLobby):
    """The group counts when the connection is saved, not only when it is begun."""
    await desk.set_policy(group="group-1", group_name="Calendar people")
    desk.directory.members.add(JONAS.email)
    browser = await desk.lobby.sign_in(MEMBER)
    address = back(await leave(browser))
    desk.directory.members.clear()

    page = await follow(browser, address)

    assert "Only members of the group" in page.text
    assert await desk.own() == {}


async def test_a_group_that_cannot_be_looked_into_lets_nobody_in(desk: CalendarLobby):
    """The directory is away: Jonas is told, and asked to come back later."""
    await desk.set_policy(group="group-1", group_name="Calendar people")
    desk.directory.away = TryLater()
    browser = await desk.lobby.sign_in(MEMBER)

    await browser.post(f"{PAGE}/connect", data={"provider": "microsoft"})

    page = await browser.get(PAGE)
    assert "We could not look whether you may connect" in page.text
    assert desk.microsoft.begun == 0


async def test_without_a_directory_a_group_lets_nobody_in(desk: CalendarLobby):
    """The organisation has disconnected, and with it the directory is gone."""
    await desk.set_policy(group="group-1", group_name="Calendar people")
    await desk.write(lambda nouns: nouns.connections.remove("connection-1"))
    browser = await desk.lobby.sign_in(MEMBER)

    await browser.post(f"{PAGE}/connect", data={"provider": "microsoft"})

    assert "We could not look whether" in (await browser.get(PAGE)).text


async def test_nothing_is_offered_where_hosts_may_not_connect(desk: CalendarLobby):
    """The organisation connects for everybody: the address does nothing either."""
    await desk.set_policy(own_calendars=False)
    browser = await desk.lobby.sign_in(MEMBER)

    answer = await browser.post(f"{PAGE}/connect", data={"provider": "microsoft"})

    assert answer.status_code == 404
    assert desk.microsoft.begun == 0


async def test_the_permission_may_end_on_the_way(desk: CalendarLobby):
    """The organisation forbids own calendars while Jonas is at Microsoft."""
    browser = await desk.lobby.sign_in(MEMBER)
    address = back(await leave(browser))
    await desk.set_policy(own_calendars=False)

    answer = await browser.get(address)

    assert answer.status_code == 404
    assert await desk.own() == {}


async def test_an_unknown_provider_is_not_there(desk: CalendarLobby):
    """Only providers that are set up lead anywhere."""
    browser = await desk.lobby.sign_in(MEMBER)

    answer = await browser.post(f"{PAGE}/connect", data={"provider": "caldav"})

    assert answer.status_code == 404


async def test_who_is_no_host_connects_nothing(desk: CalendarLobby):
    """Ines is an administrator and nobody's host."""
    browser = await desk.lobby.sign_in(ADMIN)

    answer = await browser.post(f"{PAGE}/connect", data={"provider": "microsoft"})

    assert answer.status_code == 404


async def test_calendars_switched_off_close_the_way(desk: CalendarLobby):
    """E2: with calendars off nobody connects, and no answer is taken."""
    browser = await desk.lobby.sign_in(MEMBER)
    address = back(await leave(browser))
    await desk.write(
        lambda nouns: nouns.change_tenant(
            replace(nouns.tenant, calendar_integration=False)
        )
    )

    answers = [
        await browser.get(address),
        await browser.post(f"{PAGE}/connect", data={"provider": "microsoft"}),
        await browser.get(PAGE),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert desk.microsoft.finished == []


async def test_an_approval_is_told_to_who_gave_it(desk: CalendarLobby):
    """An IT administrator without an account here sees that it worked (B37)."""
    answer = await desk.lobby.browser().get(f"{CALLBACK}?admin_consent=True&tenant=t")

    assert answer.status_code == 200
    assert "Approved" in answer.text
    assert "You can close this window." in answer.text


async def test_an_approval_shows_an_admin_the_way_on(desk: CalendarLobby):
    """Ines approves herself and goes on to the calendar's settings."""
    browser = await desk.lobby.sign_in(ADMIN)

    answer = await browser.get(f"{CALLBACK}?admin_consent=True&tenant=t")

    assert f'href="{READER_PAGE}"' in answer.text


async def test_a_refused_approval_is_told(desk: CalendarLobby):
    """The administrator said no; nothing changes."""
    said = "admin_consent=True&error=access_denied"

    answer = await desk.lobby.browser().get(f"{CALLBACK}?{said}")

    assert "Not approved" in answer.text


async def test_an_approval_changes_nothing(desk: CalendarLobby):
    """The word alone, which anybody can write into an address, connects nothing."""
    browser = await desk.lobby.sign_in(MEMBER)
    state = state_in(await leave(browser))

    await browser.get(f"{CALLBACK}?admin_consent=True&state={state}")

    assert await desk.own() == {}
    assert desk.microsoft.finished == []


async def test_an_admin_connects_a_reader(desk: CalendarLobby):
    """Ines lets one Google account read for the organisation."""
    desk.google.account = "rooms@lakeside.example"
    browser = await desk.lobby.sign_in(ADMIN)

    answer = await browser.get(back(await leave(browser, "google", path=READER)))

    assert answer.headers["location"] == READER_PAGE
    saved = await desk.write(lambda nouns: nouns.connections.organisation())
    assert (saved.kind, saved.account) == ("google", "rooms@lakeside.example")
    secrets = ConnectionSecrets(desk.lobby.app.state.parts.box)
    secret = json.loads(secrets.open(TENANT, saved) or "")
    assert (secret["client_id"], secret["client_secret"]) == (
        "google-app",
        "google-app-secret",
    )
    assert desk.following.looks == 1
    assert desk.google.hints == [None]


async def test_a_reader_that_cannot_read_replaces_nothing(desk: CalendarLobby):
    """The new account is tried first; what worked before stays (16)."""
    desk.calendars["google"].fail_with = ConsentNeeded(
        ConsentReason.PERMISSION_MISSING, "calendar.events.readonly"
    )
    before = await desk.write(lambda nouns: nouns.connections.all())
    browser = await desk.lobby.sign_in(ADMIN)

    answer = await browser.get(back(await leave(browser, "google", path=READER)))

    assert answer.headers["location"] == READER_PAGE
    assert await desk.write(lambda nouns: nouns.connections.all()) == before


async def test_the_same_reader_stays_the_same_connection(desk: CalendarLobby):
    """Renewing the account's permission keeps everything that hangs on it."""
    browser = await desk.lobby.sign_in(ADMIN)
    await browser.get(back(await leave(browser, "google", path=READER)))
    first = await desk.write(lambda nouns: nouns.connections.organisation())

    await browser.get(back(await leave(browser, "google", path=READER)))

    second = await desk.write(lambda nouns: nouns.connections.organisation())
    assert second.id == first.id
    assert second.sealed_secret != first.sealed_secret


async def test_another_reader_is_another_connection(desk: CalendarLobby):
    """Nothing that was remembered of the last account is taken for the new one's."""
    browser = await desk.lobby.sign_in(ADMIN)
    await browser.get(back(await leave(browser, "google", path=READER)))
    first = await desk.write(lambda nouns: nouns.connections.organisation())
    desk.google.account = "other@lakeside.example"

    await browser.get(back(await leave(browser, "google", path=READER)))

    second = await desk.write(lambda nouns: nouns.connections.organisation())
    assert second.id != first.id
    assert await desk.write(lambda nouns: nouns.connections.get(first.id)) is None
    assert desk.following.ended == ["connection-1", first.id]


async def test_a_reader_in_a_file_is_left_alone(desk: CalendarLobby):
    """The configuration file names the connection: nobody replaces it here."""
    await desk.write(
        lambda nouns: nouns.change_tenant(
            replace(nouns.tenant, owned=("calendar.settings",))
        )
    )
    browser = await desk.lobby.sign_in(ADMIN)

    answer = await browser.post(READER, data={"provider": "google"})

    assert answer.status_code == 404
    assert desk.google.begun == 0


async def test_a_file_may_take_the_reader_over_on_the_way(desk: CalendarLobby):
    """The file is applied while Ines is at Google: it wins."""
    browser = await desk.lobby.sign_in(ADMIN)
    address = back(await leave(browser, "google", path=READER))
    await desk.write(
        lambda nouns: nouns.change_tenant(
            replace(nouns.tenant, owned=("calendar.settings",))
        )
    )

    answer = await browser.get(address)

    assert answer.status_code == 404
    saved = await desk.write(lambda nouns: nouns.connections.organisation())
    assert saved == Connection("connection-1", "memory", "Calendar")


@pytest.mark.parametrize("user", [MEMBER, RECEPTION, SITE_ADMIN])
async def test_only_a_tenant_admin_connects_a_reader(desk: CalendarLobby, user):
    """Nobody else connects for the whole organisation."""
    browser = await desk.lobby.sign_in(user)

    answer = await browser.post(READER, data={"provider": "google"})

    assert answer.status_code == 403
    assert desk.google.begun == 0


async def test_who_is_no_admin_any_more_connects_no_reader(desk: CalendarLobby):
    """Ines loses her role while she is at Google."""
    browser = await desk.lobby.sign_in(ADMIN)
    address = back(await leave(browser, "google", path=READER))
    await desk.write(lambda nouns: nouns.users.put(replace(ADMIN, role=Role.MEMBER)))

    answer = await browser.get(address)

    assert answer.status_code == 403
    saved = await desk.write(lambda nouns: nouns.connections.organisation())
    assert saved.kind == "memory"


async def test_the_neighbours_have_their_own_registration(desk: CalendarLobby):
    """The other organisation set nothing up, so there is nothing to leave to."""
    browser = await desk.lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT)

    answer = await browser.post(READER, data={"provider": "google"})

    assert answer.status_code == 404
    assert desk.google.begun == 0


async def test_no_token_and_no_address_is_logged(
    desk: CalendarLobby, capsys: pytest.CaptureFixture[str]
):
    """The log has codes, and nothing of Jonas."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    desk.microsoft.answers_with = ConsentNeeded(
        ConsentReason.EXPIRED, "AADSTS50173 jonas.weber@lakeside.example"
    )

    await follow(browser, back(await leave(browser)))

    said = "".join(capsys.readouterr())
    assert "consent_refused" in said
    assert "jonas" not in said
    assert "token-1" not in said
