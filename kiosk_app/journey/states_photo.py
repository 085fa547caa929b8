"""What a photo of a visitor is made of."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True)
class Photo:
    """A picture as the camera gave it; it is in memory only, and gone at home."""

    jpeg: bytes = field(repr=False)


class Unphotographed(StrEnum):
    """Why somebody who was asked for a photo has none."""

    DECLINED = "declined"
    NO_CAMERA = "no_camera"


Portrait: TypeAlias = Photo | Unphotographed | None
"""A photo, why there is none, or None: nobody has asked yet."""


class CameraState(StrEnum):
    """How far the camera is."""

    OPENING = "opening"
    READY = "ready"
    TAKING = "taking"
    MISSING = "missing"
    """There is none, it does not work, or nobody has allowed its use."""
