"""How a question to a calendar ended, and how long it took, for the measures."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager

from admin_server.core.errors import CalendarError
from admin_server.core.ports import Measures

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


@contextmanager
def timed_read(measures: Measures, provider: str) -> Iterator[None]:
    """Note a reading of a kind of calendar, however it ends."""
    now = asyncio.get_running_loop().time
    began, outcome = now(), "failed"
    try:
        yield
        outcome = "answered"
    except CalendarError as trouble:
        outcome = _snake(type(trouble).__name__)
        raise
    except asyncio.CancelledError:
        outcome = "given_up"
        raise
    finally:
        measures.calendar_read(
            provider=provider, outcome=outcome, seconds=now() - began
        )


def _snake(name: str) -> str:
    return _WORDS.sub("_", name).lower()
