"""Finding out which calendars visits need, and ending the watches nobody needs."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import uuid4

import structlog

from admin_server.core.finding_rooms import Line
from admin_server.core.ports import Nouns, Store
from admin_server.core.watches import Watch
from admin_server.core.watching import NeededLine, needed_lines, revise_watches
from admin_server.jobs.push_subscriptions import PushSubscriptions

log = structlog.get_logger()

_LETTING_GO = 5.0
"""Seconds; whoever disconnects a calendar waits for that at most."""

Ended = tuple[Watch, Line]


class Surveyor:
    """Keeps the watches in step with the visits."""

    def __init__(
        self,
        store: Store,
        subscriptions: PushSubscriptions,
        *,
        kinds: Collection[str],
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._kinds = kinds
        self._ending: set[asyncio.Task[None]] = set()

    async def survey(
        self, tenant: str, before: Mapping[str, NeededLine] | None, *, now: datetime
    ) -> dict[str, NeededLine]:
        """Give the calendars that a tenant's visits need now, each watched.

        Args:
            before: what the last survey gave; None: there was none.
        """
        store = self._store.for_tenant(tenant)
        needed = await store.read(
            lambda nouns: needed_lines(nouns, now=now, kinds=self._kinds)
        )
        is_same = before is not None and _identities(before) == _identities(needed)
        # Writing wakes every open dashboard, so it is done for a reason only.
        if not is_same and await store.read(_watched) != _identities(needed):
            ended = await store.write(lambda nouns: self._revise(nouns, needed, now))
            self._end(tenant, ended)
        return needed

    async def widened(
        self,
        tenant: str,
        before: Mapping[str, NeededLine] | None,
        needed: Mapping[str, NeededLine],
    ) -> list[str]:
        """Give the watches that have to read more than they did; they are due."""
        sources = [
            source
            for source, one in needed.items()
            if before and source in before and not one.is_within(before[source])
        ]
        if not sources:
            return []
        found = await self._store.for_tenant(tenant).read(
            lambda nouns: [nouns.watches.by_source(source) for source in sources]
        )
        return [watch.id for watch in found if watch is not None]

    async def let_go(self, tenant: str, connection: str) -> None:
        """End everything that is watched by a connection, at the provider too."""

        def end(nouns: Nouns) -> list[Ended]:
            return _without(
                nouns,
                [one for one in nouns.watches.all() if one.connection == connection],
            )

        ended = await self._store.for_tenant(tenant).write(end)
        try:
            async with asyncio.timeout(_LETTING_GO):
                await self._stop(tenant, ended)
        except TimeoutError:
            # What the provider did not hear of ends by itself.
            log.info("pushes_not_ended_in_time", connection=connection)

    async def stop(self) -> None:
        """Give up telling providers what has ended."""
        for task in self._ending:
            task.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until providers have heard what has ended."""
        await asyncio.gather(*self._ending)

    def _revise(
        self, nouns: Nouns, needed: Mapping[str, NeededLine], now: datetime
    ) -> list[Ended]:
        gone = revise_watches(nouns, needed, now=now, new_id=_new_id)
        return _without(nouns, gone)

    def _end(self, tenant: str, ended: list[Ended]) -> None:
        if any(watch.subscription for watch, _ in ended):
            task = asyncio.create_task(self._stop(tenant, ended))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _stop(self, tenant: str, ended: list[Ended]) -> None:
        # The provider's own limit says how many at once.
        stops = (self._subscriptions.stop(tenant, *one) for one in ended)
        await asyncio.gather(*stops)


def _without(nouns: Nouns, watches: Collection[Watch]) -> list[Ended]:
    """Remove watches; give them with what it takes to end their subscriptions."""
    ended = []
    for watch in watches:
        nouns.watches.remove(watch.id)
        connection = nouns.connections.get(watch.connection)
        if connection is not None:
            line = Line(connection, watch.mailbox, watch.calendar)
            ended.append((watch, line))
    return ended


def _watched(nouns: Nouns) -> dict[str, object]:
    return {
        watch.source: (watch.connection, watch.mailbox, watch.calendar)
        for watch in nouns.watches.all()
    }


def _identities(needed: Mapping[str, NeededLine]) -> dict[str, object]:
    return {source: one.identity for source, one in needed.items()}


def _new_id() -> str:
    return str(uuid4())
