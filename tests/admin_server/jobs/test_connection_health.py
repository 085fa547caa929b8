"""How connections are, from the questions that are asked anyway."""

from dataclasses import replace
from datetime import timedelta

from structlog.testing import capture_logs

from admin_server.core.connections import Connection, ConnectionState, Health
from admin_server.core.errors import ConsentNeeded, ConsentReason, TryLater
from tests.fakes.clock import MORNING
from tests.fakes.lobby import TENANT, Lobby
from tests.fakes.watched import put_health, watch_over

CONNECTION = Connection("connection-1", "memory", "Calendar")
EXPIRED = ConsentNeeded(ConsentReason.EXPIRED, "AADSTS700082")


async def test_what_was_heard_is_saved(lobby: Lobby):
    """D20: a check-in's question is enough to know that the calendar answers."""
    watched = await watch_over(lobby)

    watched.health.heard(TENANT, CONNECTION, None)
    await watched.health.save()

    health = (await watched.connection()).health
    assert health.state is ConnectionState.CONNECTED
    assert health.last_success_at == MORNING


async def test_away_and_back_are_told_once_each(lobby: Lobby):
    """One line when a provider goes away, one when it is back."""
    watched, trouble = await watch_over(lobby), TryLater()

    with capture_logs() as lines:
        for answer in (None, trouble, trouble, trouble, trouble, None, None):
            watched.health.heard(TENANT, CONNECTION, answer)
            lobby.clock.forward(minutes=2)
            await watched.health.save()

    told = [line["event"] for line in lines if line["event"].startswith("calendar_")]
    assert told == ["calendar_away", "calendar_back"]


async def test_what_a_page_noticed_first_is_told_as_well(lobby: Lobby):
    """Who presses "Look now" does not keep the line from the log, there or back."""
    watched = await watch_over(lobby)
    watched.health.heard(TENANT, CONNECTION, None)
    await watched.health.save()

    with capture_logs() as lines:
        for state, answer in (
            (ConnectionState.EXPIRED, EXPIRED),
            (ConnectionState.CONNECTED, None),
        ):
            lobby.clock.forward(minutes=2)
            seen = Health(state, checked_at=lobby.clock.now())
            await put_health(lobby, CONNECTION.id, seen)
            watched.health.heard(TENANT, replace(CONNECTION, health=seen), answer)
            await watched.health.save()

    told = [line["event"] for line in lines if line["event"].startswith("calendar_")]
    assert told == ["calendar_away", "calendar_back"]


async def test_the_line_in_the_log_names_no_person(lobby: Lobby):
    """The log says which connection and which code, never who."""
    watched = await watch_over(lobby)
    words = "AADSTS50173: the grant of ines@lakeside.example was revoked"

    with capture_logs() as lines:
        trouble = ConsentNeeded(ConsentReason.EXPIRED, words)
        watched.health.heard(TENANT, CONNECTION, trouble)
        await watched.health.save()

    assert lines == [
        {
            "event": "calendar_away",
            "log_level": "warning",
            "connection": "connection-1",
            "state": "expired",
            "detail": "AADSTS50173",
        }
    ]


async def test_many_answers_a_minute_are_saved_once(lobby: Lobby):
    """A busy lobby does not write to the database for each question."""
    watched = await watch_over(lobby)
    watched.health.heard(TENANT, CONNECTION, None)
    await watched.health.save()

    lobby.clock.forward(seconds=20)
    watched.health.heard(TENANT, CONNECTION, None)
    await watched.health.save()

    assert (await watched.connection()).health.checked_at == MORNING


async def test_a_change_of_state_is_saved_at_once(lobby: Lobby):
    """Whoever opens the page right after the access expired sees it."""
    watched = await watch_over(lobby)
    watched.health.heard(TENANT, CONNECTION, None)
    await watched.health.save()

    lobby.clock.forward(seconds=20)
    watched.health.heard(TENANT, CONNECTION, EXPIRED)
    await watched.health.save()

    assert (await watched.connection()).health.state is ConnectionState.EXPIRED


async def test_one_that_changes_to_and_fro_is_told_of_once_a_minute(lobby: Lobby):
    """One mailbox out of bounds does not fill the log while others are read."""
    watched = await watch_over(lobby)
    missing = ConsentNeeded(ConsentReason.PERMISSION_MISSING)

    with capture_logs() as lines:
        for answer in (None, missing, None, missing, None, missing):
            watched.health.heard(TENANT, CONNECTION, answer)
            lobby.clock.forward(seconds=5)
            await watched.health.save()

    assert [line["event"] for line in lines].count("calendar_away") == 1


async def test_what_somebody_renewed_meanwhile_counts(lobby: Lobby):
    """16: a connection that was just renewed is not called expired again."""
    watched = await watch_over(lobby)
    watched.health.heard(TENANT, CONNECTION, EXPIRED)
    renewed = Health(ConnectionState.CONNECTED, checked_at=MORNING + timedelta(hours=1))
    await put_health(lobby, "connection-1", renewed)

    await watched.health.save()

    assert (await watched.connection()).health == renewed


async def test_warnings_given_are_not_forgotten_by_what_is_heard(lobby: Lobby):
    """Who was warned of a secret's end is not warned again after a check-in."""
    watched = await watch_over(lobby)
    await put_health(lobby, "connection-1", Health(warned_days=7))

    watched.health.heard(TENANT, CONNECTION, None)
    await watched.health.save()

    assert (await watched.connection()).health.warned_days == 7


async def test_a_connection_that_is_gone_is_forgotten(lobby: Lobby):
    """Disconnecting while a question is under way harms nobody."""
    watched = await watch_over(lobby)
    watched.health.heard(TENANT, CONNECTION, None)
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.connections.remove("connection-1")
    )

    await watched.health.save()

    stored = await lobby.store.for_tenant(TENANT).read(lambda n: n.connections.all())
    assert stored == []


async def test_the_job_saves_as_soon_as_a_state_changes(lobby: Lobby):
    """The job wakes up by itself, long before its minute is over."""
    watched = await watch_over(lobby)

    watched.health.heard(TENANT, CONNECTION, EXPIRED)
    await watched.health.turn()

    assert (await watched.connection()).health.state is ConnectionState.EXPIRED
