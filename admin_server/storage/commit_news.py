"""Hearing of commits that other servers made on the same PostgreSQL database."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg
import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

_CHANNEL = "portico_commits"
_PAUSE_SECONDS = 1.0
_LISTEN_SECONDS = 5.0
_DEAF_COUNTS = 15.0
_log = structlog.get_logger(__name__)


class CommitNews:
    """One listening connection of this server; it comes back by itself when lost.

    Args:
        hear: called on a thread of its own, with the sender and the tenant.
    """

    def __init__(self, engine: Engine, hear: Callable[[str, str], None]) -> None:
        self._engine = engine
        self._hear = hear
        self._ending = threading.Event()
        self._listening = threading.Event()
        self._lost = False
        self._deaf_since: float | None = time.monotonic()
        self._thread = threading.Thread(
            target=self._run, name="store-news", daemon=True
        )
        self._thread.start()

    @property
    def listens(self) -> bool:
        """Whether it listens, or did a moment ago and tries again."""
        since = self._deaf_since
        is_deaf = since is not None and time.monotonic() - since >= _DEAF_COUNTS
        return self._thread.is_alive() and not is_deaf

    def announce(self, connection: Connection, sender: str, tenant: str) -> None:
        """Tell the others, once the transaction is committed."""
        connection.execute(
            text("SELECT pg_notify(:channel, :said)"),
            {"channel": _CHANNEL, "said": f"{sender} {tenant}"},
        )

    def wait_until_listening(self) -> None:
        """Wait until nothing that is committed from now on is missed."""
        self._listening.wait()

    def close(self) -> None:
        """Listen no more."""
        self._ending.set()
        # Wake the thread: it may wait for news for a while.
        with suppress(DBAPIError), self._engine.begin() as connection:
            self.announce(connection, "", "")
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._listen()
            except psycopg.Error as problem:
                if not self._lost:
                    _log.warning("commit_news_lost", why=type(problem).__name__)
                self._lost = True
                self._deaf_since = self._deaf_since or time.monotonic()
                self._ending.wait(_PAUSE_SECONDS)

    def _listen(self) -> None:
        url = self._engine.url.set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as line:
            line.execute(f"LISTEN {_CHANNEL}")
            if self._lost:
                self._hear_of_everybody(line)
            self._listening.set()
            self._deaf_since = None
            while not self._ending.is_set():
                for said in line.notifies(timeout=_LISTEN_SECONDS):
                    if self._ending.is_set():
                        return
                    sender, _, tenant = said.payload.partition(" ")
                    if tenant:
                        self._hear(sender, tenant)

    def _hear_of_everybody(self, line: psycopg.Connection[tuple[str, ...]]) -> None:
        """Take every tenant for changed: nobody knows what was said meanwhile."""
        line.execute("SELECT set_config('portico.tenant', '*', false)")
        for (tenant,) in line.execute("SELECT id FROM tenants").fetchall():
            self._hear("", tenant)
        self._lost = False
        _log.info("commit_news_back")
