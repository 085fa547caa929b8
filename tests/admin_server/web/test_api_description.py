"""The kiosk API as it describes itself, tried with whatever fits the description."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from admin_server.app import World, build_app, describe_api
from admin_server.calendars.memory import MemoryCalendar
from admin_server.settings import Settings
from admin_server.storage.migrate import migrate
from admin_server.storage.store import open_store
from tests.fakes.lobby import TOKEN, furnish
from tests.fakes.migrated import new_database
from tests.fakes.postgres import as_server

# "Exactly one of pass, code and name" is a rule that the description says in words.
PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    unsupported_method,
]
API = schemathesis.openapi.from_dict(describe_api())


def _on_sqlite(folder: Path, _: pytest.FixtureRequest) -> str:
    return new_database(folder / "portico.db")


def _on_postgresql(_: Path, request: pytest.FixtureRequest) -> str:
    # Not lent: it is in use for as long as this module's tests.
    address = request.getfixturevalue("postgres").new_database()
    migrate(address)
    return as_server(address)


@pytest.fixture(
    scope="module", params=[_on_sqlite, _on_postgresql], ids=["sqlite", "postgresql"]
)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A running server with a lobby; gives its address."""
    folder: Path = tmp_path_factory.mktemp("served")
    address = request.param(folder, request)
    asyncio.run(_furnish(address))
    app = build_app(
        Settings(database_url=address, key_file=f"{folder}/key"),
        World(calendars={"memory": MemoryCalendar()}, notifiers={}),
    )
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_config=None, http="h11", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.05)
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    app.state.parts.pulse.end()
    server.should_exit = True
    thread.join()


async def _furnish(address: str) -> None:
    store = open_store(address)
    await furnish(store)
    store.close()


@API.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_request_is_answered_as_described(
    served: str, case: schemathesis.Case
) -> None:
    """Whatever a kiosk may send, the server answers as it promised, and never breaks."""
    # A question that waits for news is held back by design.
    (case.query or {}).pop("wait", None)
    answer = case.call(
        base_url=served, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10
    )

    case.validate_response(answer, checks=PROMISES)
