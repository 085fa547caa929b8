"""Following Google calendars through a bad day (E6, E12)."""

import asyncio
from dataclasses import dataclass

import httpx
import pytest

from admin_server.core.connections import Connection
from admin_server.core.ports import Subscription
from tests.admin_server.calendars.google.google_world import GoogleWorld
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

KINDS = {"rateLimitExceeded", "userRateLimitExceeded", "backendError"}
"""How Google asks to be left alone."""


@dataclass
class ProvingGoogle(ProvingWorld):
    """A stand-in for Google, of which everything is known."""

    world: GoogleWorld
    before: int
    kind: str = "google"

    def connection(self):
        settings = self.world.seeding.settings
        return Connection("google", "google", "Google", settings), self.world.key

    async def pushes(self):
        said = await asyncio.to_thread(self.world.seeding.tell, "notifications")
        return [
            httpx.Request("POST", one["address"], headers=_headers(one))
            for one in said["sent"][self.before :]
            if one["address"].startswith(PUBLIC)
        ]

    async def lose_subscription(self, watch):
        ref = self.world.ref(watch.mailbox)
        gone = Subscription(watch.subscription, watch.subscription_ends_at)
        await self.world.calendar.stop(ref, gone)

    async def expire_marks(self):
        await asyncio.to_thread(self.world.seeding.tell, "marks")

    async def throttle(self, chance):
        await asyncio.to_thread(self.world.seeding.throttle, chance, seed=11)

    async def record(self):
        noted = await asyncio.to_thread(self.world.seeding.recorded)
        # Other tests' hosts have other names.
        return [come(one) for one in noted if one["mailbox"].startswith("host-")]

    async def set_clock(self, now):
        """Only for pauses: its channels end by the clock on the wall."""
        await asyncio.to_thread(self.world.seeding.set_clock, now)


def _headers(sent: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in sent.items() if name != "address"}


@pytest.mark.timeout(300)
async def test_a_bad_day_with_google(tmp_path, world, clock) -> None:
    """E6: 500 meetings come and go while pushes come thrice, late or never; ours agree."""
    said = await asyncio.to_thread(world.seeding.tell, "notifications")
    proving = ProvingGoogle(world, before=len(said["sent"]))
    async with open_proof(tmp_path, proving, clock) as followed:
        post = await prove(followed, proving, seed=4711)
        pairs = await ours_and_theirs(followed, proving)
        watches = await followed.watches()
        await followed.follower.stop()

    assert [ours for ours, _ in pairs] == [theirs for _, theirs in pairs]
    assert sum(len(ours) for ours, _ in pairs) > MEETINGS / 2
    record = await proving.record()
    assert too_early(record) == []
    # How many really meet is a matter of pace; there is never a fifth.
    assert max(one.open for one in record) <= 4
    assert {one.kind for one in record if one.kind} == KINDS
    assert post.delivered > MEETINGS
    assert all(watch.pushed_at and watch.failures == 0 for watch in watches)
