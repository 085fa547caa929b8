"""The print jobs whose bytes are kept, one for each way in which a language is written."""

from PIL import Image

from hardware.language import PrinterLanguage
from hardware.picture import Picture
from hardware.printers.brother_ql import BrotherQl
from hardware.printers.escpos import EscPos
from hardware.printers.zpl import Zpl

_LABELS_62_BY_29 = (
    b"\x80\x20B" + bytes(7) + bytes((62, 0x0B)) + bytes(5) + b"\x1d" + bytes(14)
)
"""What a Brother QL says that holds them."""


def picture(dpi: int) -> Picture:
    """Draw 62 by 29 mm of bars and of single dots: no fonts, the same everywhere."""
    width, height = round(62 * dpi / 25.4), round(29 * dpi / 25.4)
    image = Image.new("1", (width, height), 1)
    for left in range(60, width // 2, 24):
        image.paste(0, (left, 50, left + 9, height - 50))
    for at in range(50, height - 50):
        for across in range(width // 2 + 20, width - 60):
            image.putpixel((across, at), int((at * across) % 7 > 0))
    return Picture(image, dpi)


def write_all() -> dict[str, bytes]:
    """Write each kept job, by the name of its file."""
    coarse, fine = picture(203), picture(300)
    brother: dict[str, PrinterLanguage] = {
        "brother-62.bin": BrotherQl(),
        "brother-62-plain.bin": BrotherQl(compressed=False, switches=False),
        "brother-62-wide.bin": BrotherQl(head=1296),
    }
    return {
        "label.zpl": Zpl().encode(coarse),
        "label.escpos": EscPos().encode(coarse),
        "brother-62x29.bin": BrotherQl().encode_for(fine, _LABELS_62_BY_29),
        **{name: language.encode(fine) for name, language in brother.items()},
    }
