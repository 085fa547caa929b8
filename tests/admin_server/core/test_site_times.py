"""Times as the clock at a site shows them."""

from datetime import UTC, date, datetime, time

import pytest

from admin_server.core.site_times import moment_at, next_full_hour
from tests.fakes.lobby import HOUSE

FORWARD = date(2027, 3, 28)
BACK = date(2027, 10, 31)


@pytest.mark.parametrize(
    ("now", "hour"),
    [
        (datetime(2026, 11, 23, 8, 25, tzinfo=UTC), 9),
        (datetime(2026, 11, 23, 8, 59, 59, 999, tzinfo=UTC), 9),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), 10),
    ],
)
def test_a_visit_is_offered_at_the_next_full_hour(now: datetime, hour: int) -> None:
    """Statement 29: at 09:25 the form says 10:00, at ten sharp 11:00."""
    offered = next_full_hour(HOUSE, now)

    assert offered == datetime(2026, 11, 23, hour, 0, tzinfo=UTC)


def test_an_hour_that_is_left_out_is_not_offered() -> None:
    """Just before the clocks go forward, the next full hour is three o'clock."""
    offered = next_full_hour(HOUSE, datetime(2027, 3, 28, 0, 30, tzinfo=UTC))

    assert f"{HOUSE.local(offered):%H:%M}" == "03:00"


def test_a_time_is_read_by_the_sites_clock() -> None:
    """Ten o'clock in Zurich in winter is nine in UTC."""
    moment = moment_at(HOUSE, date(2026, 11, 23), time(10, 0))

    assert moment == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_leave_out_is_none() -> None:
    """Half past two does not exist the night the clocks go forward."""
    assert moment_at(HOUSE, FORWARD, time(2, 30)) is None


def test_of_a_time_that_comes_twice_either_can_be_meant() -> None:
    """The night the clocks go back, half past two comes at 0:30 and 1:30 UTC."""
    first = moment_at(HOUSE, BACK, time(2, 30))
    second = moment_at(HOUSE, BACK, time(2, 30), later=True)

    assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert second == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
