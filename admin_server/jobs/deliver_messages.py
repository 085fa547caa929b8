"""Delivering what waits in the outbox.

Promise: never lost; sent once across orderly stops; after a crash a message that
was on the wire may be sent again, under the same id.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import structlog

from admin_server.core.errors import SecretUnreadable
from admin_server.core.messages import (
    Delivered,
    GaveUp,
    Message,
    NotNeeded,
    OutboxRow,
    Outcome,
    TryAgain,
)
from admin_server.core.ports import (
    NOT_MEASURED,
    ClaimedRow,
    Measures,
    Notifier,
    Nouns,
    Store,
)
from admin_server.core.tenants import Tenant
from admin_server.jobs.desk import Desk
from admin_server.jobs.noting import NOTED, note_outcome
from admin_server.pulse import Pulse

log = structlog.get_logger()

WayOut: TypeAlias = Callable[[Tenant], Notifier | None]
"""Gives what carries a tenant's messages; None: nothing does yet.

Raises `SecretUnreadable` where the tenant's own account cannot be opened.
"""

OUTBOX = "outbox"
"""The pulse's key for new messages."""


@dataclass(frozen=True)
class Pace:
    """How hard the outbox is worked; times in seconds.

    Attributes:
        lease: how long a claimed message is ours; longer than any sending.
        most_attempts: after so many a message is a dead letter. They outlast the
            day after which telling a host only confuses.
        no_way_pause: how long a message waits for somebody to set up mail.
    """

    at_once: int = 8
    lease: float = 60.0
    safety_poll: float = 5.0
    most_attempts: int = 60
    longest_pause: float = 3600.0
    no_way_pause: float = 60.0


class Deliverer:
    """Takes due messages, sends them, and notes what became of each."""

    def __init__(  # noqa: PLR0913 - named, at the one place that builds it
        self,
        store: Store,
        way_out: WayOut,
        *,
        desk: Desk,
        pulse: Pulse,
        owner: str,
        pace: Pace | None = None,
        measures: Measures = NOT_MEASURED,
    ) -> None:
        self._store = store
        self._way_out = way_out
        self._desk = desk
        self._clock = desk.clock
        self._pulse = pulse
        self._owner = owner
        self._pace = pace or Pace()
        self._measures = measures
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
            if claimed.left_behind:
                # Nobody knows whether it left: it comes under the same Message-ID.
                row = claimed.row
                log.warning("message_may_repeat", message=row.id, kind=row.kind)
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
        outcome, row = await self._send(claimed), claimed.row
        match outcome:
            case Delivered():
                self._measures.message_done(kind=row.kind, outcome="sent")
                mine = await self._finish(claimed)
                log.info("message_delivered", message=row.id, kind=row.kind, mine=mine)
                if mine:
                    await self._note(claimed, reached=True)
            case NotNeeded(why):
                self._measures.message_done(kind=row.kind, outcome="not_needed")
                await self._finish(claimed)
                log.info("message_not_needed", message=row.id, kind=row.kind, why=why)
            case TryAgain(why, after):
                await self._later(claimed, why, after)
            case GaveUp(why):
                await self._bury(claimed, why)
            case None:
                await self._wait_for_a_way(claimed)

    async def _send(self, claimed: ClaimedRow) -> Outcome | NotNeeded | None:
        """Write and send; None where nothing carries the tenant's messages yet."""
        row = claimed.row
        try:
            return await self._written_and_sent(claimed)
        except TimeoutError:
            return TryAgain(why="too_slow")
        except SecretUnreadable:
            log.warning("message_secret_unreadable", message=row.id, kind=row.kind)
            return TryAgain(why="secret_unreadable")
        except Exception as trouble:
            log.exception("message_failed", message=row.id, kind=row.kind)
            return TryAgain(why=type(trouble).__name__)

    def _write(self, nouns: Nouns, row: OutboxRow) -> Message | NotNeeded | None:
        # Calendar entries, pictures and templates: loaded with the first message,
        # on this thread, since kiosks ask long before anybody has mail.
        from admin_server.jobs.writing import write_message  # noqa: PLC0415 - see above

        return write_message(nouns, row, self._desk)

    async def _written_and_sent(
        self, claimed: ClaimedRow
    ) -> Outcome | NotNeeded | None:
        row = claimed.row
        message, tenant = await self._store.for_tenant(claimed.tenant).read(
            lambda nouns: (self._write(nouns, row), nouns.tenant)
        )
        if message is None:
            return GaveUp(why="nobody_to_tell")
        if isinstance(message, NotNeeded):
            return message
        notifier = self._way_out(tenant)
        if notifier is None:
            return None
        async with asyncio.timeout(self._pace.lease * 0.8):
            return await notifier.send(message)

    async def _finish(self, claimed: ClaimedRow) -> bool:
        return await self._store.before_tenant.finish_outbox(
            claimed.row.id, owner=self._owner, now=self._clock.now()
        )

    async def _wait_for_a_way(self, claimed: ClaimedRow) -> None:
        # Never buried: what waits too long has nothing to say any more by itself.
        pause = timedelta(seconds=self._pace.no_way_pause)
        log.debug("message_waits_for_mail", message=claimed.row.id)
        await self._store.before_tenant.retry_outbox(
            claimed.row.id,
            owner=self._owner,
            due_at=self._clock.now() + pause,
            why="mail_not_set_up",
            dead=False,
        )

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
        self._measures.message_done(kind=row.kind, outcome="delayed")
        log.warning("message_delayed", message=row.id, kind=row.kind, why=why)
        await self._store.before_tenant.retry_outbox(
            row.id, owner=self._owner, due_at=due_at, why=why, dead=False
        )

    async def _bury(self, claimed: ClaimedRow, why: str) -> None:
        row = claimed.row
        self._measures.message_done(kind=row.kind, outcome="given_up")
        log.error("message_given_up", message=row.id, kind=row.kind, why=why)
        mine = await self._store.before_tenant.retry_outbox(
            row.id, owner=self._owner, due_at=self._clock.now(), why=why, dead=True
        )
        if mine:
            await self._note(claimed, reached=False)

    async def _note(self, claimed: ClaimedRow, *, reached: bool) -> None:
        row = claimed.row
        if row.kind in NOTED:
            await self._store.for_tenant(claimed.tenant).write(
                lambda nouns: note_outcome(
                    nouns, row, reached=reached, clock=self._clock
                )
            )
