"""Photos are made small, upright and bare."""

import io

import pytest
from PIL import Image

from admin_server.security import photo_pictures
from admin_server.security.photo_pictures import NotAPhoto, small_photo
from tests.fakes.photos import PLACE, as_text, camera_picture


def looked_at(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg)).convert("RGB")


def test_a_large_photo_becomes_small():
    """A photo of a good camera is made 640 dots wide."""
    small = looked_at(small_photo(as_text(camera_picture(1920, 1080))))

    assert small.size == (640, 360)


def test_a_small_photo_stays_as_large_as_it_is():
    """What is small already is not blown up."""
    small = looked_at(small_photo(as_text(camera_picture(320, 200))))

    assert small.size == (320, 200)


def test_what_a_camera_wrote_is_left_out():
    """Place, time and device are not kept: the picture alone is."""
    given = camera_picture()

    small = small_photo(as_text(given))

    assert PLACE in given
    assert PLACE not in small
    assert not dict(looked_at(small).getexif())


def test_a_turned_photo_stands_upright():
    """A camera that was held upright gives an upright photo."""
    small = looked_at(small_photo(as_text(camera_picture(600, 400, turned=True))))

    red, _, blue = small.getpixel((200, 5))
    assert small.size == (400, 600)
    assert red > 2 * blue


def test_a_picture_with_too_many_dots_is_refused(monkeypatch):
    """A picture that would fill the memory is not opened."""
    monkeypatch.setattr(photo_pictures, "_MOST_PIXELS", 100)

    with pytest.raises(NotAPhoto, match="NotAPhoto"):
        small_photo(as_text(camera_picture(20, 20)))


@pytest.mark.parametrize("text", ["", "%%%", as_text(b"GIF89a"), "AAAA"])
def test_nonsense_is_no_photo(text: str):
    """What no camera would give is said to be no photo."""
    with pytest.raises(NotAPhoto):
        small_photo(text)
