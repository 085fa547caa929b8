"""The demo's visitors as values: who comes to whom, and what will happen to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admin_server.demo.lakeside import HOUSE, SLUG, DemoHost, DemoRoom
from admin_server.demo.meetings import DemoMeeting, Guest
from shared.check_in import VisitState
from shared.refusals import Refusal

_FOUND = "found"
_NONE = "none"
ALREADY_HERE = "already_here"
STAYS = timedelta(minutes=180)
"""Long enough that nobody's time runs out while the demo is looked at."""


@dataclass(frozen=True)
class Expect:
    """What the kiosk will show: "found", "none", "already_here" or a refusal."""

    outcome: str
    room: str | None = None


@dataclass(frozen=True)
class DemoVisitor:
    """Somebody with an invitation.

    Attributes:
        why: in one sentence, what will happen and for which reason.
        tenant: whose pass they carry.
        meeting: the UID of the meeting their visit was made from.
        visits: the room of a visit that has already begun.
    """

    name: str
    email: str
    company: str | None
    host: DemoHost
    arrival: datetime
    departure: datetime
    expect: Expect
    why: str
    site: str = HOUSE
    tenant: str = SLUG
    state: VisitState = VisitState.EXPECTED
    meeting: str | None = None
    language: str = "en"
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    visits: DemoRoom | None = None

    @property
    def guest(self) -> Guest:
        """The visitor as a meeting's attendee."""
        return Guest(self.name, self.email)


@dataclass(frozen=True)
class Person:
    """A visitor before anything is arranged."""

    name: str
    email: str
    company: str | None = None
    language: str = "en"

    @property
    def guest(self) -> Guest:
        """The person as a meeting's attendee."""
        return Guest(self.name, self.email)

    def comes(
        self, host: DemoHost, arrival: datetime, *, expect: Expect, why: str
    ) -> DemoVisitor:
        """Arrange an ordinary visit."""
        return DemoVisitor(
            name=self.name,
            email=self.email,
            company=self.company,
            host=host,
            arrival=arrival,
            departure=arrival + STAYS,
            expect=expect,
            why=why,
            language=self.language,
        )


@dataclass(frozen=True)
class Situation:
    """One way a visit can go: the visitor and what stands in the host's calendar."""

    visitor: DemoVisitor
    meetings: tuple[DemoMeeting, ...] = ()


def found(room: DemoRoom) -> Expect:
    """Expect to be shown a room."""
    return Expect(_FOUND, room.name)


def nothing() -> Expect:
    """Expect to be checked in without a room."""
    return Expect(_NONE)


def refused(reason: Refusal) -> Expect:
    """Expect to be refused."""
    return Expect(reason.value)
