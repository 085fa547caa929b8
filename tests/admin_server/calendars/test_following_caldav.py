"""Following calendars that cannot push, through a bad day (E6, E12)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import pytest
from typing_extensions import override

from admin_server.calendars.caldav import CalDav
from admin_server.core.connections import Connection
from admin_server.demo.calendar_server import CalendarServer
from admin_server.demo.emulators.throttling import Throttle
from admin_server.outbound.client import Client, Reply, Request
from tests.contracts.calendar import NOW
from tests.fakes.caldav_world import PASSWORD, CalDavWorld
from tests.fakes.clock import FixedClock
from tests.fakes.following_proof import (
    ProvingWorld,
    come,
    open_proof,
    ours_and_theirs,
    prove,
    too_early,
)

FEWER = 100
"""Meetings: the real server is slower than our stand-ins."""
KINDS = {"429", "503"}


class RefusedClient(Client):
    """Stands before a real server and refuses some of what is asked of it."""

    def __init__(self, clock: FixedClock) -> None:
        super().__init__()
        self.throttle = Throttle()
        self._clock = clock

    @override
    async def send(
        self, request: Request, *, deadline: timedelta | None = None
    ) -> Reply:
        mailbox = unquote(urlsplit(request.url).path.split("/")[1])
        come = self.throttle.enter(mailbox, self._clock.now())
        try:
            if come.kind:
                after = {"retry-after": str(come.pause)}
                return Reply(int(come.kind), after, b"")
            return await super().send(request, deadline=deadline)
        finally:
            self.throttle.leave(come)


@dataclass
class ProvingCalDav(ProvingWorld):
    """A real CalDAV server, which tells nobody anything by itself."""

    world: CalDavWorld
    http: RefusedClient
    kind: str = "caldav"
    expired: list[str] = field(default_factory=list)

    def connection(self):
        settings = self.world.ref("anybody").connection.settings
        return Connection("caldav", "caldav", "CalDAV", settings), PASSWORD

    async def pushes(self):
        return []

    async def lose_subscription(self, watch):
        """There is none."""

    async def expire_marks(self):
        await asyncio.to_thread(self._expire)

    def _expire(self):
        tokens = self.world.server.folder.glob(
            "collections/**/.Radicale.cache/sync-token/*"
        )
        for one in tokens:
            one.unlink()
            self.expired.append(one.name)

    async def throttle(self, chance):
        self.http.throttle.begin(chance, sorted(KINDS), 11)

    async def record(self):
        return [come(asdict(one)) for one in self.http.throttle.record]

    async def set_clock(self, now):
        """It has none."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
async def refused(clock: FixedClock) -> AsyncIterator[RefusedClient]:
    async with RefusedClient(clock) as client:
        yield client


@pytest.mark.timeout(300)
async def test_a_bad_day_with_caldav(
    tmp_path, server: CalendarServer, refused: RefusedClient, clock
) -> None:
    """E6: meetings come and go while nobody tells us and asking is refused; ours agree."""
    proving = ProvingCalDav(CalDavWorld(CalDav(refused, clock), server), refused)
    async with open_proof(tmp_path, proving, clock) as followed:
        await prove(followed, proving, seed=4711, meetings=FEWER)
        pairs = await ours_and_theirs(followed, proving)
        watches = await followed.watches()
        await followed.follower.stop()

    record = await proving.record()
    assert [ours for ours, _ in pairs] == [theirs for _, theirs in pairs]
    assert sum(len(ours) for ours, _ in pairs) > FEWER / 2
    assert too_early(record) == []
    # How many really meet is a matter of pace; there is never a fifth.
    assert max(one.open for one in record) <= 4
    assert {one.kind for one in record if one.kind} == KINDS
    assert proving.expired
    assert all(watch.failures == 0 for watch in watches)
