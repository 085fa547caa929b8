"""A real PostgreSQL of our own: started for the tests, with a database for each."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from admin_server.storage.columns import METADATA
from tests.fakes.ports import free_port

_CLUSTER = "-U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync"
_SETTINGS = (
    "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    " -c max_connections=60 -c shared_buffers=32MB"
)
_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@dataclass(frozen=True)
class PostgresServer:
    """A running cluster whose superuser needs no password."""

    port: int

    def address(self, database: str, user: str = "postgres") -> str:
        """The address of a database of it."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Make a database and give its address."""
        name = f"test_{uuid4().hex}"
        self.run(f'CREATE DATABASE "{name}"')
        return self.address(name)

    def run(self, *statements: str) -> None:
        """Run statements as superuser."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as line:
            for statement in statements:
                line.execute(statement)


def empty(address: str) -> None:
    """Take every row out of our tables; that is quicker than a new database."""
    tables = ", ".join(f'"{table.name}"' for table in METADATA.sorted_tables)
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")


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
            yield PostgresServer(port)
        finally:
            _call(*control, "-m", "immediate", "stop")


def _program(name: str) -> str:
    if not _PROGRAMS:
        raise LookupError("PostgreSQL is not installed: apt-get install postgresql")
    return str(_PROGRAMS[-1] / name)


def _call(*words: str) -> None:
    subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL)
