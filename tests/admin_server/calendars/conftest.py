"""A real calendar server for these tests, one for each process that runs them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from admin_server.calendars.caldav import CalDav
from admin_server.demo.calendar_server import READER, CalendarServer
from admin_server.outbound.client import Client
from tests.contracts.calendar import NOW
from tests.fakes.caldav_world import PASSWORD, CalDavWorld
from tests.fakes.clock import FixedClock


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalendarServer]:
    folder: Path = tmp_path_factory.mktemp("radicale")
    with CalendarServer(folder) as running:
        running.add_user(READER, PASSWORD)
        yield running


@pytest.fixture
async def http() -> AsyncIterator[Client]:
    async with Client() as client:
        yield client


@pytest.fixture
def world(server: CalendarServer, http: Client) -> CalDavWorld:
    return CalDavWorld(CalDav(http, FixedClock(NOW)), server)


@pytest.fixture
def host() -> str:
    return f"anna-{uuid4()}@firma.example"
