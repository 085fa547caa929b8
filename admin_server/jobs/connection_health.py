"""Noticing how each connection is, from the questions that are asked anyway."""

import structlog

from admin_server.core.connections import Connection
from admin_server.core.errors import CalendarError

log = structlog.get_logger()


class ConnectionHealth:
    """Hears how every question to a provider ended; says once that one is away."""

    def __init__(self) -> None:
        self._away: set[str] = set()

    def heard(
        self, tenant: str, connection: Connection, trouble: CalendarError | None
    ) -> None:
        """Note how a question ended; returns at once."""
        del tenant
        if trouble is None and connection.id in self._away:
            self._away.discard(connection.id)
            log.info("calendar_back", connection=connection.id)
        elif trouble is not None and connection.id not in self._away:
            self._away.add(connection.id)
            why = type(trouble).__name__
            log.warning("calendar_away", connection=connection.id, why=why)
