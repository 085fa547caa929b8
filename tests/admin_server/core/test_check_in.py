"""On which day a pass admits."""

from datetime import UTC, datetime, timedelta

import pytest

from admin_server.core.admission import admission
from admin_server.core.places import Site
from admin_server.core.visits import Visit
from shared.check_in import VisitState


@pytest.mark.parametrize(
    ("arrival", "hours", "opens", "closes"),
    [
        ("2026-11-23T10:00", 2, "2026-11-23T00:00+01:00", "2026-11-24T00:00+01:00"),
        ("2026-11-23T00:30", 2, "2026-11-22T22:30+01:00", "2026-11-24T00:00+01:00"),
        ("2026-11-23T23:30", 3, "2026-11-23T00:00+01:00", "2026-11-24T02:30+01:00"),
        # Clocks go forward on 29 March and back on 25 October 2026.
        ("2026-03-29T10:00", 2, "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00"),
        ("2026-10-25T10:00", 2, "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00"),
    ],
)
def test_a_pass_admits_for_the_sites_day(
    arrival: str, hours: int, opens: str, closes: str
) -> None:
    """The day of a visit is the site's own, with 23, 24 or 25 hours."""
    site = Site("s", "house", "House", "Europe/Zurich")
    start = datetime.fromisoformat(arrival).replace(tzinfo=site.zone).astimezone(UTC)
    visit = Visit(
        id="v",
        visitor="p",
        host="h",
        site="s",
        state=VisitState.EXPECTED,
        expected_arrival=start,
        expected_departure=start + timedelta(hours=hours),
    )

    admitted = admission(visit, site)

    assert admitted == (
        datetime.fromisoformat(opens),
        datetime.fromisoformat(closes),
    )
