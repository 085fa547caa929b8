"""A pass as a picture."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from admin_server.security.pass_pictures import pass_path, pass_png, pass_side

TEXT = "P1." + "ABCDEFGH234567" * 10 + "ABCDEFGHABC"


def _drawn(side: int, path: str) -> Image.Image:
    picture = Image.new("L", (side, side), 255)
    squares = [step.split("h")[0].split(" ") for step in path.split("M")[1:]]
    _ = [picture.putpixel((int(x), int(y)), 0) for x, y in squares]
    return picture.resize((side * 4, side * 4), Image.Resampling.NEAREST)


def _read(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]


def test_a_reader_reads_the_mails_picture() -> None:
    """The PNG of a mail is what a kiosk's reader takes."""
    assert _read(Image.open(BytesIO(pass_png(TEXT)))) == [TEXT]


def test_a_reader_reads_the_pages_picture() -> None:
    """The drawing on the page says the same."""
    assert _read(_drawn(*pass_path(TEXT))) == [TEXT]


@pytest.mark.parametrize("text", [TEXT, "P1.SHORT"])
def test_a_module_has_four_pixels(text: str) -> None:
    """However it is shown, a module is four pixels wide, with a quiet zone of four."""
    modules, path = pass_path(text)

    assert pass_side(text) == modules * 4
    assert Image.open(BytesIO(pass_png(text))).width == modules * 8
    assert path.startswith("M4 4h1")
