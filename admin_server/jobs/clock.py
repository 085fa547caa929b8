"""The one clock of the running server."""

from datetime import UTC, datetime

from typing_extensions import override

from admin_server.core.ports import Clock


class SystemClock(Clock):
    """The machine's own time."""

    @override
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the clock that is injected
