"""Keeping up with the calendars of hosts who are about to be visited."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from typing_extensions import override

from admin_server.core.ports import Calendar, Clock, Following, Nouns, Store
from admin_server.core.watches import Push, PushNews, Watch
from admin_server.core.watching import NeededLine
from admin_server.jobs.incoming_pushes import IncomingPushes
from admin_server.jobs.look_at_watches import Look, WatchLooker
from admin_server.jobs.nudges import Nudges
from admin_server.jobs.push_subscriptions import (
    PushSubscriptions,
    can_be_reached,
    push_address,
)
from admin_server.jobs.read_lines import LineReader
from admin_server.jobs.read_watches import WatchReader
from admin_server.jobs.rhythm import Rhythm
from admin_server.jobs.survey_visits import Surveyor

log = structlog.get_logger()

_JUST_NOW = timedelta(seconds=5)
"""Whoever comes so soon after a calendar was read has the room that it names now."""
_SHORTEST = 0.05
"""Seconds between two rounds: whoever wakes us seldom comes alone."""


@dataclass
class _House:
    """One tenant as the follower knows it; none of that has to survive a restart.

    Attributes:
        look_at: when to look for what is due; None where nothing is watched.
        needed: the calendars that its visits need, as last surveyed.
        busy: by watch, what is being read.
        crowded: more was due than could be begun.
        read_now: calendars whose rooms somebody reads at a kiosk right now.
    """

    look_at: datetime | None = None
    needed: dict[str, NeededLine] | None = None
    busy: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    crowded: bool = False
    read_now: set[str] = field(default_factory=set)


def follower(
    store: Store,
    lines: LineReader,
    calendars: Mapping[str, Calendar],
    *,
    clock: Clock,
    public_url: str | None,
    rhythm: Rhythm | None = None,
) -> "Follower":
    """Build a follower; pushes need a `public_url` that begins with https."""
    rhythm = rhythm or Rhythm()
    if not can_be_reached(public_url):
        # Said, since somebody may wonder; nothing is wrong with asking.
        log.info("calendar_pushes_off", needed="PORTICO_PUBLIC_URL with https")
    subscriptions = PushSubscriptions(
        store, lines, clock=clock, address=push_address(public_url, calendars)
    )
    looker = WatchLooker(
        store,
        WatchReader(store, lines, clock=clock),
        subscriptions,
        schedules=lambda kind: kind in calendars and calendars[kind].can_schedule,
        clock=clock,
        rhythm=rhythm,
    )
    surveyor = Surveyor(store, subscriptions, kinds=calendars.keys())
    return Follower(store, surveyor, looker, clock=clock, rhythm=rhythm)


class Follower(Following):
    """Reads the calendars that visits need before anybody arrives, and again.

    Pushes only make it look sooner: whatever gets lost, every calendar is asked
    again within minutes. Tenants take turns, and a mailbox that fails or hangs
    keeps nobody else waiting.
    """

    def __init__(
        self,
        store: Store,
        surveyor: Surveyor,
        looker: WatchLooker,
        *,
        clock: Clock,
        rhythm: Rhythm,
    ) -> None:
        self._store = store
        self._surveyor = surveyor
        self._looker = looker
        self._clock = clock
        self._rhythm = rhythm
        self._incoming = IncomingPushes(store, self._nudge)
        self._nudges = Nudges()
        self._houses: dict[str, _House] = {}
        self._at_once = asyncio.Semaphore(rhythm.at_once)
        self._woken = asyncio.Event()
        self._survey_at: datetime | None = None

    # --- what others ask for

    @override
    def nudge(self, tenant: str, watch: str) -> None:
        """Have a watched calendar looked at soon; many nudges are one look."""
        self._nudge(tenant, watch, PushNews.CHANGED)

    @override
    def came(self, tenant: str, host: str) -> None:
        """Have a host's calendars confirmed, as somebody reads the room right now."""
        house = self._houses.get(tenant)
        if house is None or house.look_at is None or house.needed is None:
            return
        lines = house.needed.items()
        house.read_now |= {source for source, one in lines if host in one.hosts}
        if house.read_now:
            house.look_at = self._clock.now()
            self._woken.set()

    @override
    def look_again(self) -> None:
        """Have it noticed soon that visits or connections changed."""
        self._survey_at = None
        self._woken.set()

    @override
    def pushed(self, push: Push) -> None:
        """Take a push as it came in; returns at once."""
        self._incoming.take(push)

    @override
    async def let_go(self, tenant: str, connection: str) -> None:
        """End what a connection is watched by, before the connection is removed."""
        await self._surveyor.let_go(tenant, connection)

    # --- the job

    async def turn(self) -> float:
        """Begin everything that is due, then wait for more."""
        self._woken.clear()
        await self.look_round()
        try:
            async with asyncio.timeout(max(self._pause(), _SHORTEST)):
                await self._woken.wait()
        except TimeoutError:
            return 0.0
        return _SHORTEST

    async def look_round(self) -> None:
        """Begin everything that is due at every tenant; does not wait for its end."""
        now = self._clock.now()
        if self._survey_at is None or now >= self._survey_at:
            self._survey_at = now + self._rhythm.survey
            await self._survey(now)
        for tenant, house in list(self._houses.items()):
            if house.look_at is not None and house.look_at <= now:
                await self._begin_due(tenant, house, now)

    async def settle(self) -> None:
        """Wait until nothing is being read, and providers heard what has ended."""
        await self._incoming.settle()
        while tasks := self._tasks():
            await asyncio.wait(tasks)
            # Only now are they counted out.
            await asyncio.sleep(0)
        await self._surveyor.settle()

    async def stop(self) -> None:
        """Give up what is being read."""
        await self._incoming.stop()
        tasks = self._tasks()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._looker.finish()
        await self._surveyor.stop()

    # --- which calendars visits need

    async def _survey(self, now: datetime) -> None:
        tenants = await self._store.before_tenant.tenants()
        for gone in set(self._houses) - set(tenants):
            # Suspended or deleted: nothing of theirs is read from now on.
            self._nudges.forget(gone)
            for task in self._houses.pop(gone).busy.values():
                task.cancel()
        for tenant in tenants:
            await self._survey_one(tenant, now)

    async def _survey_one(self, tenant: str, now: datetime) -> None:
        house = self._houses.setdefault(tenant, _House())
        before = house.needed
        house.needed = await self._surveyor.survey(tenant, before, now=now)
        for watch in await self._surveyor.widened(tenant, before, house.needed):
            self._nudges.add(tenant, watch, PushNews.CHANGED, at=now)
        house.look_at = now if house.needed else None

    # --- what is due

    async def _begin_due(self, tenant: str, house: _House, now: datetime) -> None:
        nudged = self._nudges.ready(tenant, now)
        free = self._rhythm.of_one_tenant - len(house.busy)
        limit = self._rhythm.of_one_tenant + 1

        read_now, house.read_now = house.read_now, set()

        def due(nouns: Nouns) -> list[Watch]:
            first = [nouns.watches.get(watch) for watch in nudged]
            first += [nouns.watches.by_source(source) for source in read_now]
            wanted = [
                one
                for one in first
                if one and (one.id in nudged or _is_worth_asking(one, now))
            ]
            return [*wanted, *nouns.watches.due(now, limit=limit)]

        house.look_at = now + self._rhythm.glance
        found = await self._store.for_tenant(tenant).read(due)
        for gone in set(nudged) - {watch.id for watch in found}:
            self._nudges.take(tenant, gone)
        waiting = {one.id: one for one in found if one.id not in house.busy}
        chosen = list(waiting.values())[: max(free, 0)]
        house.crowded = len(waiting) > len(chosen)
        await self._begin(tenant, house, chosen)
        nudged_next = self._nudges.next_at(tenant, besides=house.busy)
        if nudged_next is not None and nudged_next > now:
            house.look_at = min(house.look_at, nudged_next)

    async def _begin(self, tenant: str, house: _House, watches: list[Watch]) -> None:
        if not watches:
            return
        # A secret may have been renewed since the survey.
        ids = {watch.connection for watch in watches}
        connections = await self._store.for_tenant(tenant).read(
            lambda nouns: {one: nouns.connections.get(one) for one in ids}
        )
        for watch in watches:
            news = self._nudges.take(tenant, watch.id)
            needed = (house.needed or {}).get(watch.source)
            connection = connections[watch.connection]
            if needed is None or connection is None:
                continue
            line = replace(needed.line, connection=connection)
            look = Look(tenant, watch, replace(needed, line=line), news)
            task = asyncio.create_task(self._look(look))
            house.busy[watch.id] = task
            task.add_done_callback(partial(self._ended, house, look))

    async def _look(self, look: Look) -> None:
        async with self._at_once:
            await self._looker.look(look)

    def _ended(self, house: _House, look: Look, _: asyncio.Task[None]) -> None:
        house.busy.pop(look.watch.id, None)
        self._plan(look.tenant, house)
        self._woken.set()

    # --- when to look

    def _plan(self, tenant: str, house: _House) -> None:
        """Look sooner where there is a reason to, and a hand free."""
        if house.look_at is None or len(house.busy) >= self._rhythm.of_one_tenant:
            return
        if house.crowded:
            house.look_at = self._clock.now()
        nudged = self._nudges.next_at(tenant, besides=house.busy)
        if nudged is not None:
            house.look_at = min(house.look_at, nudged)

    def _nudge(self, tenant: str, watch: str, news: PushNews) -> None:
        self._nudges.add(tenant, watch, news, at=self._clock.now() + self._rhythm.storm)
        house = self._houses.get(tenant)
        if house is not None:
            self._plan(tenant, house)
            self._woken.set()

    def _pause(self) -> float:
        now = self._clock.now()
        moments = [one.look_at for one in self._houses.values() if one.look_at]
        if self._survey_at is None:
            return 0.0
        return (min([self._survey_at, *moments]) - now).total_seconds()

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [task for one in self._houses.values() for task in one.busy.values()]


def _is_worth_asking(watch: Watch, now: datetime) -> bool:
    """Tell whether a room may have changed without our knowing."""
    # One that failed waits for its turn, and one that pushes has told us already.
    asks = watch.subscription is None and watch.failures == 0
    return asks and watch.read_at is not None and now - watch.read_at > _JUST_NOW
