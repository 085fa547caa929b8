from datetime import time

import pytest

from admin_server.core.opening_hours import NotHours, read_day, write_day
from admin_server.core.places import Hours


@pytest.mark.parametrize(
    "typed",
    [
        "08:00–12:00, 13:00–17:30",
        "08:00-12:00, 13:00-17:30",
        "8-12; 13:00 - 17:30",
        "13-17.30, 8:00-12",
        "0800-1200,1300-1730",
    ],
)
def test_hours_are_understood_as_people_type_them(typed: str):
    """Several stretches of a day can be typed in any usual way."""
    found = read_day(typed, 2)

    assert found == (Hours(2, time(8), time(12)), Hours(2, time(13), time(17, 30)))


@pytest.mark.parametrize("typed", ["", "  ", ","])
def test_nothing_typed_is_closed(typed: str):
    """An empty day is a closed one."""
    assert read_day(typed, 0) == ()


@pytest.mark.parametrize(
    "typed",
    ["99", "9", "morning", "17-08", "08-08", "25-26", "08:70-09", "8-12, 11-13"],
)
def test_what_are_no_hours_is_said(typed: str):
    """Hours that no clock has, that go backwards or overlap are not taken."""
    with pytest.raises(NotHours):
        read_day(typed, 0)


def test_a_day_may_last_until_midnight():
    """24:00 is taken for the last minute of the day."""
    assert read_day("20-24:00", 6) == (Hours(6, time(20), time(23, 59)),)


def test_what_is_written_can_be_typed_again():
    """A day is shown so that it can be sent back unchanged."""
    hours = (Hours(1, time(13), time(17, 30)), Hours(1, time(8), time(12)))

    assert set(read_day(write_day(hours, 1), 1)) == set(hours)
    assert write_day(hours, 4) == ""
