"""Pushes as they come in: each is taken at once, and looked at afterwards."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable

import structlog

from admin_server.core.errors import StoreUnavailable
from admin_server.core.ports import Store
from admin_server.core.watches import Push, PushNews

log = structlog.get_logger()

MOST_WAITING = 10_000
"""Different pushes; more than that come from nobody who means well, and polling
finds out what the rest would have told."""


class IncomingPushes:
    """Finds out which pushes are genuine, and for which watch.

    The same push, come again before it was looked at, is one: what a storm costs is
    bounded by the number of subscriptions, and nothing is written.
    """

    def __init__(
        self, store: Store, genuine: Callable[[str, str, PushNews], None]
    ) -> None:
        """Begin with none; `genuine` is told tenant, watch and what is new."""
        self._store = store
        self._genuine = genuine
        self._waiting: dict[Push, None] = {}
        self._looking: asyncio.Task[None] | None = None

    def take(self, push: Push) -> None:
        """Take a push; returns at once."""
        if len(self._waiting) >= MOST_WAITING:
            return
        self._waiting[push] = None
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    async def settle(self) -> None:
        """Wait until everything was looked at."""
        while self._looking is not None and not self._looking.done():
            await asyncio.wait([self._looking])

    async def stop(self) -> None:
        """Give up what was not looked at."""
        self._waiting.clear()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        ignored = 0
        while self._waiting:
            push = next(iter(self._waiting))
            del self._waiting[push]
            try:
                ignored += not await self._is_genuine(push)
            except StoreUnavailable:
                # Polling finds out, once the store is back.
                ignored += 1
        if ignored:
            # Anybody can cause it: at the usual level it would let them fill the log.
            log.debug("pushes_ignored", number=ignored)

    async def _is_genuine(self, push: Push) -> bool:
        target = await self._store.before_tenant.push_target(push.subscription)
        shown = hashlib.sha256(push.proof.encode()).digest()
        # Compared in any case: nothing tells how near a forged one came.
        wanted = target.push_hash if target is not None else bytes(len(shown))
        if not hmac.compare_digest(shown, wanted) or target is None:
            return False
        self._genuine(target.tenant, target.watch, push.news)
        return True
