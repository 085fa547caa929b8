"""Sends the check-ins that were kept, oldest first, as soon as the server answers."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog

from kiosk_app.journey.events import Event, ServerSeen, Unpaired
from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.kept_store import KeptEntry, KeptStore, NotKept
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.server_calls import NoAnswer, Revoked, ServerCalls
from kiosk_app.runners.timers import Sleep
from shared.offline import (
    MOST_AT_ONCE,
    KeptCheckIn,
    KeptCheckIns,
    KeptReply,
    KeptState,
    Offline,
    Skipped,
)
from shared.refusals import Refusal, Refused

LOOK_SECONDS = 1.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 10.0
_LIVE_SECONDS = 0.05
_TOO_MUCH = frozenset({Refusal.REQUEST_INVALID, Refusal.REQUEST_TOO_LARGE})

log = structlog.get_logger()


class Drain:
    """Empties the queue; an entry goes only when the server says that it has it."""

    def __init__(
        self,
        calls: ServerCalls,
        token: KioskToken,
        store: KeptStore,
        clocks: Clocks,
        *,
        send: Callable[[Event], None],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._token = token
        self._store = store
        self._clocks = clocks
        self._send = send
        self._settled: Callable[[str, str], Awaitable[None]] = _nobody
        self._sleep = sleep
        self._pause = FIRST_PAUSE_SECONDS
        self._most = MOST_AT_ONCE
        self._tried_under = token.text

    def attend(self, settled: Callable[[str, str], Awaitable[None]]) -> None:
        """Say who hears of a request id which visit the server made of it."""
        self._settled = settled

    async def run(self) -> None:
        """Look for ever; while nobody answers, ask more and more rarely."""
        while True:
            await self._token.known()
            await self._try_again_under_another_token()
            if not await asyncio.to_thread(lambda: self._store.waiting):
                await self._sleep(LOOK_SECONDS)
                continue
            try:
                await self.send_oldest()
            except Revoked as refusal:
                # What waits stays: another token of the same organisation sends it.
                if self._token.forget(refusal.token):
                    self._send(Unpaired())
                await self._rest()
            except (NoAnswer, Refused, NotKept) as problem:
                log.debug("kept_check_ins_not_sent", why=type(problem).__name__)
                await self._rest()
            else:
                self._pause = FIRST_PAUSE_SECONDS

    async def _try_again_under_another_token(self) -> None:
        """Paired anew, perhaps with the organisation whose check-ins these are."""
        if self._token.text == self._tried_under:
            return
        try:
            await asyncio.to_thread(self._store.try_all_again)
        except NotKept as problem:
            log.warning("kept_check_ins_stay_aside", why=str(problem))
        self._tried_under = self._token.text

    async def send_oldest(self) -> None:
        """Send as many as go into one call.

        Raises:
            NoAnswer, Refused, NotKept: they wait as before.
        """
        # A visitor who stands there goes before those who have gone in.
        while self._calls.is_checking_in:
            await self._sleep(_LIVE_SECONDS)
        entries = await asyncio.to_thread(self._store.oldest, self._most)
        if not entries:
            return
        try:
            reply = await self._calls.send_kept(self._letter(entries))
        except Refused as refusal:
            await self._after_refusal(refusal, entries)
            return
        self._send(ServerSeen(online=True))
        self._most = MOST_AT_ONCE
        await self._settle(reply, {entry.request_id for entry in entries})

    async def _settle(self, reply: KeptReply, sent: set[UUID]) -> None:
        done = _those(reply, sent, KeptState.KEPT)
        aside = _those(reply, sent, KeptState.UNREADABLE)
        if not done and not aside:
            raise NoAnswer("nothing_kept")
        await self._tell_visits(reply, done)
        await asyncio.to_thread(self._store.settle, done, aside)
        log.info("kept_check_ins_sent", number=len(done))
        if aside:
            log.warning("kept_check_ins_set_aside", number=len(aside))

    async def _tell_visits(self, reply: KeptReply, done: list[UUID]) -> None:
        """Say which visits they have become: a badge may wait for it."""
        for one in reply.outcomes:
            if one.visit is not None and one.request_id in done:
                await self._settled(str(one.request_id), one.visit)

    async def _after_refusal(self, refusal: Refused, entries: list[KeptEntry]) -> None:
        """Find the one that the server cannot take: it must not hold up the others."""
        if refusal.code not in _TOO_MUCH:
            raise refusal
        if len(entries) > 1:
            self._most = len(entries) // 2
            return
        await asyncio.to_thread(self._store.settle, [], [entries[0].request_id])
        log.warning("kept_check_ins_set_aside", number=1)

    async def _rest(self) -> None:
        await self._sleep(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def _letter(self, entries: list[KeptEntry]) -> KeptCheckIns:
        return KeptCheckIns(
            sent_at=self._clocks.now(),
            check_ins=[self._as_sent(entry) for entry in entries],
        )

    def _as_sent(self, entry: KeptEntry) -> KeptCheckIn:
        waited = None
        if entry.boot_id == self._clocks.boot_id:
            waited = max(int(self._clocks.monotonic() * 1000) - entry.monotonic_ms, 0)
        return KeptCheckIn(
            request_id=entry.request_id,
            sealed=entry.sealed,
            offline=Offline(
                boot_id=entry.boot_id,
                waited_ms=waited,
                skipped=[Skipped(skipped) for skipped in entry.skipped],
            ),
        )


def _those(reply: KeptReply, sent: set[UUID], state: KeptState) -> list[UUID]:
    told = (one.request_id for one in reply.outcomes if one.state is state)
    return [request_id for request_id in told if request_id in sent]


async def _nobody(_request: str, _visit: str) -> None:
    """Nobody waits for visits."""
