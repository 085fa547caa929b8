"""A morning on which IT connects Microsoft 365, for pictures of what they see."""

from dataclasses import replace
from datetime import timedelta

from typing_extensions import override

from admin_server.calendars.memory import MemoryCalendar
from admin_server.core.meetings import Answer, Attendee, AttendeeKind, Meeting
from admin_server.core.people import Host
from admin_server.core.ports import CalendarRef, Nouns, Person
from admin_server.core.ports.directories import PersonKind
from admin_server.core.rooms import Room
from admin_server.core.watches import Watch
from tests.fakes.busy_day import AMELIE, MORNING, NOOR, SAMIR, at, fill_the_day
from tests.fakes.lobby import JONAS, PRIYA, ROOM_A
from tests.fakes.phone_book import RESEARCH, SALES, PhoneBook, person

RIGHT = "the-right-secret"
MARA = Attendee("mara@brightwater.example", "Mara Lindt")
ADDRESS = "https://visitors.example.com"
"""Where the pictured server is reached."""
STUDIO = Room("studio-3@lakeside.example", "Studio 3", "Main building", "3", None, 6)
GARDEN = Room("garden@lakeside.example", "Garden Room", "Main building", "0", None, 12)
BOARD = Room("board@lakeside.example", "Board Room", "Tower", "9", None, 20)
ROOMS = (replace(ROOM_A, site=None, capacity=8), STUDIO, GARDEN, BOARD)


class ListingCalendar(MemoryCalendar):
    """A provider with a directory of rooms, whose rooms answer by themselves."""

    def __init__(self) -> None:
        super().__init__(can_schedule=True)
        self.secret = RIGHT

    @override
    async def rooms(self, ref: CalendarRef) -> list[Room]:
        await self.check(ref)
        return list(ROOMS)


def calendar_of_the_morning() -> MemoryCalendar:
    """A provider in which every host has a mailbox, and Jonas a day full of meetings."""
    calendar = ListingCalendar()
    for host in (AMELIE, JONAS, PRIYA, SAMIR):
        calendar.add_mailbox(host.email)
    for meeting in _jonas_day():
        calendar.put(JONAS.email, meeting)
    return calendar


def directory_of_the_morning() -> PhoneBook:
    """Who works there: some hosts whom we know, some new ones, and who is no host."""
    known = (JONAS, PRIYA, AMELIE)
    people = [
        *(person(n, one.name, one.email) for n, one in enumerate(known, 1)),
        person(
            7, "Lena Fischer", "lena.fischer@lakeside.example", department="Research"
        ),
        person(8, "Tom Berger", "tom.berger@lakeside.example", department="Sales"),
    ]
    others = [
        person(20, "Reception", "reception@lakeside.example", kind=PersonKind.SHARED),
        person(21, "Ruth Cohen", "ruth@cohen.example", kind=PersonKind.GUEST),
    ]
    staff: list[Person] = people + others
    return PhoneBook(staff, {RESEARCH.id: staff, SALES.id: people[-1:]})


def lay_the_morning(nouns: Nouns) -> None:
    """Have a busy day at a house whose calendar nobody connected yet."""
    fill_the_day(nouns)
    for host in (AMELIE, SAMIR, PRIYA):
        nouns.hosts.put(replace(host, mailbox=host.email))
    nouns.hosts.put(Host(NOOR.id, NOOR.name, NOOR.email))
    nouns.connections.remove("connection-1")
    nouns.rooms.remove(ROOM_A.address)


def keep_up(nouns: Nouns) -> None:
    """Watch two calendars by what was connected, with pushes for one of them."""
    connection = nouns.connections.organisation()
    assert connection is not None
    for host in (JONAS, AMELIE):
        pushed = host is JONAS
        nouns.watches.put(
            Watch(
                id=f"watch-{host.id}",
                connection=connection.id,
                host=host.id,
                source=host.email,
                mailbox=host.email,
                calendar=None,
                due_at=MORNING + timedelta(minutes=3),
                read_at=MORNING - timedelta(seconds=40 if pushed else 95),
                subscription=f"subscription-{host.id}",
                subscription_ends_at=MORNING + timedelta(hours=61),
                pushed_at=MORNING - timedelta(minutes=7) if pushed else None,
            )
        )
    health = replace(connection.health, last_success_at=MORNING - timedelta(seconds=40))
    nouns.connections.put(replace(connection, health=health))


def _jonas_day() -> list[Meeting]:
    return [
        _meeting("team", (9, 15), ROOM_A, cancelled=True),
        _meeting("talk", (10, 0), ROOM_A, MARA),
        _meeting("desk", (10, 15), None),
        _meeting("late", (13, 30), STUDIO),
    ]


def _meeting(
    name: str,
    begins: tuple[int, int],
    room: Room | None,
    *guests: Attendee,
    cancelled: bool = False,
) -> Meeting:
    seats = list(guests)
    if room is not None:
        kind, answer = AttendeeKind.ROOM, Answer.ACCEPTED
        seats.append(Attendee(room.address, room.name, kind, answer))
    start = at(*begins)
    return Meeting(
        id=name,
        uid=name,
        start=start,
        end=start + timedelta(minutes=45),
        attendees=tuple(seats),
        cancelled=cancelled,
    )
