"""A morning at Lakeside House, for pictures and for browsers to look at."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from admin_server.core.invitations import Asked, invite
from admin_server.core.meetings import Answer, Attendee, AttendeeKind, Meeting
from admin_server.core.people import Host
from admin_server.core.ports import MeetingCopy, Nouns
from admin_server.core.visits import CalendarNews, LinkedBy, MeetingLink, RoomOfVisit
from admin_server.security.chance import CHANCE
from shared.check_in import RoomState, VisitState
from tests.fakes.lobby import HARBOUR, HOUSE, JONAS, ROOM_A

ZONE = ZoneInfo("Europe/Zurich")
MORNING = datetime(2026, 11, 20, 9, 41, tzinfo=ZONE)
"""The moment at which the pictures are taken: a Friday."""

AMELIE = Host("host-amelie", "Amelie Roth", "amelie.roth@lakeside.example")
SAMIR = Host("host-samir", "Samir Haddad", "samir@lakeside.example")
NOOR = Host("host-noor", "Noor Jansen", "noor@lakeside.example")
STUDIO = RoomOfVisit(RoomState.FOUND, "studio-3@lakeside.example", "Studio 3")
GARDEN = RoomOfVisit(RoomState.FOUND, "garden@lakeside.example", "Garden Room")
CONFERENCE = RoomOfVisit(
    RoomState.FOUND, ROOM_A.address, ROOM_A.name, ROOM_A.building, ROOM_A.floor
)


NO_ROOM = RoomOfVisit()
ASKED = RoomOfVisit(checked_at=MORNING)
"""The calendar was asked, and nothing was certain."""


@dataclass(frozen=True)
class Guest:
    """Somebody who comes that day; times are hours and minutes at the site."""

    name: str
    company: str | None
    host: Host
    at: tuple[int, int]
    room: RoomOfVisit = NO_ROOM
    state: VisitState = VisitState.EXPECTED
    arrived: tuple[int, int] | None = None
    left: tuple[int, int] | None = None
    needs: str | None = None
    stays: timedelta = timedelta(hours=1)
    news: CalendarNews | None = None


_ON = VisitState.ON_SITE
_LEFT = VisitState.LEFT
GUESTS = (
    Guest("Priya Nair", "Alder Consulting", AMELIE, (9, 0), STUDIO),
    Guest("Mara Lindt", "Brightwater", JONAS, (10, 0), CONFERENCE, needs="Step-free route"),
    Guest("Tomás Vidal", "Brightwater", JONAS, (10, 0), CONFERENCE, news=CalendarNews.MOVED),
    Guest(
        "Dr. Henrike Osterkamp-Feldmann",
        "Institute for Applied Mathematics and Statistics",
        SAMIR,
        (10, 30),
        RoomOfVisit(RoomState.LOOKING, until=MORNING + timedelta(hours=1)),
    ),
    Guest("Li Wei", None, AMELIE, (11, 15), news=CalendarNews.CANCELLED),
    Guest("Grace Okafor", "Okafor & Daughters", NOOR, (13, 0), GARDEN, VisitState.CANCELLED),
    Guest("Ewa Zielińska", "Northlight", JONAS, (14, 30), ASKED),
    Guest("Omar Benali", "Atlas Freight", NOOR, (8, 0), GARDEN, _ON, (7, 55)),
    Guest("يارا حداد", "شركة النور", SAMIR, (8, 30), STUDIO, _ON, (8, 41)),
    Guest("Ruth Adler", "Adler & Sohn", AMELIE, (7, 30), STUDIO, _ON, (7, 28)),
    Guest("Kenji Mori 森健二", "Mori Design", JONAS, (9, 15), CONFERENCE, _ON, (9, 20)),
    Guest("Sofia Lund", "Fjord Labs", NOOR, (7, 0), GARDEN, _LEFT, (7, 2), (8, 10)),
    Guest("Pavel Novák", None, SAMIR, (7, 15), STUDIO, _LEFT, (7, 20), (9, 5)),
)  # fmt: skip


def fill_the_day(nouns: Nouns) -> None:
    """Invite everybody, and let happen what has happened by the time of the picture."""
    for host in (AMELIE, SAMIR, NOOR):
        nouns.hosts.put(host)
    for guest in GUESTS:
        _come(nouns, guest, HOUSE.id)
    nouns.meetings.keep(_jonas_day())
    _come(nouns, Guest("Ben Ode", "Quay Ltd", AMELIE, (11, 0)), HARBOUR.id)


def at(hour: int, minute: int) -> datetime:
    """A time of that morning."""
    return MORNING.replace(hour=hour, minute=minute)


def _jonas_day() -> MeetingCopy:
    """What is kept of Jonas's calendar: one talk, then two that may be anybody's."""
    day = timedelta(hours=12)
    return MeetingCopy(
        JONAS.email,
        MORNING - day,
        MORNING + day,
        MORNING,
        (
            _meeting("talk", (10, 0), Attendee("mara@brightwater.test", "Mara Lindt")),
            _meeting("first", (14, 30)),
            _meeting("second", (14, 45)),
        ),
    )


def _meeting(name: str, begins: tuple[int, int], *guests: Attendee) -> Meeting:
    room = Attendee(ROOM_A.address, ROOM_A.name, AttendeeKind.ROOM, Answer.ACCEPTED)
    start = at(*begins)
    seats = guests if name == "second" else (room, *guests)
    return Meeting(name, name, start, start + timedelta(hours=1), seats)


def _link(guest: Guest) -> MeetingLink | None:
    """Tie somebody to a meeting that is gone by now, or an hour later."""
    if guest.news is None:
        return None
    moved = guest.news is CalendarNews.MOVED
    start = at(*guest.at) + timedelta(hours=1 if moved else 0)
    return MeetingLink(
        "uid",
        LinkedBy.RULE,
        start,
        start + guest.stays,
        missing_since=None if moved else MORNING - timedelta(minutes=6),
        news=guest.news,
        by_hand=moved,
    )


def _come(nouns: Nouns, guest: Guest, site: str) -> None:
    arrival = at(*guest.at)
    asked = Asked(
        name=guest.name,
        host=guest.host.id,
        site=site,
        arrival=arrival,
        departure=arrival + guest.stays,
        email=f"{CHANCE.new_code().lower()}@visitor.example",
        company=guest.company,
    )
    invitation = invite(nouns, asked, now=MORNING - timedelta(days=4), chance=CHANCE)
    visit = nouns.visits.get(invitation.visit)
    assert visit is not None
    nouns.visits.put(
        replace(
            visit,
            room=guest.room,
            state=guest.state,
            arrived_at=at(*guest.arrived) if guest.arrived else None,
            left_at=at(*guest.left) if guest.left else None,
            needs=guest.needs,
            link=_link(guest),
        )
    )
