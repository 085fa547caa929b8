"""What every test may count on, and which tests are tried on both databases."""

import gc
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId

from tests.fakes.migrated import on_postgres
from tests.fakes.postgres import PostgresServer, run_postgres

ON_BOTH = ("admin_server/jobs/", "admin_server/web/test_", "journeys/")
"""Where the tests begin that run on SQLite and on PostgreSQL."""


@pytest.hookimpl(wrapper=True)
def pytest_collection_finish(session: pytest.Session) -> Generator[None]:
    """Tell which tests stay together, and spare what stays for good.

    xdist takes a test's group from the end of its name, and writes it there in a way
    that pytest 9 no longer knows: without this, each worker would start whatever a
    group shares. Afterwards every test has its own name again.

    Some tests collect garbage to blame nobody else for theirs; with all modules and
    tests in memory, each time would take half a second.
    """
    gc.collect()
    gc.freeze()
    names = [item._id for item in session.items]
    for item in session.items if _in_groups(session) else ():
        item._id = _grouped(item)
    yield
    for item, name in zip(session.items, names, strict=True):
        item._id = name


def _in_groups(session: pytest.Session) -> bool:
    """Say whether this is a worker to which xdist sends groups."""
    return getattr(session.config.option, "loadgroup", False) is True


def _grouped(item: pytest.Item) -> NodeId:
    """Name a test with its group at the end, as xdist reads it."""
    groups = sorted({mark.args[0] for mark in item.iter_markers("xdist_group")})
    return NodeId.parse(f"{item.nodeid}@{'_'.join(groups)}") if groups else item._id


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try a test on PostgreSQL too, where it has a database.

    Every database lies in a test's own folder; who asks for none has no database.
    """
    place = metafunc.definition.path.relative_to(Path(__file__).parent).as_posix()
    has_database = "tmp_path" in metafunc.fixturenames
    only_sqlite = metafunc.definition.get_closest_marker("sqlite_only")
    if place.startswith(ON_BOTH) and has_database and not only_sqlite:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL cluster of our own, one for each process that tests run in."""
    with run_postgres() as running:
        yield running


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database that this test runs on; it is "sqlite" unless said otherwise."""
    kind = getattr(request, "param", "sqlite")
    if kind == "sqlite":
        yield kind
        return
    with on_postgres(request.getfixturevalue("postgres")):
        yield kind


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_works() -> None:
    """Let the programs that tests start be ended by Ctrl-C.

    A shell has its background jobs ignore it, and they pass that on to their children.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
