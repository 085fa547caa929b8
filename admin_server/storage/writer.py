"""The one thread that writes to a SQLite file, many pieces of work per commit.

A commit waits for the disk. Whatever has queued up meanwhile goes into the next
commit together, each piece in a savepoint of its own; what comes alone needs none.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Generic, Protocol, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from admin_server.core.errors import StoreUnavailable
from admin_server.storage.errors import refusals_named, unavailable

T = TypeVar("T")
Told = Callable[[frozenset[str]], None]
MOST_PER_COMMIT = 64

_log = structlog.get_logger(__name__)


class _Queued(Protocol):
    """A piece of work whose result type only its owner knows."""

    tenant: str | None
    failed: bool

    def begin(self) -> bool:
        """Say that it starts now; False where nobody waits for it any more."""

    def attempt(self, connection: Connection, *, alone: bool) -> None:
        """Do the work and remember what came of it.

        Args:
            alone: it has the transaction for itself.
        """

    def settle(self) -> None:
        """Tell the waiting side what came of it."""

    def refuse(self, why: StoreUnavailable) -> None:
        """Tell the waiting side that nothing was saved."""


@dataclass
class _Work(Generic[T]):
    work: Callable[[Connection], T]
    tenant: str | None
    future: Future[T] = field(default_factory=Future)
    failed: bool = False
    _settle: Callable[[], None] = lambda: None

    def begin(self) -> bool:
        return self.future.set_running_or_notify_cancel()

    def attempt(self, connection: Connection, *, alone: bool) -> None:
        part = _Whole(connection) if alone else connection.begin_nested()
        try:
            with refusals_named():
                result = self.work(connection)
        except DBAPIError:
            # SQLite may have ended the whole transaction: nothing done in it
            # can be relied on.
            raise
        # Whatever it is goes on to the caller; this thread outlives it.
        except BaseException as failure:  # noqa: BLE001 - for the reason above
            part.rollback()
            self._fail_with(failure)
        else:
            # Where SQLite has rolled back by itself and the work passed over it,
            # this says so before anything is told.
            part.commit()
            self.failed = False
            self._settle = lambda: self.future.set_result(result)

    def _fail_with(self, failure: BaseException) -> None:
        self.failed = True
        self._settle = lambda: self.future.set_exception(failure)

    def settle(self) -> None:
        self._settle()

    def refuse(self, why: StoreUnavailable) -> None:
        self.future.set_exception(why)


class _Whole:
    """The part of a transaction that one piece of work has: here, all of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rollback(self) -> None:
        """Undo the work; nothing is left to commit."""
        self._connection.rollback()

    def commit(self) -> None:
        """Make sure that there still is a transaction; it is committed by others.

        Raises:
            StoreUnavailable: SQLite has ended it, and the driver would not mind.
        """
        raw = self._connection.connection.dbapi_connection
        if raw is None or not raw.in_transaction:
            raise StoreUnavailable("SQLite ended the transaction by itself")


@dataclass
class _Alone:
    work: Callable[[], None]
    future: Future[None] = field(default_factory=Future)

    def do(self) -> None:
        """Do the work and tell the waiting side what came of it."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            self.work()
        # Whatever it is goes on to the caller; this thread outlives it.
        except BaseException as failure:  # noqa: BLE001 - for the reason above
            self.future.set_exception(failure)
        else:
            self.future.set_result(None)


class _More:
    """More work may come."""


class Writer:
    """Writes one commit after the other, in the order in which work was given."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Queued | _Alone | None] = SimpleQueue()
        self._gate = Lock()
        self._closed = False
        self._tell: Told | None = None
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(
        self, work: Callable[[Connection], T], *, tenant: str | None
    ) -> Future[T]:
        """Queue work; the future is settled only when its commit is on disk.

        Args:
            tenant: whose data it changes, for `on_commit`; None: nobody's.

        Raises:
            StoreUnavailable: the store is closed.
        """
        unit = _Work(work, tenant)
        self._put(unit)
        return unit.future

    def submit_alone(self, work: Callable[[], None]) -> Future[None]:
        """Queue work that can share no transaction, such as rewriting the file.

        Others wait their turn meanwhile; nothing of theirs fails.

        Raises:
            StoreUnavailable: the store is closed.
        """
        unit = _Alone(work)
        self._put(unit)
        return unit.future

    def on_commit(self, tell: Told) -> None:
        """Call `tell` on the writer's thread after each commit, with the tenants."""
        self._tell = tell

    def close(self) -> None:
        """Take no more work, and wait until what is queued is saved."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _put(self, unit: "_Queued | _Alone") -> None:
        with self._gate:
            if self._closed:
                raise StoreUnavailable("The store is closed.")
            self._queue.put(unit)

    def _run(self) -> None:
        running = True
        while running:
            units, last = self._next()
            self._save([unit for unit in units if unit.begin()])
            if isinstance(last, _Alone):
                last.do()
            running = last is not None

    def _next(self) -> "tuple[list[_Queued], _Alone | _More | None]":
        """Wait for work and take what else is there; says what comes after it."""
        units: list[_Queued] = []
        unit = self._queue.get()
        while unit is not None:
            if isinstance(unit, _Alone):
                return units, unit
            units.append(unit)
            if len(units) == MOST_PER_COMMIT:
                return units, _More()
            try:
                unit = self._queue.get_nowait()
            except Empty:
                return units, _More()
        return units, None

    def _save(self, units: list[_Queued]) -> None:
        if not units:
            return
        try:
            self._commit(units)
        # Whatever it is, nothing was saved, and others wait for this thread.
        except Exception as error:  # noqa: BLE001 - for the reason above
            self._save_again(units, error)
        else:
            self._announce(units)
            for unit in units:
                unit.settle()

    def _save_again(self, units: list[_Queued], error: Exception) -> None:
        """Try each one alone, so that none fails for another's sake."""
        if len(units) == 1:
            why = unavailable(error)
            why.__cause__ = error
            # First of all the one who waits: writing a log line may fail as well.
            units[0].refuse(why)
            _log.warning("write_failed", why=str(why))
            return
        for unit in units:
            self._save([unit])

    def _commit(self, units: list[_Queued]) -> None:
        with self._engine.connect() as connection:
            connection.begin()
            for unit in units:
                unit.attempt(connection, alone=len(units) == 1)
            connection.commit()

    def _announce(self, units: list[_Queued]) -> None:
        tenants = frozenset(
            unit.tenant for unit in units if unit.tenant and not unit.failed
        )
        if self._tell is None or not tenants:
            return
        try:
            self._tell(tenants)
        # A listener's fault must not undo what is saved, nor stop the writer.
        except Exception:  # noqa: BLE001 - for the reason above
            _log.exception("commit_listener_failed")
