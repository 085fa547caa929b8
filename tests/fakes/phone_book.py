"""A directory of people in memory, which can be told to fail."""

import asyncio
from dataclasses import dataclass, field

from typing_extensions import override

from admin_server.core.errors import CalendarError
from admin_server.core.ports import CalendarRef, Directory, Group, Person

RESEARCH = Group("group-research", "Research and development")
SALES = Group("group-sales", "Sales")


@dataclass
class PhoneBook(Directory):
    """Everybody of an organisation, by group.

    Attributes:
        by_group: whose members are in which group; who is in none is still there.
        fail_with: raised by every question while it is set.
        silent: it never answers.
        asked_for: the groups of each question for people.
    """

    everybody: list[Person] = field(default_factory=list)
    by_group: dict[str, list[Person]] = field(default_factory=dict)
    known: list[Group] = field(default_factory=lambda: [RESEARCH, SALES])
    fail_with: CalendarError | None = None
    silent: bool = False
    asked_for: list[tuple[str, ...]] = field(default_factory=list)

    @override
    async def groups(self, ref: CalendarRef) -> list[Group]:
        await self._think()
        return self.known

    @override
    async def people(self, ref: CalendarRef, groups: tuple[str, ...]) -> list[Person]:
        await self._think()
        self.asked_for.append(groups)
        if not groups:
            return list(self.everybody)
        return [one for group in groups for one in self.by_group.get(group, [])]

    @override
    async def is_member(self, ref: CalendarRef, group: str, email: str) -> bool:
        await self._think()
        return any(one.email == email for one in self.by_group.get(group, []))

    @override
    async def close(self) -> None:
        """There is nothing to close."""

    async def _think(self) -> None:
        if self.silent:
            await asyncio.Event().wait()
        if self.fail_with is not None:
            raise self.fail_with


def person(number: int, name: str = "", email: str = "", **more: object) -> Person:
    """Somebody of the directory: "Person 7" with an address of that number."""
    values = {
        "id": f"id-{number}",
        "name": name or f"Person {number}",
        "email": email or f"person{number}@lakeside.example",
    }
    return Person(**(values | more))  # type: ignore[arg-type]
