"""The kiosk's colours can be read, whatever colour a tenant brings."""

import pytest

from kiosk_app.theme.colours import (
    GROUND,
    SUNKEN,
    SURFACE,
    Palette,
    contrast,
    light_palette,
    on_colour,
    readable_on,
)

BRANDS = ["#FFD400", "#E4002B", "#00A3E0", "#7AB800", "#111111", "#FFFFFF", "#0B5D66"]
DARK_GROUNDS = ("#161513", "#211F1C", "#0F0E0D")


@pytest.mark.parametrize(
    ("brand", "accent"),
    [
        ("#FFD400", "#7E6A07"),
        ("#E4002B", "#D40B31"),
        ("#00A3E0", "#08739B"),
        ("#7AB800", "#4F7506"),
        ("#111111", "#111111"),
        ("#FFFFFF", "#6B6B6B"),
    ],
)
def test_a_brand_colour_is_darkened_until_everyone_can_read_it(brand, accent):
    """Our logo's yellow becomes a dark yellow on buttons, and only there."""
    palette = light_palette(brand)

    assert palette.accent == accent


@pytest.mark.parametrize(
    ("brand", "accent"),
    [
        ("#FFD400", "#FFD400"),
        ("#E4002B", "#F54163"),
        ("#00A3E0", "#00A3E0"),
        ("#111111", "#868686"),
        ("#FFFFFF", "#FFFFFF"),
    ],
)
def test_on_dark_grounds_a_brand_colour_is_lightened(brand, accent):
    """A red that glows on white is made lighter for a dark screen."""
    found = readable_on(brand, DARK_GROUNDS, lighter=True)

    assert found == accent


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("accent", "ground"),
        ("accent", "surface"),
        ("accent", "sunken"),
        ("on_accent", "accent"),
        ("on_soft", "soft"),
        ("on_panel", "panel"),
        ("ink2", "tray"),
    ],
)
def test_every_text_of_a_branded_kiosk_has_enough_contrast(brand, text, ground):
    """Whatever colour the tenant chose, the words on it can be read."""
    palette = light_palette(brand)

    found = contrast(getattr(palette, text), getattr(palette, ground))

    assert found >= 4.5


@pytest.mark.parametrize("colour", ["ink", "ink2", "warn", "good", "stop"])
@pytest.mark.parametrize("ground", [GROUND, SURFACE, SUNKEN])
def test_every_plain_text_has_enough_contrast(colour, ground):
    """Black, grey, amber, green and red words can be read on every ground."""
    assert contrast(getattr(Palette(), colour), ground) >= 4.5


@pytest.mark.parametrize("state", ["warn", "good", "stop"])
def test_a_state_can_be_read_on_its_own_fill(state):
    """The amber word stands clear on the amber chip."""
    palette = Palette()

    found = contrast(getattr(palette, state), getattr(palette, f"{state}_fill"))

    assert found >= 4.5


@pytest.mark.parametrize("ground", [GROUND, SURFACE, SUNKEN])
def test_the_edge_of_a_control_can_be_seen(ground):
    """A visitor sees where a field begins and ends."""
    assert contrast(Palette().edge, ground) >= 3


def test_the_panel_keeps_the_brand_where_it_can_be_read():
    """The large panel stays our logo's yellow, with dark words on it."""
    palette = light_palette("#FFD400")

    assert (palette.panel, palette.on_panel) == ("#FFD400", "#1C1B19")


@pytest.mark.parametrize("nonsense", [None, "", "yellow", "#12345", "#GGGGGG"])
def test_without_a_readable_brand_colour_the_kiosk_is_our_teal(nonsense):
    """A mistyped colour does not spoil the screen."""
    assert light_palette(nonsense) == Palette()


def test_black_on_white_is_the_strongest_contrast():
    """The measure agrees with the one everybody knows."""
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21.0


def test_a_middling_grey_gets_the_better_of_two_words():
    """On a colour that suits neither white nor dark words, the clearer one is taken."""
    text, moved = on_colour("#7C7C7C")

    assert moved == "#797979"
    assert contrast(text, moved) >= contrast(text, "#7C7C7C")


def test_a_panel_in_a_middling_colour_takes_the_readable_accent():
    """A brand that no words can be read on does not become the panel."""
    palette = light_palette("#7C7C7C")

    assert palette.panel == palette.accent


def test_a_colour_that_can_never_be_read_is_given_up():
    """Black on black ends the search instead of going on for ever."""
    assert readable_on("#000000", ("#000000",)) == "#000000"
