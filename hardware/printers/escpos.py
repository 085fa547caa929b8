"""ESC/POS, spoken by receipt printers of many makers: a badge on a strip of paper."""

import re
from dataclasses import dataclass

from hardware.language import PrinterStatus, worst
from hardware.picture import Picture

_START = b"\x1b@"
_STRIP_ROWS = 64
"""Rows of one `GS v 0`: some printers lose rows of longer ones, and whatever is left
of a strip has to be filled up before a printer listens again."""
_END = b"\x1bd\x03\x1dVB\x00"
"""Three empty lines, so that one without a cutter tears behind the badge; then cut."""
_MOST_ROWS = 8000
"""A metre at 203 dpi: a longer badge is a mistake."""

# These printers act on DLE EOT, DLE ENQ and DLE DC4 wherever the bytes stand, also
# amid a picture (Epson TM-T85 reference): a status would be sent, the drawer would
# open, the printer be switched off. 0x10 there is one lone dot; a QR code has none.
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")

_FIXED, _FIXED_BITS = 0x93, 0x12
"""Bits that are the same in every DLE EOT answer; XON, XOFF and noise fail them."""
_ANSWERS = 4

# Bits by the number of the question; sources: Bixolon SRP-350, CBM-1000 and Epson
# TM-L60II references, DLE EOT.
_BITS = (
    (1, 0x08, PrinterStatus.OFFLINE),
    (2, 0x04, PrinterStatus.COVER_OPEN),
    (2, 0x20, PrinterStatus.OUT_OF_PAPER),
    (2, 0x40, PrinterStatus.OFFLINE),
    (3, 0x08, PrinterStatus.CUTTER),
    (3, 0x20, PrinterStatus.OFFLINE),
    # Mends itself: a hot head, or a cover opened amid a job, which question 2 tells.
    (3, 0x40, PrinterStatus.OVERHEATED),
    (4, 0x0C, PrinterStatus.LOW),
    (4, 0x60, PrinterStatus.OUT_OF_PAPER),
)


@dataclass(frozen=True)
class EscPos:
    """Fills `PrinterLanguage`.

    Attributes:
        widest: dots between the edges of the paper: 576 on 80 mm, 384 on 57 mm.
    """

    widest: int = 576

    @property
    def status_query(self) -> bytes:
        """Ask for the printer, why it is off-line, errors, paper: a byte for each."""
        return b"".join(b"\x10\x04%c" % number for number in range(1, _ANSWERS + 1))

    @property
    def silence(self) -> PrinterStatus:
        """These answers come even from a printer in trouble: a mute one is off."""
        return PrinterStatus.OFFLINE

    @property
    def clear(self) -> bytes:
        """Fill up the strip it may be waiting for, with white; then start anew and cut.

        NUL is a white dot within a picture, and nothing anywhere else.
        """
        longest = _STRIP_ROWS * ((self.widest + 7) // 8)
        return bytes(longest) + _START + _END

    def encode(self, picture: Picture) -> bytes:
        """See `PrinterLanguage`.

        Where the picture would hold a real-time command, one lone dot of it is left
        out: a dot of a dithered photo or of a letter's edge, never of a QR code.
        """
        fitted = picture.within(self.widest)
        if fitted.height > _MOST_ROWS:
            raise ValueError("The badge is longer than a metre.")
        rows = _REAL_TIME.sub(b"\x00", fitted.packed())
        step = _STRIP_ROWS * fitted.bytes_per_row
        strips = [
            _strip(rows[at : at + step], fitted.bytes_per_row)
            for at in range(0, len(rows), step)
        ]
        return _START + b"".join(strips) + _END

    def answer_is_whole(self, answer: bytes) -> bool:
        """Wait for one byte to each question."""
        return len(answer) >= _ANSWERS

    def parse_status(self, answer: bytes) -> PrinterStatus:
        """See `PrinterLanguage`."""
        if not answer:
            return self.silence
        if len(answer) != _ANSWERS or any(
            byte & _FIXED != _FIXED_BITS for byte in answer
        ):
            return PrinterStatus.UNKNOWN
        return worst(
            status for number, bits, status in _BITS if answer[number - 1] & bits
        )


def _strip(rows: bytes, per_row: int) -> bytes:
    height = len(rows) // per_row
    size = per_row.to_bytes(2, "little") + height.to_bytes(2, "little")
    return b"\x1dv0\x00" + size + rows
