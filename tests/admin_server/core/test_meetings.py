"""Which meeting is the visitor's: a table of every case we could think of."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_server.core.matching import find_meeting_for
from admin_server.core.meetings import (
    Answer,
    Arrival,
    Attendee,
    AttendeeKind,
    Match,
    MatchRule,
    Meeting,
    ShownAs,
    Verdict,
)
from admin_server.core.rooms import Room
from tests.fakes.kept import as_kept, as_read

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
WINDOW = timedelta(minutes=30)
OWN = ("firma.example",)
DAY = date(2026, 3, 4)

MIA = Attendee("mia.gast@acme.example", "Mia Gast")
TOM = Attendee("tom.fremd@other.example", "Tom Fremd")
HOST = Attendee("anna@firma.example", "Anna Wirt", answer=Answer.ACCEPTED)
ROOM = Attendee("room-a@firma.example", "Room A", AttendeeKind.ROOM, Answer.ACCEPTED)

LINKED, EMAIL = MatchRule.LINKED, MatchRule.EMAIL
NAMED, ONLY = MatchRule.NAME_AND_COMPANY, MatchRule.ONLY_CANDIDATE


def at(clock: str, day: date = DAY, zone: ZoneInfo = BERLIN) -> datetime:
    """Give a wall-clock time, such as "10:20" or "10:20:01"."""
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=zone)


def meets(clock: str, *people: Attendee, until: str = "", **other) -> Meeting:
    """Make a meeting of an hour whose id is the time it begins."""
    begins = at(clock)
    ends = at(until) if until else begins + timedelta(hours=1)
    meeting = Meeting(clock, f"uid-{clock}", begins, ends, people)
    return replace(meeting, **other)


def next_day(meeting: Meeting, **other) -> Meeting:
    """Move a meeting to the next day."""
    day = timedelta(days=1)
    moved = replace(meeting, start=meeting.start + day, end=meeting.end + day)
    return replace(moved, **other)


def guest(expected: str = "10:00", now: str | None = None, **other) -> Arrival:
    """Make an invited Mia Gast of Acme."""
    arrival = Arrival(
        expected_at=at(expected),
        now=at(now or expected),
        invited=True,
        name="Mia Gast",
        email="mia.gast@acme.example",
        company="Acme GmbH",
    )
    return replace(arrival, **other)


def nameless(expected: str = "10:00", now: str | None = None, **other) -> Arrival:
    """Make an invited Mia Gast of whom we know only the name."""
    return replace(guest(expected, now), **{"email": None, "company": None, **other})


def stranger(now: str = "10:00", **other) -> Arrival:
    """Make a walk-in who typed only a name."""
    return nameless(now, **{"invited": False, **other})


def find(arrival: Arrival, *meetings: Meeting, own: tuple[str, ...] = OWN) -> Match:
    return find_meeting_for(arrival, meetings, window=WINDOW, own_domains=own)


@dataclass(frozen=True)
class Case:
    """One row: who comes, what the calendar holds, what must be found and why."""

    name: str
    arrival: Arrival
    meetings: tuple[Meeting, ...]
    found: str | None
    rule: MatchRule = MatchRule.NONE


def case(name: str, arrival: Arrival, *meetings: Meeting, found=None, rule=None):
    """Write one row shortly."""
    return pytest.param(
        Case(name, arrival, meetings, found, rule or MatchRule.NONE), id=name
    )


def person(address: str, name: str | None = None, **other) -> Attendee:
    return replace(Attendee(address, name), **other)


WINDOW_CASES = [
    case("nothing in the calendar", guest()),
    case(
        "twenty minutes later", guest(), meets("10:20", MIA), found="10:20", rule=EMAIL
    ),
    case("thirty-one minutes later", guest(), meets("10:31", MIA)),
    case("edge after", guest(), meets("10:30", MIA), found="10:30", rule=EMAIL),
    case("edge after, one second more", guest(), meets("10:30:01", MIA)),
    case("edge before", guest(), meets("09:30", MIA), found="09:30", rule=EMAIL),
    case(
        "began one second before the edge but runs then",
        guest(),
        meets("09:29:59", MIA),
        found="09:29:59",
        rule=EMAIL,
    ),
    case(
        "began before the edge and is over by then",
        guest("10:00", "09:40"),
        meets("09:29:59", MIA, until="09:55"),
    ),
    case(
        "running for hours",
        guest(),
        meets("07:00", MIA, until="12:00"),
        found="07:00",
        rule=EMAIL,
    ),
    case(
        "ends just when an early visitor is expected",
        guest("10:00", "09:40"),
        meets("09:00", MIA, until="10:00"),
    ),
    case("ends just then", guest(), meets("09:00", MIA, until="10:00")),
    case(
        "ends a second later",
        guest(),
        meets("09:00", MIA, until="10:00:01"),
        found="09:00",
        rule=EMAIL,
    ),
    case(
        "late visitor, meeting running",
        guest("10:00", "10:50"),
        meets("10:20", MIA),
        found="10:20",
        rule=EMAIL,
    ),
    case("late visitor, meeting over", guest("10:00", "11:20"), meets("10:20", MIA)),
    case(
        "early visitor",
        guest("10:00", "08:00"),
        meets("10:20", MIA),
        found="10:20",
        rule=EMAIL,
    ),
    case(
        "late for one, the next has begun",
        guest("10:00", "10:35"),
        meets("10:00", MIA, until="10:30"),
        meets("10:30", MIA),
        found="10:30",
        rule=EMAIL,
    ),
    case("a walk-in hours before", stranger("07:00"), meets("10:00", MIA)),
]

NEVER_CASES = [
    case("cancelled", guest(), meets("10:00", MIA, cancelled=True)),
    case("all-day", guest(), meets("00:00", MIA, until="23:59", all_day=True)),
    case("host declined", guest(), meets("10:00", MIA, host_answer=Answer.DECLINED)),
    case("shown as free", guest(), meets("10:00", MIA, shown_as=ShownAs.FREE)),
    case("out of office", guest(), meets("10:00", MIA, shown_as=ShownAs.OUT_OF_OFFICE)),
    case("focus time", guest(), meets("10:00", MIA, shown_as=ShownAs.FOCUS)),
    case(
        "working location",
        guest(),
        meets("10:00", MIA, shown_as=ShownAs.WORKING_LOCATION),
    ),
    case(
        "linked and cancelled",
        guest(linked_meeting="10:00"),
        meets("10:00", MIA, cancelled=True),
    ),
    case(
        "linked and declined by the host",
        guest(linked_meeting="10:00"),
        meets("10:00", host_answer=Answer.DECLINED),
    ),
    case(
        "linked and over",
        guest("10:00", "12:00", linked_meeting="10:00"),
        meets("10:00", MIA),
    ),
    case(
        "tentative is a meeting",
        guest(),
        meets("10:00", MIA, shown_as=ShownAs.TENTATIVE),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "host has not answered",
        guest(),
        meets("10:00", MIA, host_answer=Answer.NONE),
        found="10:00",
        rule=EMAIL,
    ),
]

LINKED_CASES = [
    case(
        "by id",
        nameless(linked_meeting="10:20"),
        meets("10:20", TOM),
        found="10:20",
        rule=LINKED,
    ),
    case(
        "by uid",
        nameless(linked_meeting="uid-10:20"),
        meets("10:20", TOM),
        found="10:20",
        rule=LINKED,
    ),
    case(
        "moved on the same day",
        nameless(linked_meeting="uid-15:00"),
        meets("15:00", MIA),
        found="15:00",
        rule=LINKED,
    ),
    case(
        "moved to another day",
        nameless(linked_meeting="m"),
        next_day(meets("10:00", MIA, id="m")),
    ),
    case(
        "linked goes before e-mail",
        guest(linked_meeting="10:20"),
        meets("10:00", MIA),
        meets("10:20", TOM),
        found="10:20",
        rule=LINKED,
    ),
    case(
        "linked and gone: another one needs evidence",
        nameless(linked_meeting="gone"),
        meets("10:00", HOST),
    ),
    case(
        "linked and gone: e-mail is evidence",
        guest(linked_meeting="gone"),
        meets("10:00", MIA),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "a series' occurrence today, not tomorrow's",
        nameless(linked_meeting="series"),
        meets("10:00", uid="series"),
        next_day(meets("10:00", uid="series"), id="tomorrow"),
        found="10:00",
        rule=LINKED,
    ),
    case(
        "a moved exception of a series",
        nameless(linked_meeting="series"),
        meets("16:00", uid="series"),
        found="16:00",
        rule=LINKED,
    ),
    case(
        "linked and private",
        nameless(linked_meeting="10:00"),
        meets("10:00", private=True),
        found="10:00",
        rule=LINKED,
    ),
]

EMAIL_CASES = [
    case(
        "the other one has somebody else",
        guest(),
        meets("10:00", TOM),
        meets("10:20", MIA),
        found="10:20",
        rule=EMAIL,
    ),
    case(
        "case does not count",
        guest(email="Mia.Gast@ACME.example"),
        meets("10:00", MIA),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "a plus-address is hers",
        guest(email="mia.gast+visits@acme.example"),
        meets("10:00", MIA),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "two different plus-addresses",
        nameless(email="team+mia@acme.example"),
        meets("10:00", person("team+tom@acme.example")),
    ),
    case(
        "a name that only begins alike",
        nameless(email="mia@acme.example"),
        meets("10:00", person("mia@acme.example.evil.example")),
    ),
    case(
        "international domain",
        nameless(email="mia@müller.example"),
        meets("10:00", person("mia@xn--mller-kva.example")),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "walk-in with her own e-mail",
        stranger(email="mia.gast@acme.example"),
        meets("10:00", MIA),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "private, but she is invited",
        guest(),
        meets("10:00", MIA, private=True),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "she declined this one",
        guest(),
        meets("10:00", replace(MIA, answer=Answer.DECLINED), TOM),
        meets("10:20", MIA),
        found="10:20",
        rule=EMAIL,
    ),
    case(
        "host is attendee, not organiser",
        guest(),
        meets("10:00", HOST, MIA, ROOM, host_answer=Answer.TENTATIVE),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "two hosts in one meeting",
        guest(),
        meets("10:00", HOST, person("ben@firma.example", "Ben"), MIA),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "colleague of another site, invited",
        guest(email="ben@firma.example", name="Ben Kollege"),
        meets("10:00", person("ben@firma.example")),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "stranger types the host's own e-mail",
        stranger(email="anna@firma.example"),
        meets("10:00", HOST, MIA),
    ),
    case(
        "a room's address is nobody's",
        nameless(email="room-a@firma.example"),
        meets("10:00", ROOM, TOM),
    ),
    case(
        "back-to-back, on time",
        guest(),
        meets("09:30", MIA, until="10:00"),
        meets("10:00", MIA),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "back-to-back, two minutes early",
        guest("10:00", "09:58"),
        meets("09:30", MIA, until="10:00"),
        meets("10:00", MIA),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "running goes before next",
        guest(),
        meets("09:45", MIA),
        meets("10:20", MIA),
        found="09:45",
        rule=EMAIL,
    ),
    case(
        "of two next ones the first",
        guest(),
        meets("10:10", MIA),
        meets("10:20", MIA),
        found="10:10",
        rule=EMAIL,
    ),
    case(
        "of two running ones the later",
        guest("10:00", "10:05"),
        meets("09:35", MIA),
        meets("10:00", MIA),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "late, and people have moved on to the next",
        guest("10:00", "10:15"),
        meets("10:00", MIA, until="10:20"),
        meets("10:10", MIA),
        found="10:10",
        rule=EMAIL,
    ),
    case(
        "two at the same time",
        guest(),
        meets("10:00", MIA, id="a", uid="a"),
        meets("10:00", MIA, id="b", uid="b"),
    ),
    case(
        "one meeting read from two calendars",
        guest(),
        meets("10:00", MIA, id="a", uid="same"),
        meets("10:00", MIA, id="b", uid="same"),
        found="a",
        rule=EMAIL,
    ),
    case(
        "two at one time are not settled by a name",
        guest(),
        meets("10:00", MIA, id="a", uid="a"),
        meets("10:00", MIA, id="b", uid="b"),
        meets("10:20", person("x@acme.example", "Mia Gast")),
    ),
]


def named(shown: str, company: str, address: str, name: str = "Mia Gast", **other):
    """Make the arrival and meeting of a walk-in known by name and company."""
    arrival = stranger(name=name, company=company, **other)
    return arrival, meets("10:00", HOST, person(address, shown))


NAME_CASES = [
    case(
        "legal form",
        *named("Mia Gast", "Acme GmbH", "m@acme.de"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "last name first, in the calendar",
        *named("Gast, Mia", "Acme", "m@acme.de"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "last name first, at the kiosk",
        *named("Mia Gast", "Acme", "m@acme.de", name="Gast, Mia"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "accents and case",
        *named("Åsa Núñez", "ACME", "m@acme.se", name="asa nunez"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "cyrillic",
        *named("Мия Гаст", "Acme", "m@acme.com", name="мия гаст"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "chinese",
        *named("王小明", "Acme", "m@acme.com.cn", name="王小明"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "umlaut in the company",
        *named("Mia Gast", "Müller & Söhne KG", "m@mueller-soehne.de"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "subdomain and two-part ending",
        *named("Mia Gast", "Acme Ltd.", "m@mail.acme.co.uk"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "dotted legal form",
        *named("Mia Gast", "Acme Robotics S.p.A.", "m@acme-robotics.it"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "company is a domain",
        *named("Mia Gast", "acme.com", "m@acme.com"),
        found="10:00",
        rule=NAMED,
    ),
    case(
        "company in brackets",
        *named("Gast, Mia (Acme GmbH)", "ACME", "mia@mail.example"),
        found="10:00",
        rule=NAMED,
    ),
    case("another company", *named("Mia Gast", "Other AG", "m@acme.de")),
    case("company begins alike", *named("Mia Gast", "Acme Nord", "m@acme.de")),
    case("another name", *named("Mia Guest", "Acme", "m@acme.de")),
    case("name without company", *named("Mia Gast", "", "m@acme.de")),
    case("only a legal form", *named("Mia Gast", "GmbH", "m@acme.de")),
    case("company is a mail provider", *named("Mia Gast", "Gmail", "m@gmail.com")),
    case("ending is no company", *named("Mia Gast", "Co", "m@acme.co.uk")),
    case(
        "stranger types host's name and company",
        stranger(name="Anna Wirt", company="Firma"),
        meets("10:00", HOST, MIA),
    ),
    case("empty name", *named("", "Acme", "m@acme.de", name="…")),
    case(
        "two by name at one time",
        stranger(company="Acme"),
        meets("10:00", person("a@acme.de", "Mia Gast"), id="a", uid="a"),
        meets("10:00", person("b@acme.de", "Mia Gast"), id="b", uid="b"),
    ),
    case(
        "e-mail goes before name",
        guest(),
        meets("10:00", person("x@acme.example", "Mia Gast")),
        meets("10:20", MIA),
        found="10:20",
        rule=EMAIL,
    ),
]

ONLY_CASES = [
    case("only candidate", nameless(), meets("10:00", HOST), found="10:00", rule=ONLY),
    case("nobody listed at all", nameless(), meets("10:00"), found="10:00", rule=ONLY),
    case(
        "others have dropped out",
        nameless(),
        meets("10:00", HOST),
        meets("10:10", HOST, cancelled=True),
        found="10:00",
        rule=ONLY,
    ),
    case("two candidates", nameless(), meets("10:00"), meets("10:10")),
    case("walk-in", stranger(), meets("10:00", HOST)),
    case(
        "the only candidate is private", nameless(), meets("10:00", HOST, private=True)
    ),
    case("somebody else's guest", nameless(), meets("10:00", HOST, TOM)),
    case(
        "guest with another e-mail of the same name",
        nameless(email="mia@home.example"),
        meets("10:00", MIA),
    ),
    case(
        "guest with the same name, no e-mail known",
        nameless(),
        meets("10:00", MIA),
        found="10:00",
        rule=ONLY,
    ),
    case(
        "guest without a name, no e-mail known",
        nameless(),
        meets("10:00", person("someone@acme.example")),
        found="10:00",
        rule=ONLY,
    ),
    case(
        "she among several guests",
        nameless(),
        meets("10:00", TOM, MIA),
        found="10:00",
        rule=ONLY,
    ),
    case(
        "room from outside our domain",
        nameless(),
        meets("10:00", replace(ROOM, address="c_1@resource.example")),
        found="10:00",
        rule=ONLY,
    ),
    case(
        "colleague with a subdomain is no guest",
        nameless(),
        meets("10:00", person("ben@muc.firma.example", "Ben")),
        found="10:00",
        rule=ONLY,
    ),
    case(
        "domain that only ends alike is a guest",
        nameless(),
        meets("10:00", person("tom@nofirma.example", "Tom Fremd")),
    ),
    case(
        "one meeting in two calendars",
        nameless(),
        meets("10:00", id="a", uid="same"),
        meets("10:00", id="b", uid="same"),
        found="a",
        rule=ONLY,
    ),
]


def across(start: datetime, expected: datetime, now: datetime | None = None):
    """Make an arrival and a meeting of an hour from exact times."""
    arrival = replace(guest(), expected_at=expected, now=now or expected)
    end = (start.astimezone(UTC) + timedelta(hours=1)).astimezone(start.tzinfo)
    return arrival, replace(meets("10:00", MIA), start=start, end=end)


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
US_SPRING, US_AUTUMN = date(2026, 3, 8), date(2026, 11, 1)

CLOCK_CHANGE_CASES = [
    case(
        "Berlin, spring: 03:10 is twenty minutes after 01:50",
        *across(at("03:10", SPRING), at("01:50", SPRING)),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "Berlin, spring: 03:25 is thirty-five minutes after 01:50",
        *across(at("03:25", SPRING), at("01:50", SPRING)),
    ),
    case(
        "Berlin, autumn: the second 02:30 is an hour after the first",
        *across(at("02:30", AUTUMN).replace(fold=1), at("02:30", AUTUMN)),
    ),
    case(
        "Berlin, autumn: 02:50 and the second 02:10 are twenty minutes apart",
        *across(at("02:10", AUTUMN).replace(fold=1), at("02:50", AUTUMN)),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "New York, spring: 03:10 is twenty minutes after 01:50",
        *across(at("03:10", US_SPRING, NEW_YORK), at("01:50", US_SPRING, NEW_YORK)),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "New York, autumn: the second 01:30 is an hour after the first",
        *across(
            at("01:30", US_AUTUMN, NEW_YORK).replace(fold=1),
            at("01:30", US_AUTUMN, NEW_YORK),
        ),
    ),
    case(
        "New York, autumn: over, though the wall clock says otherwise",
        *across(
            at("00:45", US_AUTUMN, NEW_YORK),
            at("00:45", US_AUTUMN, NEW_YORK),
            at("01:30", US_AUTUMN, NEW_YORK).replace(fold=1),
        ),
    ),
    case(
        "times of two zones",
        *across(at("04:20", DAY, NEW_YORK), at("10:00")),
        found="10:00",
        rule=EMAIL,
    ),
    case(
        "expected in UTC",
        *across(at("10:20"), datetime(2026, 3, 4, 9, tzinfo=UTC)),
        found="10:00",
        rule=EMAIL,
    ),
]

CASES = [
    *WINDOW_CASES,
    *NEVER_CASES,
    *LINKED_CASES,
    *EMAIL_CASES,
    *NAME_CASES,
    *ONLY_CASES,
    *CLOCK_CHANGE_CASES,
]


@pytest.mark.parametrize("seen", [as_read, as_kept])
@pytest.mark.parametrize("row", CASES)
def test_the_table(row: Case, seen) -> None:
    """The visitor gets exactly the meeting that is certainly theirs."""
    match = find(row.arrival, *seen(row.meetings))

    found = match.meeting.id if match.meeting else None
    assert (found, match.rule) == (row.found, row.rule)


@pytest.mark.parametrize("seen", [as_read, as_kept])
def test_a_room_that_sits_among_the_people_is_no_guest(seen) -> None:
    """A room invited like a person does not count as somebody else's guest."""
    room = person("room@rooms.example", "Big Room")

    match = find_meeting_for(
        nameless(),
        seen([meets("10:00", HOST, room)], [Room(room.address, "Big Room")]),
        window=WINDOW,
        own_domains=OWN,
        room_addresses={"room@rooms.example"},
    )

    assert match.rule is ONLY


def test_every_meeting_gets_a_reason() -> None:
    """The receptionist can be told why each meeting was taken or not."""
    match = find(
        guest(),
        meets("10:00", MIA),
        meets("10:10", MIA),
        meets("10:20", MIA, cancelled=True),
        meets("14:00", MIA),
    )

    assert [row.verdict for row in match.considered] == [
        Verdict.TAKEN,
        Verdict.ANOTHER_FITS_BETTER,
        Verdict.CANCELLED,
        Verdict.TOO_FAR,
    ]


def test_a_match_that_is_not_made_says_why() -> None:
    """Meetings of other guests, and meetings without proof, are told apart."""
    match = find(nameless(), meets("10:00", TOM), meets("10:10", HOST))

    assert [row.verdict for row in match.considered] == [
        Verdict.SOMEBODY_ELSES,
        Verdict.NOT_CERTAIN,
    ]


def test_two_equally_good_meetings_are_called_ambiguous() -> None:
    """Two meetings at one time are reported as such, so that reception can ask."""
    match = find(
        guest(), meets("10:00", MIA, id="a", uid="a"), meets("10:00", MIA, id="b")
    )

    assert {row.verdict for row in match.considered} == {Verdict.AMBIGUOUS}


def test_a_time_without_a_zone_is_refused() -> None:
    """A meeting whose time has no zone is a mistake of ours, not a guess."""
    homeless = meets("10:00", MIA, start=datetime.fromisoformat("2026-03-04T10:00"))

    with pytest.raises(ValueError, match="zone"):
        find(guest(), homeless)


people = st.lists(
    st.sampled_from([MIA, TOM, HOST, ROOM, person("x@acme.de", "Mia Gast")]),
    max_size=3,
)
minutes = st.integers(min_value=-90, max_value=90)
calendars = st.lists(
    st.builds(
        lambda number, start, length, who, **other: Meeting(
            f"m{number}",
            f"u{number}",
            at("10:00") + timedelta(minutes=start),
            at("10:00") + timedelta(minutes=start + length),
            tuple(who),
            **other,
        ),
        st.integers(0, 6),
        minutes,
        st.integers(0, 120),
        people,
        cancelled=st.booleans(),
        private=st.booleans(),
        all_day=st.sampled_from([False, False, False, True]),
        shown_as=st.sampled_from([ShownAs.BUSY, ShownAs.BUSY, *ShownAs]),
        host_answer=st.sampled_from(Answer),
    ),
    max_size=5,
    unique_by=lambda meeting: meeting.id,
)
arrivals = st.builds(
    lambda kind, minute, link: replace(
        kind, now=at("10:00") + timedelta(minutes=minute), linked_meeting=link
    ),
    st.sampled_from([guest(), nameless(), stranger(), stranger(company="Acme")]),
    minutes,
    st.sampled_from([None, "m1", "u2"]),
)


@given(arrivals, calendars)
def test_never_one_that_does_not_take_place(arrival, meetings) -> None:
    """Whatever the calendar holds, nobody is sent to a meeting that is off."""
    found = find(arrival, *meetings).meeting

    assert found is None or not (
        found.cancelled
        or found.all_day
        or found.host_answer is Answer.DECLINED
        or found.shown_as not in {ShownAs.BUSY, ShownAs.TENTATIVE}
        or found.end <= arrival.now
    )


@given(arrivals, calendars, st.randoms())
def test_the_order_of_the_calendar_does_not_matter(arrival, meetings, chance) -> None:
    """The same calendar gives the same room, in whatever order it is read."""
    shuffled = list(meetings)
    chance.shuffle(shuffled)

    assert find(arrival, *shuffled) == find(arrival, *meetings)


@given(calendars)
def test_a_stranger_without_proof_learns_nothing(meetings) -> None:
    """Somebody who only types a name is never told a room."""
    assert find(stranger(), *meetings).meeting is None


@given(arrivals, calendars)
def test_a_copy_says_what_the_calendar_said(arrival, meetings) -> None:
    """A copy without names finds the same meeting, for the same reasons."""
    kept, read = find(arrival, *as_kept(meetings)), find(arrival, *meetings)

    assert (kept.rule, kept.considered) == (read.rule, read.considered)


@given(arrivals, calendars)
def test_every_meeting_is_accounted_for(arrival, meetings) -> None:
    """Each meeting is taken or dropped once, and at most one is taken."""
    match = find(arrival, *meetings)

    verdicts = [row.verdict for row in match.considered]
    assert sorted(row.meeting_id for row in match.considered) == sorted(
        meeting.id for meeting in meetings
    )
    assert verdicts.count(Verdict.TAKEN) == (match.meeting is not None)


@given(arrivals, calendars)
def test_zones_do_not_matter(arrival, meetings) -> None:
    """The same moments written in another zone give the same meeting."""
    elsewhere = [
        replace(
            meeting,
            start=meeting.start.astimezone(UTC),
            end=meeting.end.astimezone(UTC),
        )
        for meeting in meetings
    ]

    assert find(arrival, *elsewhere).considered == find(arrival, *meetings).considered
