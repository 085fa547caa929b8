"""What a screen may know of the loop behind it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from kiosk_app.journey.events import Event, Stamp
from kiosk_app.journey.states import Journey
from shared.kiosk import KioskReply


@dataclass(frozen=True)
class Logo:
    """The organisation's logo, a PNG; another picture has another version."""

    version: str
    png: bytes = field(repr=False)


class Desk(Protocol):
    """The one journey of this kiosk, for whoever draws it.

    Everything here is called on the kiosk's own event loop.
    """

    @property
    def journey(self) -> Journey:
        """What is to be shown now."""

    @property
    def configuration(self) -> KioskReply:
        """What the server told us about this kiosk; a plain one until then."""

    @property
    def logo(self) -> Logo | None:
        """The logo that this kiosk has; the configuration says which one is shown."""

    def send(self, event: Event) -> None:
        """Tell the journey that something happened; returns at once."""

    def stamp(self) -> Stamp:
        """Make a fresh request id and read the clock."""

    def touched(self) -> None:
        """Say that somebody touched the screen: the idle time starts anew."""

    def attach(self, show: Callable[[], None]) -> Callable[[], None]:
        """Call `show` whenever something to be shown changed; returns the way out.

        The newest session takes over: whoever was attached before is no longer
        called.
        """
