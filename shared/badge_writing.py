"""Words on a badge: a value in its box, and the small word that says what it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shared.badge_fitting import ABOVE, Setting, fit_text
from shared.badge_fonts import Weight
from shared.badge_paper import Paper
from shared.badge_parts import Box, LabelPlace, Lettered, Part, Placed, Stand

_SMALLEST_LABEL = 1.8
_LABEL_SHARE = 0.4
"""How much of its box a label beside a value may take."""
_LABEL_LINE = 1.3
"""How high the line of a label above a value is, in sizes."""
LABEL_GAP = 2.4
"""Between a label and the value beside it."""
_PADDING, _PADDING_HIGH = 3.0, 0.8
"""Between a panel's edge and its letters."""


@dataclass(frozen=True)
class Writer:
    """Writes the clean words of one badge.

    Attributes:
        column: how far from their boxes' edge the values stand that have a label
            beside them; one for all, so that they stand in line.
        mirrored: labels stand to the right of their values.
    """

    paper: Paper
    labels: Mapping[Part, str]
    column: float
    mirrored: bool

    def write(self, placed: Placed, letters: Lettered, text: str) -> None:
        """Write a part's words into its box."""
        box = placed.box
        if letters.panel:
            self.paper.panel(box)
            box = _padded(box)
        label = self.labels.get(placed.part, "")
        match letters.label if label else LabelPlace.NONE:
            case LabelPlace.BESIDE:
                self._beside(replace(placed, box=box), letters, label, text)
            case LabelPlace.ABOVE:
                self._below(replace(placed, box=box), letters, label, text)
            case _:  # none
                self._set(replace(placed, box=box), letters, text)

    def _set(self, placed: Placed, letters: Lettered, text: str) -> tuple[float, float]:
        """Set a text into a box; give its size and its first baseline."""
        setting = self._fit(placed.box, letters, text)
        return setting.size, self.paper.write(setting, letters, placed)

    def _beside(self, placed: Placed, letters: Lettered, label: str, text: str) -> None:
        box = placed.box
        padding = _PADDING if letters.panel else 0.0
        width = min(self.column - padding, _LABEL_SHARE * box.width)
        value = Box(box.x + width, box.y, box.width - width, box.height)
        beside = replace(box, width=width - LABEL_GAP)
        if self.mirrored:
            value = replace(value, x=box.x)
            beside = replace(beside, x=box.right - beside.width)
        if self._is_cut(self._fit(value, letters, text), text):
            # Better all of the room's name than a part of it and the word "Room".
            self._set(placed, letters, text)
            return
        size, baseline = self._set(replace(placed, box=value), letters, text)
        style = _label_style(letters, min(size, letters.label_size))
        self._label(label, style, replace(placed, box=beside), baseline)

    def _below(self, placed: Placed, letters: Lettered, label: str, text: str) -> None:
        box, line = placed.box, letters.label_size * _LABEL_LINE
        setting = self._fit(replace(box, height=box.height - line), letters, text)
        free = box.height - line - setting.height
        top = {Stand.TOP: 0.0, Stand.MIDDLE: free / 2, Stand.BOTTOM: free}[placed.stand]
        below = Box(box.x, box.y + top + line, box.width, setting.height)
        self.paper.write(setting, letters, replace(placed, box=below))
        style = _label_style(letters, letters.label_size)
        self._label(
            label, style, placed, below.y - (_LABEL_LINE - ABOVE) * style.largest
        )

    def _label(
        self, label: str, style: Lettered, placed: Placed, baseline: float
    ) -> None:
        box = replace(placed.box, height=2 * style.largest)
        setting = self._fit(box, style, label)
        box = replace(box, y=baseline - setting.above * setting.size)
        self.paper.write(setting, style, replace(placed, box=box, stand=Stand.TOP))

    def _is_cut(self, setting: Setting, text: str) -> bool:
        return setting.lines[-1] != text[-len(setting.lines[-1]) :]

    def _fit(self, box: Box, letters: Lettered, text: str) -> Setting:
        lettering = self.paper.lettering(letters.weight)
        return fit_text(lettering, text, letters, width=box.width, height=box.height)


def label_column(
    paper: Paper, parts: Iterable[Placed], labels: Mapping[Part, str]
) -> float:
    """Say where values stand whose labels are beside them: after the widest label."""
    lettering = paper.lettering(Weight.REGULAR)
    widths = [
        (_PADDING if placed.letters.panel else 0.0)
        + lettering.measure(labels[placed.part], placed.letters.label_size)
        for placed in parts
        if placed.letters
        and placed.letters.label is LabelPlace.BESIDE
        and labels.get(placed.part)
    ]
    return max(widths, default=0.0) + LABEL_GAP


def _label_style(letters: Lettered, size: float) -> Lettered:
    return Lettered(min(size, _SMALLEST_LABEL), size, panel=letters.panel)


def _padded(box: Box) -> Box:
    return Box(
        box.x + _PADDING,
        box.y + _PADDING_HIGH,
        max(1.0, box.width - 2 * _PADDING),
        max(1.0, box.height - 2 * _PADDING_HIGH),
    )
