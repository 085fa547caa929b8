"""The page that says how calendar connections are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.connecting import ORGANISATION
from admin_server.core.connections import Access, Connection, ConnectionState, Health
from admin_server.core.errors import ConsentNeeded, ConsentReason, TryLater
from admin_server.core.watches import Watch
from tests.fakes.clock import MORNING
from tests.fakes.lobby import (
    ADMIN,
    JONAS,
    MEMBER,
    RECEPTION,
    ROOM_A,
    SITE_ADMIN,
    TENANT,
    Lobby,
    meeting,
)
from tests.fakes.watched import CLIENT, OWN, put_connection

PATH = "/settings/integrations/calendar/health"
ENTRA = Connection(
    "connection-1",
    "microsoft",
    "Our Microsoft 365",
    secret_ends_at=MORNING + timedelta(days=12),
    health=Health(
        ConnectionState.CONNECTED,
        since=MORNING - timedelta(days=40),
        checked_at=MORNING - timedelta(minutes=2),
        last_success_at=MORNING - timedelta(minutes=4),
        refusals=3,
        refusals_since=MORNING - timedelta(hours=2),
    ),
)
WATCH = Watch(
    "watch-1",
    ENTRA.id,
    JONAS.id,
    "source",
    "mailbox",
    None,
    MORNING,
    read_at=MORNING - timedelta(minutes=3),
    subscription="subscription-1",
    push_hash=b"x" * 32,
    subscription_ends_at=MORNING + timedelta(hours=20),
    pushed_at=MORNING - timedelta(minutes=6),
)


async def read_page(lobby: Lobby) -> str:
    answer = await (await lobby.sign_in(ADMIN)).get(PATH)
    assert answer.status_code == 200
    return answer.text


async def look(lobby: Lobby) -> str:
    answer = await (await lobby.sign_in(ADMIN)).post(PATH)
    assert answer.status_code == 200
    return answer.text


async def test_the_page_says_what_is_known(lobby: Lobby):
    """D20: last answer, age of our copy, subscriptions, quota, days of the secret."""
    await put_connection(lobby, ENTRA)
    await lobby.store.for_tenant(TENANT).write(lambda n: n.watches.put(WATCH))

    text = await read_page(lobby)

    assert "4 minutes ago" in text
    assert "3 minutes ago" in text
    assert "the next ends in 20 hours" in text
    assert "the last came 6 minutes ago" in text
    assert "3 times, first 2 hours ago" in text
    assert "Ends in 12 days" in text


async def test_a_connection_without_a_name_is_called_by_its_provider(lobby: Lobby):
    """What nobody named stands there as Microsoft 365, not as our own word for it."""
    await put_connection(lobby, replace(ENTRA, name=ORGANISATION))

    assert "Microsoft 365, for the whole organisation" in await read_page(lobby)


async def test_calendars_that_cannot_be_read_say_what_to_compare(lobby: Lobby):
    """One account that nobody shares with is connected, and reads nothing (A45)."""
    health = Health(ConnectionState.CONNECTED)
    await put_connection(lobby, replace(ENTRA, health=health))
    failing = replace(WATCH, failures=1)
    await lobby.store.for_tenant(TENANT).write(lambda n: n.watches.put(failing))

    text = await read_page(lobby)

    assert "1 cannot be read" in text
    assert "they share their calendar with it" in text


async def test_an_old_copy_is_called_old(lobby: Lobby):
    """Acceptance 14: a copy older than five minutes is believed by nobody."""
    await put_connection(lobby, ENTRA)
    old = replace(WATCH, read_at=MORNING - timedelta(minutes=6))
    await lobby.store.for_tenant(TENANT).write(lambda n: n.watches.put(old))

    assert "too old to be believed" in await read_page(lobby)


@pytest.mark.parametrize(
    ("state", "button"),
    [
        (ConnectionState.EXPIRED, "Replace the secret"),
        (ConnectionState.NEEDS_ADMIN_APPROVAL, "Show the approval link"),
        (ConnectionState.BLOCKED_BY_GROUP, "Reconnect"),
        (ConnectionState.PERMISSION_MISSING, "See the permissions"),
        (ConnectionState.CALENDARS_FAILED_TO_LOAD, "Reconnect"),
    ],
)
async def test_each_state_offers_its_button(lobby: Lobby, state, button):
    """Section G: each state leads to where it is mended."""
    await put_connection(lobby, replace(ENTRA, health=Health(state)))

    text = await read_page(lobby)

    assert f'href="/settings/integrations/calendar/connect/microsoft">{button}' in text


async def test_hosts_without_a_calendar_are_named(lobby: Lobby):
    """Whoever has no mailbox is listed, as no room is found for their visitors."""
    text = await read_page(lobby)

    assert 'href="/hosts/host-priya"' in text
    assert 'href="/hosts/host-jonas"' not in text


async def test_hosts_whose_own_access_expired_are_named(lobby: Lobby):
    """B35: the admin sees which hosts have to connect again."""
    expired = Health(ConnectionState.EXPIRED, detail="AADSTS700082")
    await put_connection(lobby, replace(OWN, health=expired))

    text = await read_page(lobby)

    assert 'href="/hosts/host-jonas"' in text
    assert "Only they can connect again." in text


async def test_an_app_registration_is_not_called_broken(lobby: Lobby):
    """What reads nothing is ready, and has no last answer."""
    await put_connection(lobby, CLIENT)

    assert "By this app registration hosts connect" in await read_page(lobby)


async def test_looking_now_tells_how_long_each_question_took(lobby: Lobby):
    """A look asks the calendar, its list of calendars and its rooms."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))

    text = await look(lobby)

    assert text.count("answered in ") == 3
    assert lobby.calendar.calls["rooms"] == 1


async def test_looking_now_saves_how_the_connection_is(lobby: Lobby):
    """After a look the state is what was just found."""
    lobby.calendar.fail_with = ConsentNeeded(ConsentReason.EXPIRED, "AADSTS50173")

    text = await look(lobby)

    stored = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.connections.organisation()
    )
    assert stored.health.state is ConnectionState.EXPIRED
    assert "the password was changed" in text
    assert "just now" in text
    assert "in 0 seconds" not in text


async def test_a_secret_that_cannot_be_opened_is_told(lobby: Lobby):
    """A lost secret is found by a look, and said with what to do."""
    lost = Connection("connection-1", "memory", "Calendar", secret_from="file:/nowhere")
    await put_connection(lobby, lost)

    text = await look(lobby)

    assert "cannot be opened on this server" in text
    assert lobby.calendar.calls["check"] == 0


async def test_a_fault_of_a_provider_does_not_break_the_page(lobby: Lobby):
    """What nobody foresaw is told as an answer that we do not understand."""
    lobby.calendar.fail_with = RuntimeError("a bug")

    assert "something that we do not understand" in await look(lobby)


async def test_looking_at_a_provider_that_is_away_ends(lobby: Lobby):
    """A provider that does not answer is told in words."""
    lobby.calendar.fail_with = TryLater()

    assert "does not answer" in await look(lobby)


async def test_rooms_that_vanished_are_named(lobby: Lobby):
    """A room that the calendar lists no more is named with the way to choose again."""
    lobby.calendar.can_schedule = True
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    gone = replace(ROOM_A, address="gone@lakeside.example", name="Old Library")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.rooms.put(gone))

    text = await look(lobby)

    assert "One room is no longer in the calendar:" in text
    assert "Old Library" in text


async def test_a_room_without_a_meeting_has_not_vanished(lobby: Lobby):
    """A calendar without a list of rooms does not say which of them are gone."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    empty = replace(ROOM_A, address="library@lakeside.example", name="Library")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.rooms.put(empty))

    assert "no longer in the calendar" not in await look(lobby)


async def test_a_look_without_any_host_says_so(lobby: Lobby):
    """Where no host has a mailbox nobody can be asked."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.hosts.put(replace(JONAS, mailbox=None))
    )

    assert "Nobody could be asked" in await look(lobby)


async def test_without_a_connection_the_page_leads_to_connecting(lobby: Lobby):
    """An empty page names the next step; there is nothing to look at."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.connections.remove("connection-1")
    )

    text = await read_page(lobby)
    answer = await (await lobby.sign_in(ADMIN)).post(PATH)

    assert "No calendar is connected." in text
    assert answer.status_code == 404


@pytest.mark.parametrize("user", [MEMBER, RECEPTION, SITE_ADMIN])
async def test_only_tenant_admins_see_it(lobby: Lobby, user):
    """Connections are nobody's business but the tenant admin's."""
    browser = await lobby.sign_in(user)

    assert (await browser.get(PATH)).status_code == 403
    assert (await browser.post(PATH)).status_code == 403


async def test_the_page_is_closed_while_calendars_are_off(lobby: Lobby):
    """E2: an organisation that switched calendars off gets 403."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, calendar_integration=False))
    )
    browser = await lobby.sign_in(ADMIN)

    assert (await browser.get(PATH)).status_code == 403
    assert (await browser.post(PATH)).status_code == 403


async def test_a_tenant_admin_sees_a_banner_where_somebody_is_needed(lobby: Lobby):
    """B35: on every page, until the connection is mended."""
    await put_connection(lobby, replace(ENTRA, health=Health(ConnectionState.EXPIRED)))
    browser = await lobby.sign_in(ADMIN)

    assert f'href="{PATH}"' in (await browser.get("/today")).text


@pytest.mark.parametrize("user", [MEMBER, RECEPTION, SITE_ADMIN])
async def test_nobody_else_sees_the_banner(lobby: Lobby, user):
    """Who cannot mend it is not bothered."""
    await put_connection(lobby, replace(ENTRA, health=Health(ConnectionState.EXPIRED)))
    browser = await lobby.sign_in(user)

    assert PATH not in (await browser.get("/today")).text


async def test_there_is_no_banner_while_all_is_well(lobby: Lobby):
    """A calendar that answers says nothing."""
    well = replace(ENTRA, secret_ends_at=None)
    await put_connection(lobby, well)
    browser = await lobby.sign_in(ADMIN)

    assert PATH not in (await browser.get("/today")).text


async def test_an_app_whose_secret_ends_is_in_the_banner(lobby: Lobby):
    """Acceptance 15: hosts' app registration is warned of as well."""
    ending = replace(CLIENT, kind="google", secret_ends_at=MORNING + timedelta(days=3))
    await put_connection(lobby, ending)
    browser = await lobby.sign_in(ADMIN)

    assert ending.access is Access.CLIENT
    assert f'href="{PATH}"' in (await browser.get("/today")).text
