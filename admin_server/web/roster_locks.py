"""The locks of kiosks' lists, made once: each costs as much as a hundred calls."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from admin_server.core.roster import Named
from admin_server.core.visits import Invitation
from shared.offline import RosterEntry
from shared.roster import (
    Lock,
    close_entry,
    lock_of_code,
    lock_of_name,
    lock_of_pass,
)

T = TypeVar("T")

MOST = 20_000
"""So many locks are remembered; the longest unused are forgotten."""


@dataclass(frozen=True)
class ToClose:
    """An expected visit with the invitation whose pass and code open it."""

    named: Named
    invitation: Invitation | None


class RosterLocks:
    """Makes locks beside the event loop, on one thread, and remembers them."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        # Only ever used on the one thread: kiosks wait for one another.
        self._made: OrderedDict[tuple[str, str, bytes], Lock] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, "roster-locks")

    async def close(
        self, entries: Sequence[ToClose], *, salt: bytes
    ) -> list[RosterEntry]:
        """Seal each entry so that its pass, its code and its full name open it."""
        return await self._aside(lambda: [self._closed(one, salt) for one in entries])

    async def _aside(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _closed(self, one: ToClose, salt: bytes) -> RosterEntry:
        return close_entry(one.named.visit, self._locks(one, salt))

    def _locks(self, one: ToClose, salt: bytes) -> Iterable[Lock]:
        if one.named.name is not None:
            yield self._slow("name", one.named.name, salt, make=lock_of_name)
        if one.invitation is not None:
            yield self._slow("code", one.invitation.code, salt, make=lock_of_code)
            yield lock_of_pass(one.invitation.uuid, salt=salt)

    def _slow(
        self, kind: str, what: str, salt: bytes, *, make: Callable[..., Lock]
    ) -> Lock:
        key = (kind, what, salt)
        lock = self._made.pop(key, None) or make(what, salt=salt)
        self._made[key] = lock
        if len(self._made) > self._most:
            self._made.popitem(last=False)
        return lock
