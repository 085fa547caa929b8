"""What went wrong of late, by its names in the log."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk_app.journey.states_staff import Mishap
from kiosk_app.runners.recent_mishaps import RecentMishaps

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def heard():
    """A log that is listened to; each line is a minute later."""
    minutes = iter(range(100))
    mishaps = RecentMishaps(lambda: NOON + timedelta(minutes=next(minutes)))

    def tell(method: str, event: object, **fields: object) -> tuple[Mishap, ...]:
        line = {"event": event, **fields}
        assert mishaps(None, method, line) == line
        return mishaps.newest_first()

    return tell


def test_names_and_times_are_remembered_and_nothing_else(heard):
    """Staff read that a badge failed, and never whose."""
    told = heard("warning", "badge_failed", visit="visit-1", name="Mara")

    assert told == (Mishap("badge_failed", NOON),)


@pytest.mark.parametrize(
    ("method", "event"),
    [
        ("info", "badge_printed"),
        ("debug", "health_not_told"),
        ("error", "Mara Lindt could not be checked in"),
        ("error", 7),
    ],
)
def test_what_is_no_trouble_or_no_name_is_left_out(heard, method, event):
    """A sentence could hold a name, so only our own codes are kept."""
    assert heard(method, event) == ()


def test_the_last_five_are_kept_newest_first(heard):
    """A noisy night does not fill the page, and once is enough for each."""
    names = ["a_one", "b_two", "c_three", "d_four", "e_five", "f_six", "b_two"]
    told = [heard("error", name) for name in names][-1]

    assert [one.code for one in told] == [
        "b_two",
        "f_six",
        "e_five",
        "d_four",
        "c_three",
    ]
    assert told[0].at == NOON + timedelta(minutes=6)
