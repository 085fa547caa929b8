"""When somebody came whom a kiosk checked in alone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from admin_server.core.came_at import Came, came_at
from shared.offline import Offline
from tests.fakes.clock import MORNING

BOOT = UUID(int=1)
HOUR = timedelta(hours=1)


def offline(waited: timedelta | None) -> Offline:
    milliseconds = None if waited is None else int(waited.total_seconds() * 1000)
    return Offline(boot_id=BOOT, waited_ms=milliseconds)


@pytest.mark.parametrize("off", [timedelta(days=1827), timedelta(days=-1827), -HOUR])
def test_a_measured_wait_needs_no_clock(off: timedelta) -> None:
    """R7: however wrong the kiosk's clock is, its stop-watch tells the arrival."""
    came = came_at(
        MORNING - HOUR + off, offline(HOUR), sent_at=MORNING + off, now=MORNING
    )

    assert came == Came(MORNING - HOUR, clock_wrong=True)


@pytest.mark.parametrize("off", [timedelta(0), timedelta(minutes=2)])
def test_a_clock_that_is_nearly_right_is_not_called_wrong(off: timedelta) -> None:
    """R7: two minutes are nothing to trouble reception with."""
    came = came_at(
        MORNING - HOUR + off, offline(HOUR), sent_at=MORNING + off, now=MORNING
    )

    assert came == Came(MORNING - HOUR, clock_wrong=False)


@pytest.mark.parametrize("off", [timedelta(days=1827), timedelta(days=-1827), 3 * HOUR])
def test_a_clock_that_is_evenly_wrong_is_corrected(off: timedelta) -> None:
    """R7: after a restart the clock counts, less what it is wrong by today."""
    came = came_at(
        MORNING - HOUR + off, offline(None), sent_at=MORNING + off, now=MORNING
    )

    assert came == Came(MORNING - HOUR, clock_wrong=True)


def test_a_right_clock_is_believed() -> None:
    """After a restart a kiosk with the right time tells when its visitor came."""
    came = came_at(MORNING - HOUR, offline(None), sent_at=MORNING, now=MORNING)

    assert came == Came(MORNING - HOUR, clock_wrong=False)


@pytest.mark.parametrize(
    "said",
    [
        MORNING + HOUR,
        MORNING - timedelta(days=91),
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
    ],
)
def test_what_cannot_be_is_now(said: datetime) -> None:
    """R7: an arrival that cannot be true is taken to be this moment, and says so."""
    came = came_at(said, offline(None), sent_at=MORNING, now=MORNING)

    assert came == Came(MORNING, clock_wrong=True)


def test_a_correction_beyond_the_calendar_is_now() -> None:
    """R7: clocks at both ends of time bring nothing down."""
    said = datetime.max.replace(tzinfo=UTC)
    sent_at = datetime.min.replace(tzinfo=UTC)

    came = came_at(said, offline(None), sent_at=sent_at, now=MORNING)

    assert came == Came(MORNING, clock_wrong=True)


def test_a_clock_slightly_fast_brings_nobody_from_the_future() -> None:
    """A kiosk that is a minute ahead does not let its visitor come in a minute."""
    came = came_at(
        MORNING + timedelta(minutes=1), offline(None), sent_at=None, now=MORNING
    )

    assert came == Came(MORNING, clock_wrong=False)
