"""Following Microsoft calendars through a bad day (E6, E12)."""

import asyncio
from dataclasses import dataclass, field

import httpx
import pytest

from admin_server.calendars.microsoft import Microsoft
from admin_server.core.connections import Connection
from admin_server.core.ports import Subscription
from tests.admin_server.calendars.microsoft.graph_world import SECRET, GraphWorld
from tests.contracts.calendar import NOW
from tests.fakes.followed import PUBLIC
from tests.fakes.following_proof import (
    MEETINGS,
    ProvingWorld,
    come,
    open_proof,
    ours_and_theirs,
    prove,
    too_early,
)

KINDS = {"ApplicationThrottled", "ServiceUnavailable"}
"""How Microsoft asks to be left alone."""


@dataclass
class ProvingGraph(ProvingWorld):
    """An emulated Microsoft 365, of which everything is known."""

    world: GraphWorld
    kind: str = "microsoft"
    subscriptions: set[str] = field(default_factory=set)

    def connection(self):
        return Connection("graph", "microsoft", "M365", self.world.settings), SECRET

    async def pushes(self):
        notes = await self.world.tell("received")
        return [
            httpx.Request(
                "POST",
                f"{PUBLIC}/api/v1/calendar-pushes/microsoft",
                json={"value": [note]},
            )
            for note in notes
        ]

    async def lose_subscription(self, watch):
        ref = self.world.ref(watch.mailbox)
        gone = Subscription(watch.subscription, watch.subscription_ends_at)
        await self.world.calendar.stop(ref, gone)

    async def expire_marks(self):
        await self.world.tell("expire_deltas")

    async def throttle(self, chance):
        await self.world.tell("throttle", chance, seed=11)

    async def record(self):
        return [come(noted) for noted in await self.world.tell("recorded")]

    async def set_clock(self, now):
        await asyncio.to_thread(self.world.emulator.set_clock, now)


@pytest.mark.timeout(300)
async def test_a_bad_day_with_microsoft(tmp_path, emulator, http, clock) -> None:
    """E6: 500 meetings come and go while pushes come thrice, late or never; ours agree."""
    world = GraphWorld(Microsoft(http, clock), emulator)
    await world.open()
    await asyncio.to_thread(emulator.lead, PUBLIC)
    proving = ProvingGraph(world)
    async with open_proof(tmp_path, proving, clock) as followed:
        post = await prove(followed, proving, seed=4711)
        pairs = await ours_and_theirs(followed, proving)
        watches = await followed.watches()
        await followed.follower.stop()
    await asyncio.to_thread(emulator.set_clock, NOW)

    assert [ours for ours, _ in pairs] == [theirs for _, theirs in pairs]
    assert sum(len(ours) for ours, _ in pairs) > MEETINGS / 2
    record = await proving.record()
    assert too_early(record) == []
    # How many really meet is a matter of pace; there is never a fifth.
    assert max(one.open for one in record) <= 4
    assert {one.kind for one in record if one.kind} == KINDS
    assert post.delivered > MEETINGS
    assert all(watch.pushed_at and watch.failures == 0 for watch in watches)
