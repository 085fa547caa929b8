"""The kiosk's colours, and how a tenant's colour becomes a readable accent."""

import colorsys
import re
from collections.abc import Iterable
from dataclasses import dataclass

GROUND = "#FAF8F5"
SURFACE = "#FFFFFF"
SUNKEN = "#F1EDE7"
INK = "#1C1B19"
WHITE = "#FFFFFF"
BLACK = "#000000"
OUR_ACCENT = "#0B5D66"
READABLE = 4.5
"""The least contrast of a text to what it stands on."""
STRONG = 7.0
"""The same for whoever asked for high contrast."""

_STEP = 0.01
_SOFT_SHARE = 0.12
_MOST_SATURATION = 0.9  # a fully saturated colour glares once it is dark
_NEARLY_BLACK = 0.04045  # below it sRGB is a straight line
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Palette:
    """Every colour of a screen, by what it is used for.

    Attributes:
        panel: the one surface that says where to look; not a control.
        edge: the outline that shows a control.
        line: hairlines that carry no meaning.
        tray: what the keyboard's keys lie on.
        outlined: fills are all white, so that what they mark needs an edge.
    """

    accent: str = OUR_ACCENT
    on_accent: str = WHITE
    soft: str = "#E2ECED"
    on_soft: str = OUR_ACCENT
    panel: str = OUR_ACCENT
    on_panel: str = WHITE
    ground: str = GROUND
    surface: str = SURFACE
    sunken: str = SUNKEN
    ink: str = INK
    ink2: str = "#57524A"
    edge: str = "#857F75"
    line: str = "#E3DED6"
    tray: str = "#E9E4DC"
    function_key: str = "#DAD3C8"
    key_edge: str = "#C9C2B6"
    good: str = "#12633D"
    good_fill: str = "#DFF3E7"
    warn: str = "#874600"
    warn_fill: str = "#FDEED3"
    stop: str = "#A0262C"
    stop_fill: str = "#FBE8E7"
    outlined: bool = False


def light_palette(brand: str | None) -> Palette:
    """Choose the light colours for a tenant's colour; ours for None or nonsense."""
    if brand is None or _HEX.fullmatch(brand) is None:
        return Palette()
    accent = readable_on(brand, (GROUND, SURFACE, SUNKEN))
    on_accent, accent = on_colour(accent)
    soft = mix(accent, SURFACE, _SOFT_SHARE)
    panel = brand.upper() if _plain_on(brand) is not None else accent
    return Palette(
        accent=accent,
        on_accent=on_accent,
        soft=soft,
        on_soft=readable_on(accent, (soft,)),
        panel=panel,
        on_panel=on_colour(panel)[0],
    )


def strong_palette(brand: str | None) -> Palette:
    """Choose black on white, and of the tenant's colour as much as can be read."""
    chosen = brand if brand is not None and _HEX.fullmatch(brand) else OUR_ACCENT
    accent = readable_on(chosen, (WHITE,), least=STRONG)
    panel, on_panel = accent, WHITE
    if contrast(BLACK, chosen) >= STRONG:
        panel, on_panel = chosen.upper(), BLACK
    return Palette(
        accent=accent,
        soft=WHITE,
        on_soft=BLACK,
        panel=panel,
        on_panel=on_panel,
        ground=WHITE,
        sunken=WHITE,
        ink=BLACK,
        ink2=BLACK,
        edge=BLACK,
        line=BLACK,
        tray=WHITE,
        function_key=WHITE,
        key_edge=BLACK,
        good="#004D28",
        good_fill=WHITE,
        warn="#6B3300",
        warn_fill=WHITE,
        stop="#85000B",
        stop_fill=WHITE,
        outlined=True,
    )


def contrast(one: str, other: str) -> float:
    """Compute the contrast of two colours as WCAG does: 1 (none) to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable_on(
    colour: str,
    grounds: Iterable[str],
    *,
    lighter: bool = False,
    least: float = READABLE,
) -> str:
    """Darken (or lighten) a colour until it can be read on every ground.

    Hue stays, and saturation but for the glaring last tenth; lightness moves.
    """
    grounds = tuple(grounds)
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    saturation = min(saturation, _MOST_SATURATION)
    found = colour.upper()
    while min(contrast(found, ground) for ground in grounds) < least:
        lightness += _STEP if lighter else -_STEP
        if not 0 <= lightness <= 1:
            break
        found = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return found


def on_colour(colour: str) -> tuple[str, str]:
    """Choose the text colour for a surface; the surface may move by one step."""
    plain = _plain_on(colour)
    if plain is not None:
        return plain, colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    moved = _hex(colorsys.hls_to_rgb(hue, max(lightness - _STEP, 0), saturation))
    return max((WHITE, INK), key=lambda text: contrast(text, moved)), moved


def mix(colour: str, ground: str, share: float) -> str:
    """Lay so much of a colour over a ground."""
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    return _hex(tuple(top * share + below * (1 - share) for top, below in pairs))


def _plain_on(colour: str) -> str | None:
    for text in (WHITE, INK):
        if contrast(text, colour) >= READABLE:
            return text
    return None


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
