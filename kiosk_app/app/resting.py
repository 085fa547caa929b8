"""Whether the page is shown anywhere, and how bright: for the box around the screen."""

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter

from kiosk_app.journey.desk import Desk
from kiosk_app.journey.opening import closed_at
from kiosk_app.journey.states import Welcome

UNTIL_DIM = 60.0
"""Seconds of the first screen, with nobody received, until it may be dimmed."""

LIGHT_SCRIPT = """
  // Out of hours the first screen is dimmed, and moves by a pixel or two now and
  // then: a picture that stands still for years stays in the glass.
  setInterval(async () => {
    try {
      const answer = await fetch("/shown", { cache: "no-store" });
      const dim = (await answer.json()).light === "dim";
      const shift = dim ? Math.floor(Date.now() / 60000) % 5 - 2 : 0;
      const style = document.documentElement.style;
      style.filter = dim ? "brightness(0.5)" : "";
      style.transform = shift ? `translate(${shift}px, ${shift}px)` : "";
    } catch {}
  }, 5000);
"""


class Resting:
    """Counts the browsers that show the page, and says when it may be dimmed."""

    def __init__(
        self, desk: Desk, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._desk = desk
        self._monotonic = monotonic
        self._browsers = 0
        self._was_shown = False
        self._busy = monotonic()

    def shown_by(self, browsers: int) -> None:
        """Take note of how many browsers have a session."""
        self._browsers = browsers
        self._was_shown = self._was_shown or browsers > 0

    def is_shown(self) -> bool:
        """Say whether a browser shows the kiosk and has not crashed."""
        return self._browsers > 0

    def is_gone(self) -> bool:
        """Say whether a browser showed it and none does: the page has crashed.

        A kiosk that has just started anew waits for the page instead.
        """
        return self._was_shown and not self.is_shown()

    def light(self) -> str:
        """Say "dim" once nobody is received and nobody has begun anything."""
        now = self._monotonic()
        if not isinstance(self._desk.journey.state, Welcome) or not self._is_closed():
            self._busy = now
        return "dim" if now - self._busy >= UNTIL_DIM else "bright"

    def _is_closed(self) -> bool:
        told = self._desk.configuration
        try:
            zone = ZoneInfo(told.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return False
        at = self._desk.stamp().kiosk_time.astimezone(zone)
        return closed_at(at, told.hours) is not None


def resting_routes(resting: Resting) -> APIRouter:
    """Answer whoever looks after this box's screen; nothing of visitors is told."""
    routes = APIRouter()

    @routes.get("/shown")
    async def shown() -> dict[str, bool | str]:
        return {
            "shown": resting.is_shown(),
            "gone": resting.is_gone(),
            "light": resting.light(),
        }

    return routes
