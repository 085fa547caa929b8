"""The methods of the stand-in, by the ids that Google's descriptions give them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from admin_server.demo.emulators.google.asking import Asked, check_admin, paged
from admin_server.demo.emulators.google.calendar_lists import CalendarLists
from admin_server.demo.emulators.google.listing import Listing, with_attendees
from admin_server.demo.emulators.google.people import People
from admin_server.demo.emulators.google.push import Pushing
from admin_server.demo.emulators.google.refusing import Refusing
from admin_server.demo.emulators.google.series import Event, times_of
from admin_server.demo.emulators.google.world import Channel, EventCalendar, World
from admin_server.demo.emulators.google.writing import Writing, bookings

_WEEK_SECONDS = 7 * 24 * 60 * 60
_MOST_ROOMS = 500


class Answers:
    """Answers what is asked, from a world."""

    def __init__(self, world: World, writing: Writing, pushing: Pushing) -> None:
        self._world = world
        self._writing = writing
        self._pushing = pushing
        self.by_id: Mapping[str, Callable[[Asked], Any]] = {
            "calendar.events.list": self._list,
            "calendar.events.get": self._get,
            "calendar.events.insert": self._insert,
            "calendar.events.patch": self._patch,
            "calendar.events.delete": self._delete,
            "calendar.events.watch": self._watch,
            "calendar.channels.stop": self._stop,
            "calendar.freebusy.query": self._free_busy,
            "directory.resources.calendars.list": self._rooms,
            "directory.resources.buildings.list": self._buildings,
            **CalendarLists(world).by_id,
            **People(world).by_id,
        }

    def _calendar(self, asked: Asked) -> tuple[EventCalendar, str]:
        return self._world.calendar(asked.path["calendarId"], asked.user)

    def _list(self, asked: Asked) -> Any:  # noqa: ANN401 - JSON of Google's shape
        calendar, role = self._calendar(asked)
        return Listing(self._world, calendar, role, asked.query).page()

    def _get(self, asked: Asked) -> Event:
        calendar, _ = self._calendar(asked)
        found = calendar.single(asked.path["eventId"])
        if found is None:
            raise Refusing(404, "notFound")
        return with_attendees(found, calendar, asked.one("maxAttendees"))

    def _insert(self, asked: Asked) -> Event:
        calendar, role = self._calendar(asked)
        made = self._writing.insert(calendar, _as_written(asked.body), role=role)
        return with_attendees(made, calendar, asked.one("maxAttendees"))

    def _patch(self, asked: Asked) -> Event:
        calendar, role = self._calendar(asked)
        changed = self._writing.patch(
            calendar, asked.path["eventId"], _as_written(asked.body), role=role
        )
        return with_attendees(changed, calendar, asked.one("maxAttendees"))

    def _delete(self, asked: Asked) -> None:
        calendar, role = self._calendar(asked)
        self._writing.delete(calendar, asked.path["eventId"], role=role)

    def _watch(self, asked: Asked) -> Event:
        calendar, _ = self._calendar(asked)
        body = asked.body
        if body.get("type") not in {"web_hook", "webhook"}:
            raise Refusing(400, "required", "Missing required field: type")
        if body.get("id") in {*self._world.channels, None}:
            raise Refusing(400, "channelIdNotUnique", "Channel id not unique")
        address = body.get("address", "")
        if not address.startswith(("https://", "http://127.0.0.1:")):
            raise Refusing(400, "pushInvalidUrl", "WebHook callback must be HTTPS")
        channel = Channel(
            id=body["id"],
            resource=uuid4().hex,
            calendar=calendar.id,
            address=address,
            token=body.get("token", ""),
            expires=_expiry(body),
        )
        self._world.channels[channel.id] = channel
        self._pushing.tell(channel, "sync")
        return {
            "kind": "api#channel",
            "id": channel.id,
            "resourceId": channel.resource,
            "resourceUri": self._pushing.resource_uri(channel),
            "expiration": str(channel.expires),
            **({"token": channel.token} if channel.token else {}),
        }

    def _stop(self, asked: Asked) -> None:
        channel = self._world.channels.get(asked.body.get("id", ""))
        if channel is None or channel.resource != asked.body.get("resourceId"):
            raise Refusing(404, "notFound", "Channel not found for project")
        del self._world.channels[channel.id]

    def _free_busy(self, asked: Asked) -> Event:
        low, high = asked.body["timeMin"], asked.body["timeMax"]
        edges = datetime.fromisoformat(low), datetime.fromisoformat(high)
        return {
            "kind": "calendar#freeBusy",
            "timeMin": low,
            "timeMax": high,
            "calendars": {
                item["id"]: self._busy(item["id"].casefold(), *edges)
                for item in asked.body.get("items", [])
            },
        }

    def _busy(self, name: str, low: datetime, high: datetime) -> Event:
        known = name in self._world.calendars or name in self._world.rooms
        if not known:
            return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        own = self._world.calendars.get(name)
        events = list(bookings(self._world, name))
        if own is not None:
            events += [(own, one) for one in own.events.values() if _fills_time(one)]
        singles = [(c, one) for c, event in events for one in c.singles(event)]
        times = sorted(times_of(one, c.zone) for c, one in singles if "start" in one)
        return {
            "busy": [
                {"start": _stamp(start), "end": _stamp(end)}
                for start, end in times
                if start < high and end > low
            ]
        }

    def _rooms(self, asked: Asked) -> Event:
        check_admin(self._world, asked, asked.path["customer"])
        rooms = list(self._world.rooms.values())
        wanted = asked.one("query")
        if wanted:
            field, sign, text = wanted.partition("=")
            if not sign:
                raise Refusing(400, "invalid", "Invalid Input: query")
            rooms = [room for room in rooms if room.get(field) == text.strip('"')]
        kind = "admin#directory#resources#calendars#calendarResourcesList"
        return {
            "kind": kind,
            **paged(self._world, asked, "items", rooms, most=_MOST_ROOMS),
        }

    def _buildings(self, asked: Asked) -> Event:
        check_admin(self._world, asked, asked.path["customer"])
        kind = "admin#directory#resources#buildings#buildingsList"
        found = list(self._world.buildings.values())
        return {
            "kind": kind,
            **paged(self._world, asked, "buildings", found, most=_MOST_ROOMS),
        }


def _as_written(body: Event) -> Event:
    """Read an event as a client may write it: what Google owns is dropped."""
    owned = ("kind", "etag", "created", "updated", "creator", "htmlLink")
    event = {name: inner for name, inner in body.items() if name not in owned}
    if "attendees" in event:
        event["attendees"] = [
            {"responseStatus": "needsAction", **one} for one in event["attendees"]
        ]
    return event


def _fills_time(event: Event) -> bool:
    transparent = event.get("transparency") == "transparent"
    return event["status"] != "cancelled" and not transparent


def _expiry(body: Event) -> int:
    """Say until when pushes are sent, in thousandths of a second."""
    now = datetime.now(UTC).timestamp()  # noqa: TID251 - a server's own time
    longest = int((now + _WEEK_SECONDS) * 1000)
    return min(int(body.get("expiration", longest)), longest)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
