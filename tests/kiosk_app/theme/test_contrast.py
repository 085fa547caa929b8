"""Whatever is written on the kiosk can be read, also by whoever sees little."""

import pytest

from kiosk_app.theme.colours import Palette, contrast, light_palette, strong_palette

BRANDS = [None, "#FFD400", "#E4002B", "#00A3E0", "#7AB800", "#111111", "#FFFFFF"]
# Each text with what it stands on, as the screens draw them.
WRITTEN_ON = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "tray"),
    ("ink", "function_key"),
    ("ink2", "ground"),
    ("ink2", "surface"),
    ("ink2", "tray"),
    ("accent", "ground"),
    ("accent", "surface"),
    ("on_accent", "accent"),
    ("on_soft", "soft"),
    ("on_panel", "panel"),
    ("good", "ground"),
    ("good", "good_fill"),
    ("warn", "ground"),
    ("warn", "surface"),
    ("warn", "warn_fill"),
    ("stop", "stop_fill"),
]
# What shows where a control is, or that it is on: not read, but seen.
SEEN_ON = [
    ("edge", "ground"),
    ("edge", "surface"),
    ("accent", "ground"),
    ("accent", "surface"),
    ("accent", "tray"),
    ("panel", "on_panel"),
]


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize(("text", "fill"), WRITTEN_ON)
def test_every_text_can_be_read(brand, text, fill):
    """In the usual colours each word has 4.5 to 1 at least."""
    palette = light_palette(brand)

    assert contrast(getattr(palette, text), getattr(palette, fill)) >= 4.5


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize(("text", "fill"), WRITTEN_ON)
def test_in_high_contrast_every_text_stands_out(brand, text, fill):
    """For whoever asked for it, each word has 7 to 1 at least."""
    palette = strong_palette(brand)

    assert contrast(getattr(palette, text), getattr(palette, fill)) >= 7


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize(("mark", "fill"), SEEN_ON)
@pytest.mark.parametrize("palette_for", [light_palette, strong_palette])
def test_every_control_and_the_focus_can_be_seen(palette_for, brand, mark, fill):
    """Edges, check marks and the ring of the focus have 3 to 1 at least."""
    palette = palette_for(brand)

    assert contrast(getattr(palette, mark), getattr(palette, fill)) >= 3


def test_high_contrast_is_black_on_white():
    """No greys, and an edge around whatever was only a fill."""
    palette = strong_palette(None)

    assert {palette.ground, palette.surface, palette.tray, palette.soft} == {"#FFFFFF"}
    assert {palette.ink, palette.ink2, palette.edge, palette.line} == {"#000000"}
    assert palette.outlined
    assert not Palette().outlined


def test_high_contrast_keeps_a_colour_that_can_be_read():
    """A yellow house keeps its yellow panel, with black words on it."""
    palette = strong_palette("#FFD400")

    assert (palette.panel, palette.on_panel) == ("#FFD400", "#000000")


@pytest.mark.parametrize("nonsense", [None, "", "yellow", "#12345"])
def test_high_contrast_needs_no_colour_of_the_house(nonsense):
    """A mistyped colour does not spoil it."""
    assert strong_palette(nonsense) == strong_palette(None)
