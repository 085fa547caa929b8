"""How a visit ends by itself: at closing time, after a night, or at midnight."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from admin_server.core.departures import ends_by_itself, is_due
from admin_server.core.places import Hours, Site
from admin_server.core.visits import Visit
from shared.check_in import VisitState

ALWAYS = Site("site", "house", "Lakeside House", "Europe/Zurich")
OFFICE = replace(
    ALWAYS,
    hours=(
        Hours(4, time(7), time(12)),
        Hours(4, time(13), time(18)),
        Hours(5, time(9), time(12)),
        Hours(6, time(0), time(2, 30)),
    ),
)
HERE = Visit(
    id="visit",
    visitor="visitor",
    host="host",
    site="site",
    state=VisitState.ON_SITE,
    expected_arrival=datetime(2026, 11, 20, 9, tzinfo=UTC),
    expected_departure=datetime(2026, 11, 20, 11, tzinfo=UTC),
)
EXPECTED = replace(HERE, state=VisitState.EXPECTED)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_the_house_closes_and_everybody_has_left():
    """Somebody who forgot to check out has left when the building closes, at 18:00."""
    assert ends_by_itself(HERE, OFFICE) == at(20, 17)


def test_an_evening_guest_outlasts_closing_time():
    """Somebody invited until after closing time stays until then."""
    evening = replace(HERE, expected_departure=at(20, 20))

    assert ends_by_itself(evening, OFFICE) == at(20, 20)


def test_where_it_is_always_open_a_night_passes():
    """In a building without closing time, half a day after the departure ends it."""
    assert ends_by_itself(HERE, ALWAYS) == at(20, 23)


def test_a_day_without_hours_is_like_always_open():
    """On a day on which the building has no hours, half a day passes too."""
    monday = replace(HERE, expected_departure=at(23, 11))

    assert ends_by_itself(monday, OFFICE) == at(23, 23)


@pytest.mark.parametrize(
    ("departure", "closes"),
    [
        # The clock shows 02:30 twice on 25 October: the second one counts.
        (at(25, 0, month=10), at(25, 1, 30, month=10)),
        # It never shows 02:30 on 29 March: 03:30 it is.
        (at(29, 0, month=3), at(29, 1, 30, month=3)),
    ],
)
def test_a_change_of_the_clock_puts_nobody_out(departure: datetime, closes: datetime):
    """When the clocks change, closing time is never early."""
    night = replace(HERE, expected_departure=departure)

    assert ends_by_itself(night, OFFICE) == closes


def test_whoever_never_came_is_missed_at_midnight():
    """Somebody expected today has not come when the day ends at the site."""
    assert ends_by_itself(EXPECTED, OFFICE) == at(20, 23)


def test_a_short_day_ends_at_its_own_midnight():
    """The day of the clock change has 25 hours, and is waited out."""
    autumn = replace(
        EXPECTED,
        expected_arrival=at(25, 9, month=10),
        expected_departure=at(25, 11, month=10),
    )

    assert ends_by_itself(autumn, ALWAYS) == at(25, 23, month=10)


def test_a_night_visit_is_waited_for():
    """Somebody expected until the small hours may still come after midnight."""
    night = replace(EXPECTED, expected_departure=at(21, 3))

    assert ends_by_itself(night, ALWAYS) == at(21, 3)


@pytest.mark.parametrize(
    "state", [VisitState.LEFT, VisitState.EXPIRED, VisitState.CANCELLED]
)
def test_what_is_over_does_not_end_again(state: VisitState):
    """A visit that is over stays as it is."""
    over = replace(HERE, state=state)

    assert ends_by_itself(over, OFFICE) is None
    assert not is_due(over, OFFICE, now=at(30, 12))


def test_the_moment_itself_ends_it():
    """At closing time it is over, and not a moment before."""
    assert not is_due(HERE, OFFICE, now=at(20, 16, 59))
    assert is_due(HERE, OFFICE, now=at(20, 17))
