"""A pause that somebody can end before its time."""

import asyncio
import contextlib

from kiosk_app.runners.timers import Sleep


class Waking:
    """Sleeps, unless there is something to do already."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """End the pause that is, or the next one before it begins."""
        self._woken.set()

    async def pause(self, seconds: float | None) -> None:
        """Wait so long at most; None: until woken."""
        waits: list[asyncio.Future[object]] = [
            asyncio.ensure_future(self._woken.wait())
        ]
        if seconds is not None:
            waits.append(asyncio.ensure_future(self._sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*waits, return_exceptions=True)
        self._woken.clear()
