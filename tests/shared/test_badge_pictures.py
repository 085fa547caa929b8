import io
from itertools import combinations
from zlib import crc32

import pytest
from PIL import Image, ImageChops, ImageDraw

from shared.badge import Pattern
from shared.badge_patterns import pattern_dots
from shared.badge_pictures import logo_dots, open_picture, photo_dots
from tests.golden.portrait import portrait

PATTERNS = [pattern for pattern in Pattern if pattern is not Pattern.NONE]
AREAS = [(72, 367), (219, 68), (543, 80)]


def kept(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    content = io.BytesIO()
    image.save(content, format=form, **options)
    return content.getvalue()


def half_dark() -> Image.Image:
    """Black above, white below."""
    image = Image.new("L", (64, 64), 255)
    image.paste(0, (0, 0, 64, 32))
    return image


def share(image: Image.Image) -> float:
    """Say how much of an image is black."""
    return image.histogram()[0] / (image.width * image.height)


def claiming(side: int) -> bytes:
    """Give a small file that claims to be an enormous picture."""
    content = kept(Image.new("1", (8, 8)))
    head = b"IHDR" + 2 * side.to_bytes(4, "big") + content[24:29]
    return content[:12] + head + crc32(head).to_bytes(4, "big") + content[33:]


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"no picture",
        portrait()[:200],
        kept(Image.new("L", (64, 64)), "JPEG")[:150],
        kept(Image.new("L", (8, 8)), "GIF"),
        claiming(60_000),
        claiming(10_000),
        claiming(7_000),
    ],
    ids=["none", "empty", "words", "cut", "cut-jpeg", "gif", "bomb", "huge", "large"],
)
def test_what_is_no_picture_is_left_out(content):
    """A photo that cannot be read, or would take all memory, keeps no badge back."""
    assert open_picture(content) is None


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")]
    + [("JPEG", mode) for mode in ("L", "RGB", "CMYK")],
)
def test_a_picture_of_any_kind_is_drawn(mode, form):
    """Whatever kind of picture a camera gives, it is drawn in black and white."""
    content = kept(half_dark().convert(mode), form)

    drawn = photo_dots(open_picture(content), (40, 40))

    assert drawn.size == (40, 40)
    assert sum(drawn.histogram()[1:-1]) == 0
    assert 0.4 < share(drawn) < 0.6


def test_a_photo_is_spread_and_lightened():
    """A dull photo comes out with real black and white, and lighter than it was."""
    dull = Image.linear_gradient("L").point([96 + level // 4 for level in range(256)])

    drawn = photo_dots(dull, (256, 256))

    assert share(drawn.crop((0, 0, 256, 16))) > 0.9
    assert share(drawn.crop((0, 240, 256, 256))) < 0.05
    assert 0.40 < share(drawn) < 0.48


def test_a_photo_is_dithered_evenly():
    """Grey is drawn as dots that repeat every eight, which printers' files pack well."""
    grey = Image.new("L", (160, 160), 140)
    grey.paste(0, (0, 0, 160, 40))
    grey.paste(255, (0, 120, 160, 160))

    drawn = photo_dots(grey, (160, 160)).crop((0, 56, 160, 104))

    moved = ImageChops.offset(drawn, 8, 8)
    assert ImageChops.difference(drawn, moved).getbbox() is None
    assert 0.3 < share(drawn) < 0.45


def test_a_photo_lying_on_its_side_is_set_upright():
    """A camera that notes how it was held gives an upright face."""
    turned = Image.Exif()
    turned[0x0112] = 6
    content = kept(half_dark(), "JPEG", exif=turned)

    drawn = photo_dots(open_picture(content), (64, 64))

    assert share(drawn.crop((40, 0, 64, 64))) > 0.9
    assert share(drawn.crop((0, 0, 24, 64))) < 0.1


def test_a_wide_photo_is_cut_and_not_squeezed():
    """A face stays as round as it is, whatever shape the box has."""
    wide = Image.new("L", (400, 100), 255)
    ImageDraw.Draw(wide).ellipse((160, 10, 240, 90), fill=0)

    drawn = ImageChops.invert(photo_dots(wide, (100, 100)))

    left, top, right, bottom = drawn.getbbox()
    assert abs((right - left) - (bottom - top)) <= 2


@pytest.mark.parametrize("colour", ["#ffdd00", "#005a9f", "#e2001a"])
def test_a_logo_of_one_colour_comes_out_black(colour):
    """A yellow logo is as clear as a blue one, on a printer without colours."""
    logo = Image.new("RGB", (100, 100), "white")
    ImageDraw.Draw(logo).rectangle((25, 25, 74, 74), fill=colour)

    drawn = logo_dots(logo, (50, 50))

    assert share(drawn.crop((15, 15, 35, 35))) == 1
    assert 0.2 < share(drawn) < 0.3


def test_a_white_logo_on_a_clear_ground_comes_out_black():
    """A logo that was made for dark pages is seen on white paper too."""
    logo = Image.new("RGBA", (100, 100))
    ImageDraw.Draw(logo).rectangle((25, 25, 74, 74), fill="white")

    drawn = logo_dots(logo, (50, 50))

    assert share(drawn.crop((15, 15, 35, 35))) == 1
    assert share(drawn.crop((0, 0, 50, 10))) == 0


def test_a_logo_with_many_greys_is_dithered():
    """A logo with shades is drawn like a photo, not as a black lump."""
    drawn = logo_dots(Image.linear_gradient("L"), (64, 64))

    assert 0.2 < share(drawn.crop((0, 24, 64, 40))) < 0.8


def test_an_empty_logo_takes_no_place():
    """Where a logo shows nothing, the site's name has its room."""
    assert logo_dots(Image.new("RGBA", (50, 50)), (50, 50)) is None
    assert logo_dots(Image.new("L", (50, 50), 255), (50, 50)) is None


@pytest.mark.parametrize("size", AREAS)
def test_patterns_can_be_told_apart_without_colour(size):
    """Each two kinds of visit differ in a large part of their patterns."""
    drawn = [pattern_dots(one, size, per_mm=8) for one in PATTERNS]

    differing = [
        1 - share(ImageChops.difference(one, other))
        for one, other in combinations(drawn, 2)
    ]
    assert min(differing) > 0.2
    assert {image.size for image in drawn} == {size}


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("size", AREAS)
def test_a_pattern_has_black_and_white_in_large_pieces(pattern, size):
    """A pattern is seen across a room: a third or so is black, and no speck is fine."""
    drawn = pattern_dots(pattern, size, per_mm=8)

    assert 0.15 < share(drawn) < 0.6
    assert drawn.reduce(8).getextrema() == (0, 255)


def test_without_a_pattern_the_area_stays_white():
    """A kind of visit without a pattern leaves no ink."""
    assert share(pattern_dots(Pattern.NONE, (50, 50), per_mm=8)) == 0
