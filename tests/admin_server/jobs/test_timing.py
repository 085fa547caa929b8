"""How a question to a calendar ended, as the operator counts it."""

import asyncio

import pytest

from admin_server.core.errors import NoSuchCalendar
from admin_server.core.ports import NotMeasured
from admin_server.jobs.timing import timed_read


class Noted(NotMeasured):
    """Keeps what it is told of calendars."""

    def __init__(self) -> None:
        self.reads: list[tuple[str, str]] = []

    def calendar_read(self, *, provider: str, outcome: str, seconds: float) -> None:
        assert seconds >= 0
        self.reads.append((provider, outcome))


async def test_an_answer_is_counted() -> None:
    """A calendar that answers is counted with its provider."""
    noted = Noted()

    with timed_read(noted, "google"):
        await asyncio.sleep(0)

    assert noted.reads == [("google", "answered")]


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (NoSuchCalendar(), "no_such_calendar"),
        (asyncio.CancelledError(), "given_up"),
        (RuntimeError(), "failed"),
    ],
)
async def test_each_trouble_has_its_word(trouble: BaseException, outcome: str) -> None:
    """What went wrong is counted by kind, and goes on to whoever asked."""
    noted = Noted()

    with pytest.raises(type(trouble)), timed_read(noted, "caldav"):
        raise trouble

    assert noted.reads == [("caldav", outcome)]
