"""How rooms answer invitations, and what stands in their own calendars."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from admin_server.demo.emulators.graph.notices import tell
from admin_server.demo.emulators.graph.organisation import (
    Mailbox,
    Organisation,
    PendingAnswer,
    StoredEvent,
)
from admin_server.demo.emulators.graph.series import Item, items_between, whole
from admin_server.demo.emulators.graph.shapes import Json, objects, text
from admin_server.demo.emulators.graph.times import stamp
from admin_server.demo.emulators.graph.world import World

_BOOKED = frozenset({"accepted", "tentativelyAccepted"})


def invite_rooms(organisation: Organisation, event: StoredEvent, now: datetime) -> None:
    """Ask the rooms of an event; they answer when their time has come."""
    waiting = organisation.pending
    organisation.pending = [one for one in waiting if one.event is not event]
    for seat in objects(event.fields, "attendees"):
        room = organisation.find(text(seat, "emailAddress", "address"))
        if room and room.room and room.room.answer is not None:
            due = now + room.room.after
            organisation.pending.append(PendingAnswer(due, event, room.address))


async def settle(world: World, organisation: Organisation) -> None:
    """Let the rooms answer whose time has come."""
    now = world.clock.now()
    due = [one for one in organisation.pending if one.at <= now]
    for pending in due:
        organisation.pending.remove(pending)
        room = organisation.mailboxes[pending.room]
        # A room that is deleted or moved out of sight has nothing to say.
        if room.room is None or room.room.answer is None:
            continue
        answer = room.room.answer
        if answer == "accepted" and _is_taken(organisation, room, pending.event):
            answer = "declined"
        _write_answer(pending.event, room.address, answer, now)
        await tell(world, organisation, pending.event, "updated")


def seen_by(
    organisation: Organisation, box: Mailbox, start: datetime, end: datetime
) -> list[Item]:
    """Give what a mailbox's calendar shows; a room's has its bookings as well."""
    own = items_between(box.events.values(), start, end)
    if box.room is None:
        return own
    booked = list(_bookings(organisation, box, start, end))
    return sorted([*own, *booked], key=lambda item: (item.start, item.key))


def _bookings(
    organisation: Organisation, room: Mailbox, start: datetime, end: datetime
) -> Iterator[Item]:
    elsewhere = [one for one in organisation.events() if one.owner != room.address]
    for item in items_between(elsewhere, start, end):
        seats = objects(item.fields, "attendees")
        mine = [
            seat
            for seat in seats
            if text(seat, "emailAddress", "address").casefold() == room.address
        ]
        if any(text(seat, "status", "response") in _BOOKED for seat in mine):
            host = organisation.mailboxes[item.event.owner]
            yield replace(item, fields=_as_room_sees(item.fields, mine, host))


def _as_room_sees(fields: Json, mine: list[Json], host: Mailbox) -> Json:
    """Hide what Exchange hides in a room's calendar: it writes who organises."""
    person: Json = {"name": host.name, "address": host.address}
    return {
        **fields,
        "subject": host.name,
        "body": {"contentType": "html", "content": ""},
        "attendees": mine,
        "organizer": {"emailAddress": person},
        "isOrganizer": False,
        "responseStatus": mine[0].get("status"),
    }


def _is_taken(organisation: Organisation, room: Mailbox, event: StoredEvent) -> bool:
    item = whole(event)
    others = seen_by(organisation, room, item.start, item.end)
    return any(one.event is not event for one in others)


def _write_answer(event: StoredEvent, room: str, answer: str, now: datetime) -> None:
    seats = objects(event.fields, "attendees")
    for seat in seats:
        if text(seat, "emailAddress", "address").casefold() == room:
            seat["status"] = {"response": answer, "time": stamp(now)}
    event.fields["attendees"] = seats
    event.version += 1
    event.modified = now
