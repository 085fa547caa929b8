"""Following real providers' calendars while pushes get lost and requests are refused."""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from admin_server.core.connections import Connection
from admin_server.core.errors import TryLater
from admin_server.core.meetings import Attendee, Meeting
from admin_server.core.people import Host
from admin_server.core.ports import MeetingCopy
from admin_server.core.watches import Watch
from admin_server.security.connections import seal_secret
from tests.contracts.calendar import (
    HOUR,
    MIA,
    NOW,
    ROOM_A,
    ROOM_B,
    CalendarWorld,
    Planned,
)
from tests.fakes.clock import FixedClock
from tests.fakes.followed import PUBLIC, Followed
from tests.fakes.lobby import TENANT, open_lobby

MEETINGS = 500
HOSTS = 5
ROUNDS = 20
DROPPED = 0.1
TIMES = 3
QUARTER = timedelta(minutes=15)
REFUSED = 0.12
"""How many of the requests are refused with a pause, by chance."""
CROWD = 6
"""How many questions about one mailbox are put at the same time, besides."""
IN_FLIGHT = 0.2
"""Seconds in which an answer may be on its way to us, and we not know of it yet."""


class ProvingWorld(ABC):
    """A provider's world, and what happens there behind our backs."""

    world: CalendarWorld
    kind: str

    @abstractmethod
    def connection(self) -> tuple[Connection, str]:
        """A connection to it, and its secret."""

    @abstractmethod
    async def pushes(self) -> list[httpx.Request]:
        """Every push that was sent, from the first on, as a request to us."""

    @abstractmethod
    async def lose_subscription(self, watch: Watch) -> None:
        """Have the provider forget a subscription, and tell nobody."""

    @abstractmethod
    async def expire_marks(self) -> None:
        """Have the provider forget where anybody was in its changes."""

    @abstractmethod
    async def throttle(self, chance: float) -> None:
        """Have the provider refuse so many requests, each with a pause of its own."""

    @abstractmethod
    async def record(self) -> list["Come"]:
        """Every request about a mailbox, as the provider itself noted it."""

    @abstractmethod
    async def set_clock(self, now: datetime) -> None:
        """Tell the provider the time."""


@dataclass(frozen=True)
class Come:
    """A request about a mailbox, as the provider noted it.

    Attributes:
        at: by the clock that pauses are counted by.
        begun, ended: by a clock that never stands still, in seconds.
        open: how many there were for this mailbox then, with this one.
        kind: how it was refused; empty where it was answered.
        pause: for how many seconds it was asked to stay away.
    """

    mailbox: str
    at: datetime
    begun: float
    ended: float
    open: int
    kind: str
    pause: int

    @property
    def until(self) -> datetime:
        """Until when nobody should come."""
        return self.at + timedelta(seconds=self.pause)

    def comes_too_early(self, refused: "Come") -> bool:
        """Tell whether it came in a pause of which its sender knew."""
        knew = self.at > refused.at or self.begun > refused.ended + IN_FLIGHT
        return knew and self.at < refused.until


def come(noted: Mapping[str, Any]) -> Come:
    """Read what a provider noted."""
    return Come(**{**noted, "at": datetime.fromisoformat(noted["at"])})


def too_early(record: list[Come]) -> list[Come]:
    """Give the requests that did not wait until a pause was over."""
    refused = [one for one in record if one.kind]
    return [
        one
        for one in record
        if any(
            one.mailbox == other.mailbox and one.comes_too_early(other)
            for other in refused
            if other is not one
        )
    ]


@dataclass
class Day:
    """The hosts' meetings as their owners change them, by chance but always alike."""

    hosts: list[str]
    chance: random.Random
    now: dict[tuple[str, str], Planned] = field(default_factory=dict)
    made: int = 0

    def make(self) -> tuple[str, Planned]:
        """Enter a new meeting at somebody's."""
        self.made += 1
        host = self.hosts[self.made % len(self.hosts)]
        planned = Planned(
            f"meeting-{self.made}",
            start=NOW + self.chance.randrange(130) * QUARTER,
            length=2 * QUARTER,
            attendees=self._attendees(),
        )
        return self._keep(host, planned)

    def change(self) -> tuple[str, Planned | str]:
        """Move, re-room, call off or delete a meeting; a text names what is deleted."""
        host, uid = self.chance.choice(sorted(self.now))
        planned = self.now[host, uid]
        start = planned.start + self.chance.randrange(-8, 9) * QUARTER
        match self.chance.randrange(5):
            case 0 | 1:
                return self._keep(host, replace(planned, start=max(start, NOW)))
            case 2:
                return self._keep(host, replace(planned, attendees=self._attendees()))
            case 3:
                del self.now[host, uid]
                return host, replace(planned, cancelled=True)
            case _:
                del self.now[host, uid]
                return host, uid

    def _attendees(self) -> tuple[Attendee, ...]:
        return (MIA, self.chance.choice([ROOM_A, ROOM_B]))

    def _keep(self, host: str, planned: Planned) -> tuple[str, Planned]:
        self.now[host, planned.uid] = planned
        return host, planned


@dataclass
class Post:
    """The way that pushes take to us: each three times, shuffled, some of them lost.

    Attributes:
        seen: how many of the provider's pushes were looked at.
        delivered: how many requests we were sent.
    """

    followed: Followed
    chance: random.Random
    seen: int = 0
    delivered: int = 0
    late: list[httpx.Request] = field(default_factory=list)

    async def carry(self, sent: list[httpx.Request]) -> None:
        """Deliver what is new, and what was late; keep some for the next time."""
        bag = self.late + [
            one
            for one in sent[self.seen :]
            for _ in range(TIMES)
            if self.chance.random() >= DROPPED
        ]
        self.seen = len(sent)
        self.chance.shuffle(bag)
        late = len(bag) // 4
        self.late, due = bag[:late], bag[late:]
        for request in due:
            answer = await self.followed.lobby.http.request(
                "POST",
                request.url.path,
                content=request.content,
                headers=dict(request.headers),
            )
            assert answer.status_code in {200, 202}
            self.delivered += 1


async def prove(
    followed: Followed, proving: ProvingWorld, *, seed: int, meetings: int = MEETINGS
) -> Post:
    """Let a day go wrong; afterwards our copies must be what the provider has."""
    chance = random.Random(seed)
    hosts = await _hosts(followed)
    day, post = Day(hosts, chance), Post(followed, chance)
    await _tick(followed, proving, seconds=0)
    await proving.throttle(REFUSED)
    for number in range(ROUNDS):
        new = [day.make() for _ in range(meetings // ROUNDS)]
        await asyncio.gather(*(_enter(proving, *one) for one in new))
        for _ in range(meetings // ROUNDS):
            await _enter(proving, *day.change())
        if number == ROUNDS // 3:
            await proving.lose_subscription((await followed.watches())[0])
        if number == ROUNDS // 2:
            await proving.expire_marks()
        await post.carry(await proving.pushes())
        await _crowd(proving, chance.choice(hosts))
        await followed.follower.settle()
        await _tick(followed, proving, seconds=11)
    await proving.throttle(0)
    # Polling is the net under it: whatever was lost is found within minutes, and
    # what failed again and again is asked for within a quarter of an hour.
    await _tick(followed, proving, minutes=16)
    await _tick(followed, proving, minutes=5)
    return post


async def ours_and_theirs(
    followed: Followed, proving: ProvingWorld
) -> list[tuple[list[Meeting], list[Meeting]]]:
    """Each host's meetings: as we keep them, and as a full reading gives them."""
    found = []
    for host in await _hosts(followed):
        copy = await followed.copy(host)
        assert copy is not None
        assert copy.read_at >= followed.lobby.clock.now() - timedelta(minutes=5)
        ref = proving.world.ref(host)
        theirs = await proving.world.calendar.between(ref, copy.start, copy.end)
        whole = replace(copy, mailbox=f"{host} once more", meetings=tuple(theirs))
        found.append((list(copy.meetings), await _as_kept(followed, whole)))
    return found


async def _as_kept(followed: Followed, copy: MeetingCopy) -> list[Meeting]:
    """Give what a reading is once it is kept: people are fingerprints in a copy."""
    store = followed.lobby.store.for_tenant(TENANT)
    await store.write(lambda nouns: nouns.meetings.keep(copy))
    kept = await store.read(lambda nouns: nouns.meetings.copy_for(copy.mailbox))
    assert kept is not None
    return list(kept.meetings)


@asynccontextmanager
async def open_proof(
    folder: Path, proving: ProvingWorld, clock: FixedClock
) -> AsyncIterator[Followed]:
    """Open a lobby whose hosts have their calendars at a provider."""
    calendars = {proving.kind: proving.world.calendar}
    async with open_lobby(
        folder, now=NOW, calendars=calendars, public_url=PUBLIC
    ) as lobby:
        # One clock for the server and the provider's client.
        lobby.clock.now = clock.now  # type: ignore[method-assign] # a test's clock
        lobby.clock.forward = clock.forward  # type: ignore[method-assign] # as above
        followed = Followed(lobby, lobby.calendar)
        connection, secret = proving.connection()
        box = lobby.app.state.parts.box
        sealed = seal_secret(box, TENANT, connection.id, secret)
        hosts = [_host(folder, number) for number in range(HOSTS)]

        def save(nouns) -> None:
            nouns.connections.remove("connection-1")
            nouns.connections.put(replace(connection, sealed_secret=sealed))
            for host in hosts:
                nouns.hosts.put(host)

        await lobby.store.for_tenant(TENANT).write(save)
        for host in hosts:
            await proving.world.place(host.email)
            await lobby.expect(host=host.id, arrival=NOW + timedelta(hours=33))
            await lobby.expect(host=host.id, arrival=NOW + timedelta(hours=1))
        yield followed


def _host(folder: Path, number: int) -> Host:
    # The stand-in may run for other tests too, which must not meet ours.
    email = f"host-{number}-{folder.name}-{id(folder)}@firma.example".casefold()
    return Host(f"host-{number}", f"Host {number}", email, email)


async def _hosts(followed: Followed) -> list[str]:
    store = followed.lobby.store.for_tenant(TENANT)
    hosts = await store.read(lambda nouns: nouns.hosts.all())
    return sorted(one.email for one in hosts if one.email.endswith("@firma.example"))


async def _enter(proving: ProvingWorld, host: str, what: Planned | str) -> None:
    if isinstance(what, str):
        await proving.world.remove(host, what)
    else:
        await proving.world.place(host, what)


async def _crowd(proving: ProvingWorld, host: str) -> None:
    """Put many different questions about one mailbox at the same time."""
    ref = proving.world.ref(host)
    # The provider counts what one organisation's connection asks.
    connection, _ = proving.connection()
    ref = replace(ref, connection=replace(ref.connection, id=connection.id))
    answers = await asyncio.gather(
        *(
            proving.world.calendar.between(ref, NOW, NOW + hours * HOUR)
            for hours in range(1, CROWD + 1)
        ),
        return_exceptions=True,
    )
    failures = [one for one in answers if isinstance(one, BaseException)]
    assert all(isinstance(one, TryLater) for one in failures)


async def _tick(followed: Followed, proving: ProvingWorld, **step: float) -> None:
    await proving.set_clock(followed.lobby.clock.now() + timedelta(**step))
    await followed.look(**step)
