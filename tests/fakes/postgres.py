"""A real PostgreSQL of our own: started for the tests, set up as its page says."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg

from admin_server.storage.columns import METADATA
from admin_server.storage.migrate import migrate
from tests.fakes.ports import free_port

OWNER = "portico_owner"
"""The role that migrates."""
SERVER = "portico"
"""The role that serves: it owns nothing, so that no wall is its to pass."""

_PAGE = Path(__file__).parents[2] / "docs" / "postgresql.md"
_AS_SET_UP = "portico"
"""The page's own database: never migrated, every other one is a copy of it."""
_CLUSTER = "-U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync"
_SETTINGS = (
    "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    " -c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB"
)
_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@dataclass
class PostgresServer:
    """A running cluster whose roles need no passwords."""

    port: int
    _migrated: str | None = None
    _free: list[str] = field(default_factory=list)
    _lent: list[str] = field(default_factory=list)

    def address(self, database: str, user: str = "postgres") -> str:
        """The address of a database of it, by default as its superuser has it."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make a database without tables and give its owner's address."""
        return self.address(self._copy(_AS_SET_UP), OWNER)

    def lend(self) -> str:
        """Give a database without rows, as the server reaches it.

        Those that were given back are emptied: that is quicker than a new one.
        """
        if self._free:
            name = self._free.pop()
            _empty(self.address(name))
        else:
            name = self._copy(self._with_tables())
        self._lent.append(name)
        return self.address(name, SERVER)

    def newest(self) -> str:
        """The database that was lent last, as the superuser has it."""
        return self.address(self._lent[-1])

    def take_back(self) -> None:
        """Take back whatever was lent."""
        self._free += self._lent
        self._lent.clear()

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as superuser."""
        with psycopg.connect(self.address(database), autocommit=True) as line:
            for statement in statements:
                line.execute(statement)

    def _with_tables(self) -> str:
        if self._migrated is None:
            address = self.new_database()
            migrate(address)
            self._migrated = address.rpartition("/")[2]
        return self._migrated

    def _copy(self, template: str) -> str:
        name = f"test_{uuid4().hex}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER {OWNER}')
        return name


def as_owner(address: str) -> str:
    """Give the address by which the same database is migrated."""
    return re.sub(r"//\w+@", f"//{OWNER}@", address)


def as_server(owners_address: str) -> str:
    """Give the address by which the server reaches what an owner migrated."""
    return re.sub(r"//\w+@", f"//{SERVER}@", owners_address)


def as_superuser(address: str) -> str:
    """Give the address by which no wall stands in a test's way."""
    return re.sub(r"//\w+@", "//postgres@", address)


@contextmanager
def run_postgres() -> Iterator[PostgresServer]:
    """Start a cluster, and end it; it is quicker than it is safe."""
    # Not in pytest's folder: that is closed to PostgreSQL's own user.
    with tempfile.TemporaryDirectory(prefix="portico-postgres-") as name:
        # PostgreSQL refuses to run as root, which tests in a container often are.
        is_root = os.geteuid() == 0
        as_whom = ["runuser", "-u", "postgres", "--"] if is_root else []
        folder, port = Path(name), free_port()
        if is_root:
            shutil.chown(folder, "postgres")
        control = [*as_whom, _program("pg_ctl"), "-D", str(folder / "data")]
        _call(*control, "initdb", "-o", _CLUSTER)
        settings = f"-p {port} {_SETTINGS}"
        _call(*control, "-w", "-l", str(folder / "log"), "-o", settings, "start")
        try:
            running = PostgresServer(port)
            _set_up(running)
            yield running
        finally:
            _call(*control, "-m", "immediate", "stop")


def _set_up(running: PostgresServer) -> None:
    """Do what the page tells an operator to do, so that the page is right."""
    told = re.search(r"```sql\n(.*?)```", _PAGE.read_text(), re.DOTALL)
    assert told is not None
    before, inside = told[1].split(f"\\connect {_AS_SET_UP}\n")
    running.run(*_statements(before))
    running.run(*_statements(inside), database=_AS_SET_UP)


def _statements(text: str) -> list[str]:
    return [one for one in text.split(";") if one.strip()]


def _empty(address: str) -> None:
    """Take every row out of our tables; TRUNCATE takes longer for so few."""
    tables = reversed(METADATA.sorted_tables)
    with psycopg.connect(address) as line:
        # A store that a test did not close must not hold up all others.
        line.execute("SET lock_timeout = '5s'")
        line.execute("; ".join(f'DELETE FROM "{table.name}"' for table in tables))


def _program(name: str) -> str:
    if not _PROGRAMS:
        raise LookupError("PostgreSQL is not installed: apt-get install postgresql")
    return str(_PROGRAMS[-1] / name)


def _call(*words: str) -> None:
    subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL)
