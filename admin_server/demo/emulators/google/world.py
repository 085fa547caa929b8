"""Everything the stand-in knows: people, rooms, calendars, and what was asked."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from admin_server.demo.emulators.google.refusing import Refusing
from admin_server.demo.emulators.google.series import Event, instances
from admin_server.demo.emulators.throttling import Throttle

READER = "reader"
FREE_BUSY = "freeBusyReader"


@dataclass
class EventCalendar:
    """One calendar: series, their exceptions, and single events, by id."""

    id: str
    owner: str
    zone: ZoneInfo
    name: str = ""
    events: dict[str, Event] = field(default_factory=dict)
    changed_at: dict[str, int] = field(default_factory=dict)

    def exceptions_of(self, master: str) -> dict[str, Event]:
        """Give the occurrences of a series that differ from it, by id."""
        return {
            one: event
            for one, event in self.events.items()
            if event.get("recurringEventId") == master
        }

    def singles(self, event: Event) -> list[Event]:
        """Give the single events of one that is no exception."""
        changed = self.exceptions_of(event["id"])
        found = [changed.get(one["id"], one) for one in instances(event, self.zone)]
        plain = {one["id"] for one in found}
        # An exception may stand for a day that the series does not have any more.
        return found + [one for key, one in changed.items() if key not in plain]

    def single(self, event_id: str) -> Event | None:
        """Give one event, series or occurrence."""
        if event_id in self.events:
            return self.events[event_id]
        master = self.events.get(event_id.rpartition("_")[0])
        if master is None:
            return None
        return next(
            (e for e in instances(master, self.zone) if e["id"] == event_id), None
        )


@dataclass
class Fault:
    """A failure on demand, for so many requests.

    Attributes:
        path: a part of the address that it is meant for.
        status: the status, with a `reason` in Google's words.
        after: the Retry-After header.
        html: whether a page for people is answered instead.
    """

    path: str = ""
    status: int = 503
    reason: str = "backendError"
    after: str | None = None
    html: bool = False
    times: int = 1


@dataclass
class Channel:
    """Somebody who wants to be told of a calendar's changes."""

    id: str
    resource: str
    calendar: str
    address: str
    token: str
    expires: int
    sent: int = 0


@dataclass(frozen=True)
class RoomManner:
    """How a room answers an invitation that does not clash: what, and how soon.

    Attributes:
        after: in seconds.
    """

    answer: str = "accepted"
    after: float = 0


AT_ONCE = RoomManner()
"""A room that accepts as soon as it is asked."""


@dataclass
class World:
    """The whole of it; used by one event loop only.

    Attributes:
        delegated: the scopes that the service account may use for everybody.
        shares: what a reader may see of a calendar, by calendar and reader.
        step: counts changes; marks are made of it.
        empty_pages: whether the first page of every list is empty.
        delay: how long every answer takes, in seconds.
        page_size: how much a page of a list holds at most; None: as at Google.
        people: users as the directory tells of them, by address.
        entries: what else stands in somebody's list of calendars, by address.
        consented: who permitted something before, by address and client.
        consent_error: with what everybody is sent back from the page of consent.
        rotates: every refresh token is good once and gives the next.
        tests: the app is being tested, so that refresh tokens end after a week.
        fixed: the moment at which the clock stands for pauses; None: it runs.
        has_machine, may_sign: the machine has an account, which may sign for others.
    """

    users: dict[str, str] = field(default_factory=dict)
    admins: set[str] = field(default_factory=set)
    calendars: dict[str, EventCalendar] = field(default_factory=dict)
    rooms: dict[str, Event] = field(default_factory=dict)
    buildings: dict[str, Event] = field(default_factory=dict)
    manners: dict[str, RoomManner] = field(default_factory=dict)
    shares: dict[tuple[str, str], str] = field(default_factory=dict)
    delegated: set[str] = field(default_factory=set)
    channels: dict[str, Channel] = field(default_factory=dict)
    notifications: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    open_now: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    throttle: Throttle = field(default_factory=Throttle)
    fixed: datetime | None = None
    step: int = 1
    oldest_mark: int = 0
    people: dict[str, Event] = field(default_factory=dict)
    groups: dict[str, Event] = field(default_factory=dict)
    members: dict[str, list[Event]] = field(default_factory=dict)
    entries: dict[str, list[Event]] = field(default_factory=dict)
    consented: set[tuple[str, str]] = field(default_factory=set)
    consent_error: str = ""
    rotates: bool = False
    tests: bool = False
    has_machine: bool = True
    may_sign: bool = True
    page_size: int | None = None
    empty_pages: bool = False
    delay: float = 0

    def calendar(self, name: str, user: str) -> tuple[EventCalendar, str]:
        """Give a calendar as a user sees it, and the user's role.

        Raises:
            Refusing: there is none, or none for this user, which is not told apart.
        """
        wanted = user if name == "primary" else name.casefold()
        found = self.calendars.get(wanted)
        if found is None:
            raise Refusing(404, "notFound")
        if found.owner == user:
            return found, "owner"
        role = self.shares.get((wanted, user))
        if role is None:
            raise Refusing(404, "notFound")
        return found, role

    def now(self) -> datetime:
        """Tell the time by which pauses are counted."""
        # This is the clock of this process.
        return self.fixed or datetime.now(UTC)  # noqa: TID251 - the emulated provider has a clock of its own

    def note_change(self, calendar: EventCalendar, event_id: str) -> None:
        """Count a change."""
        self.step += 1
        calendar.changed_at[event_id] = self.step
