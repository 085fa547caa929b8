"""When a site is open, and when it opens next."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk_app.journey.opening import closed_at
from shared.kiosk import OpenHours

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, TUESDAY, FRIDAY, SATURDAY, SUNDAY = 0, 1, 4, 5, 6


def stretch(weekday, opens, closes):
    """One stretch of opening hours."""
    return OpenHours(weekday=weekday, opens=opens, closes=closes)


def at(text):
    """A moment by the clock on the wall; 23 November 2026 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


WITH_LUNCH = (stretch(MONDAY, "08:00", "12:00"), stretch(MONDAY, "13:00", "17:30"))
BY_NIGHT = (stretch(FRIDAY, "22:00", "02:00"),)
SPLIT_NIGHT = (stretch(FRIDAY, "22:00", "23:59"), stretch(SATURDAY, "00:00", "02:00"))


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("2026-11-23T08:00", WITH_LUNCH),
        ("2026-11-23T11:59:59", WITH_LUNCH),
        ("2026-11-23T13:00", WITH_LUNCH),
        ("2026-11-27T23:00", BY_NIGHT),
        ("2026-11-28T01:59", BY_NIGHT),
        ("2026-11-27T23:59:30", SPLIT_NIGHT),
        ("2026-11-28T00:00", SPLIT_NIGHT),
        ("2026-11-22T04:00", ()),
    ],
)
def test_it_is_open(now, hours):
    """Within a stretch, also after midnight, and where no hours are told, it is open."""
    assert closed_at(at(now), hours) is None


@pytest.mark.parametrize(
    ("now", "hours", "opens"),
    [
        ("2026-11-23T07:59", WITH_LUNCH, "2026-11-23T08:00"),
        ("2026-11-23T12:00", WITH_LUNCH, "2026-11-23T13:00"),
        ("2026-11-23T17:30", WITH_LUNCH, "2026-11-30T08:00"),
        ("2026-11-28T02:00", BY_NIGHT, "2026-12-04T22:00"),
        ("2026-11-28T02:00", SPLIT_NIGHT, "2026-12-04T22:00"),
    ],
)
def test_it_is_closed_until(now, hours, opens):
    """Before, between and after the stretches it says when the next one begins."""
    closed = closed_at(at(now), hours)

    assert closed is not None
    assert closed.opens == datetime.fromisoformat(opens)


def test_the_wall_clock_counts_on_the_day_it_is_put_back():
    """On the night of a clock change it opens when the clock at the door says so."""
    sunday = stretch(SUNDAY, "03:30", "06:00")
    second_half_past_two = at("2026-10-25T02:30").replace(fold=1)

    closed = closed_at(second_half_past_two, (sunday,))

    assert closed is not None
    assert closed.opens == datetime.fromisoformat("2026-10-25T03:30")


def test_a_line_that_is_no_hours_closes_nothing():
    """Half a line of opening hours closes no building."""
    assert closed_at(at("2026-11-23T07:00"), (stretch(MONDAY, "8", ""),)) is None


def test_one_line_that_is_no_hours_leaves_the_others():
    """The stretches that can be read still count."""
    hours = (stretch(MONDAY, "soon", "late"), stretch(TUESDAY, "08:00", "18:00"))

    closed = closed_at(at("2026-11-23T09:00"), hours)

    assert closed is not None
    assert closed.opens == datetime.fromisoformat("2026-11-24T08:00")
