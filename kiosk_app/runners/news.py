"""Keeps the kiosk told: its configuration, and what happens to visits meanwhile."""

import asyncio
from collections.abc import Callable

import structlog

from kiosk_app.journey.events import (
    Event,
    HostWasTold,
    RoomAnswered,
    ServerSeen,
    Unpaired,
    VisitCancelled,
)
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.rooms import Rooms
from kiosk_app.runners.server_calls import NoAnswer, Revoked, ServerCalls
from kiosk_app.runners.timers import Sleep
from shared.kiosk import KioskEvent, KioskReply
from shared.refusals import Refused

WAIT_SECONDS = 25.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
REFUSED_PAUSE_SECONDS = 30.0
_ROOM_SECONDS = 2.0

log = structlog.get_logger()


class News:
    """Listens to the server for as long as the kiosk runs."""

    def __init__(
        self,
        calls: ServerCalls,
        rooms: Rooms,
        token: KioskToken,
        *,
        send: Callable[[Event], None],
        configure: Callable[[KioskReply], None],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._rooms = rooms
        self._token = token
        self._send = send
        self._configure = configure
        self._ordered: Callable[[], None] = _nothing
        self._sleep = sleep
        self._cursor: int | None = None
        self._configured = False
        self._pause = FIRST_PAUSE_SECONDS
        self._trouble: str | None = None

    def attend(self, ordered: Callable[[], None]) -> None:
        """Say who hears that somebody wants a badge printed here."""
        self._ordered = ordered

    async def run(self) -> None:
        """Listen for ever; while the server is away, ask again and again."""
        while True:
            await self._token.known()
            try:
                await self._listen()
            except NoAnswer as problem:
                await self._after_silence(str(problem))
            except Refused as refusal:
                await self._after_refusal(refusal)

    async def _listen(self) -> None:
        if self._cursor is None:
            self._cursor = await self._calls.cursor()
        if not self._configured:
            self._configure(await self._calls.configuration())
            self._configured = True
            self._answered()
            # It was away, perhaps: who knows what was ordered meanwhile.
            self._ordered()
        reply = await self._calls.news(self._cursor, wait=WAIT_SECONDS)
        self._cursor = reply.cursor
        self._answered()
        for event in reply.events:
            await self._tell(event)

    def _answered(self) -> None:
        self._send(ServerSeen(online=True))
        self._pause = FIRST_PAUSE_SECONDS
        self._note(None, "")

    async def _after_silence(self, why: str) -> None:
        self._note("server_away", why)
        self._send(ServerSeen(online=False))
        # Whatever changed while it was away is asked for when it is back.
        self._configured = False
        await self._sleep(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    async def _after_refusal(self, refusal: Refused) -> None:
        self._note("server_refuses_kiosk", refusal.code.value)
        self._send(ServerSeen(online=True))
        self._cursor, self._configured = None, False
        if isinstance(refusal, Revoked) and self._token.forget(refusal.token):
            self._send(Unpaired())
            return
        await self._sleep(REFUSED_PAUSE_SECONDS)

    def _note(self, trouble: str | None, why: str) -> None:
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if trouble is None:
            log.info("server_back")
        else:
            log.warning(trouble, why=why)

    async def _tell(self, event: KioskEvent) -> None:
        match event.kind, event.visit:
            case "configuration_changed", _:
                self._configured = False
            case "badge_ordered", _:
                self._ordered()
            case "visit_cancelled", str(visit):
                self._send(VisitCancelled(visit))
            case "host_told", str(visit):
                self._send(HostWasTold(visit, reached=True))
            case "host_not_reached", str(visit):
                self._send(HostWasTold(visit, reached=False))
            case "room_changed", str(visit):
                await self._ask_room(visit)
            case _:
                log.info("news_ignored", kind=event.kind)

    async def _ask_room(self, visit: str) -> None:
        room = await self._rooms.ask(visit, seconds=_ROOM_SECONDS)
        if room is not None:
            self._send(RoomAnswered(visit, room))


def _nothing() -> None:
    """Nobody prints badges here."""
