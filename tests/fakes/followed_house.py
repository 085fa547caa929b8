"""Mara's visit to a talk of Jonas's, and his calendar as it is read again and again.

It is a Monday, ten o'clock at the house. Mara comes at two.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from admin_server.core.following import follow_meetings
from admin_server.core.invitations import Asked, invite
from admin_server.core.meeting_choices import MeetingChoice
from admin_server.core.meetings import Answer, Attendee, AttendeeKind, Meeting
from admin_server.core.ports import MeetingCopy
from admin_server.core.rooms import Room
from admin_server.core.visits import CalendarNews, LinkedBy, Visit
from admin_server.security.chance import CHANCE
from admin_server.storage.store import SqlStore, open_store
from shared.check_in import VisitState
from tests.fakes.clock import MORNING
from tests.fakes.lobby import HOUSE, JONAS, ROOM_A, TENANT, furnish
from tests.fakes.migrated import new_database

MARA = "mara.lindt@brightwater.example"
GUEST = Attendee(MARA, "Mara Lindt")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ROOM_B = Room("room-b@lakeside.example", "Conference Room B", site=HOUSE.id)
PERSON, RULE = LinkedBy.PERSON, LinkedBy.RULE
DAY = MORNING.date()


def at(clock: str, *, days: int = 0) -> datetime:
    """A time of the house's clock, that Monday or so many days later."""
    day = DAY + timedelta(days=days)
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=HOUSE.zone)


def room(which: Room, answer: Answer = Answer.ACCEPTED) -> Attendee:
    return Attendee(which.address, which.name, AttendeeKind.ROOM, answer)


def talk(
    begins: str = "14:00",
    *more: Attendee,
    days: int = 0,
    where: tuple[Attendee, ...] = (room(ROOM_A),),
    guest: Attendee | None = GUEST,
    **other: object,
) -> Meeting:
    """The hour's talk that Mara is asked to, as the calendar has it."""
    start = at(begins, days=days)
    host = Attendee(JONAS.email, JONAS.name, answer=Answer.ACCEPTED)
    guests = (guest,) if guest else ()
    values: dict[str, object] = {
        "id": "talk",
        "uid": "talk-uid",
        "start": start,
        "end": start + HOUR,
        "attendees": (host, *guests, *where, *more),
    }
    return Meeting(**(values | other))  # type: ignore[arg-type]


def others(begins: str, **other: object) -> Meeting:
    """A meeting of Jonas's with somebody else."""
    stranger = Attendee("tom@elsewhere.test", "Tom Other")
    return talk(begins, guest=stranger, **{"id": begins, "uid": begins, **other})


def said(visit: Visit, *, theirs: bool) -> MeetingChoice:
    """What a person said of the talk's series."""
    return MeetingChoice(
        visit.visitor, visit.host, "talk-uid", theirs=theirs, at=MORNING, by="user:u"
    )


@dataclass(frozen=True)
class End:
    """How Mara's visit stands when the calendar has been followed."""

    arrival: str = "14:00"
    room: str | None = "Conference Room A"
    news: CalendarNews | None = None
    tied: LinkedBy | None = RULE
    state: VisitState = VisitState.EXPECTED
    days: int = 0


@dataclass
class FollowedHouse:
    """A store with Mara's visit, and calendars that are read into it."""

    store: SqlStore
    now: datetime = MORNING
    visit: str = ""
    due: datetime | None = None
    schedules: bool = True

    async def do(self, work):
        return await self.store.for_tenant(TENANT).write(work)

    async def asks(self, email: str | None = MARA, **asked: object) -> None:
        """Somebody asks Mara to come at two."""
        values: dict[str, object] = {
            "name": "Mara Lindt",
            "host": JONAS.id,
            "site": HOUSE.id,
            "arrival": at("14:00").astimezone(UTC),
            "departure": at("16:00").astimezone(UTC),
            "email": email,
        }
        wanted = Asked(**(values | asked))  # type: ignore[arg-type]
        made = await self.do(lambda n: invite(n, wanted, now=self.now, chance=CHANCE))
        self.visit = self.visit or made.visit

    async def reads(
        self, *meetings: Meeting, source: str = JONAS.email, host: str = JONAS.id
    ) -> None:
        """A calendar is read, and the visits follow it."""
        copy = MeetingCopy(
            source,
            self.now - timedelta(days=2),
            self.now + timedelta(days=4),
            self.now,
            meetings,
        )

        def work(nouns):
            nouns.meetings.keep(copy)
            return follow_meetings(
                nouns, host, now=self.now, schedules=lambda _: self.schedules
            )

        self.due = await self.do(work)

    async def follows(self) -> None:
        """Nothing is read; the visits are looked at all the same."""
        self.due = await self.do(
            lambda n: follow_meetings(
                n, JONAS.id, now=self.now, schedules=lambda _: True
            )
        )

    async def mara(self) -> Visit:
        found = await self.do(lambda n: n.visits.get(self.visit))
        assert found is not None
        return found

    async def put(self, **changes: object) -> None:
        changed = replace(await self.mara(), **changes)  # type: ignore[arg-type]
        await self.do(lambda n: n.visits.put(changed))

    async def end(self) -> End:
        """How the visit stands, in the house's time."""
        visit = await self.mara()
        local = HOUSE.local(visit.expected_arrival)
        return End(
            arrival=f"{local:%H:%M}",
            room=visit.room.name,
            news=visit.link.news if visit.link else None,
            tied=visit.link.linked_by if visit.link else None,
            state=visit.state,
            days=(local.date() - DAY).days,
        )

    async def noted(self) -> list[tuple[str, str]]:
        """What the audit says that calendars did, and which."""
        rows = await self.do(lambda n: n.audit.of(f"visit:{self.visit}"))
        return [(event, who) for _, event, who in rows if who.startswith("calendar:")]


ALONE = (talk(),)
NOT_TIED = End(room=None, tied=None)
OFF = {
    "deleted": (),
    "cancelled": (talk(cancelled=True),),
    "declined by Jonas": (talk(host_answer=Answer.DECLINED),),
    "now all day": (talk(all_day=True),),
}
"""What the calendar says of a talk that will not be."""


async def open_house(folder: Path) -> FollowedHouse:
    """Furnish a house with two rooms in which nobody is expected yet."""
    address = new_database(folder / "portico.db")
    store = open_store(address)
    await furnish(store)
    await store.for_tenant(TENANT).write(lambda n: n.rooms.put(ROOM_B))
    return FollowedHouse(store)
