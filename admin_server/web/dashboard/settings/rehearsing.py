"""Rehearsing a visit: from the arrival over the room to the message, and away again."""

import asyncio
from dataclasses import replace

from admin_server.core import rehearsal
from admin_server.core.changes import Author
from admin_server.core.errors import StoreUnavailable
from admin_server.core.finding_rooms import still_looking
from admin_server.core.ports import MessageFate, Nouns
from admin_server.core.rehearsal import Scene
from admin_server.core.visits import Visit
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.settings.mail_tests import reason
from admin_server.web.dashboard.settings.told import Told
from admin_server.web.dashboard.words import Words
from shared.check_in import RoomState

MAIL_SECONDS = 10.0
"""How long the tester waits for their message."""
_LOOK_AGAIN = 0.2
_ENDS = ("done", "dead")


async def rehearse(parts: Parts, who: CurrentUser, scene: Scene, t: Words) -> Told:
    """Play a visit through and say, step by step, what became of it.

    Whatever happens in between, the visit is taken away afterwards.
    """
    by = Author(actor=who.actor, at=parts.clock.now())
    until = by.at + parts.room_time
    await who.store.write(
        lambda nouns: rehearsal.begin(nouns, scene, by, look_until=until)
    )
    try:
        first = t("checklist.came", visitor=scene.tester.name, site=scene.site.name)
        parts.rooms.start(who.tenant.id, scene.visit, deadline=until)
        room = await _room(parts, who, scene, t)
        fate = await _tell(parts, who, scene)
    finally:
        last = await _end(who, scene, replace(by, at=parts.clock.now()), t)
    lines = (first, room, _message_line(fate, scene, t), last)
    return Told(lines, good=fate is not None and fate.state == "done")


async def _room(parts: Parts, who: CurrentUser, scene: Scene, t: Words) -> str:
    visit = await _settled(parts, who, scene.visit)
    if visit is None or visit.room.state is not RoomState.FOUND:
        return t("checklist.no_room", host=scene.host.name)
    return t("checklist.room", room=visit.room.name or "")


async def _settled(parts: Parts, who: CurrentUser, visit_id: str) -> Visit | None:
    """Wait until the room is found, or not; never much longer than that may take."""
    loop = asyncio.get_running_loop()
    patience = loop.time() + parts.room_time.total_seconds() + 1
    key = ("room", visit_id)
    while True:
        ticket = parts.pulse.ticket(key)
        try:
            visit = await who.store.read(lambda nouns: nouns.visits.get(visit_id))
        except BaseException:
            parts.pulse.leave(key, ticket)
            raise
        left = patience - loop.time()
        looking = visit and still_looking(visit.room, now=parts.clock.now())
        if not looking or left <= 0 or parts.pulse.ended:
            parts.pulse.leave(key, ticket)
            return visit
        await parts.pulse.wait(key, ticket, seconds=left)


async def _tell(parts: Parts, who: CurrentUser, scene: Scene) -> MessageFate | None:
    """Send the message and wait for what becomes of it."""
    message = parts.chance.new_id()
    now = parts.clock.now()
    await who.store.write(
        lambda nouns: rehearsal.tell_tester(nouns, scene, message=message, now=now)
    )
    loop = asyncio.get_running_loop()
    patience = loop.time() + MAIL_SECONDS
    while True:
        fate = await who.store.read(lambda nouns: nouns.outbox.fate(message))
        ended = fate is None or fate.state in _ENDS
        # A first try that failed says what is wrong: nothing more will come soon.
        tried = fate is not None and fate.why is not None
        if ended or tried or loop.time() >= patience:
            return fate
        await asyncio.sleep(_LOOK_AGAIN)


def _message_line(fate: MessageFate | None, scene: Scene, t: Words) -> str:
    if fate is not None and fate.state == "done":
        return t("checklist.told", email=scene.tester.email)
    if fate is not None and fate.why is not None:
        return t("checklist.not_told", reason=reason(fate.why, t))
    return t("checklist.not_told_yet")


async def _end(who: CurrentUser, scene: Scene, by: Author, t: Words) -> str:
    def away(nouns: Nouns) -> None:
        rehearsal.end(nouns, scene, by)

    def in_place(nouns: Nouns) -> None:
        rehearsal.end_in_place(nouns, scene, by)

    try:
        await who.store.write(away)
    except LookupError:
        await who.store.write(in_place)
        return t("checklist.left")
    except StoreUnavailable:
        return t("checklist.still_there")
    return t("checklist.gone")
