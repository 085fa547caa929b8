"""How tests and the demo set the stand-in up, and make it fail."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin_server.demo.emulators.google.refusing import THROTTLES
from admin_server.demo.emulators.google.schema import CALENDAR, DIRECTORY, interface
from admin_server.demo.emulators.google.tokens import (
    READER_SCOPES,
    Refreshing,
    Tokens,
)
from admin_server.demo.emulators.google.world import (
    EventCalendar,
    Fault,
    RoomManner,
    World,
)
from admin_server.demo.emulators.google.writing import Writing

Json = dict[str, Any]


class Control:
    """Answers POST /emulator/…, which Google does not have."""

    def __init__(
        self, world: World, tokens: Tokens, writing: Writing, about: Json
    ) -> None:
        self._world = world
        self._tokens = tokens
        self._writing = writing
        self._seeded: dict[tuple[str, str], Json] = {}
        self._by_name: Mapping[str, Callable[[Json], Json | None]] = {
            "run": lambda _: about,
            "users": self._user,
            "shares": self._share,
            "readers": self._reader,
            "calendars": self._calendar,
            "entries": self._entry,
            "groups": self._group,
            "rooms": self._room,
            "events": self._event,
            "removals": self._remove,
            "scopes": self._scopes,
            "faults": self._fault,
            "manner": self._manner,
            "tokens": self._drop_tokens,
            "marks": self._drop_marks,
            "counts": lambda _: self._counts(),
            "throttle": self._throttle,
            "clock": self._clock,
            "notifications": lambda _: {"sent": world.notifications},
        }

    async def answer(self, request: Request) -> Response:
        """Do one thing; what does not fit Google's schemas is refused."""
        act = self._by_name.get(request.path_params["what"])
        if act is None:
            return JSONResponse({"wrong": "unknown"}, 404)
        try:
            said = act(json.loads(await request.body() or b"{}"))
        except (ValueError, KeyError, TypeError) as error:
            return JSONResponse({"wrong": str(error)}, 400)
        return JSONResponse(said or {})

    def _user(self, stated: Json) -> None:
        email = stated["email"].casefold()
        zone = ZoneInfo(stated.get("zone") or "UTC")
        self._world.users[email] = stated.get("name") or email
        self._world.admins.discard(email)
        if stated.get("admin"):
            self._world.admins.add(email)
        profile = {
            **_profile(email, self._world.users[email]),
            **stated.get("profile", {}),
        }
        _check(DIRECTORY, "User", profile)
        self._world.people[email] = profile
        known = self._world.calendars.get(email)
        if known is None:
            self._world.calendars[email] = EventCalendar(email, email, zone)
        else:
            known.zone = zone

    def _calendar(self, stated: Json) -> None:
        """Give somebody another calendar beside their main one."""
        calendar, owner = stated["id"].casefold(), stated["owner"].casefold()
        zone = self._world.calendars[owner].zone
        made = EventCalendar(calendar, owner, zone, stated["name"])
        self._world.calendars[calendar] = made

    def _entry(self, stated: Json) -> None:
        """Put something else into somebody's list of calendars."""
        _check(CALENDAR, "CalendarListEntry", stated["entry"])
        listed = self._world.entries.setdefault(stated["user"].casefold(), [])
        listed.append(stated["entry"])

    def _group(self, stated: Json) -> None:
        _check(DIRECTORY, "Group", stated["group"])
        for member in stated["members"]:
            _check(DIRECTORY, "Member", member)
        self._world.groups[stated["group"]["id"]] = stated["group"]
        self._world.members[stated["group"]["id"]] = stated["members"]

    def _share(self, stated: Json) -> None:
        calendar, reader = stated["calendar"].casefold(), stated["reader"].casefold()
        self._world.shares[calendar, reader] = stated["role"]

    def _reader(self, stated: Json) -> None:
        if stated.get("revoked"):
            self._tokens.refresh.clear()
            self._tokens.granted.clear()
            return
        scopes = frozenset(stated.get("scopes") or READER_SCOPES)
        self._tokens.refresh[stated["refresh_token"]] = Refreshing(
            stated["email"].casefold(), scopes
        )

    def _room(self, stated: Json) -> None:
        room, building = stated["room"], stated.get("building")
        _check(DIRECTORY, "CalendarResource", room)
        self._world.rooms[room["resourceEmail"].casefold()] = room
        if building is not None:
            _check(DIRECTORY, "Building", building)
            self._world.buildings[building["buildingId"]] = building
        self._world.manners[room["resourceEmail"].casefold()] = RoomManner(
            stated["answer"], float(stated["after"])
        )

    def _event(self, stated: Json) -> None:
        """Save an event with its exceptions; what is the same stays untouched."""
        calendar = self._world.calendars[stated["calendar"].casefold()]
        wanted = {one["id"]: one for one in [stated["event"], *stated["exceptions"]]}
        master = stated["event"]["id"]
        for one in wanted.values():
            _check(CALENDAR, "Event", one)
            if self._seeded.get((calendar.id, one["id"])) != one:
                self._seeded[calendar.id, one["id"]] = one
                self._save(calendar, one)
        for gone in set(calendar.exceptions_of(master)) - set(wanted):
            del calendar.events[gone], self._seeded[calendar.id, gone]
            self._world.note_change(calendar, master)

    def _save(self, calendar: EventCalendar, event: Json) -> None:
        left_out = event.get("status") == "cancelled" and "start" not in event
        if left_out:
            self._writing.leave_out(calendar, event)
        else:
            self._writing.put(calendar, event)

    def _remove(self, stated: Json) -> None:
        calendar = self._world.calendars[stated["calendar"].casefold()]
        self._writing.delete(calendar, stated["id"], role="owner")
        self._seeded.pop((calendar.id, stated["id"]), None)

    def _scopes(self, stated: Json) -> Json:
        """Say what is delegated; with `scopes`, delegate those instead."""
        before = sorted(self._world.delegated)
        if "scopes" in stated:
            self._world.delegated = set(stated["scopes"])
            self._tokens.granted.clear()
        return {"scopes": before}

    def _fault(self, stated: Json) -> None:
        if stated.get("clear"):
            self._world.faults.clear()
            return
        self._world.faults.append(Fault(**stated))

    def _manner(self, stated: Json) -> None:
        self._world.empty_pages = bool(stated.get("empty_pages"))
        self._world.delay = float(stated.get("delay", 0))
        self._world.page_size = stated.get("page_size")
        self._world.consent_error = stated.get("consent_error", "")
        self._world.rotates = bool(stated.get("rotates"))
        self._world.tests = bool(stated.get("tests"))
        self._world.has_machine = bool(stated.get("has_machine", True))
        self._world.may_sign = bool(stated.get("may_sign", True))

    def _drop_tokens(self, _: Json) -> None:
        self._tokens.granted.clear()

    def _drop_marks(self, _: Json) -> None:
        self._world.step += 1
        self._world.oldest_mark = self._world.step

    def _throttle(self, stated: Json) -> Json:
        """Refuse requests at random, if a chance is named; give the record."""
        throttle = self._world.throttle
        if "chance" in stated:
            throttle.begin(stated["chance"], list(THROTTLES), stated["seed"])
        return {"record": throttle.recorded()}

    def _clock(self, stated: Json) -> None:
        now = stated.get("now")
        self._world.fixed = datetime.fromisoformat(now) if now else None

    def _counts(self) -> Json:
        counts = {
            "requests": dict(self._world.requests),
            "at_once": dict(self._world.at_once),
        }
        self._world.requests.clear()
        self._world.at_once.clear()
        return counts


def _profile(email: str, name: str) -> Json:
    """Write what the directory says of somebody, where nobody said more."""
    given, _, family = name.rpartition(" ")
    return {
        "kind": "admin#directory#user",
        "id": str(int(sha256(email.encode()).hexdigest()[:16], 16)),
        "primaryEmail": email,
        "name": {"givenName": given, "familyName": family, "fullName": name},
        "suspended": False,
        "archived": False,
    }


def _check(document: str, schema: str, value: object) -> None:
    first = next(interface(document).problems(schema, value), None)
    if first is not None:
        raise ValueError(first)
