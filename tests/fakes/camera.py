"""The browser's camera, and what is held before it."""

import asyncio
import io
from collections.abc import Iterator
from typing import Any

import qrcode
from PIL import Image

from tests.fakes.flet_harness import FletHarness

FRAME = (720, 480)


def held_up(text: str, *, mirrored: bool = False) -> bytes:
    """A JPEG of somebody who holds a QR code to the camera, not quite straight."""
    code = qrcode.make(text, border=4).get_image().convert("RGB").resize((330, 330))
    frame = Image.new("RGB", FRAME, "#8a8f8c")
    frame.paste(code.rotate(4, expand=True, fillcolor="#8a8f8c"), (190, 60))
    if mirrored:
        frame = frame.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    file = io.BytesIO()
    frame.save(file, "JPEG", quality=85)
    return file.getvalue()


class BrowserCamera:
    """Answers as a browser with these cameras does, and remembers what was asked.

    Attributes:
        pictures: what it takes, one after the other; then nothing is answered.
        refuses: the word with which the browser refuses to open it, or None.
        opened: the names of the cameras that were opened.
    """

    def __init__(
        self,
        kiosk: FletHarness,
        *pictures: bytes,
        cameras: tuple[str, ...] = ("front",),
        refuses: str | None = None,
    ) -> None:
        self.opened: list[str] = []
        self.shots = 0
        self._cameras = cameras
        self._refuses = refuses
        self._pictures: Iterator[bytes] = iter(pictures)
        self._session = kiosk.session
        kiosk.wire.plays = self._asked

    def _asked(self, asked: dict[str, Any]) -> None:
        match asked["name"]:
            case "get_available_cameras":
                self._answer(asked, [_described(one) for one in self._cameras])
            case "initialize" if self._refuses is not None:
                self._answer(asked, None, self._refuses)
            case "initialize":
                self.opened.append(asked["args"]["description"]["name"])
                self._answer(asked, None)
            case "take_picture":
                self.shots += 1
                picture = next(self._pictures, None)
                if picture is not None:
                    self._answer(asked, picture)

    def _answer(
        self, asked: dict[str, Any], result: object, error: str | None = None
    ) -> None:
        asyncio.get_running_loop().call_soon(
            self._session.handle_invoke_method_results,
            asked["control_id"],
            asked["call_id"],
            result,
            error,
        )


def _described(direction: str) -> dict[str, object]:
    return {
        "name": f"The {direction} one",
        "lens_direction": direction,
        "sensor_orientation": 0,
    }
