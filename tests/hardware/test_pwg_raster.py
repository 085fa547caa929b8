from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hardware.picture import Picture
from hardware.pwg_raster import Ink, write_pwg
from tests.hardware.ipp_peers import read_raster

ROWS = st.binary(min_size=1, max_size=400)


@pytest.mark.parametrize("ink", Ink)
@settings(max_examples=60, deadline=None)
@given(row=ROWS, width=st.integers(1, 300), again=st.integers(1, 300))
def test_cups_reads_the_dots_that_we_wrote(tmp_path_factory, ink, row, width, again):
    """Runs, stretches and repeated rows of every length come out as they went in."""
    dots = (row * (1 + width // len(row) * 2))[: (width + 7) // 8] + bytes(40)
    line = Image.frombytes("1", (width, 1), dots)
    image = Image.new("1", (width, again + 1))
    [image.paste(line, (0, top)) for top in range(again)]
    file: Path = tmp_path_factory.getbasetemp() / f"{ink.value}.pwg"
    file.write_bytes(write_pwg(Picture(image, 203), ink))

    shown, dpi = read_raster(file)

    assert (shown.size, shown.tobytes()) == (image.size, image.tobytes())
    assert dpi == (203, 203)


def test_a_white_badge_is_small():
    """White paper is sent in no time."""
    white = Picture(Image.new("1", (1181, 732), 1), 300)

    document = write_pwg(white, Ink.BLACK_1)

    assert len(document) < 1900
