"""The one clock that runs behind the screen."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from kiosk_app.journey.events import Event
from kiosk_app.journey.patience import Patience

Sleep: TypeAlias = Callable[[float], Awaitable[None]]


class Timer:
    """Waits as long as the present screen has patience, then says what happens.

    Only a touch or another screen makes the time start anew; what else comes in
    changes nothing, or a late answer would keep a visitor's name on the screen.
    """

    def __init__(self, send: Callable[[Event], None], sleep: Sleep) -> None:
        self._send = send
        self._sleep = sleep
        self._screen: type[object] | None = None
        self._patience: Patience | None = None
        self._wait: asyncio.Task[None] | None = None

    def follow(self, screen: type[object], patience: Patience | None) -> None:
        """Wait for another screen, or on for the same one."""
        same = (screen, patience) == (self._screen, self._patience)
        if same and self._wait is not None:
            return
        self._screen, self._patience = screen, patience
        self._start()

    def touched(self) -> None:
        """Start anew, where a touch counts."""
        if self._patience is not None and self._patience.touch_restarts:
            self._start()

    def stop(self) -> None:
        """Wait for nothing any more."""
        if self._wait is not None:
            self._wait.cancel()
            self._wait = None

    def _start(self) -> None:
        self.stop()
        if self._patience is not None:
            self._wait = asyncio.create_task(self._run(self._patience))

    async def _run(self, patience: Patience) -> None:
        await self._sleep(patience.seconds)
        self._wait = None
        self._send(patience.event)
