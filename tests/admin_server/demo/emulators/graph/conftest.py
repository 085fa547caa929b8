"""The emulator, one for each process that runs these tests."""

from collections.abc import AsyncIterator, Iterator

import pytest

from admin_server.demo.emulators.graph import GraphEmulator
from tests.admin_server.demo.emulators.graph.graph_caller import NOW, Caller, trusting


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphEmulator]:
    with GraphEmulator(tmp_path_factory.mktemp("graph-emulator")) as started:
        started.lead("https://x.example")
        yield started


@pytest.fixture
def emulator(running: GraphEmulator) -> GraphEmulator:
    running.set_clock(NOW)
    return running


@pytest.fixture
async def caller(emulator: GraphEmulator) -> AsyncIterator[Caller]:
    async with trusting(emulator) as http:
        made = Caller(emulator, http)
        await made.open()
        yield made
