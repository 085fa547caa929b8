"""Runs the journey's effects beside the loop; each one is answered, come what may."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from kiosk_app.journey.effects import Effect, ForgetVisitor, SearchHosts
from kiosk_app.journey.events import Event
from kiosk_app.runners.mishaps import log_mishap
from kiosk_app.runners.outside import unanswered

Perform: TypeAlias = Callable[[Effect], Awaitable[Event | None]]


class Errands:
    """The effects under way."""

    def __init__(self, perform: Perform, send: Callable[[Event], None]) -> None:
        self._perform = perform
        self._send = send
        self._under_way: set[asyncio.Task[None]] = set()
        self._search: asyncio.Task[None] | None = None

    def start(self, effect: Effect) -> None:
        """Begin an effect; a newer search, or nobody there any more, ends a search."""
        if isinstance(effect, SearchHosts | ForgetVisitor) and self._search:
            self._search.cancel()
            self._search = None
        task = asyncio.create_task(self._run(effect))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        if isinstance(effect, SearchHosts):
            self._search = task

    async def stop(self) -> None:
        """End everything that is under way."""
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, effect: Effect) -> None:
        try:
            answer = await self._perform(effect)
        except Exception as problem:  # noqa: BLE001 - the journey must be answered
            log_mishap("effect_failed", problem, effect=type(effect).__name__)
            answer = unanswered(effect)
        if answer is not None:
            self._send(answer)
