"""The last things that went wrong, by their names in the log."""

import re
from collections import deque
from collections.abc import Callable
from datetime import datetime

from structlog.typing import EventDict, WrappedLogger

from kiosk_app.journey.states_staff import Mishap

MOST = 5
_TROUBLE = frozenset({"warning", "error", "exception", "critical"})
_CODE = re.compile(r"[a-z][a-z0-9_]{2,60}")


class RecentMishaps:
    """Stands among the log's processors and remembers names and times, no fields.

    The same name again only gets a newer time.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last: deque[Mishap] = deque(maxlen=MOST)

    def __call__(
        self, _logger: WrappedLogger, method: str, event: EventDict
    ) -> EventDict:
        """Remember a line of the log, where it tells of trouble."""
        code = event.get("event")
        if method in _TROUBLE and isinstance(code, str) and _CODE.fullmatch(code):
            others = [one for one in tuple(self._last) if one.code != code]
            self._last = deque([*others, Mishap(code, self._now())], maxlen=MOST)
        return event

    def newest_first(self) -> tuple[Mishap, ...]:
        """Give them as staff read them."""
        return tuple(reversed(tuple(self._last)))
