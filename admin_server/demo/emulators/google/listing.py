"""events.list and events.get: pages, marks, and what is left out."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from admin_server.demo.emulators.google.refusing import Refusing
from admin_server.demo.emulators.google.series import Event, moment, times_of
from admin_server.demo.emulators.google.world import FREE_BUSY, EventCalendar, World

Query = Mapping[str, list[str]]

_PER_PAGE, _MOST_PER_PAGE = 250, 2500
_NOT_WITH_MARK = (
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
)
# These may differ from one question to the next without its becoming another.
_NOT_PART_OF_IT = ("pageToken", "syncToken", "maxResults", "alt", "prettyPrint")
_FREE_BUSY_FIELDS = ("id", "kind", "status", "start", "end", "visibility", "eventType")


@dataclass(frozen=True)
class Listing:
    """One question for a list of events."""

    world: World
    calendar: EventCalendar
    role: str
    query: Query

    def page(self) -> dict[str, Any]:
        """Answer it.

        Raises:
            Refusing: the question contradicts itself, or its mark is too old.
        """
        self._make_sure_that_it_fits()
        since = self._since()
        found = [shown(one, self) for one in self._found(since)]
        offset, empty = self._offset()
        size = min(int(self.one("maxResults") or _PER_PAGE), _MOST_PER_PAGE)
        answer: dict[str, Any] = {
            "kind": "calendar#events",
            "etag": f'"p{self.world.step}"',
            "summary": self.calendar.id,
            "timeZone": str(self.calendar.zone),
            "accessRole": self.role,
            "defaultReminders": [],
            "items": [] if empty else found[offset : offset + size],
        }
        if empty or offset + size < len(found):
            following = {"offset": offset if empty else offset + size}
            answer["nextPageToken"] = _sealed({**following, "of": self._fingerprint()})
        # A list in order of time gives no mark: it could not be continued.
        elif not any(self.one(name) for name in _NOT_WITH_MARK):
            mark = {"step": self.world.step, "of": self._fingerprint()}
            answer["nextSyncToken"] = _sealed({**mark, "calendar": self.calendar.id})
        return answer

    def one(self, name: str) -> str:
        """Give a parameter that comes once."""
        return next(iter(self.query.get(name, [])), "")

    def _make_sure_that_it_fits(self) -> None:
        single = self.one("singleEvents") == "true"
        if self.one("orderBy") == "startTime" and not single:
            raise Refusing(400, "invalid", "The requested ordering is not available")
        if self.one("syncToken") and any(map(self.one, _NOT_WITH_MARK)):
            raise Refusing(400, "badRequest", "Sync token cannot be used with this")
        low, high = self._edge("timeMin"), self._edge("timeMax")
        if low and high and low >= high:
            raise Refusing(400, "timeRangeEmpty", "The specified time range is empty.")

    def _since(self) -> int | None:
        if not self.one("syncToken"):
            return None
        mark = _opened(self.one("syncToken"), "syncToken")
        known = mark.get("calendar") == self.calendar.id
        if not known or mark.get("of") != self._fingerprint():
            raise Refusing(400, "invalid", "Invalid sync token value.")
        if mark["step"] < self.world.oldest_mark:
            raise Refusing(410, "fullSyncRequired")
        return int(mark["step"])

    def _offset(self) -> tuple[int, bool]:
        """Say where the page begins, and whether it is left empty."""
        token = self.one("pageToken")
        if not token:
            return 0, self.world.empty_pages
        stated = _opened(token, "pageToken")
        if stated.get("of") != self._fingerprint():
            raise Refusing(400, "invalid", "Invalid page token value.")
        return int(stated["offset"]), False

    def _found(self, since: int | None) -> list[Event]:
        chosen = [one for one in self._all(since) if self._is_asked_for(one, since)]
        if self.one("orderBy") == "startTime":
            chosen.sort(key=lambda one: (self._start(one), one["id"]))
        return chosen

    def _all(self, since: int | None) -> Iterator[Event]:
        """Give every event that changed, and where asked, occurrence by occurrence."""
        calendar, changed = self.calendar, self.calendar.changed_at
        single = self.one("singleEvents") == "true"
        for event in list(calendar.events.values()):
            if "recurringEventId" in event:
                continue
            touched = since is None or changed[event["id"]] > since
            for one in calendar.singles(event) if single else _whole(calendar, event):
                if touched or changed.get(one["id"], 0) > (since or 0):
                    yield one

    def _is_asked_for(self, event: Event, since: int | None) -> bool:
        cancelled = event["status"] == "cancelled"
        if cancelled and since is None and self.one("showDeleted") != "true":
            return False
        kinds = self.query.get("eventTypes")
        if kinds and event.get("eventType", "default") not in kinds:
            return False
        wanted = self.one("iCalUID")
        if wanted and event.get("iCalUID") != wanted:
            return False
        return self._is_in_time(event)

    def _is_in_time(self, event: Event) -> bool:
        """Tell whether it ends after timeMin and begins before timeMax."""
        if "recurrence" in event:
            return True
        low, high = self._edge("timeMin"), self._edge("timeMax")
        start = self._start(event)
        end = times_of(event, self.calendar.zone)[1] if "end" in event else start
        return (low is None or end > low) and (high is None or start < high)

    def _start(self, event: Event) -> datetime:
        side = event.get("start") or event["originalStartTime"]
        return moment(side, self.calendar.zone).astimezone(UTC)

    def _edge(self, name: str) -> datetime | None:
        text = self.one(name)
        # Fractions of a second may be given, but are ignored.
        return datetime.fromisoformat(text).replace(microsecond=0) if text else None

    def _fingerprint(self) -> str:
        asked = {
            name: texts
            for name, texts in sorted(self.query.items())
            if name not in _NOT_PART_OF_IT
        }
        return sha256(json.dumps(asked).encode()).hexdigest()[:16]


def shown(event: Event, listing: Listing) -> Event:
    """Show an event as this reader may see it."""
    if "start" not in event:
        return dict(event)
    if listing.role == FREE_BUSY:
        return {name: event[name] for name in _FREE_BUSY_FIELDS if name in event}
    return with_attendees(event, listing.calendar, listing.one("maxAttendees"))


def with_attendees(event: Event, calendar: EventCalendar, most: str) -> Event:
    """Mark whose copy this is; too many attendees are left out altogether."""
    entries = [_marked(one, calendar) for one in event.get("attendees", [])]
    answer = {**event}
    if "organizer" in event:
        answer["organizer"] = _marked(event["organizer"], calendar)
    if event.get("attendeesOmitted") or (most and len(entries) > int(most)):
        entries = [one for one in entries if one.get("self")]
        answer["attendeesOmitted"] = True
    if entries:
        answer["attendees"] = entries
    else:
        answer.pop("attendees", None)
    return answer


def _marked(entry: Mapping[str, Any], calendar: EventCalendar) -> dict[str, Any]:
    own = str(entry.get("email", "")).casefold() in {calendar.id, calendar.owner}
    return {**entry, "self": True} if own else dict(entry)


def _whole(calendar: EventCalendar, event: Event) -> Iterable[Event]:
    return [event, *calendar.exceptions_of(event["id"]).values()]


def _sealed(stated: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(stated).encode()).decode()


def _opened(token: str, name: str) -> dict[str, Any]:
    try:
        stated = json.loads(base64.urlsafe_b64decode(token))
    except ValueError as error:
        raise Refusing(400, "invalid", f"Invalid {name} value.") from error
    return dict(stated)
