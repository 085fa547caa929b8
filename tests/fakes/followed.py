"""A lobby whose hosts' calendars are followed, step by step, as a test says."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from typing_extensions import override

from admin_server.calendars.memory import MemoryCalendar
from admin_server.core.errors import MarkExpired
from admin_server.core.ports import CalendarRef, MeetingCopy, Subscription
from admin_server.core.watches import Push, PushNews, Watch
from admin_server.jobs.follow_meetings import Follower
from tests.fakes.clock import FixedClock
from tests.fakes.lobby import JONAS, TENANT, Lobby, open_lobby

PUBLIC = "https://portico.example"
LASTS = timedelta(hours=8)
"""What this provider grants, whatever it is asked for."""


class PushingCalendar(MemoryCalendar):
    """A calendar in memory that can be subscribed to.

    Attributes:
        addresses: by subscription, where its pushes go; what is gone has ended.
        proofs: by subscription, ended ones too.
    """

    can_push = True

    def __init__(self) -> None:
        super().__init__()
        self.clock = FixedClock()
        self.addresses: dict[str, str] = {}
        self.proofs: dict[str, str] = {}
        self._numbers = itertools.count(1)

    @override
    async def subscribe(self, ref: CalendarRef, address: str) -> Subscription:
        await self._open("subscribe", ref)
        made = f"subscription-{next(self._numbers)}"
        self.addresses[made] = address
        self.proofs[made] = f"proof of {made}"
        return Subscription(
            f"id of {made}", self.clock.now() + LASTS, self.proofs[made], made
        )

    @override
    async def renew(self, ref: CalendarRef, subscription: Subscription) -> Subscription:
        await self._open("renew", ref)
        if subscription.id not in self.addresses:
            raise MarkExpired
        return replace(subscription, expires=self.clock.now() + LASTS)

    @override
    async def stop(self, ref: CalendarRef, subscription: Subscription) -> None:
        await self._open("stop", ref)
        self.addresses.pop(subscription.id, None)


@dataclass
class Followed:
    """The lobby, what follows its hosts' meetings, and the calendar they stand in."""

    lobby: Lobby
    calendar: MemoryCalendar

    @property
    def follower(self) -> Follower:
        found = self.lobby.app.state.parts.following
        assert isinstance(found, Follower)
        return found

    async def look(self, **later: float) -> None:
        """Let time pass, and have everything done that is due then."""
        self.lobby.clock.forward(**later)
        await self.follower.look_round()
        await self.follower.settle()

    async def expect(self, arrival: datetime | None = None) -> None:
        """Invite somebody to Jonas, and notice it."""
        await self.lobby.expect(arrival=arrival)
        self.follower.look_again()
        await self.look()

    async def watches(self, tenant: str = TENANT) -> list[Watch]:
        """What is watched at a tenant."""
        store = self.lobby.store.for_tenant(tenant)
        return await store.read(lambda nouns: nouns.watches.all())

    async def watch(self) -> Watch:
        """The one calendar that is watched."""
        (only,) = await self.watches()
        return only

    async def copy(self, source: str = JONAS.email) -> MeetingCopy | None:
        """Our copy of Jonas' meetings."""
        store = self.lobby.store.for_tenant(TENANT)
        return await store.read(lambda nouns: nouns.meetings.copy_for(source))

    async def starts(self) -> list[datetime]:
        """When the meetings begin that our copy knows."""
        found = await self.copy()
        assert found is not None
        return [one.start for one in found.meetings]

    async def push(self, subscription: str, news: PushNews = PushNews.CHANGED) -> None:
        """Push, as the provider does that made this subscription."""
        assert isinstance(self.calendar, PushingCalendar)
        proof = self.calendar.proofs[subscription]
        self.follower.pushed(Push(subscription, proof, news))
        await self.follower.settle()


@asynccontextmanager
async def open_followed(
    folder: Path, *, pushing: bool = False, public_url: str | None = PUBLIC
) -> AsyncIterator[Followed]:
    """Open a lobby in which nothing happens by itself."""
    calendar = PushingCalendar() if pushing else MemoryCalendar()
    calendar.add_mailbox(JONAS.email)
    async with open_lobby(
        folder, calendars={"memory": calendar}, public_url=public_url
    ) as lobby:
        if isinstance(calendar, PushingCalendar):
            calendar.clock = lobby.clock
        yield Followed(lobby, calendar)
