"""The one journey on the newest session's page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import flet as ft
from babel import Locale, UnknownLocaleError

from kiosk_app.journey.desk import Desk
from kiosk_app.journey.states_comfort import Eased
from kiosk_app.text.words import FALLBACK, Words
from kiosk_app.theme.colours import Palette, light_palette, strong_palette
from kiosk_app.theme.sizes import sizes_for
from kiosk_app.widgets.lens import Lens, NoLens
from kiosk_app.widgets.ruler import Ruler
from kiosk_app.widgets.view import View

_UNKNOWN_PAGE = (800.0, 480.0)


@dataclass(frozen=True)
class Stage:
    """What every session draws from: the desk, the words, the ruler, the screens.

    Attributes:
        fonts: families for other scripts with their addresses.
        open_lens: makes what uses the camera of one browser.
    """

    desk: Desk
    words: Mapping[str, Words]
    ruler: Ruler
    draw: Callable[[View], ft.Control]
    fonts: Mapping[str, str] = field(default_factory=dict)
    open_lens: Callable[[ft.Page], Lens] = lambda _page: NoLens()

    def view_of(self, page: ft.Page, lens: Lens) -> View:
        """Gather what a screen needs for a page of this size."""
        journey, configuration = self.desk.journey, self.desk.configuration
        width, height = _UNKNOWN_PAGE
        return View(
            journey=journey,
            configuration=configuration,
            words=self.words_of(journey.language),
            languages=self.languages(),
            palette=_palette(configuration.accent, journey.ease),
            sizes=sizes_for(
                page.width or width,
                page.height or height,
                large_text=Eased.LARGE_TEXT in journey.ease,
                low=Eased.LOW in journey.ease,
            ),
            ruler=self.ruler,
            now=self.local_time(),
            send=self.desk.send,
            stamp=self.desk.stamp,
            lens=lens,
            logo=self._logo(),
        )

    def _logo(self) -> bytes | None:
        told, kept = self.desk.configuration.logo, self.desk.logo
        if told is None or kept is None or kept.version != told.version:
            return None
        return kept.png

    def words_of(self, language: str) -> Words:
        """Choose the words of a language; English where there is no such file."""
        return self.words.get(language) or self.words[FALLBACK]

    def languages(self) -> dict[str, str]:
        """Name the offered languages, each in itself.

        One that we have no words for keeps its name, and speaks English.
        """
        offered = {
            code: self._name_of(code) for code in self.desk.configuration.languages
        }
        return {code: name for code, name in offered.items() if name is not None}

    def _name_of(self, code: str) -> str | None:
        if code in self.words:
            return self.words[code]("language.name")
        try:
            name = Locale.parse(code, sep="-").get_display_name()
        except (ValueError, UnknownLocaleError):
            return None
        return name[:1].upper() + name[1:] if name else None

    def local_time(self) -> datetime:
        """Read the clock as it hangs at the site."""
        moment = self.desk.stamp().kiosk_time
        try:
            zone = ZoneInfo(self.desk.configuration.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return moment
        return moment.astimezone(zone)


def _palette(brand: str | None, ease: frozenset[Eased]) -> Palette:
    if Eased.HIGH_CONTRAST in ease:
        return strong_palette(brand)
    return light_palette(brand)
