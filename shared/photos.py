"""What a kiosk and the server say to each other about a visitor's photo."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.check_in import Wire, WireReply

LARGEST_PHOTO = 2_000_000
"""Bytes of a picture as the camera gives it; the server keeps a small copy."""
_LONGEST_TEXT = LARGEST_PHOTO * 4 // 3 + 4


class NoPhoto(StrEnum):
    """Why a visitor who was to be photographed was not."""

    NO_CAMERA = "no_camera"
    """The kiosk has none, it does not work, or nobody has allowed its use."""


class PhotoRequest(Wire):
    """A visitor's photo, or why there is none, after they were checked in.

    Attributes:
        visit: whose photo it is; on site, and checked in at the kiosk's site.
        jpeg: the picture, in base64.
    """

    visit: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,64}$")]
    jpeg: Annotated[str, Field(max_length=_LONGEST_TEXT)] | None = Field(
        default=None, repr=False
    )
    missing: NoPhoto | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.jpeg is None) == (self.missing is None):
            msg = "send either a picture, or why there is none"
            raise ValueError(msg)
        return self


class PhotoReply(WireReply):
    """What `POST /photos` answers.

    Attributes:
        kept: False: there was none to keep, or the site asks for none any more.
    """

    kept: bool
