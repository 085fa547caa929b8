"""What a visitor does to be photographed, and what the camera answers."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class PhotoWanted:
    """Take photo."""


@dataclass(frozen=True)
class PhotoAccepted:
    """Use it."""


@dataclass(frozen=True)
class PhotoAgainWanted:
    """Again: the picture is thrown away."""


@dataclass(frozen=True)
class PhotoSkipped:
    """No photo, where the site leaves it to the visitor."""


@dataclass(frozen=True)
class PhotoTaken:
    """The camera took a picture, a JPEG."""

    jpeg: bytes = field(repr=False)


@dataclass(frozen=True)
class CameraSeen:
    """The camera shows what is before it, or cannot be used."""

    works: bool


BeforeCamera: TypeAlias = PhotoWanted | PhotoAccepted | PhotoAgainWanted | PhotoSkipped
OfCamera: TypeAlias = PhotoTaken | CameraSeen
