"""Asking one question by a connection, to find out how it is."""

import asyncio
from collections.abc import Awaitable
from time import perf_counter
from typing import TypeVar

from admin_server.core.connection_states import SECRET_UNREADABLE
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    SecretUnreadable,
    StrangeReply,
    TryLater,
)
from admin_server.core.finding_rooms import Line
from admin_server.core.rooms import Room
from admin_server.jobs.read_lines import LineReader

_PATIENCE = 20.0
Answer = TypeVar("Answer")


class Canary:
    """Tries a connection on one calendar that is read by it."""

    def __init__(self, lines: LineReader) -> None:
        self._lines = lines

    async def look(self, tenant: str, line: Line) -> float:
        """Find out whether a calendar can be read; says in how many seconds.

        How it ended is heard by whoever keeps the connection's health.

        Raises:
            CalendarError: it cannot; `TryLater` also where the provider wants to be
                left alone, so that nobody was asked.
        """
        begun = perf_counter()
        try:
            opened = await self._lines.opened(tenant, line)
        except SecretUnreadable as problem:
            # It was heard already.
            trouble = ConsentNeeded(ConsentReason.EXPIRED, SECRET_UNREADABLE)
            raise trouble from problem
        except StrangeReply as trouble:
            self._lines.heard(tenant, line, trouble)
            raise
        try:
            await _patiently(opened[0].check(opened[1]))
        except CalendarError as trouble:
            self._lines.heard(tenant, line, trouble)
            raise
        self._lines.heard(tenant, line, None)
        return perf_counter() - begun

    async def rooms(self, tenant: str, line: Line) -> list[Room]:
        """Read the list of rooms; none where the provider has no list.

        Rooms of somebody's meetings, as CalDAV finds them, do not tell which are gone.

        Raises:
            CalendarError, SecretUnreadable: it could not be read.
        """
        calendar, ref = await self._lines.opened(tenant, line)
        lists = calendar.has_rooms and calendar.can_schedule
        return await _patiently(calendar.rooms(ref)) if lists else []


async def _patiently(answer: Awaitable[Answer]) -> Answer:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await answer
    except TimeoutError as problem:
        raise TryLater from problem
