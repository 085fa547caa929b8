"""Pictures of the browser's camera: a code read in one, or a photo set right."""

import io

import zxingcpp
from PIL import Image, ImageOps

from shared.visit_pass import looks_like_pass

_LONGEST_SIDE = 1280
_QUALITY = 88


def read_pass(jpeg: bytes) -> str | None:
    """Read the visitor's pass in a picture; None where there is none.

    Other codes are nobody's business here: a phone, a parcel, a poster.
    """
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        grey = picture.convert("L")
    found = zxingcpp.read_barcodes(
        grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    )
    return next((one.text for one in found if looks_like_pass(one.text)), None)


def unmirrored(jpeg: bytes) -> bytes:
    """Turn a photo as others see the visitor, and make it no larger than is useful.

    A browser takes the picture of a camera that looks at its user as a mirror would.
    """
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        turned = ImageOps.mirror(picture.convert("RGB"))
    turned.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    file = io.BytesIO()
    turned.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
