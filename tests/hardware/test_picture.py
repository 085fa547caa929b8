import pytest
from PIL import Image

from hardware.picture import Picture


def test_a_picture_knows_its_size_on_paper():
    """A badge of 100 by 62 mm is that large at the printer's dots."""
    picture = Picture(Image.new("1", (812, 406), 1), dpi=203)

    assert (picture.width, picture.height) == (812, 406)
    assert (picture.width_mm, picture.height_mm) == pytest.approx((101.6, 50.8))


def test_black_dots_are_ones_from_the_left():
    """What is black on the screen is black on paper, and not the other way round."""
    image = Image.new("1", (10, 2), 1)
    image.putpixel((0, 0), 0)
    image.putpixel((9, 1), 0)

    picture = Picture(image, dpi=203)

    assert picture.packed() == bytes((0b10000000, 0, 0, 0b01000000))
    assert picture.bytes_per_row == 2


@pytest.mark.parametrize("width", range(1, 18))
def test_what_is_left_of_a_rows_last_byte_is_white(width):
    """No black stripe runs along the right edge of a badge."""
    picture = Picture(Image.new("1", (width, 3), 1), dpi=203)

    packed = picture.packed()

    assert packed == bytes(3 * picture.bytes_per_row)


@pytest.mark.parametrize(
    ("mode", "size", "dpi"),
    [("L", (8, 8), 203), ("RGB", (8, 8), 203), ("1", (0, 8), 203), ("1", (8, 8), 0)],
)
def test_what_no_printer_could_print_is_refused(mode, size, dpi):
    """A grey or empty picture never reaches a printer."""
    image = Image.new(mode, size)

    with pytest.raises(ValueError, match="a picture"):
        Picture(image, dpi=dpi)


def test_a_picture_is_turned_only_where_nothing_else_fits():
    """A badge lies across the paper if it can, and along it if it must."""
    picture = Picture(Image.new("1", (80, 40), 1), dpi=203)
    picture.image.putpixel((79, 0), 0)

    turned = picture.within(40)

    assert picture.within(80) is picture
    assert (turned.width, turned.height) == (40, 80)
    assert turned.image.getpixel((0, 0)) == 0


def test_a_picture_that_fits_neither_way_is_refused():
    """Nobody gets half a badge."""
    picture = Picture(Image.new("1", (799, 496), 1), dpi=203)

    with pytest.raises(ValueError, match="100 by 62 mm; this printer prints 48 mm"):
        picture.within(384)
