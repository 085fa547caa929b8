"""A sleep that lasts until the test says so."""

import asyncio


class Sleeper:
    """Notes how long each sleep was meant to be; `wake` ends the ones under way."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._asleep: list[asyncio.Future[None]] = []

    async def __call__(self, seconds: float) -> None:
        """Sleep until woken."""
        self.asked.append(seconds)
        future = asyncio.get_running_loop().create_future()
        self._asleep.append(future)
        try:
            await future
        finally:
            self._asleep.remove(future)

    @property
    def asleep(self) -> int:
        """How many are asleep."""
        return len(self._asleep)

    async def wake(self) -> None:
        """Let the time of every sleep be over, and what follows from it happen."""
        # A sleep that was cancelled an instant ago has not left the list yet.
        for future in [asleep for asleep in self._asleep if not asleep.done()]:
            future.set_result(None)
        await settle()


async def settle() -> None:
    """Let everything that is ready happen."""
    for _ in range(20):
        await asyncio.sleep(0)


async def until(condition, *, seconds: float = 5.0) -> None:
    """Wait until something is so; give up loudly."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
