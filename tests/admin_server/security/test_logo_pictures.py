"""A logo is drawn anew, small and bare; what is none is refused with the reason."""

import io
import zlib

import pytest
from PIL import Image

from admin_server.security import logo_pictures
from admin_server.security.logo_pictures import (
    LARGEST_LOGO,
    LogoTrouble,
    NotALogo,
    read_logo,
)
from tests.fakes.logos import AUTHOR, logo_file


def picture_of(png: bytes) -> Image.Image:
    """Open what is kept."""
    return Image.open(io.BytesIO(png), formats=["PNG"])


def trouble_with(given: bytes) -> LogoTrouble:
    """Say why a file is no logo."""
    with pytest.raises(NotALogo) as caught:
        read_logo(given)
    return caught.value.trouble


def bomb(side: int) -> bytes:
    """A small file that says it has so many dots on a side."""
    head = side.to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(99))), (b"IEND", b""))
    chunks = [
        len(said).to_bytes(4, "big")
        + kind
        + said
        + zlib.crc32(kind + said).to_bytes(4, "big")
        for kind, said in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_a_png_keeps_what_shines_through():
    """A logo without a background keeps none."""
    logo = read_logo(logo_file())

    with picture_of(logo.png) as picture:
        assert (picture.format, picture.mode, picture.size) == (
            "PNG",
            "RGBA",
            (480, 160),
        )
        assert picture.getpixel((170, 5))[3] == 0
        assert picture.getpixel((80, 80)) == (0x0B, 0x5D, 0x66, 255)
    assert (logo.width, logo.height) == (480, 160)


def test_a_jpeg_becomes_a_png():
    """A JPEG is taken, too."""
    logo = read_logo(logo_file(kind="JPEG", mode="RGB"))

    with picture_of(logo.png) as picture:
        assert (picture.mode, picture.size) == ("RGB", (480, 160))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_only_the_picture_is_kept(kind):
    """Who drew it with which program stays outside."""
    given = logo_file(kind=kind, mode="RGB")

    logo = read_logo(given)

    assert AUTHOR in given
    assert AUTHOR not in logo.png


@pytest.mark.parametrize(
    ("given", "kept"),
    [((900, 300), (480, 160)), ((1600, 100), (800, 50)), ((60, 40), (60, 40))],
)
def test_a_large_logo_is_made_small(given, kept):
    """At most 800 dots wide and 160 high; a small one stays as it is."""
    logo = read_logo(logo_file(*given))

    assert (logo.width, logo.height) == kept


def test_another_picture_is_another_version():
    """The same picture has the same version, whatever stands beside it in the file."""
    one, other = read_logo(logo_file()), read_logo(logo_file(470))

    assert one.version == read_logo(logo_file()).version
    assert one.version != other.version


def test_colours_of_a_list_and_of_a_print_are_taken():
    """A picture of few colours with one to shine through, and one made for print."""
    few, print_ = io.BytesIO(), io.BytesIO()
    Image.new("P", (60, 60)).save(few, "PNG", transparency=0)
    Image.new("CMYK", (60, 60)).save(print_, "JPEG")

    with picture_of(read_logo(few.getvalue()).png) as picture:
        assert picture.mode == "RGBA"
    with picture_of(read_logo(print_.getvalue()).png) as picture:
        assert picture.mode == "RGB"


@pytest.mark.parametrize(
    ("given", "trouble"),
    [
        (b"", LogoTrouble.NO_PICTURE),
        (b"%PDF-1.7", LogoTrouble.NO_PICTURE),
        (logo_file()[:200], LogoTrouble.NO_PICTURE),
        (b"<html><body>Hello</body></html>", LogoTrouble.NO_PICTURE),
        (b"GIF89a" + bytes(60), LogoTrouble.NO_PICTURE),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', LogoTrouble.DRAWING),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<SVG/>', LogoTrouble.DRAWING),
        (logo_file(200, 39), LogoTrouble.TOO_LOW),
        (b"\x89PNG" + bytes(LARGEST_LOGO), LogoTrouble.TOO_LARGE),
        (bomb(5001), LogoTrouble.TOO_MANY_DOTS),
        (bomb(10_000), LogoTrouble.TOO_MANY_DOTS),
        (bomb(100_000), LogoTrouble.TOO_MANY_DOTS),
    ],
    ids=[
        *("empty", "pdf", "cut", "html", "gif", "svg", "xml", "low", "large"),
        *("many", "very many", "bomb"),
    ],
)
def test_what_is_no_logo_is_refused(given, trouble):
    """Each refusal has its own sentence, and nothing large is unpacked."""
    assert trouble_with(given) is trouble


def test_the_limit_of_dots_stands_where_it_is_said():
    """The sentence on the page says 5000 pixels: a square of them is still taken."""
    assert logo_pictures._MOST_PIXELS == 5000 * 5000
