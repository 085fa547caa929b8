"""A stand-in for Google for these tests, one for each process that runs them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from admin_server.calendars.google import Google
from admin_server.demo.emulators.google import GoogleEmulator
from admin_server.outbound.client import Client
from tests.admin_server.calendars.google.google_world import GoogleWorld
from tests.contracts.calendar import NOW, ROOM_A, ROOM_B
from tests.fakes.clock import FixedClock


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleEmulator]:
    folder: Path = tmp_path_factory.mktemp("google")
    with GoogleEmulator(folder) as running:
        running.seeding.add_room(ROOM_A.address, "Room A")
        running.seeding.add_room(ROOM_B.address, "Room B")
        yield running


@pytest.fixture
async def http() -> AsyncIterator[Client]:
    async with Client() as client:
        yield client


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def world(emulator, http, clock) -> AsyncIterator[GoogleWorld]:
    google = Google(http, clock)
    yield GoogleWorld(google, emulator.seeding)
    await google.close()
    emulator.seeding.fail(clear=True)
    emulator.seeding.tell("manner")
    emulator.seeding.throttle(0)
    emulator.seeding.set_clock(None)


@pytest.fixture
def host() -> str:
    return f"anna-{uuid4()}@firma.example"
