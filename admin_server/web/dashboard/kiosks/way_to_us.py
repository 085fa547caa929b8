"""How a new kiosk is told where this server is: by a code that it reads."""

import base64
import io
from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from admin_server.web.current import Parts
from shared.server_address import ServerLink, fingerprint_of, shown_fingerprint

_DOTS, _QUIET = 5, 4


@dataclass(frozen=True)
class WayToUs:
    """What the page for pairing shows.

    Attributes:
        picture: the QR code, as an address that an image can have.
        side: of the picture, in dots.
        fingerprint: of the private authority that vouches for us, as it is compared.
    """

    address: str
    picture: str
    side: int
    fingerprint: str | None


def way_to_us(parts: Parts) -> WayToUs:
    """Draw the code that brings address and authority along."""
    known = fingerprint_of(parts.private_ca) if parts.private_ca else None
    picture, side = _drawn(ServerLink(parts.public_url, known).text)
    return WayToUs(
        address=parts.public_url,
        picture=picture,
        side=side,
        fingerprint=shown_fingerprint(known) if known else None,
    )


def _drawn(text: str) -> tuple[str, int]:
    code = QRCode(error_correction=ERROR_CORRECT_M, box_size=_DOTS, border=_QUIET)
    code.add_data(text)
    file = io.BytesIO()
    image = code.make_image()
    image.save(file)
    picture = base64.b64encode(file.getvalue()).decode()
    return f"data:image/png;base64,{picture}", image.pixel_size
