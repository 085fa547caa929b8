"""The Wi-Fi code is one that phones read."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from kiosk_app.widgets.qr import QUIET_MODULES, Qr, draw_qr
from tests.fakes.scene import GUEST_WIFI
from tests.fakes.scenes import LONG_WIFI, OPEN_WIFI, PHONE_ADDRESS


def picture_of(qr: Qr) -> Image.Image:
    """What the screen shows, a pixel for each module."""
    return Image.open(BytesIO(qr.png)).convert("RGB")


@pytest.mark.parametrize(
    "text",
    [GUEST_WIFI.qr, LONG_WIFI.qr, OPEN_WIFI.qr, PHONE_ADDRESS],
    ids=["network", "long", "open", "phone"],
)
def test_a_phone_reads_what_is_on_the_screen(text):
    """A guest points the phone at the code and joins the network, or goes on there."""
    qr = draw_qr(text)
    shown = picture_of(qr).resize((qr.side * 5,) * 2, Image.Resampling.NEAREST)

    found = zxingcpp.read_barcodes(shown)

    assert [code.text for code in found] == [text]


def test_the_code_has_its_quiet_zone():
    """Four white modules on every side let any phone find the code."""
    picture = picture_of(draw_qr(GUEST_WIFI.qr))

    dark = picture.convert("L").point(lambda light: 255 if light < 128 else 0)

    assert dark.getbbox() == (
        QUIET_MODULES,
        QUIET_MODULES,
        picture.width - QUIET_MODULES,
        picture.height - QUIET_MODULES,
    )


def test_the_code_is_dark_on_white_in_every_theme():
    """No tenant's colour makes the code unreadable."""
    picture = picture_of(draw_qr(GUEST_WIFI.qr))

    colours = {colour for _, colour in picture.getcolors()}

    assert colours == {(0x1C, 0x1B, 0x19), (255, 255, 255)}
