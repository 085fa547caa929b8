"""The one journey on the newest session's page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import flet as ft
from babel import Locale, UnknownLocaleError

from kiosk_app.journey.desk import Desk
from kiosk_app.text.words import FALLBACK, Words
from kiosk_app.theme.colours import light_palette
from kiosk_app.theme.sizes import sizes_for
from kiosk_app.widgets.ruler import Ruler
from kiosk_app.widgets.view import View

_UNKNOWN_PAGE = (800.0, 480.0)


@dataclass(frozen=True)
class Stage:
    """What every session draws from: the desk, the words, the ruler, the screens.

    Attributes:
        fonts: families for other scripts with their addresses.
    """

    desk: Desk
    words: Mapping[str, Words]
    ruler: Ruler
    draw: Callable[[View], ft.Control]
    fonts: Mapping[str, str] = field(default_factory=dict)

    def view_of(self, page: ft.Page) -> View:
        """Gather what a screen needs for a page of this size."""
        journey, configuration = self.desk.journey, self.desk.configuration
        width, height = _UNKNOWN_PAGE
        return View(
            journey=journey,
            configuration=configuration,
            words=self.words_of(journey.language),
            languages=self.languages(),
            palette=light_palette(configuration.accent),
            sizes=sizes_for(page.width or width, page.height or height),
            ruler=self.ruler,
            now=self.local_time(),
            send=self.desk.send,
            stamp=self.desk.stamp,
        )

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
