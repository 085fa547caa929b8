"""The kiosk's one loop: events in, the journey on, effects out."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from typing_extensions import override

from kiosk_app.journey.desk import Desk, Logo
from kiosk_app.journey.events import (
    ByVisitor,
    Event,
    LanguagesOffered,
    OptionsTold,
    ScreenFailed,
    Stamp,
)
from kiosk_app.journey.machine import advance
from kiosk_app.journey.patience import patience
from kiosk_app.journey.states import Journey
from kiosk_app.journey.turn import Turn
from kiosk_app.runners.errands import Errands, Perform
from kiosk_app.runners.mishaps import log_mishap
from kiosk_app.runners.timers import Sleep, Timer
from shared.kiosk import KioskReply


class Loop(Desk):
    """The one journey of this kiosk; everything here happens on one event loop."""

    def __init__(
        self,
        perform: Perform,
        *,
        journey: Journey,
        configuration: KioskReply,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID] = uuid4,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Begin with a journey and a configuration.

        Args:
            perform: does an effect and answers by its event.
            now: the kiosk's clock; aware.
        """
        self._journey = journey
        self._configuration = configuration
        self._logo: Logo | None = None
        self._now = now
        self._new_id = new_id
        self._show: Callable[[], None] | None = None
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._errands = Errands(perform, self.send)
        self._timer = Timer(self.send, sleep)

    @property
    @override
    def journey(self) -> Journey:
        return self._journey

    @property
    @override
    def configuration(self) -> KioskReply:
        return self._configuration

    @property
    @override
    def logo(self) -> Logo | None:
        return self._logo

    @override
    def send(self, event: Event) -> None:
        self._events.put_nowait(event)

    @override
    def stamp(self) -> Stamp:
        return Stamp(self._new_id(), self._now())

    @override
    def touched(self) -> None:
        self._timer.touched()

    @override
    def attach(self, show: Callable[[], None]) -> Callable[[], None]:
        self._show = show

        def leave() -> None:
            if self._show is show:
                self._show = None

        return leave

    async def caught_up(self) -> None:
        """Come back once everything that was told so far is taken."""
        await self._events.join()

    def configure(self, configuration: KioskReply) -> None:
        """Take over what the server told about this kiosk."""
        if configuration == self._configuration:
            return
        self._configuration = configuration
        self.send(LanguagesOffered(tuple(configuration.languages)))
        self.send(OptionsTold(configuration.options, configuration.guest_wifi))
        self._draw()

    def show_logo(self, logo: Logo | None) -> None:
        """Take over the organisation's logo."""
        self._logo = logo
        self._draw()

    async def run(self) -> None:
        """Take one event after the other, for as long as the kiosk runs."""
        self.send(LanguagesOffered(tuple(self._configuration.languages)))
        if self._configuration.version:
            # A configuration that was kept counts until the server tells more.
            self.send(OptionsTold(self._configuration.options))
        try:
            while True:
                event = await self._events.get()
                try:
                    self._take(event)
                finally:
                    self._events.task_done()
        finally:
            self._timer.stop()
            await self._errands.stop()

    def _take(self, event: Event) -> None:
        before = self._journey
        self._journey, effects = self._advance(event)
        self._wait(event)
        if self._journey != before:
            self._draw()
        for effect in effects:
            self._errands.start(effect)

    def _advance(self, event: Event) -> Turn:
        try:
            return advance(self._journey, event)
        except Exception as problem:  # noqa: BLE001 - the kiosk must carry on
            log_mishap("event_failed", problem, name=type(event).__name__)
            return advance(self._journey, ScreenFailed())

    def _wait(self, event: Event) -> None:
        seconds = self._configuration.still_there_seconds
        self._timer.follow(type(self._journey.state), patience(self._journey, seconds))
        if isinstance(event, ByVisitor):
            self._timer.touched()

    def _draw(self) -> None:
        if self._show is None:
            return
        try:
            self._show()
        except Exception as problem:  # noqa: BLE001 - a screen must not stop the kiosk
            log_mishap("show_failed", problem)
