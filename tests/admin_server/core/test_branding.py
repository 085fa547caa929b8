import pytest

from admin_server.core.branding import DARK, LIGHT, branding, contrast

_COLOURS = [
    "#FFD400",
    "#E4002B",
    "#00A3E0",
    "#7AB800",
    "#111111",
    "#FFFFFF",
    "#0B5D66",
    "#808080",
    "#000000",
]


@pytest.mark.parametrize(
    ("asked", "light", "dark"),
    [
        ("#FFD400", "#7E6A07", "#FFD400"),
        ("#E4002B", "#D40B31", "#F54163"),
        ("#00A3E0", "#08739B", "#00A3E0"),
        ("#7AB800", "#4F7506", "#7AB800"),
        ("#111111", "#111111", "#868686"),
        ("#FFFFFF", "#6B6B6B", "#FFFFFF"),
    ],
)
def test_a_colour_is_moved_no_further_than_needed(asked: str, light: str, dark: str):
    """Each house colour gives the accent that was agreed on."""
    found = branding(asked)

    assert (found.light.accent, found.dark.accent) == (light, dark)


@pytest.mark.parametrize("asked", _COLOURS)
def test_every_accent_can_be_read(asked: str):
    """Whatever the colour, links, buttons and panels can be read."""
    found = branding(asked)

    assert min(contrast(found.light.accent, one) for one in LIGHT.grounds) >= 4.5
    assert min(contrast(found.dark.accent, one) for one in DARK.grounds) >= 4.5
    assert contrast(found.high_contrast.accent, "#FFFFFF") >= 7
    assert contrast(found.light.accent, found.light.on_accent) >= 4.5
    assert contrast(found.dark.accent, found.dark.on_accent) >= 4.5
    assert contrast(found.light.soft, found.light.on_soft) >= 4.5
    assert contrast(found.light.panel, found.light.on_panel) >= 4.5


def test_a_panel_stays_yellow():
    """A yellow house keeps its yellow where nobody has to press anything."""
    found = branding("#ffd400")

    assert found.light.panel == "#FFD400"
    assert found.moved


def test_a_dark_colour_is_left_alone():
    """A colour that can be read everywhere is not touched."""
    assert not branding("#0B5D66").moved


def test_a_panel_that_nobody_can_write_on_takes_the_accent():
    """A middle grey, on which neither black nor white can be read, is not kept."""
    found = branding("#808080")

    assert found.light.panel == found.light.accent != "#808080"


def test_every_colour_comes_to_an_end():
    """Whatever colour somebody chooses, readable ones are found for it."""
    steps = range(0, 256, 51)
    colours = [f"#{r:02X}{g:02X}{b:02X}" for r in steps for g in steps for b in steps]

    worst = min(
        contrast(one.accent, one.on_accent)
        for colour in colours
        for one in (branding(colour).light, branding(colour).dark)
    )

    assert worst >= 4.5
