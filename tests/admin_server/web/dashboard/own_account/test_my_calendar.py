"""My calendar: what a host connects, chooses, and lets go of."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from admin_server.core.connections import ConnectionState
from admin_server.core.errors import ConsentNeeded, ConsentReason, TryLater
from admin_server.core.finding_rooms import lines_of
from admin_server.core.visits import RoomOfVisit
from shared.check_in import RoomState
from tests.admin_server.web.dashboard.calendar_steps import (
    HOLIDAYS,
    MAIN,
    PAGE,
    PRIYA_USER,
    TEAM,
    CalendarLobby,
    back,
    connect,
    follow,
    leave,
    open_calendar_lobby,
)
from tests.fakes.lobby import ADMIN, JONAS, MEMBER, ROOM_A, TENANT


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[CalendarLobby]:
    async with open_calendar_lobby(tmp_path) as opened:
        yield opened


async def both(desk: CalendarLobby):
    """Jonas connects Google, and a minute later Outlook."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser, "google")
    desk.lobby.clock.forward(minutes=1)
    await connect(browser, "microsoft")
    return browser


async def read_calendars(desk: CalendarLobby) -> set[tuple[str, str | None]]:
    """What is read for Jonas: by which kind of connection, which calendar."""
    lines = await desk.write(lambda nouns: lines_of(nouns, JONAS))
    return {(line.connection.kind, line.calendar) for line in lines}


async def test_the_page_says_what_is_read_now(desk: CalendarLobby):
    """Before he connects anything, the organisation's connection reads for Jonas."""
    browser = await desk.lobby.sign_in(MEMBER)

    page = await browser.get(PAGE)

    assert "Your organisation has connected memory for everybody." in page.text
    assert "Connect Google" in page.text
    assert "Connect Microsoft 365" in page.text


async def test_my_account_leads_to_my_calendar(desk: CalendarLobby):
    """Jonas finds his calendar in his account, and on his phone below More (A2)."""
    browser = await desk.lobby.sign_in(MEMBER)

    pages = [await browser.get("/account"), await browser.get("/more")]

    assert all(f'href="{PAGE}"' in page.text for page in pages)


async def test_what_is_asked_for_is_explained(desk: CalendarLobby):
    """Each permission stands there with what it is for (B5)."""
    browser = await desk.lobby.sign_in(MEMBER)

    page = await browser.get(PAGE)

    assert "Calendars.Read" in page.text
    assert "Read meetings, to find the room of your visitor" in page.text
    assert "Calendars.ReadWrite" not in page.text


async def test_one_of_two_accounts_is_active(desk: CalendarLobby):
    """12: Google, then Outlook; radio switches without consent; Google takes over.

    Rows B8 to B11.
    """
    browser = await both(desk)

    first = await desk.own()
    begun = desk.google.begun
    await browser.post(f"{PAGE}/active", data={"connection": first["google"].id})
    switched = await desk.own()
    await browser.post(f"{PAGE}/active", data={"connection": first["microsoft"].id})
    page = await follow_post(browser, f"{PAGE}/{first['microsoft'].id}/disconnect")
    left = await desk.own()

    assert (first["google"].writes, first["microsoft"].writes) == (False, True)
    assert (switched["google"].writes, switched["microsoft"].writes) == (True, False)
    assert desk.google.begun == begun
    assert list(left) == ["google"]
    assert left["google"].writes
    assert "Google is active." in page.text


async def test_the_accounts_that_do_not_write_are_read_too(desk: CalendarLobby):
    """Every chosen calendar of both accounts is looked into, the organisation's not."""
    await both(desk)

    assert await read_calendars(desk) == {
        ("google", "main"),
        ("google", "team"),
        ("microsoft", "main"),
        ("microsoft", "team"),
    }


async def test_disconnecting_what_is_not_active_leaves_the_active_one(
    desk: CalendarLobby,
):
    """Outlook goes on being active when Google goes."""
    browser = await both(desk)
    google = (await desk.own())["google"].id

    await browser.post(f"{PAGE}/{google}/disconnect")

    left = await desk.own()
    assert list(left) == ["microsoft"]
    assert left["microsoft"].writes


async def test_after_the_last_one_the_organisation_reads(desk: CalendarLobby):
    """Without a connection of his own Jonas is read for as everybody is."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id

    page = await follow_post(browser, f"{PAGE}/{connection}/disconnect")

    assert await read_calendars(desk) == {("memory", None)}
    assert "Your organisation has connected memory" in page.text


async def test_disconnecting_deletes_the_tokens(desk: CalendarLobby):
    """24: tokens gone, visits there, and the grant at the provider named (A11)."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    invitation = await desk.lobby.expect(arrival=desk.lobby.clock.now())
    found = RoomOfVisit(RoomState.FOUND, ROOM_A.address)
    await desk.write(lambda nouns: nouns.visits.set_room(invitation.visit, found))
    saved = (await desk.own())["microsoft"]

    asked = await browser.get(f"{PAGE}/{saved.id}/disconnect")
    page = await follow_post(browser, f"{PAGE}/{saved.id}/disconnect")

    assert "our app stays permitted until you take that back there" in asked.text
    assert 'href="https://provider.example/permissions"' in asked.text
    assert "memory. It is asked for 1 visit that is still to come." in asked.text
    assert "The permission at Microsoft 365 itself remains" in page.text
    assert await desk.own() == {}
    assert desk.following.ended == [saved.id]
    assert saved.sealed_secret not in everything_in(desk)
    assert (await desk.lobby.visit(invitation)).room == found


async def test_disconnecting_asks_first(desk: CalendarLobby):
    """Looking at the question deletes nothing; the button names what it does."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id

    asked = await browser.get(f"{PAGE}/{connection}/disconnect")

    assert "Disconnect Microsoft 365?" in asked.text
    assert "Our access to jonas.weber@lakeside.example is deleted here" in asked.text
    assert list(await desk.own()) == ["microsoft"]


async def test_the_question_says_what_reads_on(desk: CalendarLobby):
    """With a second account, Jonas is told that it takes over."""
    browser = await both(desk)
    connection = (await desk.own())["microsoft"].id

    asked = await browser.get(f"{PAGE}/{connection}/disconnect")

    assert "Your other account at Google is read on" in asked.text


async def test_the_question_says_that_nothing_reads_on(desk: CalendarLobby):
    """Priya has no mailbox that the organisation could read instead."""
    browser = await desk.lobby.sign_in(PRIYA_USER)
    await connect(browser)
    connection = (await desk.own("host-priya"))["microsoft"].id

    asked = await browser.get(f"{PAGE}/{connection}/disconnect")

    assert "Then no calendar of yours is read" in asked.text


async def test_all_calendars_are_chosen_at_first(desk: CalendarLobby):
    """A9, A33: every calendar of the account is read, unless one chooses."""
    browser = await desk.lobby.sign_in(MEMBER)

    page = await connect(browser)

    saved = (await desk.own())["microsoft"]
    assert saved.calendars == (MAIN, TEAM)
    assert saved.every_calendar
    assert saved.health.state is ConnectionState.CONNECTED
    assert "Calendar, Team Research" in page.text


async def test_a_shared_calendar_is_named_as_shared(desk: CalendarLobby):
    """A34: Jonas sees which calendar is somebody else's."""
    browser = await desk.lobby.sign_in(MEMBER)

    page = await connect(browser)

    assert "(shared with you)" in page.text
    assert "(main calendar)" in page.text


async def test_only_chosen_calendars_are_read(desk: CalendarLobby):
    """Jonas reads his main calendar only; the team's is left out."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id

    await browser.post(
        f"{PAGE}/{connection}/calendars", data={"which": "some", "calendar": ["main"]}
    )

    assert await read_calendars(desk) == {("microsoft", "main")}
    assert await desk.events(connection) == [
        "connection.connected",
        "connection.calendars_chosen",
    ]


async def test_select_all_takes_every_calendar(desk: CalendarLobby):
    """A33: back to all of them, whatever was ticked."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id
    choose = f"{PAGE}/{connection}/calendars"
    await browser.post(choose, data={"which": "some", "calendar": ["main"]})

    await browser.post(choose, data={"which": "every"})

    saved = (await desk.own())["microsoft"]
    assert [one.selected for one in saved.calendars] == [True, True]
    assert saved.every_calendar


async def test_no_calendar_is_no_choice(desk: CalendarLobby):
    """Whoever wants none read is told to disconnect; nothing is saved."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id

    answer = await browser.post(
        f"{PAGE}/{connection}/calendars", data={"which": "some"}
    )

    assert answer.status_code == 422
    assert "Choose one calendar at least." in answer.text
    assert len(await read_calendars(desk)) == 2


async def test_connecting_anew_keeps_what_was_chosen(desk: CalendarLobby):
    """A10: after an expired access Jonas finds his choice as it was."""
    browser = await both(desk)
    saved = (await desk.own())["microsoft"]
    google = (await desk.own())["google"].id
    await browser.post(
        f"{PAGE}/{saved.id}/calendars", data={"which": "some", "calendar": ["main"]}
    )
    await browser.post(f"{PAGE}/active", data={"connection": google})
    desk.calendars["microsoft"].listed.append(HOLIDAYS)

    await connect(browser)

    renewed = (await desk.own())["microsoft"]
    assert renewed.id == saved.id
    assert renewed.sealed_secret != saved.sealed_secret
    assert [one.selected for one in renewed.calendars] == [True, False, False]
    assert not renewed.writes


async def test_new_calendars_are_read_where_all_are(desk: CalendarLobby):
    """Whoever reads all of them reads the one that came later, too."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id
    desk.calendars["microsoft"].listed.append(HOLIDAYS)

    page = await follow_post(browser, f"{PAGE}/{connection}/load")

    assert "The list of calendars is up to date." in page.text
    assert ("microsoft", "holidays") in await read_calendars(desk)


async def test_another_account_starts_anew(desk: CalendarLobby):
    """Jonas connects his other Outlook account: nothing of the first one is kept."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    first = (await desk.own())["microsoft"]
    desk.microsoft.account = "jonas@outlook.example"

    await connect(browser)

    second = (await desk.own())["microsoft"]
    assert (second.account, second.every_calendar) == ("jonas@outlook.example", True)
    assert second.id != first.id
    assert second.writes
    assert desk.following.ended == [first.id]
    assert await desk.events(first.id) == [
        "connection.connected",
        "connection.disconnected",
    ]


async def test_calendars_that_do_not_load_are_told(desk: CalendarLobby):
    """A35: Jonas is connected, his list is not there, and he can reconnect."""
    desk.calendars["microsoft"].cannot_list = TryLater()
    browser = await desk.lobby.sign_in(MEMBER)

    page = await connect(browser)

    saved = (await desk.own())["microsoft"]
    assert saved.health.state is ConnectionState.CALENDARS_FAILED_TO_LOAD
    assert "Calendars do not load" in page.text
    assert "Reconnect Microsoft 365" in page.text
    assert "The list of your calendars did not load." in page.text


async def test_a_missing_permission_is_named(desk: CalendarLobby):
    """A34, A45: a shared calendar needs a permission, and the page names it."""
    desk.calendars["microsoft"].cannot_list = ConsentNeeded(
        ConsentReason.PERMISSION_MISSING, "Calendars.Read.Shared"
    )
    browser = await desk.lobby.sign_in(MEMBER)

    page = await connect(browser)

    saved = (await desk.own())["microsoft"]
    assert saved.health.state is ConnectionState.PERMISSION_MISSING
    assert "lacks the permission Calendars.Read.Shared" in page.text


async def test_a_list_that_loads_again_mends_it(desk: CalendarLobby):
    """The provider is back, and one button brings the list (A44)."""
    desk.calendars["microsoft"].cannot_list = TryLater()
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id
    desk.calendars["microsoft"].cannot_list = None

    await browser.post(f"{PAGE}/{connection}/load")

    saved = (await desk.own())["microsoft"]
    assert saved.health.state is ConnectionState.CONNECTED
    assert saved.calendars == (MAIN, TEAM)


async def test_a_list_that_does_not_load_changes_no_choice(desk: CalendarLobby):
    """Asked again while the provider is away, the chosen calendars stay."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id
    desk.calendars["microsoft"].cannot_list = TryLater()

    page = await follow_post(browser, f"{PAGE}/{connection}/load")

    assert "Calendars do not load" in page.text
    assert len(await read_calendars(desk)) == 2


async def test_a_lost_key_is_told(desk: CalendarLobby):
    """The registration cannot be opened any more: the list does not load."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id
    await desk.write(lambda nouns: nouns.connections.remove("app-microsoft"))

    page = await follow_post(browser, f"{PAGE}/{connection}/load")

    assert "Calendars do not load" in page.text


async def test_a_chosen_calendar_that_is_gone_leaves_the_main_one(
    desk: CalendarLobby,
):
    """Jonas read the team's calendar only; it was deleted at Microsoft."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id
    await browser.post(
        f"{PAGE}/{connection}/calendars", data={"which": "some", "calendar": ["team"]}
    )
    desk.calendars["microsoft"].listed.remove(TEAM)

    await browser.post(f"{PAGE}/{connection}/load")

    assert await read_calendars(desk) == {("microsoft", "main")}


async def test_an_expired_access_shows_its_way_out(desk: CalendarLobby):
    """B35: the page says that the access has expired, and how to renew it."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    saved = (await desk.own())["microsoft"]
    expired = replace(saved.health, state=ConnectionState.EXPIRED, detail="")
    await desk.write(lambda nouns: nouns.connections.set_health(saved.id, expired))

    page = await browser.get(PAGE)

    assert "Access has expired" in page.text
    assert "Connect it again." in page.text
    assert "Reconnect Microsoft 365" in page.text


async def test_a_connection_that_waits_for_approval_shows_the_link(
    desk: CalendarLobby,
):
    """B37: the link to forward stands beside the connection."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    saved = (await desk.own())["microsoft"]
    waiting = replace(saved.health, state=ConnectionState.NEEDS_ADMIN_APPROVAL)
    await desk.write(lambda nouns: nouns.connections.set_health(saved.id, waiting))

    page = await browser.get(PAGE)

    assert (
        'href="https://provider.example/approve?client_id=microsoft-app"' in page.text
    )


async def test_a_permission_that_ends_soon_is_told(desk: CalendarLobby):
    """Five days before it ends Jonas reads so on his page."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    saved = (await desk.own())["microsoft"]
    ends = desk.lobby.clock.now() + timedelta(days=5)
    await desk.write(
        lambda nouns: nouns.connections.put(replace(saved, secret_ends_at=ends))
    )

    page = await browser.get(PAGE)

    assert "ends in 5 days" in page.text


async def test_who_is_no_host_reads_whom_to_ask(desk: CalendarLobby):
    """Ines is nobody's host: there is nothing to connect (A6)."""
    await desk.set_policy(support="it@lakeside.example")
    browser = await desk.lobby.sign_in(ADMIN)

    page = await browser.get(PAGE)

    assert "There is nothing to connect" in page.text
    assert "it@lakeside.example can help." in page.text
    assert "Connect Google" not in page.text


async def test_where_hosts_may_not_connect_the_page_says_who_does(
    desk: CalendarLobby,
):
    """B2: the organisation connects for everybody, and nothing is offered."""
    await desk.set_policy(own_calendars=False)
    browser = await desk.lobby.sign_in(MEMBER)

    page = await browser.get(PAGE)

    assert "Your organisation connects calendars" in page.text
    assert "Connect Google" not in page.text


async def test_an_old_connection_can_be_let_go_of(desk: CalendarLobby):
    """Own calendars were forbidden since: Jonas sees his, and can disconnect it."""
    browser = await desk.lobby.sign_in(MEMBER)
    await connect(browser)
    connection = (await desk.own())["microsoft"].id
    await desk.set_policy(own_calendars=False)

    page = await browser.get(PAGE)
    await browser.post(f"{PAGE}/{connection}/disconnect")

    assert "Reconnect Microsoft 365" not in page.text
    assert "Disconnect Microsoft 365" in page.text
    assert await desk.own() == {}


async def test_without_a_registration_nothing_is_offered(desk: CalendarLobby):
    """No provider is set up yet, which is an administrator's work."""
    await desk.write(
        lambda nouns: [
            nouns.connections.remove(f"app-{kind}") for kind in ("google", "microsoft")
        ]
    )
    browser = await desk.lobby.sign_in(MEMBER)

    page = await browser.get(PAGE)

    assert "No provider is set up yet" in page.text


@pytest.mark.parametrize("way", ["calendars", "load", "disconnect"])
async def test_a_colleagues_connection_is_not_there(desk: CalendarLobby, way: str):
    """Priya guesses the address of Jonas's connection and finds nothing."""
    await connect(await desk.lobby.sign_in(MEMBER))
    before = await desk.own()
    priya = await desk.lobby.sign_in(PRIYA_USER)

    answer = await priya.post(
        f"{PAGE}/{before['microsoft'].id}/{way}", data={"which": "every"}
    )

    assert answer.status_code == 404
    assert await desk.own() == before
    assert desk.following.ended == []


@pytest.mark.parametrize("connection", ["connection-1", "app-google"])
async def test_the_organisations_connection_is_nobodys_own(
    desk: CalendarLobby, connection: str
):
    """Not even Ines lets go of the organisation's connection by this page (A6)."""
    browser = await desk.lobby.sign_in(MEMBER)

    answers = [
        await browser.get(f"{PAGE}/{connection}/disconnect"),
        await browser.post(f"{PAGE}/{connection}/disconnect"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert await desk.write(lambda nouns: nouns.connections.get(connection))


async def test_a_colleagues_connection_cannot_be_made_active(desk: CalendarLobby):
    """Priya cannot choose for Jonas where his entries go."""
    jonas = await both(desk)
    google = (await desk.own())["google"].id
    priya = await desk.lobby.sign_in(PRIYA_USER)

    answers = [
        await priya.post(f"{PAGE}/active", data={"connection": google}),
        await jonas.post(f"{PAGE}/active", data={"connection": "unknown"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert (await desk.own())["microsoft"].writes


async def test_every_change_is_noticed_by_what_follows(desk: CalendarLobby):
    """Connecting, choosing and disconnecting have the visits looked at again."""
    browser = await desk.lobby.sign_in(MEMBER)

    await connect(browser)
    after_connecting = desk.following.looks
    connection = (await desk.own())["microsoft"].id
    await browser.post(f"{PAGE}/{connection}/calendars", data={"which": "every"})
    after_choosing = desk.following.looks
    await browser.post(f"{PAGE}/{connection}/disconnect")

    assert (after_connecting, after_choosing, desk.following.looks) == (1, 2, 3)


async def test_the_audit_tells_who_did_what(desk: CalendarLobby):
    """Ines reads that Jonas connected, switched and disconnected, in words."""
    browser = await both(desk)
    saved = await desk.own()
    await browser.post(f"{PAGE}/active", data={"connection": saved["google"].id})
    await browser.post(f"{PAGE}/{saved['google'].id}/disconnect")

    page = await (await desk.lobby.sign_in(ADMIN)).get("/audit?kind=connection")

    assert await desk.events(saved["google"].id) == [
        "connection.connected",
        "connection.made_active",
        "connection.disconnected",
    ]
    assert "Calendar for entries chosen" in page.text
    assert "Calendar disconnected" in page.text
    assert "jonas@gmail.example" not in page.text


async def test_german_speaks_of_my_calendar(desk: CalendarLobby):
    """Jonas reads German: page, question and notice are German."""
    german = replace(MEMBER, language="de")
    await desk.write(lambda nouns: nouns.users.put(german))
    browser = await desk.lobby.sign_in(german)
    refused = await follow(browser, back(await leave(browser), error="access_denied"))
    page = await connect(browser)
    connection = (await desk.own())["microsoft"].id

    asked = await browser.get(f"{PAGE}/{connection}/disconnect")

    assert "Bei Microsoft 365 wurde nichts erlaubt." in refused.text
    assert "Welche Kalender gelesen werden" in page.text
    assert "Microsoft 365 trennen?" in asked.text


def everything_in(desk: CalendarLobby) -> str:
    """All that stands in the connections of the database, as one text."""
    engine = create_engine(f"sqlite:///{desk.lobby.folder}/portico.db")
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT * FROM connections WHERE tenant_id = :tenant"),
            {"tenant": TENANT},
        ).all()
    engine.dispose()
    return repr(rows)


async def follow_post(browser, path: str):
    """Press a button, and read the page that it goes on to."""
    answer = await browser.post(path)
    assert answer.status_code == 303, answer.text
    return await browser.get(answer.headers["location"])
