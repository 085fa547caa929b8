"""An emulated Microsoft 365, one for each process that runs these tests."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from admin_server.calendars.microsoft import Microsoft, MicrosoftConsent
from admin_server.demo.emulators.graph import GraphEmulator
from admin_server.outbound.client import Client
from tests.admin_server.calendars.microsoft.consenting import (
    OwnWorld,
    Person,
    person_at,
)
from tests.admin_server.calendars.microsoft.graph_world import GraphWorld
from tests.contracts.calendar import NOW
from tests.fakes.clock import FixedClock
from tests.fakes.cut_handshakes import LEFT_OPEN, left_open_sockets


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphEmulator]:
    folder: Path = tmp_path_factory.mktemp("graph")
    with GraphEmulator(folder) as running:
        # Subscriptions have to end after the moment at which the contract stands.
        running.set_clock(NOW)
        running.lead("https://x.example")
        yield running


@pytest.fixture
async def http() -> AsyncIterator[Client]:
    async with Client() as client:
        yield client


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def world(
    emulator: GraphEmulator, http: Client, clock: FixedClock
) -> AsyncIterator[GraphWorld]:
    made = GraphWorld(Microsoft(http, clock), emulator)
    await made.open()
    yield made
    await made.calendar.close()


@pytest.fixture
async def consent(http: Client, clock: FixedClock) -> AsyncIterator[MicrosoftConsent]:
    made = MicrosoftConsent(http, clock)
    yield made
    await made.close()


@pytest.fixture
async def person(world: GraphWorld, consent: MicrosoftConsent) -> AsyncIterator[Person]:
    async with person_at(world, consent) as made:
        yield made


@pytest.fixture
async def own(
    emulator: GraphEmulator,
    http: Client,
    clock: FixedClock,
    consent: MicrosoftConsent,
) -> AsyncIterator[OwnWorld]:
    made = OwnWorld(Microsoft(http, clock), emulator)
    await made.open()
    async with person_at(made, consent) as somebody:
        await made.connect(somebody)
        yield made
    await made.calendar.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let this folder's tests cut handshakes off."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(LEFT_OPEN))


__all__ = ["left_open_sockets"]
