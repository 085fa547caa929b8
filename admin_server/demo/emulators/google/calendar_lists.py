"""Which calendars an account has in its list, as the stand-in answers about it."""

from collections.abc import Callable, Mapping
from typing import Any

from admin_server.demo.emulators.google.asking import Asked, paged
from admin_server.demo.emulators.google.refusing import Refusing
from admin_server.demo.emulators.google.series import Event
from admin_server.demo.emulators.google.world import EventCalendar, World

_MOST = 250
_HIDDEN = ("hidden", "deleted")


class CalendarLists:
    """Answers calendarList.list."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_id: Mapping[str, Callable[[Asked], Any]] = {
            "calendar.calendarList.list": self._list
        }

    def _list(self, asked: Asked) -> Event:
        if asked.user not in self._world.calendars:
            raise Refusing(404, "notFound")
        entries = [
            self._entry(calendar, asked.user, role)
            for calendar in self._world.calendars.values()
            if (role := self._role(calendar, asked.user))
        ]
        entries += self._world.entries.get(asked.user, [])
        shown = [
            one
            for one in entries
            if not any(
                one.get(kind) and asked.one(f"show{kind.title()}") != "true"
                for kind in _HIDDEN
            )
        ]
        page = paged(self._world, asked, "items", shown, most=_MOST)
        return {"kind": "calendar#calendarList", "items": [], **page}

    def _role(self, calendar: EventCalendar, user: str) -> str | None:
        if calendar.owner == user:
            return "owner"
        return self._world.shares.get((calendar.id, user))

    def _entry(self, calendar: EventCalendar, user: str, role: str) -> Event:
        entry = {
            "kind": "calendar#calendarListEntry",
            "id": calendar.id,
            "summary": calendar.name or calendar.id,
            "timeZone": str(calendar.zone),
            "accessRole": role,
            "selected": True,
        }
        return {**entry, "primary": True} if calendar.id == user else entry
