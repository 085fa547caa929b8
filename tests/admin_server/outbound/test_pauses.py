"""How long a busy server asks us to stay away."""

from datetime import timedelta

import pytest

from admin_server.outbound.pauses import pause_in
from tests.fakes.clock import MORNING


@pytest.mark.parametrize(
    ("stated", "pause"),
    [
        ("17", timedelta(seconds=17)),
        ("Mon, 23 Nov 2026 09:01:00 GMT", timedelta(minutes=1)),
        ("Mon, 23 Nov 2026 09:01:00", timedelta(minutes=1)),
        ("Mon, 23 Nov 2026 08:00:00 GMT", timedelta(0)),
        ("999999", timedelta(days=1)),
        ("9" * 400, timedelta(days=1)),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_a_pause_is_read(stated: str, pause: timedelta | None) -> None:
    """Seconds or a date, at most a day; anything else says nothing."""
    assert pause_in({"retry-after": stated}, now=MORNING) == pause
