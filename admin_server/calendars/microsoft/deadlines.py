"""One deadline for everything that somebody waits for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from admin_server.core.errors import TryLater


@asynccontextmanager
async def within(deadline: timedelta) -> AsyncIterator[None]:
    """Give up when the deadline has passed.

    Raises:
        TryLater: it has.
    """
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            yield
    except TimeoutError as error:
        raise TryLater(detail="Microsoft took too long") from error
