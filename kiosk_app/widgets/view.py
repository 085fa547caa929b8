"""Everything a screen gets to draw itself from."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from kiosk_app.journey.events import Event, Stamp
from kiosk_app.journey.states import Journey
from kiosk_app.journey.states_comfort import Eased
from kiosk_app.text.words import Words
from kiosk_app.theme.colours import Palette
from kiosk_app.theme.sizes import Letters, Role, Sizes
from kiosk_app.widgets.lens import Lens, NoLens
from kiosk_app.widgets.ruler import Ruler
from shared.kiosk import KioskReply

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class View:
    """What is to be shown, in which words and looks, and whom to tell.

    Attributes:
        languages: the name of each offered language in itself, by its code.
        now: the time at the site.
        focus: the mark of what a real keyboard would press now.
        lens: the camera of the browser that is drawn for.
        logo: the organisation's logo, a PNG, where it has one.
    """

    journey: Journey
    configuration: KioskReply
    words: Words
    languages: Mapping[str, str]
    palette: Palette
    sizes: Sizes
    ruler: Ruler
    now: datetime
    send: Callable[[Event], None]
    stamp: Callable[[], Stamp]
    focus: str | None = None
    lens: Lens = field(default_factory=NoLens)
    logo: bytes | None = field(default=None, repr=False)

    @property
    def calm(self) -> bool:
        """Whether nothing may move."""
        return Eased.CALM in self.journey.ease

    def state(self, kind: type[Shown]) -> Shown:
        """Give the state that a screen was made for.

        Raises:
            TypeError: the screen is drawn for another state.
        """
        state = self.journey.state
        if not isinstance(state, kind):
            raise TypeError(f"{kind.__name__} is not what is shown")
        return state

    def fit(
        self, text: str, roles: tuple[Role, ...], *, within: float, lines: int = 1
    ) -> Letters:
        """Choose the first role in which the text fits; the last one if none does."""
        for role in roles:
            letters = self.sizes.letters(role)
            if self.ruler.lines(text, letters, within=within) <= lines:
                return letters
        return self.sizes.letters(roles[-1])

    def fill(
        self, text: str, roles: tuple[Role, ...], *, within: tuple[int, int]
    ) -> tuple[Letters, int]:
        """Choose the first role whose lines fit a block, and how many lines it has.

        Where none fits, the last one is cut at the block's end.
        """
        width, height = within
        for role in roles:
            letters = self.sizes.letters(role)
            if self._tears(text, letters, width):
                continue
            lines = self.ruler.lines(text, letters, within=width)
            if lines * letters.line <= height:
                return letters, lines
        letters = self.sizes.letters(roles[-1])
        return letters, max(height // letters.line, 1)

    def _tears(self, text: str, letters: Letters, width: int) -> bool:
        """Tell whether a word is wider than a line, and would be torn.

        Chinese and Japanese may go on in the next line anywhere.
        """
        words = [word for word in text.split() if not any(map(_is_wide, word))]
        return any(self.ruler.width(word, letters) > width for word in words)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in {"W", "F"}
