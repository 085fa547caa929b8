"""Delivering what waits in the outbox.

Promise: never lost; sent once across orderly stops; after a crash a message that
was on the wire may be sent again, under the same id.
"""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from admin_server.core.messages import (
    HOST_ARRIVAL,
    Delivered,
    GaveUp,
    OutboxRow,
    Outcome,
    TryAgain,
)
from admin_server.core.ports import ClaimedRow, Clock, Notifier, Nouns, Store
from admin_server.jobs.writing import write_message
from admin_server.pulse import Pulse

log = structlog.get_logger()

OUTBOX = "outbox"
"""The pulse's key for new messages."""


@dataclass(frozen=True)
class Pace:
    """How hard the outbox is worked; times in seconds.

    Attributes:
        lease: how long a claimed message is ours; longer than any sending.
        most_attempts: after so many a message is a dead letter. They outlast the
            day after which telling a host only confuses.
    """

    at_once: int = 8
    lease: float = 60.0
    safety_poll: float = 5.0
    most_attempts: int = 60
    longest_pause: float = 3600.0


class Deliverer:
    """Takes due messages, sends them, and notes what became of each."""

    def __init__(
        self,
        store: Store,
        notifiers: Mapping[str, Notifier],
        *,
        clock: Clock,
        pulse: Pulse,
        owner: str,
        pace: Pace | None = None,
    ) -> None:
        self._store = store
        self._notifiers = notifiers
        self._clock = clock
        self._pulse = pulse
        self._owner = owner
        self._pace = pace or Pace()
        self._sending: set[asyncio.Task[None]] = set()

    async def turn(self) -> float:
        """Start sending what is due, then wait for more."""
        ticket = self._pulse.ticket(OUTBOX)
        try:
            free = self._pace.at_once - len(self._sending)
            taken = await self._take(free) if free > 0 else 0
        except BaseException:
            self._pulse.leave(OUTBOX, ticket)
            raise
        # With every hand busy, the first one that is free wakes us.
        busy = taken == free
        pause = self._pace.safety_poll if busy else await self._until_next()
        await self._pulse.wait(OUTBOX, ticket, seconds=pause)
        # At the end nobody waits for a pulse any more: looking again would spin.
        return self._pace.safety_poll if self._pulse.ended else 0

    async def drain(self) -> None:
        """Let what is on the wire end, and note it: an orderly stop repeats nothing."""
        while self._sending:
            await asyncio.wait(self._sending)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._pulse.beat(OUTBOX)
        if not task.cancelled() and task.exception() is not None:
            # The row's lease runs out and another turn takes it.
            log.error("message_not_noted", trouble=type(task.exception()).__name__)

    async def _until_next(self) -> float:
        due = await self._store.before_tenant.next_due()
        if due is None:
            return self._pace.safety_poll
        wait = (due - self._clock.now()).total_seconds()
        # A row that is due but not ours to take (a lease, no free hand) must not
        # make us spin.
        return min(max(wait, 0.05), self._pace.safety_poll)

    async def _take(self, free: int) -> int:
        """Claim what is due and begin to send it; says how many."""
        claiming = asyncio.create_task(self._claim(free))
        try:
            rows = await asyncio.shield(claiming)
        except asyncio.CancelledError:
            # What is claimed is ours to send: nobody else may before its lease ends.
            self._begin(await claiming)
            raise
        self._begin(rows)
        return len(rows)

    def _begin(self, rows: list[ClaimedRow]) -> None:
        for claimed in rows:
            task = asyncio.create_task(self._deliver(claimed))
            self._sending.add(task)
            task.add_done_callback(self._sent)

    async def _claim(self, free: int) -> list[ClaimedRow]:
        now = self._clock.now()
        rows = await self._store.before_tenant.claim_outbox(
            owner=self._owner,
            now=now,
            lease_until=now + timedelta(seconds=self._pace.lease),
            limit=free,
        )
        return list(rows)

    async def _deliver(self, claimed: ClaimedRow) -> None:
        outcome = await self._send(claimed)
        before, row = self._store.before_tenant, claimed.row
        match outcome:
            case Delivered():
                mine = await before.finish_outbox(
                    row.id, owner=self._owner, now=self._clock.now()
                )
                log.info("message_delivered", message=row.id, kind=row.kind, mine=mine)
                if mine:
                    await self._tell_kiosks(claimed, reached=True)
            case TryAgain(why, after):
                await self._later(claimed, why, after)
            case GaveUp(why):
                await self._bury(claimed, why)

    async def _send(self, claimed: ClaimedRow) -> Outcome:
        row = claimed.row
        try:
            message = await self._store.for_tenant(claimed.tenant).read(
                lambda nouns: write_message(nouns, row, self._clock)
            )
            if message is None:
                return GaveUp(why="nobody_to_tell")
            async with asyncio.timeout(self._pace.lease * 0.8):
                return await self._notifiers["email"].send(message)
        except TimeoutError:
            return TryAgain(why="too_slow")
        except Exception as trouble:
            log.exception("message_failed", message=row.id, kind=row.kind)
            return TryAgain(why=type(trouble).__name__)

    async def _later(
        self, claimed: ClaimedRow, why: str, after: timedelta | None
    ) -> None:
        row = claimed.row
        if row.attempt >= self._pace.most_attempts:
            await self._bury(claimed, why)
            return
        # Doubling with jitter, so that a mail server that returns is not stormed.
        pause = min(self._pace.longest_pause, 2.0**row.attempt)
        pause *= random.uniform(0.5, 1.5)  # noqa: S311 - jitter, not a secret
        least = after.total_seconds() if after else 0.0
        due_at = self._clock.now() + timedelta(seconds=max(pause, least))
        log.warning("message_delayed", message=row.id, kind=row.kind, why=why)
        await self._store.before_tenant.retry_outbox(
            row.id, owner=self._owner, due_at=due_at, why=why, dead=False
        )

    async def _bury(self, claimed: ClaimedRow, why: str) -> None:
        row = claimed.row
        log.error("message_given_up", message=row.id, kind=row.kind, why=why)
        mine = await self._store.before_tenant.retry_outbox(
            row.id, owner=self._owner, due_at=self._clock.now(), why=why, dead=True
        )
        if mine:
            await self._tell_kiosks(claimed, reached=False)

    async def _tell_kiosks(self, claimed: ClaimedRow, *, reached: bool) -> None:
        row, now = claimed.row, self._clock.now()
        if row.kind != HOST_ARRIVAL:
            return
        kind = "host_told" if reached else "host_not_reached"
        await self._store.for_tenant(claimed.tenant).write(
            lambda nouns: _note_for_kiosks(nouns, row, kind, self._clock)
        )
        log.debug("kiosks_told", kind=kind, at=now.isoformat())


def _note_for_kiosks(nouns: Nouns, row: OutboxRow, kind: str, clock: Clock) -> None:
    visit = nouns.visits.get(row.payload.get("visit", ""))
    if visit is not None:
        nouns.kiosk_events.add(
            site=visit.site, kind=kind, visit=visit.id, at=clock.now()
        )
