"""Screens of every size get measures that fit them."""

import pytest

from kiosk_app.theme.sizes import Role, sizes_for


@pytest.mark.parametrize(
    ("width", "height", "large", "portrait", "scale"),
    [
        (800, 480, False, False, 1.0),
        (1280, 800, True, False, 1.0),
        (800, 1280, True, True, 1.0),
        (480, 800, False, True, 1.0),
        (1024, 600, False, False, 1.25),
        (1920, 1200, True, False, 1.5),
    ],
)
def test_each_screen_is_drawn_from_the_sheet_that_fits(
    width, height, large, portrait, scale
):
    """A seven-inch screen and a tablet each get letters of a good size."""
    sizes = sizes_for(width, height)

    assert (sizes.large, sizes.portrait) == (large, portrait)
    assert sizes.scale == pytest.approx(scale)


def test_what_is_read_from_afar_is_large_even_on_the_smallest_screen():
    """The welcome and the room can be read from one and a half metres."""
    sizes = sizes_for(800, 480)

    assert min(sizes.letters(role).size for role in (Role.DISPLAY, Role.ROOM)) >= 48


@pytest.mark.parametrize("role", Role)
def test_no_text_is_smaller_than_arms_length_allows(role):
    """No word on the kiosk is smaller than eighteen dots."""
    assert sizes_for(800, 480).letters(role).size >= 18


def test_a_tiny_window_does_not_shrink_the_words_away():
    """Somebody who looks at the kiosk in a small window can still read it."""
    assert sizes_for(200, 100).scale == pytest.approx(0.6)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (800, 1280)], ids=str)
def test_larger_text_is_twice_as_large(role, size):
    """What is read at arm's length doubles; what is read from afar grows as it can."""
    grown = sizes_for(*size, large_text=True).letters(role)
    plain = sizes_for(*size).letters(role)
    from_afar = {"ROOM", "ROOM_SMALL", "ROOM_LONG", "DISPLAY", "NEXT", "NEXT_SMALL"}

    assert grown.size == 2 * plain.size or role.name in from_afar
    assert grown.size >= max(plain.size, 34)


@pytest.mark.parametrize(
    ("size", "reach"), [((800, 480), 192), ((1280, 800), 320), ((800, 1280), 640)]
)
def test_low_reach_is_the_lower_part_of_the_page(size, reach):
    """Controls stand in the lower three fifths, on a high page in the lower half."""
    assert sizes_for(*size, low=True).reach == reach
    assert sizes_for(*size, low=True, large_text=True).reach == reach


@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (800, 1280)], ids=str)
@pytest.mark.parametrize("ease", [{"low": True}, {"large_text": True}], ids=str)
def test_no_target_shrinks_below_a_finger(size, ease):
    """Whatever is made easier, nothing becomes hard to hit."""
    sizes = sizes_for(*size, **ease)

    assert min(sizes.primary, sizes.choice, sizes.px(48, 72)) >= 48
    assert sizes.of_keys.px(48, 64) >= 48
