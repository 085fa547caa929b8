"""A desk for drawing: shows what it is told and remembers what was sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from kiosk_app.journey.desk import Logo
from kiosk_app.journey.events import Event, Stamp
from kiosk_app.journey.states import Journey
from shared.kiosk import KioskReply
from tests.fakes.logos import kept_logo

STAMP = Stamp(
    request_id=UUID("00000000-0000-4000-8000-000000000001"),
    kiosk_time=datetime(2026, 11, 24, 8, 41, tzinfo=UTC),
)
LAKESIDE = KioskReply(
    version="1",
    kiosk="Lobby",
    site="Lakeside House",
    address="Harbour Street 2",
    time_zone="Europe/Berlin",
    languages=["en", "de"],
    reception="To your right, by the stairs",
)


@dataclass
class FakeDesk:
    """Stands where the kiosk's loop stands; nothing happens by itself."""

    journey: Journey = field(default_factory=Journey)
    configuration: KioskReply = LAKESIDE
    logo: Logo | None = field(default_factory=kept_logo)
    sent: list[Event] = field(default_factory=list)
    touches: int = 0
    shows: list[Callable[[], None]] = field(default_factory=list)

    def send(self, event: Event) -> None:
        """Remember the event."""
        self.sent.append(event)

    def stamp(self) -> Stamp:
        """Give the one stamp of the test."""
        return STAMP

    def touched(self) -> None:
        """Count the touch."""
        self.touches += 1

    def attach(self, show: Callable[[], None]) -> Callable[[], None]:
        """Let the newest session hear of changes."""
        self.shows[:] = [show]

        def detach() -> None:
            if show in self.shows:
                self.shows.remove(show)

        return detach

    def become(self, journey: Journey, configuration: KioskReply | None = None) -> None:
        """Change what is to be shown, and say so."""
        self.journey = journey
        if configuration is not None:
            self.configuration = configuration
        for show in tuple(self.shows):
            show()
