"""A calendar provider, as the rules see it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from typing_extensions import override

from admin_server.core.connections import AppRegistration, Connection, OwnCalendar
from admin_server.core.meetings import Meeting
from admin_server.core.rooms import Room
from admin_server.core.watches import Push


@dataclass(frozen=True)
class CalendarRef:
    """Which calendar to read: whose connection, whose mailbox, which calendar.

    Attributes:
        secret: the connection's secret, opened; never logged.
        calendar: the provider's id or path; None means the mailbox's main one
            (CalDAV: every event calendar of its home).
        app: the registration by which a person's own connection signs in.
        keep: saves a renewed secret (a rotated refresh token) and gives the one that
            counts now, which is another where somebody renewed it meanwhile.
    """

    connection: Connection
    mailbox: str
    calendar: str | None = None
    secret: str | None = None
    app: AppRegistration | None = None
    keep: Callable[[str], Awaitable[str]] | None = field(default=None, compare=False)

    @override
    def __repr__(self) -> str:
        """Say which connection, without mailbox or secret."""
        return f"CalendarRef(connection={self.connection.id})"


@dataclass(frozen=True)
class Changes:
    """What changed since a mark: meetings new or changed, ids gone, the next mark."""

    changed: tuple[Meeting, ...]
    removed: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Subscription:
    """A push subscription at a provider.

    Attributes:
        proof: what every genuine push for it carries; kept only as a hash.
        pushed_as: what a push names it by, where that is not `id`.
    """

    id: str
    expires: datetime
    proof: str = field(default="", repr=False)
    pushed_as: str | None = None


class Calendar(Protocol):
    """A calendar provider. Every method may raise the five `CalendarError`s.

    Attributes:
        can_push: `subscribe`, `renew` and `stop` work.
        has_rooms: `rooms` can find rooms.
        can_schedule: rooms answer by themselves, so that one which has not
            answered is not booked yet.
    """

    can_push: bool
    has_rooms: bool
    can_schedule: bool

    async def check(self, ref: CalendarRef) -> None:
        """Make sure that the calendar can be read."""

    async def between(
        self, ref: CalendarRef, start: datetime, end: datetime
    ) -> list[Meeting]:
        """Read every occurrence that overlaps [start, end), ordered by start."""

    async def changes(self, ref: CalendarRef, mark: str | None) -> Changes:
        """Read what changed since `mark`; None reads everything and gives a mark."""

    async def meeting(self, ref: CalendarRef, meeting_id: str) -> Meeting | None:
        """Read one occurrence, or None where it is gone."""

    async def rooms(self, ref: CalendarRef) -> list[Room]:
        """Find the rooms that can be seen through this calendar."""

    async def calendars(self, ref: CalendarRef) -> list[OwnCalendar]:
        """List the calendars of the account or mailbox, its main one first."""

    async def subscribe(self, ref: CalendarRef, address: str) -> Subscription:
        """Ask for pushes to `address`."""

    async def renew(self, ref: CalendarRef, subscription: Subscription) -> Subscription:
        """Make a subscription last longer."""

    async def stop(self, ref: CalendarRef, subscription: Subscription) -> None:
        """End a subscription."""

    async def close(self) -> None:
        """Close all connections; nobody asks any more. Doing so again is no harm."""


class Following(Protocol):
    """Keeps up with the meetings of hosts who are about to be visited."""

    def nudge(self, tenant: str, watch: str) -> None:
        """Have a watched calendar looked at soon; returns at once."""

    def came(self, tenant: str, host: str) -> None:
        """Have a host's calendars confirmed, as their visitor reads the room right now.

        Returns at once. A copy that is new enough to answer by may be minutes old.
        """

    def look_again(self) -> None:
        """Have it noticed soon that visits or connections changed; returns at once."""

    def pushed(self, push: Push) -> None:
        """Take a push as it came in; returns at once, and looks at it afterwards.

        One that names no subscription of ours, or lacks its proof, is ignored.
        """

    async def let_go(self, tenant: str, connection: str) -> None:
        """End what a connection is watched by, before the connection is removed.

        Providers are told, where they can be reached within a few seconds.
        """


class RoomSearch(Protocol):
    """Finds the rooms of visits in the background."""

    def start(self, tenant: str, visit: str, *, deadline: datetime) -> None:
        """Begin to look for a visit's room; returns at once."""
