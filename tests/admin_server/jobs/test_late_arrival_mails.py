"""What a host is told of a visitor whom a kiosk checked in without its server."""

from datetime import timedelta

from tests.fakes.clock import MORNING
from tests.fakes.kept_check_ins import kept, send
from tests.fakes.lobby import JONAS, PRIYA, TENANT, Lobby

WALK_IN = {"visitor": {"name": "Ada Byron"}, "host_id": JONAS.id}


async def test_the_host_reads_when_they_really_came(lobby: Lobby) -> None:
    """Half an hour late, the message says when, why so late, and promises no room."""
    await send(lobby, kept(lobby, **WALK_IN))
    await lobby.get("/kiosk/events", after=0, wait=5)

    (message,) = lobby.mail.sent
    assert message.subject == "Ada Byron came to see you at 09:28"
    assert "Arrived: 09:28" in message.text
    assert "The kiosk had no connection then" in message.text
    assert "lobby" not in message.text
    assert "the way to" not in message.text


async def test_the_day_is_named_where_it_was_another(lobby: Lobby) -> None:
    """Who came before midnight did not come today."""
    lobby.clock.time = MORNING.replace(hour=1)

    await send(lobby, kept(lobby, ago=timedelta(hours=4), **WALK_IN))
    await lobby.get("/kiosk/events", after=0, wait=5)

    (message,) = lobby.mail.sent
    assert "Arrived: 22:00 on Sunday 22 November 2026" in message.text


async def test_it_is_said_in_the_hosts_language(lobby: Lobby) -> None:
    """A host who reads German is told in German."""
    to_priya = WALK_IN | {"host_id": PRIYA.id}

    await send(lobby, kept(lobby, **to_priya))
    await lobby.get("/kiosk/events", after=0, wait=5)

    (message,) = lobby.mail.sent
    assert message.subject == "Ada Byron kam um 09:28 zu Ihnen"
    assert "Das Terminal hatte da keine Verbindung" in message.text


async def test_reception_sees_when_the_host_was_told(lobby: Lobby) -> None:
    """The audit notes when a host at last heard of a check-in that was kept."""
    answer = await send(lobby, kept(lobby, **WALK_IN))
    visit = answer.json()["outcomes"][0]["visit"]
    await lobby.get("/kiosk/events", after=0, wait=5)

    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"visit:{visit}")
    )

    assert [event for _, event, _ in rows] == [
        "visit.checked_in_offline",
        "visit.host_told",
    ]
