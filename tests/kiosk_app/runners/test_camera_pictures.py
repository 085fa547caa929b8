"""What is read in a camera's picture, and what becomes of a photo."""

import io

import pytest
from PIL import Image

from kiosk_app.runners.camera_pictures import read_pass, unmirrored
from tests.fakes.camera import held_up
from tests.fakes.photos import PLACE, camera_picture
from tests.kiosk_app.journey.examples import PASS


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_pass_is_read(mirrored: bool):
    """A pass is read as it is held, and as a mirror shows it."""
    assert read_pass(held_up(PASS, mirrored=mirrored)) == PASS


@pytest.mark.parametrize(
    "picture", [camera_picture(), held_up("https://lakeside.example")]
)
def test_what_is_no_pass_is_not_read(picture: bytes):
    """A face, or any other code, gives nothing."""
    assert read_pass(picture) is None


def test_a_photo_is_turned_and_made_smaller():
    """What stood left stands right, and no more dots than are useful are sent."""
    turned = unmirrored(camera_picture(2560, 1440))

    picture = Image.open(io.BytesIO(turned)).convert("RGB")
    red, _, blue = picture.getpixel((1275, 300))
    assert picture.size == (1280, 720)
    assert red > 2 * blue
    assert PLACE not in turned
