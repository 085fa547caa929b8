"""Events as real programs write them are read right, and broken ones skipped."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_server.calendars.caldav.events import Reader, Reading, split_id
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from tests.fakes.two_ways import event

RECORDED = Path(__file__).parents[2] / "recorded" / "caldav"
BERLIN = ZoneInfo("Europe/Berlin")
ANNA = "anna@firma.example"
DAY = datetime(2026, 3, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAYS = timedelta(days=2)


def recorded(name: str) -> str:
    return (RECORDED / name).read_bytes().decode()


def read(
    name: str, days: int = 1, mailbox: str = ANNA, start: datetime = DAY
) -> Reading:
    reader = Reader(mailbox, floating=BERLIN)
    return reader.between([recorded(name)], start, start + timedelta(days=days))


def only(name: str, mailbox: str = ANNA) -> Meeting:
    reading = read(name, mailbox=mailbox)
    assert reading.skipped == 0
    assert len(reading.meetings) == 1
    return reading.meetings[0]


def at(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_outlook_names_zones_in_windows_words() -> None:
    """A meeting made in Outlook is at the right time, with people and room."""
    meeting = only("outlook_windows_zone.ics", "anna.wirt@firma.example")

    assert (meeting.start, meeting.end) == (at(9), at(10))
    assert meeting.host_answer is Answer.ACCEPTED
    assert meeting.attendees == (
        Attendee("mia.gast@acme.example", "Gast, Mia", answer=Answer.ACCEPTED),
        Attendee(
            "room-a@firma.example", "Raum A (6)", AttendeeKind.ROOM, Answer.ACCEPTED
        ),
        Attendee("anna.wirt@firma.example", "Wirt, Anna", answer=Answer.ACCEPTED),
    )
    assert meeting.location == "Raum A (6)"


def test_a_zone_that_the_event_itself_defines() -> None:
    """A time zone made by hand is understood as it was made."""
    meeting = only("outlook_custom_zone.ics")

    assert meeting.start == at(9)
    assert meeting.shown_as is ShownAs.TENTATIVE


def test_one_event_cannot_redefine_the_zones_of_another() -> None:
    """Two events may call different zones by one name, and both are right."""
    text = recorded("outlook_custom_zone.ics")
    other = text.replace("-0300", "+0500").replace("UID:custom-zone", "UID:other")
    reader = Reader(ANNA, floating=BERLIN)

    meetings = reader.between([text, other], DAY, DAY + timedelta(days=1)).meetings

    assert {one.uid: one.start for one in meetings} == {
        "custom-zone": at(9),
        "other": at(1),
    }


def test_outlook_says_more_than_busy_or_free() -> None:
    """Absence and working elsewhere are not taken for meetings."""
    shown = {
        one.uid: one.shown_as for one in read("outlook_out_of_office.ics").meetings
    }

    assert shown == {
        "away": ShownAs.OUT_OF_OFFICE,
        "elsewhere": ShownAs.WORKING_LOCATION,
        "free": ShownAs.FREE,
    }


def test_a_series_from_google() -> None:
    """A series with a move, a cancellation, a pause and an end over a clock change."""
    reading = read("google_series.ics", days=60, start=DAY - timedelta(days=3))

    found = [(one.id, one.start, one.cancelled) for one in reading.meetings]
    assert found == [
        ("g1@google.com|20260302T140000Z", at(14, day=2), False),
        ("g1@google.com|20260304T140000Z", at(19), False),
        ("g1@google.com|20260311T130000Z", at(13, day=11), True),
        ("g1@google.com|20260316T130000Z", at(13, day=16), False),
        ("g1@google.com|20260318T130000Z", at(13, day=18), False),
        ("g1@google.com|20260323T130000Z", at(13, day=23), False),
        ("g1@google.com|20260325T130000Z", at(13, day=25), False),
        ("g1@google.com|20260330T130000Z", at(13, day=30), False),
    ]


def test_a_room_from_nextcloud_that_has_not_answered() -> None:
    """A room that nobody answers for is known as unanswered, by its true address."""
    meeting = only("nextcloud_room_unanswered.ics")

    assert meeting.end - meeting.start == timedelta(minutes=45)
    assert meeting.attendees[0] == Attendee(
        "grosser+saal@firma.example", "Großer Saal", AttendeeKind.ROOM, Answer.NONE
    )
    assert meeting.attendees[1].name is None
    assert meeting.location is None


def test_people_from_icloud() -> None:
    """People named by a path are known by their e-mail; who delegated stays away."""
    meeting = only("icloud_people_by_path.ics")

    assert meeting.private
    assert meeting.host_answer is Answer.TENTATIVE
    assert meeting.attendees == (
        Attendee(ANNA, "Anna Wirt", answer=Answer.TENTATIVE),
        Attendee("urn:uuid:7a-1", answer=Answer.DECLINED),
        Attendee("mia.gast@acme.example", "Mia Gast", answer=Answer.ACCEPTED),
    )


@pytest.mark.parametrize(
    ("mailbox", "answer"), [("anna", Answer.TENTATIVE), ("ann", Answer.ACCEPTED)]
)
def test_an_account_that_is_no_email(mailbox, answer) -> None:
    """Where accounts are short names, the host's answer is found all the same."""
    assert only("icloud_people_by_path.ics", mailbox).host_answer is answer


def test_whole_days() -> None:
    """Birthdays and fairs are whole days at the site, year after year."""
    found = {one.uid: one for one in read("all_day.ics").meetings}

    assert all(one.all_day for one in found.values())
    assert found["birthday"].start == datetime(2026, 3, 4, tzinfo=BERLIN)
    assert found["birthday"].end == datetime(2026, 3, 5, tzinfo=BERLIN)
    assert found["fair"].end == datetime(2026, 3, 6, tzinfo=BERLIN)


def test_a_whole_day_of_23_hours() -> None:
    """A fair that is entered as a day ends at midnight, also as the clocks change."""
    weekly = event(
        "weekly",
        "DTSTART;VALUE=DATE:20260322",
        "DTEND;VALUE=DATE:20260323",
        "RRULE:FREQ=WEEKLY",
    )
    sunday = datetime(2026, 3, 29, tzinfo=BERLIN)
    reader = Reader(ANNA, floating=BERLIN)

    (found,) = reader.between([weekly], sunday, sunday + HOUR).meetings

    assert (found.start, found.end) == (sunday, datetime(2026, 3, 30, tzinfo=BERLIN))
    assert found.end - found.start == 23 * HOUR


def test_times_without_zone_and_odd_lengths() -> None:
    """Times without a zone, without an end or with a wrong one still make sense."""
    found = {
        one.uid: (one.start, one.end)
        for one in read("floating_and_odd_lengths.ics").meetings
    }

    assert found == {
        "floating": (at(9), at(10)),
        "no-end": (at(10, 10), at(10, 10)),
        "ends-before-it-begins": (at(10, 20), at(10, 20)),
        "unknown-zone": (at(10, 30), at(11, 30)),
        "floating-series": (at(11), at(12)),
    }


@pytest.mark.parametrize(
    ("zone", "hour"), [("America/New_York", 15), ("Pacific Standard Time", 18)]
)
def test_a_calendar_that_says_which_zone_it_means(zone: str, hour: int) -> None:
    """Times without a zone are read in the calendar's own, where it names one."""
    text = event("ten", "DTSTART:20260304T100000", "DURATION:PT1H").replace(
        "VERSION:2.0", f"VERSION:2.0\r\nX-WR-TIMEZONE:{zone}"
    )

    (found,) = Reader(ANNA, floating=BERLIN).between([text], DAY, DAY + DAYS).meetings

    assert found.start == at(hour)


def test_dates_that_are_listed_one_by_one() -> None:
    """A series made of single dates, and one of whole days, are read."""
    reading = read("more_dates.ics", days=9, start=DAY - timedelta(days=4))

    starts = [(one.uid, one.start.astimezone(BERLIN).day) for one in reading.meetings]
    assert starts == [
        ("dates", 1),
        ("counted", 2),
        ("counted", 4),
        ("dates", 4),
        ("dates", 6),
    ]


def test_broken_events_hide_only_themselves() -> None:
    """Six broken events are counted, and the good one is read."""
    reading = read("broken.ics")

    assert [one.uid for one in reading.meetings] == ["good"]
    assert reading.skipped == 6


@pytest.mark.parametrize("name", sorted(path.name for path in RECORDED.glob("*.ics")))
def test_every_meeting_is_found_again_by_its_id(name: str) -> None:
    """Whatever program wrote it, a meeting can be looked at again on its own."""
    text = recorded(name)
    reader = Reader(ANNA, floating=BERLIN)
    start = DAY - timedelta(days=4)
    found = reader.between([text], start, start + timedelta(days=30)).meetings

    again = [reader.with_id([text], one.id) for one in found]

    assert again == list(found)


@pytest.mark.parametrize(
    "meeting_id", ["gone", "g1@google.com", "g1@google.com|20260303T140000Z", "|"]
)
def test_an_id_that_leads_nowhere(meeting_id: str) -> None:
    """A meeting that is not in the series is not found, which is no error."""
    reader = Reader(ANNA, floating=BERLIN)

    assert reader.with_id([recorded("google_series.ics")], meeting_id) is None


def test_a_uid_may_look_like_an_id() -> None:
    """Only a time behind the last stroke makes an occurrence of a series."""
    assert split_id("a|b") == ("a|b", None)
    assert split_id("a|b|20260304T090000Z") == ("a|b", at(9))


@pytest.mark.parametrize(
    "text",
    [
        recorded("all_day.ics") * 2,
        "BEGIN:VEVENT\r\nUID:bare\r\nDTSTART:20260304T100000Z\r\nEND:VEVENT\r\n",
        "",
    ],
    ids=["two calendars", "no calendar around it", "nothing"],
)
def test_a_text_that_is_not_one_calendar(text: str) -> None:
    """A text that is not exactly one calendar is skipped, not guessed at."""
    reading = Reader(ANNA, floating=BERLIN).between([text], DAY, DAY + 12 * HOUR)

    assert (reading.meetings, reading.skipped) == ((), 1)


lines = st.sampled_from(
    [
        line
        for path in sorted(RECORDED.glob("*.ics"))
        for line in path.read_bytes().decode().split("\r\n")
    ]
)


@given(st.lists(st.one_of(lines, st.text(max_size=40)), max_size=25))
def test_no_event_can_stop_the_reading(shuffled: list[str]) -> None:
    """Whatever strangers write into an invitation, reading goes on."""
    text = "\r\n".join(
        ["BEGIN:VCALENDAR", "BEGIN:VEVENT", *shuffled, "END:VEVENT", "END:VCALENDAR"]
    )

    reading = Reader(ANNA, floating=BERLIN).between([text], DAY, DAY + HOUR)

    assert all(one.end >= one.start for one in reading.meetings)
