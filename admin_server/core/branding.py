"""How an organisation's colour becomes colours that everyone can read."""

import colorsys
from collections.abc import Iterable
from dataclasses import dataclass

READABLE = 4.5
"""The least contrast of a text to what it stands on (WCAG 2.2, 1.4.3)."""
READABLE_HIGH = 7.0
"""The same where somebody asked for high contrast."""
WHITE, INK = "#FFFFFF", "#1C1B19"

_STEP = 0.01
_MOST_SATURATION = 0.9  # a fully saturated colour glares once it is dark
_NEARLY_BLACK = 0.04045  # below it sRGB is a straight line


@dataclass(frozen=True)
class Theme:
    """What a colour has to be read on, and which way it moves to get there."""

    grounds: tuple[str, ...]
    surface: str
    soft_share: float
    lighter: bool = False
    least: float = READABLE


LIGHT = Theme(("#FAF8F5", "#FFFFFF", "#F1EDE7"), surface="#FFFFFF", soft_share=0.12)
DARK = Theme(
    ("#161513", "#211F1C", "#0F0E0D"),
    surface="#211F1C",
    soft_share=0.18,
    lighter=True,
)
HIGH_CONTRAST = Theme(
    ("#FFFFFF",), surface="#FFFFFF", soft_share=0.0, least=READABLE_HIGH
)


@dataclass(frozen=True)
class Shades:
    """The colours of one theme.

    Attributes:
        accent: buttons, focus and links.
        soft: the quiet surface behind a chosen thing.
        panel: the one place to look, which is no control.
    """

    accent: str
    on_accent: str
    soft: str
    on_soft: str
    panel: str
    on_panel: str


@dataclass(frozen=True)
class Branding:
    """A colour in every theme.

    Attributes:
        moved: whether the light accent is another colour than the one asked for.
    """

    asked: str
    light: Shades
    dark: Shades
    high_contrast: Shades

    @property
    def moved(self) -> bool:
        """Whether people see another colour on light buttons than was chosen."""
        return self.light.accent != self.asked


def branding(colour: str) -> Branding:
    """Compute every colour from one, written as `#RRGGBB`."""
    asked = colour.upper()
    return Branding(
        asked=asked,
        light=shades(asked, LIGHT),
        dark=shades(asked, DARK),
        high_contrast=shades(asked, HIGH_CONTRAST),
    )


def shades(colour: str, theme: Theme) -> Shades:
    """Compute the colours of one theme."""
    accent = _readable(colour, theme.grounds, theme)
    soft = _mix(accent, theme.surface, theme.soft_share)
    # A place to look may keep the very colour: yellow stays yellow there.
    panel = colour if contrast(_text_on(colour), colour) >= READABLE else accent
    return Shades(
        accent=accent,
        on_accent=_text_on(accent),
        soft=soft,
        on_soft=_readable(accent, (soft,), theme),
        panel=panel,
        on_panel=_text_on(panel),
    )


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours as WCAG does: 1 (none) to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _readable(colour: str, grounds: Iterable[str], theme: Theme) -> str:
    """Move a colour's lightness until it can be read on every ground.

    Black on a light ground and white on a dark one can be, so this comes to an end.
    """
    grounds = tuple(grounds)
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    saturation = min(saturation, _MOST_SATURATION)
    found = colour
    while min(contrast(found, ground) for ground in grounds) < theme.least:
        lightness += _STEP if theme.lighter else -_STEP
        found = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return found


def _text_on(colour: str) -> str:
    # Of what was moved to be read on our grounds, one of the two always can be.
    return WHITE if contrast(WHITE, colour) >= READABLE else INK


def _mix(colour: str, ground: str, share: float) -> str:
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    return _hex(tuple(top * share + below * (1 - share) for top, below in pairs))


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= _NEARLY_BLACK else ((part + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
