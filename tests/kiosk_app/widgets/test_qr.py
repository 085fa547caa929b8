"""The Wi-Fi code is one that phones read."""

import re

import pytest
import zxingcpp
from PIL import Image

from kiosk_app.widgets.qr import QUIET_MODULES, draw_qr
from tests.fakes.scene import GUEST_WIFI
from tests.fakes.scenes import LONG_WIFI, OPEN_WIFI

_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\3z")


def _picture(svg: str, side: int) -> Image.Image:
    """Paint the drawing's runs, five dots for each module."""
    picture = Image.new("L", (side, side), 255)
    for x, y, length in _RUN.findall(svg):
        run = (int(x), int(y), int(x) + int(length), int(y) + 1)
        picture.paste(0, run)
    return picture.resize((side * 5, side * 5), Image.Resampling.NEAREST)


@pytest.mark.parametrize("wifi", [GUEST_WIFI, LONG_WIFI, OPEN_WIFI])
def test_a_phone_reads_the_network_from_the_screen(wifi):
    """A guest points the phone at the code and joins the network."""
    qr = draw_qr(wifi.qr)

    found = zxingcpp.read_barcodes(_picture(qr.svg, qr.side))

    assert [code.text for code in found] == [wifi.qr]


def test_the_code_has_its_quiet_zone():
    """Four white modules on every side let any phone find the code."""
    qr = draw_qr(GUEST_WIFI.qr)

    starts = [int(x) for x, _, _ in _RUN.findall(qr.svg)]

    assert min(starts) == QUIET_MODULES
    assert qr.side == qr.modules + 2 * QUIET_MODULES


@pytest.mark.parametrize("colour", ["#1C1B19", "#FFFFFF"])
def test_the_code_is_dark_on_white_in_every_theme(colour):
    """No tenant's colour makes the code unreadable."""
    assert colour in draw_qr(GUEST_WIFI.qr).svg
