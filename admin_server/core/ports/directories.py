"""An organisation's directory of people at its provider, as the rules see it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from admin_server.core.ports.calendars import CalendarRef


class PersonKind(StrEnum):
    """What an entry of a directory is."""

    MEMBER = "member"
    GUEST = "guest"
    SHARED = "shared"
    ROOM = "room"


@dataclass(frozen=True)
class Person:
    """Somebody in a directory.

    Attributes:
        id: the directory's own id, which stays when name or address change.
        mailbox: the address of their calendar; None: they have none.
        language: a language tag such as "de-CH", where the directory knows one.
        active: False where the account is blocked.
    """

    id: str
    name: str
    email: str
    mailbox: str | None = None
    department: str | None = None
    language: str | None = None
    kind: PersonKind = PersonKind.MEMBER
    active: bool = True


@dataclass(frozen=True)
class Group:
    """A group of a directory."""

    id: str
    name: str


class Directory(Protocol):
    """A provider's directory. Methods raise the `CalendarError`s.

    `ref` is the organisation's connection; its mailbox is not used.
    """

    async def groups(self, ref: CalendarRef) -> list[Group]:
        """Every group, by name."""

    async def people(self, ref: CalendarRef, groups: tuple[str, ...]) -> list[Person]:
        """Everybody in these groups, nested ones too; without groups, everybody."""

    async def is_member(self, ref: CalendarRef, group: str, email: str) -> bool:
        """Tell whether somebody belongs to a group, directly or through another."""

    async def close(self) -> None:
        """Close all connections."""
