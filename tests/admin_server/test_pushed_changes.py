"""A provider posts a change to our HTTPS address, and the visit follows at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

from admin_server.app import World, build_app
from admin_server.commands.serving import web_server
from admin_server.core.connections import Connection
from admin_server.core.invitations import Asked, invite
from admin_server.core.ports import Nouns
from admin_server.core.visits import Visit
from admin_server.demo.emulators.google.emulator import GoogleEmulator
from admin_server.demo.emulators.graph import EmulatorEvent, GraphEmulator
from admin_server.jobs.clock import SystemClock
from admin_server.security.chance import CHANCE
from admin_server.security.connections import seal_secret
from admin_server.settings import Settings
from admin_server.storage.store import open_store
from tests.fakes.certificates import Authority
from tests.fakes.lobby import HOUSE, JONAS, TENANT, furnish
from tests.fakes.migrated import new_database
from tests.fakes.ports import free_port

MARA = "mara@lindt.example"
ORGANISATION = "2f0c6a4e-5d0b-4b7e-9a55-1c1f2c0d7e11"
CLIENT = "b4d7b7f6-3c3e-4a53-8a8e-5f5f0c9e2a10"
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.timeout(90)


@dataclass
class PushedHouse:
    """The real server, reachable by HTTPS, and a visit to Jonas."""

    app: FastAPI
    visit: str
    talk: datetime

    async def do(self, work):
        return await self.app.state.parts.store.for_tenant(TENANT).write(work)

    async def soon(self, holds: Callable[[Nouns], object], seconds: float = 15) -> None:
        """Wait until something holds; far less than the two minutes of asking."""
        async with asyncio.timeout(seconds):
            while not await self.do(holds):
                await asyncio.sleep(0.1)

    async def is_followed(self) -> None:
        """Wait until a provider pushes, and a whole day is read around the meeting."""
        await self.soon(subscribed)
        await self.soon(lambda nouns: self.of_visit(nouns).meeting)
        # Twice a minute it would be noticed by itself that more has to be read now.
        self.app.state.parts.following.look_again()
        await self.soon(_reads_a_day)

    async def is_moved(self) -> None:
        """Wait until the visit begins when the moved meeting does."""
        then = self.talk + HOUR
        await self.soon(lambda nouns: self.of_visit(nouns).expected_arrival == then)

    def of_visit(self, nouns: Nouns) -> Visit:
        found = nouns.visits.get(self.visit)
        assert found is not None
        return found


@asynccontextmanager
async def open_house(
    folder: Path, authority: Authority, connection: Connection, secret: str, **set_: str
) -> AsyncIterator[PushedHouse]:
    """Serve by HTTPS, with one calendar connected and Mara expected in an hour."""
    new_database(folder / "portico.db")
    pair, port = authority.vouch(), free_port()
    settings = Settings(
        database_url=f"sqlite:///{folder}/portico.db",
        key_file=f"{folder}/portico.key",
        port=port,
        public_url=f"https://127.0.0.1:{port}",
        tls_certificate=str(pair.certificate),
        tls_key=str(pair.key),
        **set_,  # type: ignore[arg-type]  # a test's shorthand
    )
    store = open_store(settings.database_url)
    await furnish(store)
    store.close()
    app = build_app(settings, World(notifiers={}))
    parts, now = app.state.parts, SystemClock().now()
    talk = now.replace(minute=0, second=0, microsecond=0) + 2 * HOUR

    def fill(nouns: Nouns) -> str:
        nouns.connections.remove("connection-1")
        sealed = seal_secret(parts.box, TENANT, connection.id, secret)
        nouns.connections.put(replace(connection, sealed_secret=sealed))
        asked = Asked(
            name="Mara Lindt",
            email=MARA,
            host=JONAS.id,
            site=HOUSE.id,
            arrival=talk,
            departure=talk + HOUR,
        )
        return invite(nouns, asked, now=now, chance=CHANCE).visit

    visit = await parts.store.for_tenant(TENANT).write(fill)
    server = web_server(app, settings)
    serving = asyncio.create_task(server.serve())
    try:
        yield PushedHouse(app, visit, talk)
    finally:
        server.should_exit = True
        await serving


def graph_talk(start: datetime) -> EmulatorEvent:
    """The talk as Outlook keeps it."""
    times = {
        name: {"dateTime": when.replace(tzinfo=None).isoformat(), "timeZone": "UTC"}
        for name, when in (("start", start), ("end", start + HOUR))
    }
    seat = {"type": "required", "emailAddress": {"name": "Mara", "address": MARA}}
    return EmulatorEvent("talk", {"subject": "Talk", "attendees": [seat], **times})


async def _in_graph(graph: GraphEmulator, start: datetime) -> None:
    # The emulator answers only after it has told us, so that we must not wait for it.
    event = graph_talk(start)
    await asyncio.to_thread(graph.put_event, ORGANISATION, JONAS.mailbox, event)


def google_talk(start: datetime) -> dict[str, object]:
    """The talk as Google keeps it."""
    return {
        "id": "talk0001",
        "summary": "Talk",
        "start": {"dateTime": start.isoformat()},
        "end": {"dateTime": (start + HOUR).isoformat()},
        "attendees": [{"email": MARA, "displayName": "Mara"}],
    }


def subscribed(nouns: Nouns) -> bool:
    return any(one.subscription for one in nouns.watches.all())


def _reads_a_day(nouns: Nouns) -> bool:
    copy = nouns.meetings.copy_for(JONAS.mailbox)
    return copy is not None and copy.end - copy.start > 24 * HOUR


@asynccontextmanager
async def _at_microsoft(
    tmp_path: Path,
) -> AsyncIterator[tuple[GraphEmulator, PushedHouse]]:
    """A house whose hosts' calendars are at Microsoft, and Microsoft itself."""
    with GraphEmulator(tmp_path / "graph") as graph:
        graph.add_organisation(ORGANISATION, clients={CLIENT: "s"})
        graph.add_user(ORGANISATION, JONAS.mailbox, JONAS.name)
        named = {"tenant": ORGANISATION, "client_id": CLIENT}
        connection = Connection("shared", "microsoft", "Calendar", settings=named)
        async with open_house(
            tmp_path,
            Authority(tmp_path),
            connection,
            "s",
            microsoft_login_url=graph.url,
            microsoft_graph_url=graph.graph_url,
            calendar_ca_file=str(graph.ca_file),
        ) as house:
            yield graph, house


async def test_microsoft_tells_us_of_a_moved_meeting(tmp_path: Path) -> None:
    """E12, C21: the meeting is moved in Outlook, and a moment later the visit, too."""
    async with _at_microsoft(tmp_path) as (graph, house):
        await _in_graph(graph, house.talk)
        await house.is_followed()

        await _in_graph(graph, house.talk + HOUR)

        await house.is_moved()


async def test_microsoft_ends_a_subscription_and_gets_another(tmp_path: Path) -> None:
    """C21: a subscription that Microsoft removed is made again, and goes on telling."""
    async with _at_microsoft(tmp_path) as (graph, house):
        await _in_graph(graph, house.talk)
        await house.is_followed()
        first = await house.do(lambda n: n.watches.all()[0].subscription)

        await asyncio.to_thread(
            graph.send_life_event, ORGANISATION, "subscriptionRemoved"
        )

        await house.soon(lambda n: n.watches.all()[0].subscription not in (None, first))
        await _in_graph(graph, house.talk + HOUR)
        await house.is_moved()


async def test_google_tells_us_until_it_is_disconnected(tmp_path: Path) -> None:
    """E12: Google's channel moves the visit; who disconnects stops the channel."""
    authority = Authority(tmp_path)
    with GoogleEmulator(tmp_path / "google", trusting=authority.file) as google:
        seeding = google.seeding
        seeding.add_user(JONAS.mailbox, JONAS.name)
        connection = Connection("shared", "google", "Calendar")
        async with open_house(
            tmp_path,
            authority,
            connection,
            seeding.key,
            google_api_url=google.url,
            google_token_url=f"{google.url}/token",
        ) as house:
            seeding.put_event(JONAS.mailbox, google_talk(house.talk))
            await house.is_followed()

            seeding.put_event(JONAS.mailbox, google_talk(house.talk + HOUR))

            await house.is_moved()
            await house.app.state.parts.following.let_go(TENANT, "shared")
            told = len(seeding.tell("notifications")["sent"])
            seeding.put_event(JONAS.mailbox, google_talk(house.talk))
            assert len(seeding.tell("notifications")["sent"]) == told
