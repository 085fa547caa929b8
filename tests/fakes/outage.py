"""Kiosks that lose their server for days, and what they send it when it is back."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
from typing_extensions import override

from admin_server.core.tenants import Kiosk
from admin_server.security.devices import hash_token
from kiosk_app.journey.events import CheckInKept
from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.drain import Drain
from kiosk_app.runners.kept_store import KeptStore
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.memory import Memory
from kiosk_app.runners.offline import OfflineCheckIns
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from shared.check_in import CheckInRequest, WalkInVisitor
from tests.fakes.lobby import HOUSE, JONAS, TENANT, Lobby, bearer
from tests.fakes.offline_day import TurnedClocks


class LosesAnswers(httpx.AsyncBaseTransport):
    """Brings every call, and loses each second answer to what was kept."""

    def __init__(self, lobby: Lobby) -> None:
        self._server = httpx.ASGITransport(lobby.app)
        self._calls = 0

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._server.handle_async_request(request)
        self._calls += request.url.path.endswith("/kept")
        if request.url.path.endswith("/kept") and self._calls % 2 == 1:
            raise httpx.ReadError("the line went dead")
        return answer


@dataclass
class LoneKiosk:
    """One kiosk: its disk, its clocks, and who came to it.

    Attributes:
        came: who was checked in and when in truth, by the id of the check-in.
    """

    folder: Path
    lobby: Lobby
    calls: ServerCalls
    turned: TurnedClocks
    token: KioskToken
    came: dict[UUID, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._switch_on()

    def _switch_on(self) -> None:
        self.clocks: Clocks = self.turned.clocks()
        self.store = KeptStore(self.folder)
        self.memory = Memory(self.store, self.token, self.clocks)
        self.memory.load()
        self.offline = OfflineCheckIns(self.store, self.memory, self.clocks)

    def restart(self) -> None:
        """Switch it off and on: the uptime begins anew, the disk stays."""
        self.store.close()
        self.turned.uptime = 3.0
        self._switch_on()

    async def learn(self) -> None:
        """Ask the server for everything while it is there."""
        self.memory.configure(await self.calls.configuration())
        roster, _ = await self.calls.roster(None)
        self.memory.take(roster)

    async def comes(self, **said: object) -> CheckInKept:
        """Let somebody come; a walk-in, unless they bring something else."""
        walk_in = {"visitor": WalkInVisitor(name="Ada Sommer"), "host_id": JONAS.id}
        request = CheckInRequest.model_validate(
            {"request_id": uuid4(), "kiosk_time": self.turned.wall, **(said or walk_in)}
        )
        answer = await self.offline.keep(request)
        assert isinstance(answer, CheckInKept), answer
        self.came[request.request_id] = self.lobby.clock.now()
        return answer

    async def sends(self) -> None:
        """Send everything, however often the line goes dead."""
        drain = Drain(
            self.calls, self.token, self.store, self.clocks, send=lambda _: None
        )
        while self.store.waiting:
            try:
                await drain.send_oldest()
            except NoAnswer:
                continue


@dataclass
class Outage:
    """Some kiosks of one house, and the time that passes for all of them."""

    lobby: Lobby
    kiosks: list[LoneKiosk]

    def passes(self, time: timedelta) -> None:
        """Let time pass for the server and at every kiosk."""
        self.lobby.clock.forward(seconds=time.total_seconds())
        for kiosk in self.kiosks:
            kiosk.turned.turn(time)


@asynccontextmanager
async def open_outage(
    folder: Path, lobby: Lobby, *, kiosks: int
) -> AsyncIterator[Outage]:
    """Pair so many kiosks with the house; each knows its day when this begins."""
    async with AsyncExitStack() as stack:
        opened = []
        for number in range(kiosks):
            token = f"pk_kiosk-{number}_secret-{number}"
            await _pair(lobby, number, token)
            client = httpx.AsyncClient(
                base_url="https://server.example/api/v1/",
                transport=LosesAnswers(lobby),
                headers=bearer(token),
            )
            calls = ServerCalls(await stack.enter_async_context(client))
            kiosk = LoneKiosk(
                folder / f"kiosk-{number}",
                lobby,
                calls,
                TurnedClocks(lobby.clock.now()),
                KioskToken(token),
            )
            stack.callback(lambda kiosk=kiosk: kiosk.store.close())
            opened.append(kiosk)
        yield Outage(lobby, opened)


async def _pair(lobby: Lobby, number: int, token: str) -> None:
    kiosk = Kiosk(f"kiosk-{number}", "Side door", HOUSE.id, hash_token(token))
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.kiosks.put(kiosk))
