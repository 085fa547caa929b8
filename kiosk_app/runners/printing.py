"""Puts together what prints this kiosk's badges, and tells whoever should know."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PIL import Image

from hardware.models import load_models
from hardware.printer import open_printer
from kiosk_app.journey.desk import Logo
from kiosk_app.journey.events import Event
from kiosk_app.runners.badge_calls import BadgeCalls
from kiosk_app.runners.badge_designs import BadgeDesigns
from kiosk_app.runners.badge_orders import BadgeOrders
from kiosk_app.runners.badge_words import BadgeWords
from kiosk_app.runners.badges import Badges
from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.drain import Drain
from kiosk_app.runners.health import Health
from kiosk_app.runners.kept_badges import KeptBadges
from kiosk_app.runners.kept_store import KeptStore
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.memory import Memory
from kiosk_app.runners.news import News
from kiosk_app.runners.press import OwnPrinter, Press
from kiosk_app.runners.print_queue import PrintQueue
from kiosk_app.runners.rooms import Rooms
from kiosk_app.settings import Settings
from shared.badge import Badge
from shared.badge_layout import draw_badge
from shared.kiosk import PrinterState
from shared.kiosk_options import KioskOptions

_DPI, _IPP_DPI = 203, 300
"""What is printed with where neither the operator nor a model says another."""


@dataclass(frozen=True)
class Remembered:
    """What a kiosk keeps, as far as its badges need it."""

    store: KeptStore
    token: KioskToken
    memory: Memory
    clocks: Clocks

    def options(self) -> KioskOptions:
        """Say what the site's admin chose."""
        known = self.memory.configuration
        return known.options if known is not None else KioskOptions()

    def logo(self) -> Logo | None:
        """Give the organisation's logo."""
        return self.memory.logo


class Printing:
    """The parts that print badges, and those who hear of them."""

    def __init__(
        self, badges: Badges, orders: BadgeOrders, designs: BadgeDesigns
    ) -> None:
        self.badges = badges
        self.designs = designs
        self._orders = orders

    @property
    def jobs(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What runs for as long as the kiosk does."""
        return {"badges": self.badges.run, "badge-orders": self._orders.run}

    def attend(
        self,
        *,
        send: Callable[[Event], None],
        health: Health,
        refresh: Callable[[], None],
    ) -> None:
        """Say who hears of badges, and of the printer's state.

        Args:
            refresh: lets whoever looks at the staff's page see what has changed.
        """
        changed = _PrinterNews(
            self.badges, orders=self._orders, health=health, refresh=refresh
        )
        self.badges.attend(send=send, changed=changed)

    def listen(self, news: News, drain: Drain) -> None:
        """Hear of orders, and of visits that were kept check-ins."""
        news.attend(self._orders.ask)
        drain.attend(self.badges.know)


def open_printing(
    settings: Settings,
    calls: BadgeCalls,
    rooms: Rooms,
    kept: Remembered,
) -> Printing | None:
    """Make this kiosk's printers ready; None: it has none.

    Raises:
        DeviceTrouble: an address names no printer of a kind that we know.
    """
    if settings.printer is None:
        return None
    designs = BadgeDesigns(settings.badge_design, lambda: kept.options().badge)

    def draw(badge: Badge, dpi: int) -> Image.Image:
        return draw_badge(badge, designs.current(), dpi=dpi)

    press = Press(_printers(settings), draw)
    queue = PrintQueue(KeptBadges(kept.store), kept.clocks)
    words = BadgeWords(calls, rooms, options=kept.options, logo=kept.logo)
    badges = Badges(press, queue, words)
    return Printing(badges, BadgeOrders(calls, badges, kept.token), designs)


class _PrinterNews:
    """Tells the server, and whoever looks at the staff's page, what has changed."""

    def __init__(
        self,
        badges: Badges,
        *,
        orders: BadgeOrders,
        health: Health,
        refresh: Callable[[], None],
    ) -> None:
        self._badges = badges
        self._orders = orders
        self._health = health
        self._refresh = refresh
        self._told = PrinterState.UNKNOWN

    def __call__(self) -> None:
        """Hear that a badge or the printer has changed."""
        self._orders.tell()
        self._refresh()
        state = self._badges.printer_state
        # That a badge is being printed is over before anybody has read it.
        if state not in (self._told, PrinterState.PRINTING):
            self._told = state
            self._health.hurry()


def _printers(settings: Settings) -> list[OwnPrinter]:
    pairs = [
        (settings.printer, settings.printer_model, settings.printer_dpi),
        (settings.printer_fallback, settings.printer_fallback_model, None),
    ]
    return [
        _printer(url, model, dpi=dpi) for url, model, dpi in pairs if url is not None
    ]


def _printer(url: str, key: str | None, *, dpi: int | None) -> OwnPrinter:
    model = load_models().printer(key) if key is not None else None
    usual = _IPP_DPI if url.startswith("ipp") else _DPI
    finest = model.dpi if model is not None else usual
    return OwnPrinter(open_printer(url, model), dpi or finest)
