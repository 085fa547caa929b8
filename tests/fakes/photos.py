"""Pictures as cameras give them, and the way they go to the server."""

import base64
import io

import httpx
from PIL import ExifTags, Image

from shared.kiosk_options import Asked
from tests.fakes.at_the_kiosk import post, set_options
from tests.fakes.lobby import TENANT, TOKEN, Lobby

PLACE = b"12 Lake Road"
"""What a camera wrote into the picture besides what it saw."""


def camera_picture(
    width: int = 720, height: int = 480, *, turned: bool = False
) -> bytes:
    """A JPEG that says in which place it was taken; its left edge is red."""
    picture = Image.new("RGB", (width, height), "#f3e9dd")
    picture.paste("#d01010", (0, 0, width // 4, height))
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = PLACE.decode()
    if turned:
        exif[ExifTags.Base.Orientation] = 6  # held upright: to be turned clockwise
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


def as_text(picture: bytes) -> str:
    """Write a picture as it is sent."""
    return base64.b64encode(picture).decode()


async def ask_for_photos(lobby: Lobby) -> None:
    """Let the house photograph its visitors."""
    await set_options(lobby, photo=Asked.OPTIONAL)


async def bring_photo(
    lobby: Lobby, visit: str, *, token: str = TOKEN, picture: bytes | None = None
) -> httpx.Response:
    """Send a visitor's photo as their kiosk does."""
    jpeg = as_text(picture or camera_picture())
    said: dict[str, object] = {"visit": visit, "jpeg": jpeg}
    return await post(lobby, "/photos", said, token=token)


async def kept_photos(lobby: Lobby, tenant: str = TENANT) -> list[str]:
    """Name the visits that have a photo."""
    photos = await lobby.store.for_tenant(tenant).read(lambda n: n.photos.all())
    return [one.visit for one in photos]
