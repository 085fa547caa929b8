"""Asking a provider each of our questions once, now, and how long each took."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter

import structlog

from admin_server.core.canary import canary_line
from admin_server.core.connection_states import (
    SECRET_UNREADABLE,
    Told,
    describe_trouble,
    state_after,
)
from admin_server.core.connections import Connection
from admin_server.core.discovering_rooms import note_gone
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    SecretUnreadable,
    StrangeReply,
    TryLater,
)
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import Calendar, CalendarRef, Nouns, TenantStore
from admin_server.core.rooms import Room
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import CurrentUser

log = structlog.get_logger()

_PATIENCE = 15.0
Question = Callable[[CalendarRef], Awaitable[object]]


@dataclass(frozen=True)
class Asked:
    """One question: its name, how long it took, and what was wrong, if anything."""

    name: str
    milliseconds: int
    told: Told | None = None


@dataclass(frozen=True)
class Looked:
    """What a look at a connection found.

    Attributes:
        vanished: rooms that visitors may be sent to, and that are there no more.
        nobody: nobody was asked, as no host's calendar is read by it.
    """

    connection: Connection
    asked: tuple[Asked, ...] = ()
    vanished: tuple[Room, ...] = ()
    nobody: bool = False

    @property
    def good(self) -> bool:
        """Whether every question was answered."""
        return all(one.told is None for one in self.asked) and not self.nobody


async def look_at(who: CurrentUser, parts: Parts, connection: Connection) -> Looked:
    """Ask everything once, save how the connection is, and compare the rooms."""
    line = await who.store.read(lambda nouns: canary_line(nouns, connection))
    calendar = parts.calendars.get(connection.kind)
    if line is None or calendar is None:
        return Looked(connection, nobody=True)
    try:
        ref = await parts.refs.of(who.tenant.id, line)
    except SecretUnreadable:
        trouble = ConsentNeeded(ConsentReason.EXPIRED, SECRET_UNREADABLE)
        await _keep(who.store, parts, connection, trouble)
        return Looked(connection, (_asked("check", 0.0, trouble, connection),))
    return await _ask_all(who, parts, line, calendar, ref)


async def _ask_all(
    who: CurrentUser, parts: Parts, line: Line, calendar: Calendar, ref: CalendarRef
) -> Looked:
    connection, asked = line.connection, []
    found: list[Room] | None = None

    async def rooms(ref: CalendarRef) -> None:
        nonlocal found
        found = await calendar.rooms(ref)

    questions: dict[str, Question] = {"check": calendar.check}
    questions["calendars"] = calendar.calendars
    if calendar.has_rooms:
        questions["rooms"] = rooms
    for name, question in questions.items():
        seconds, trouble = await _timed(question, ref)
        asked.append(_asked(name, seconds, trouble, connection))
        if name == "check":
            await _keep(who.store, parts, connection, trouble)
    known = await who.store.read(lambda nouns: nouns.rooms.all())
    # One host's meetings do not tell which rooms are gone; only a list of them does.
    listed = found if calendar.can_schedule else None
    gone = _vanished(known, listed)
    if listed:
        now = parts.clock.now()
        await who.store.write(lambda nouns: note_gone(nouns, listed, now=now))
    return Looked(connection, tuple(asked), gone)


async def _timed(
    question: Question, ref: CalendarRef
) -> tuple[float, CalendarError | None]:
    begun = perf_counter()
    trouble: CalendarError | None = None
    try:
        async with asyncio.timeout(_PATIENCE):
            await question(ref)
    except TimeoutError:
        trouble = TryLater()
    except CalendarError as said:
        trouble = said
    except Exception:
        log.exception("calendar_look_failed", connection=ref.connection.id)
        trouble = StrangeReply()
    return perf_counter() - begun, trouble


async def _keep(
    store: TenantStore,
    parts: Parts,
    connection: Connection,
    trouble: CalendarError | None,
) -> None:
    now = parts.clock.now()

    def save(nouns: Nouns) -> None:
        stored = nouns.connections.get(connection.id)
        if stored is not None:
            health = state_after(stored.health, trouble, now=now)
            nouns.connections.set_health(stored.id, health)

    await store.write(save)


def _asked(
    name: str, seconds: float, trouble: CalendarError | None, connection: Connection
) -> Asked:
    told = None
    if trouble is not None:
        kind, access = connection.kind, connection.access
        told = describe_trouble(trouble, kind=kind, access=access)
    return Asked(name, round(seconds * 1000), told)


def _vanished(known: list[Room], found: list[Room] | None) -> tuple[Room, ...]:
    # An empty list speaks of a directory that we may not see, not of a demolition.
    if not found:
        return ()
    seen = {room.address for room in found}
    return tuple(room for room in known if room.selected and room.address not in seen)
