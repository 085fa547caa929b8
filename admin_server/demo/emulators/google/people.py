"""The directory of people and groups, as the stand-in answers about it."""

from collections.abc import Callable, Mapping
from typing import Any

from admin_server.demo.emulators.google.asking import Asked, check_admin, paged
from admin_server.demo.emulators.google.refusing import Refusing
from admin_server.demo.emulators.google.series import Event
from admin_server.demo.emulators.google.world import World

_MOST_USERS = 500
_MOST_GROUPS = 200
_KIND = "admin#directory#"


class People:
    """Answers questions about users, groups and members."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_id: Mapping[str, Callable[[Asked], Any]] = {
            "directory.users.list": self._users,
            "directory.groups.list": self._groups,
            "directory.members.list": self._members,
            "directory.members.hasMember": self._has_member,
        }

    def _users(self, asked: Asked) -> Event:
        check_admin(self._world, asked, asked.one("customer"))
        found = sorted(self._world.people.values(), key=lambda one: one["primaryEmail"])
        page = paged(self._world, asked, "users", found, most=_MOST_USERS)
        return {"kind": f"{_KIND}users", **page}

    def _groups(self, asked: Asked) -> Event:
        check_admin(self._world, asked, asked.one("customer"))
        found = list(self._world.groups.values())
        page = paged(self._world, asked, "groups", found, most=_MOST_GROUPS)
        return {"kind": f"{_KIND}groups", **page}

    def _members(self, asked: Asked) -> Event:
        check_admin(self._world, asked)
        found = self._direct(asked.path["groupKey"])
        if asked.one("includeDerivedMembership") == "true":
            found = self._all(asked.path["groupKey"], set())
        page = paged(self._world, asked, "members", found, most=_MOST_GROUPS)
        return {"kind": f"{_KIND}members", **page}

    def _has_member(self, asked: Asked) -> Event:
        check_admin(self._world, asked)
        members = self._all(asked.path["groupKey"], set())
        wanted = asked.path["memberKey"].casefold()
        if wanted not in self._world.people:
            raise Refusing(400, "invalid", "Invalid Input: memberKey")
        emails = {one.get("email", "").casefold() for one in members}
        everybody = any(one.get("type") == "CUSTOMER" for one in members)
        return {"isMember": everybody or wanted in emails}

    def _direct(self, group: str) -> list[Event]:
        if group not in self._world.members:
            raise Refusing(404, "notFound", "Resource Not Found: groupKey")
        return self._world.members[group]

    def _all(self, group: str, seen: set[str]) -> list[Event]:
        """Give everybody, each once, whatever groups hold each other."""
        found: dict[str, Event] = {}
        if group in seen:
            return []
        seen.add(group)
        for one in self._direct(group):
            found[one.get("id") or one["email"]] = one
            if one.get("type") == "GROUP":
                found |= {
                    each.get("id") or each["email"]: each
                    for each in self._all(one["id"], seen)
                }
        return list(found.values())
