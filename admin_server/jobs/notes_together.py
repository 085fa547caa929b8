"""Writing down in one transaction what several looks at one tenant's calendars found."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from admin_server.core.ports import Nouns, Store

Note = Callable[[Nouns], None]

LONGEST = 1.0
"""Seconds that a note waits for others; whoever is on their way sees it by then."""


@dataclass(frozen=True)
class _Waiting:
    note: Note
    written: asyncio.Future[None]


class NotesTogether:
    """Every commit wakes every open dashboard, so that few of them are better.

    A note waits while other calendars of the same tenant are being read, for a second
    at most; where nothing else is read it is written at once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reading: Counter[str] = Counter()
        self._calm: dict[str, asyncio.Event] = {}
        self._waiting: defaultdict[str, list[_Waiting]] = defaultdict(list)
        self._writing: set[asyncio.Task[None]] = set()

    @contextmanager
    def reading(self, tenant: str) -> Iterator[None]:
        """Tell that something of a tenant is being read, whose note will follow."""
        self._reading[tenant] += 1
        try:
            yield
        finally:
            self._reading[tenant] -= 1
            if not self._reading[tenant]:
                del self._reading[tenant]
                # Whoever has just read writes a note next, before anybody wakes.
                asyncio.get_running_loop().call_soon(self._wake, tenant)

    async def write(self, tenant: str, note: Note) -> None:
        """Write a note, with the others of its tenant.

        Raises:
            Exception: what the note raised; no other one suffers from it.
        """
        loop = asyncio.get_running_loop()
        mine = _Waiting(note, loop.create_future())
        self._waiting[tenant].append(mine)
        if len(self._waiting[tenant]) == 1:
            task = asyncio.create_task(self._write_soon(tenant))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)
        await mine.written

    async def finish(self) -> None:
        """Write what waits; nothing more is read."""
        while self._writing:
            await asyncio.wait(self._writing)

    async def _write_soon(self, tenant: str) -> None:
        if self._reading[tenant]:
            calm = self._calm[tenant] = asyncio.Event()
            try:
                async with asyncio.timeout(LONGEST):
                    await calm.wait()
            except TimeoutError:
                pass
            finally:
                del self._calm[tenant]
        await self._write(tenant, self._waiting.pop(tenant))

    async def _write(self, tenant: str, notes: list[_Waiting]) -> None:
        def write(nouns: Nouns) -> None:
            for one in notes:
                one.note(nouns)

        try:
            await self._store.for_tenant(tenant).write(write)
        except Exception as trouble:  # noqa: BLE001 - handed to whoever wrote the note
            if len(notes) == 1:
                _end(notes[0].written, trouble)
                return
            # One of them is to blame: each for itself.
            for one in notes:
                await self._write(tenant, [one])
        else:
            for one in notes:
                _end(one.written, None)

    def _wake(self, tenant: str) -> None:
        calm = self._calm.get(tenant)
        if calm is not None and not self._reading.get(tenant):
            calm.set()


def _end(written: asyncio.Future[None], trouble: Exception | None) -> None:
    if written.done():
        return  # Whoever waited was told to stop.
    if trouble is None:
        written.set_result(None)
    else:
        written.set_exception(trouble)
