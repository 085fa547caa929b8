"""Looking at everything that the server needs to work, whoever asks how often."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from admin_server.core.errors import SecretUnreadable
from admin_server.core.heartbeats import Heartbeats
from admin_server.core.ports import Store
from admin_server.core.readiness import Checked, check_jobs, check_store

log = structlog.get_logger()

_REMEMBERED = 1.0
"""Seconds for which an answer is good: strangers may ask without end."""
_PATIENCE = 5.0
_MEGABYTE = 1024 * 1024


def nothing_wrong() -> None:
    """Stand in where there is no key file."""


@dataclass
class Readiness:
    """Says whether the server can work, and logs each change of that once.

    Attributes:
        check_key: raises `SecretUnreadable` where the key file cannot be used.
        folder: where the database's file is; None: it is on no disk of ours.
        least_free_mb: below so many free megabytes there the disk is nearly full.
    """

    store: Store
    beats: Heartbeats
    check_key: Callable[[], None] = nothing_wrong
    folder: Path | None = None
    least_free_mb: int = 200
    _found: list[Checked] = field(default_factory=list)
    _found_at: float = float("-inf")
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> list[Checked]:
        """Look at everything; two who ask in one second get one answer."""
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if now - self._found_at >= _REMEMBERED:
                found = await self._look()
                self._tell(found)
                self._found, self._found_at = found, now
            return self._found

    async def _look(self) -> list[Checked]:
        now = asyncio.get_running_loop().time()
        jobs = check_jobs(self.beats.jobs, self.beats.troubles(now=now))
        return [*await self._store(), *await self._machine(), *jobs]

    async def _store(self) -> list[Checked]:
        try:
            async with asyncio.timeout(_PATIENCE):
                return check_store(await self.store.condition())
        except TimeoutError:
            return [Checked("store", "away")]

    async def _machine(self) -> list[Checked]:
        # Files may lie on a disk of the network, which can take its time.
        return await asyncio.to_thread(lambda: [self._key(), *self._disk()])

    def _key(self) -> Checked:
        try:
            self.check_key()
        except SecretUnreadable:
            return Checked("key", "unreadable")
        return Checked("key")

    def _disk(self) -> list[Checked]:
        if self.folder is None:
            return []
        try:
            free = shutil.disk_usage(self.folder).free
        except OSError:
            # The store's own check says what that means.
            return []
        is_full = free < self.least_free_mb * _MEGABYTE
        return [Checked("disk", "nearly_full" if is_full else None)]

    def _tell(self, found: list[Checked]) -> None:
        was = {one.check: one.trouble for one in self._found}
        for one in found:
            if one.trouble is not None and one.trouble != was.get(one.check):
                log.error("not_ready", check=one.check, trouble=one.trouble)
            elif one.is_ok and was.get(one.check) is not None:
                log.info("ready_again", check=one.check)
