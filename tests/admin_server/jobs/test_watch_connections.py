"""The canary, and warning people before a calendar stops answering."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.connections import Access, Connection, ConnectionState, Health
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from tests.fakes.clock import MORNING
from tests.fakes.lobby import ADMIN, JONAS, TENANT, Lobby
from tests.fakes.people import mail_to
from tests.fakes.watched import (
    CLIENT,
    OWN,
    about_calendars,
    permit_own,
    put_connection,
    watch_over,
)

EXPIRED = ConsentNeeded(ConsentReason.EXPIRED)


async def sent(lobby: Lobby, count: int) -> None:
    """Wait until so many mails about calendars have gone out."""
    async with asyncio.timeout(5):
        while len(about_calendars(lobby)) < count:
            await asyncio.sleep(0.01)


async def test_a_connection_that_nobody_used_is_tried(lobby: Lobby):
    """D20: a calendar that stopped answering is noticed before a visitor comes."""
    watched = await watch_over(lobby)
    lobby.calendar.fail_with = EXPIRED

    await watched.turn(minutes=11)

    assert (await watched.connection()).health.state is ConnectionState.EXPIRED


async def test_a_connection_that_is_used_is_left_alone(lobby: Lobby):
    """Where check-ins ask anyway, we ask nothing on top."""
    watched = await watch_over(lobby)
    lobby.calendar.add_mailbox(JONAS.email)
    await watched.turn(minutes=11)

    await watched.turn(minutes=5)

    assert lobby.calendar.calls["check"] == 1


async def test_it_is_tried_again_ten_minutes_later(lobby: Lobby):
    """An organisation's connection is never unknown for longer than ten minutes."""
    watched = await watch_over(lobby)
    lobby.calendar.add_mailbox(JONAS.email)
    await watched.turn(minutes=11)

    await watched.turn(minutes=10)

    assert lobby.calendar.calls["check"] == 2


async def test_a_hosts_own_connection_is_tried_daily(lobby: Lobby):
    """B35: a host's own calendar is looked after, but not worn out."""
    watched = await watch_over(lobby)
    lobby.calendar.add_mailbox(JONAS.email)
    await permit_own(lobby)
    await put_connection(lobby, CLIENT)
    await put_connection(lobby, OWN)
    await watched.turn(minutes=11)
    await watched.turn(hours=23)
    before = lobby.calendar.calls["check"]

    await watched.turn(hours=2)

    assert (before, lobby.calendar.calls["check"]) == (1, 2)


async def test_own_calendars_that_are_no_longer_permitted_are_not_tried(lobby: Lobby):
    """E11: once hosts may not connect their own, nobody looks into those they had."""
    watched = await watch_over(lobby)
    lobby.calendar.add_mailbox(JONAS.email)
    await put_connection(lobby, CLIENT)
    await put_connection(lobby, OWN)

    await watched.turn(minutes=11)

    # The organisation's alone.
    assert lobby.calendar.calls["check"] == 1


async def test_nothing_is_asked_where_calendars_are_switched_off(lobby: Lobby):
    """E2: an organisation that switched calendars off is not read."""
    watched = await watch_over(lobby)
    await lobby.store.for_tenant(TENANT).write(_switch_off)

    await watched.turn(minutes=11)

    assert lobby.calendar.calls["check"] == 0


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (NoSuchCalendar(), ConnectionState.CONNECTED),
        (StrangeReply(), ConnectionState.CALENDARS_FAILED_TO_LOAD),
        (TryLater(), ConnectionState.NOT_CONNECTED),
        (RuntimeError("a bug"), ConnectionState.NOT_CONNECTED),
    ],
)
async def test_the_canary_says_what_it_found(lobby: Lobby, trouble, state):
    """Each answer means what it means on a check-in; one silence means nothing."""
    watched = await watch_over(lobby)
    lobby.calendar.fail_with = trouble

    await watched.turn(minutes=11)

    assert (await watched.connection()).health.state is state


async def test_a_secret_that_cannot_be_opened_is_a_state(lobby: Lobby):
    """A file with a secret that vanished is named, with what to do."""
    watched = await watch_over(lobby)
    await watched.change(secret_from="file:/nowhere")

    await watched.turn(minutes=11)

    health = (await watched.connection()).health
    assert (health.state, health.detail) == (
        ConnectionState.EXPIRED,
        "secret_unreadable",
    )


async def test_a_provider_that_this_server_does_not_know_is_a_state(lobby: Lobby):
    """A kind of calendar from a newer version is told, and asked of nobody."""
    watched = await watch_over(lobby)
    await watched.change(kind="unheard_of")

    await watched.turn(minutes=11)

    state = (await watched.connection()).health.state
    assert state is ConnectionState.CALENDARS_FAILED_TO_LOAD


async def test_an_app_registration_is_not_asked(lobby: Lobby):
    """What reads nothing cannot be tried."""
    watched = await watch_over(lobby)
    await watched.change(access=Access.CLIENT)

    await watched.turn(minutes=11)

    assert lobby.calendar.calls["check"] == 0


async def test_admins_are_warned_thirty_seven_and_one_day_ahead(lobby: Lobby):
    """Acceptance 15: three mails in a month, each once."""
    watched = await watch_over(lobby)
    lobby.calendar.add_mailbox(JONAS.email)
    await watched.change(secret_ends_at=MORNING + timedelta(days=40))

    await watched.turns(41, days=1)
    await sent(lobby, 3)

    subjects = [message.subject for message in about_calendars(lobby)]
    assert subjects == [
        "The calendar secret for memory ends in 30 days",
        "The calendar secret for memory ends in 7 days",
        "The calendar secret for memory ends within a day",
    ]
    assert {message.to_address for message in about_calendars(lobby)} == {ADMIN.email}


async def test_a_host_whose_own_access_expired_gets_one_mail(lobby: Lobby):
    """B35, acceptance 15: one mail, in the host's language, which names no visitor."""
    watched = await watch_over(lobby)
    await lobby.expect("Mara Lindt")
    health = Health(ConnectionState.EXPIRED, since=MORNING, checked_at=MORNING)
    lobby.calendar.fail_with = EXPIRED
    await put_connection(lobby, CLIENT)
    await put_connection(lobby, _own(health))

    await watched.turn(minutes=11)
    await watched.turn(hours=2)
    await watched.turn(hours=2)
    mail = await mail_to(lobby, JONAS)

    to_jonas = [one for one in about_calendars(lobby) if one.to_address == JONAS.email]
    assert to_jonas == [mail]
    assert mail.subject == "Calendar access at memory has expired"
    assert "/account/calendar\n" in mail.text
    assert "Visitors are checked in all the same." in mail.text
    assert "Mara" not in mail.text


async def test_a_short_trouble_is_written_to_nobody(lobby: Lobby):
    """What heals within ten minutes is nobody's post."""
    watched = await watch_over(lobby)
    lobby.calendar.fail_with = EXPIRED
    await watched.turn(minutes=11)
    lobby.calendar.fail_with = None
    lobby.calendar.add_mailbox(JONAS.email)

    await watched.turn(minutes=12)
    await watched.turn(hours=2)

    assert about_calendars(lobby) == []


def _switch_off(nouns) -> None:
    nouns.change_tenant(replace(nouns.tenant, calendar_integration=False))


def _own(health: Health) -> Connection:
    return replace(OWN, health=health)
