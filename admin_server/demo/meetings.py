"""The demo's meetings as values: who meets whom, when and in which room."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admin_server.core.meetings import Answer, ShownAs
from admin_server.demo.lakeside import DemoHost, DemoRoom


@dataclass(frozen=True)
class Guest:
    """Somebody from outside who was invited to a meeting."""

    name: str
    email: str


@dataclass(frozen=True)
class Usually:
    """Where a weekly meeting takes place when nobody moves it."""

    start: datetime
    length: timedelta
    room: DemoRoom | None


@dataclass(frozen=True)
class DemoMeeting:
    """One event in a host's calendar. Times are aware.

    Attributes:
        name: its name as a file; with the domain it is the event's UID.
        room_answer: what the room said to the booking.
        also_at: a second room, for people at another site.
        usually: for a weekly series whose occurrence of today is an exception.
        moved: whether the time was changed after people were invited.
    """

    name: str
    host: DemoHost
    subject: str
    start: datetime
    end: datetime
    guests: tuple[Guest, ...] = ()
    colleagues: tuple[DemoHost, ...] = ()
    room: DemoRoom | None = None
    room_answer: Answer = Answer.ACCEPTED
    also_at: DemoRoom | None = None
    location: str | None = None
    usually: Usually | None = None
    private: bool = False
    cancelled: bool = False
    all_day: bool = False
    moved: bool = False
    shown_as: ShownAs = ShownAs.BUSY

    @property
    def uid(self) -> str:
        """The event's UID; the same each day, so that a new day replaces the old."""
        return f"{self.name}@demo.lakeside.example"
