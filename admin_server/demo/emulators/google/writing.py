"""Changing events, and the rooms that answer invitations afterwards."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from admin_server.demo.emulators.google.refusing import Refusing
from admin_server.demo.emulators.google.series import Event, moment, times_of
from admin_server.demo.emulators.google.world import EventCalendar, RoomManner, World

_ID_SIGNS = frozenset("0123456789abcdefghijklmnopqrstuv")
_SHORTEST_ID, _LONGEST_ID = 5, 1024
_WRITERS = frozenset({"owner", "writer"})

Later = Callable[[float, Callable[[], None]], object]
"""Does something after so many seconds."""


class Writing:
    """What writers do to calendars, and what follows from it."""

    def __init__(
        self, world: World, later: Later, changed: Callable[[str], None]
    ) -> None:
        self._world = world
        self._later = later
        self._changed = changed

    def insert(self, calendar: EventCalendar, stated: Event, *, role: str) -> Event:
        """Make an event; one with an id that is taken is refused."""
        _check_writer(role)
        event_id = stated.get("id") or secrets.token_hex(13)
        if not set(event_id) <= _ID_SIGNS or not (
            _SHORTEST_ID <= len(event_id) <= _LONGEST_ID
        ):
            raise Refusing(400, "invalid", "Invalid resource id value.")
        if event_id in calendar.events:
            raise Refusing(409, "duplicate")
        made = self.put(calendar, {**stated, "id": event_id})
        self._ask_rooms(calendar, made)
        return made

    def put(self, calendar: EventCalendar, stated: Event) -> Event:
        """Save an event as it is said; rooms are not asked."""
        if "start" in stated:
            _check_times(stated, calendar)
            stated = {
                **stated,
                "start": _with_offset(stated["start"], calendar),
                "end": _with_offset(stated["end"], calendar),
            }
        now = _now()
        owner = {"email": calendar.owner, "displayName": self._name(calendar.owner)}
        event: Event = {
            "kind": "calendar#event",
            "status": "confirmed",
            "eventType": "default",
            "created": now,
            "creator": {"email": calendar.owner},
            "organizer": owner,
            "iCalUID": f"{stated['id']}@google.com",
            **stated,
            "updated": now,
        }
        event["etag"] = f'"{self._world.step}"'
        calendar.events[event["id"]] = event
        self._touch(calendar, event["id"])
        return event

    def patch(
        self, calendar: EventCalendar, event_id: str, stated: Event, *, role: str
    ) -> Event:
        """Change fields of an event; lists are replaced whole."""
        _check_writer(role)
        known = calendar.single(event_id)
        if known is None:
            raise Refusing(404, "notFound")
        changed = self.put(calendar, {**known, **stated, "id": event_id})
        self._ask_rooms(calendar, changed)
        return changed

    def delete(self, calendar: EventCalendar, event_id: str, *, role: str) -> None:
        """Delete an event; of an occurrence only a trace stays."""
        _check_writer(role)
        known = calendar.single(event_id)
        if known is None:
            raise Refusing(404, "notFound")
        if known["status"] == "cancelled":
            raise Refusing(410, "deleted", "Resource has been deleted")
        if "recurringEventId" in known:
            self.leave_out(calendar, known)
            return
        for exception in calendar.exceptions_of(event_id).values():
            exception["status"] = "cancelled"
            self._world.note_change(calendar, exception["id"])
        calendar.events[event_id] = {**known, "status": "cancelled", "updated": _now()}
        self._touch(calendar, event_id)

    def leave_out(self, calendar: EventCalendar, occurrence: Event) -> None:
        """Leave out one occurrence of a series."""
        calendar.events[occurrence["id"]] = {
            "kind": "calendar#event",
            "id": occurrence["id"],
            "status": "cancelled",
            "recurringEventId": occurrence["recurringEventId"],
            "originalStartTime": occurrence["originalStartTime"],
        }
        self._touch(calendar, occurrence["id"])

    def _touch(self, calendar: EventCalendar, event_id: str) -> None:
        self._world.note_change(calendar, event_id)
        self._changed(calendar.id)

    def _name(self, email: str) -> str:
        return self._world.users.get(email, email)

    def _ask_rooms(self, calendar: EventCalendar, event: Event) -> None:
        for entry in event.get("attendees", []):
            room = str(entry.get("email", "")).casefold()
            manner = self._world.manners.get(room)
            if manner is None or entry.get("responseStatus") != "needsAction":
                continue
            self._later(
                manner.after, self._room_answers(calendar, event["id"], room, manner)
            )

    def _room_answers(
        self, calendar: EventCalendar, event_id: str, room: str, manner: RoomManner
    ) -> Callable[[], None]:
        def answer() -> None:
            event = calendar.events.get(event_id)
            if event is None or event["status"] == "cancelled":
                return
            taken = any(
                other["id"] != event_id and overlap(other, event, calendar)
                for _, other in bookings(self._world, room)
            )
            said = "declined" if taken else manner.answer
            event["attendees"] = [
                {**one, "responseStatus": said}
                if str(one.get("email", "")).casefold() == room
                else one
                for one in event["attendees"]
            ]
            self._touch(calendar, event_id)

        return answer


def bookings(world: World, room: str) -> Iterator[tuple[EventCalendar, Event]]:
    """Give the events that a room has accepted, wherever they stand."""
    for calendar in world.calendars.values():
        for event in calendar.events.values():
            accepted = any(
                str(one.get("email", "")).casefold() == room
                and one.get("responseStatus") == "accepted"
                for one in event.get("attendees", [])
            )
            if accepted and event["status"] != "cancelled":
                yield calendar, event


def overlap(one: Event, other: Event, calendar: EventCalendar) -> bool:
    """Tell whether two events take place at the same time."""
    start, end = times_of(one, calendar.zone)
    begins, ends = times_of(other, calendar.zone)
    return start < ends and begins < end


def _with_offset(side: Event, calendar: EventCalendar) -> Event:
    """Write a time with its offset, as it is answered whatever was said."""
    if "date" in side:
        return side
    told = moment(side, calendar.zone)
    return {"timeZone": str(calendar.zone), **side, "dateTime": told.isoformat()}


def _check_writer(role: str) -> None:
    if role not in _WRITERS:
        raise Refusing(403, "requiredAccessLevel", "You need to have writer access.")


def _check_times(event: Mapping[str, Any], calendar: EventCalendar) -> None:
    try:
        start, end = times_of(dict(event), calendar.zone)
    except (KeyError, ValueError) as error:
        raise Refusing(400, "required", "Missing end time.") from error
    if end < start:
        raise Refusing(400, "timeRangeEmpty", "The specified time range is empty.")
    if "recurrence" in event and not {"date", "timeZone"} & set(event["start"]):
        raise Refusing(400, "required", "Missing time zone definition for start time.")


def _now() -> str:
    moment = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the emulated provider has a clock of its own
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
