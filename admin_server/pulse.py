"""Waking up whoever waits for something to change, instead of asking again and again."""

import asyncio
from collections import defaultdict
from collections.abc import Hashable


class Pulse:
    """Tells waiting tasks that something named by a key may have changed.

    A wake-up says only "look again"; a missed one costs a wait's length, never
    the news itself.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: defaultdict[Hashable, set[asyncio.Future[None]]] = defaultdict(
            set
        )

        self.ended = False

    def end(self) -> None:
        """Wake everybody for good: the server is stopping."""
        self.ended = True
        for key in list(self._waiting):
            self.beat(key)

    def listen(self) -> None:
        """Deliver wake-ups from other threads to the running event loop."""
        self._loop = asyncio.get_running_loop()

    def beat(self, key: Hashable) -> None:
        """Wake everybody who waits for `key`; on the event loop."""
        for future in self._waiting.pop(key, set()):
            if not future.done():
                future.set_result(None)

    def beat_from_thread(self, keys: set[str]) -> None:
        """Wake everybody who waits for one of the keys; from any thread."""
        if self._loop is None or self._loop.is_closed():
            return
        # Waking the loop costs more than all the beats together.
        self._loop.call_soon_threadsafe(self._beat_all, frozenset(keys))

    def _beat_all(self, keys: frozenset[str]) -> None:
        for key in keys:
            self.beat(key)

    def ticket(self, key: Hashable) -> asyncio.Future[None]:
        """Take a place in the queue *before* looking, so that nothing is missed."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[key].add(future)
        return future

    async def wait(
        self, key: Hashable, ticket: asyncio.Future[None], *, seconds: float
    ) -> None:
        """Wait for the ticket's wake-up, at most so long; not at all at the end."""
        try:
            await asyncio.wait({ticket}, timeout=0 if self.ended else max(seconds, 0))
        finally:
            self.leave(key, ticket)

    def leave(self, key: Hashable, ticket: asyncio.Future[None]) -> None:
        """Give a place back."""
        ticket.cancel()
        places = self._waiting.get(key)
        if places is not None:
            places.discard(ticket)
            if not places:
                del self._waiting[key]
