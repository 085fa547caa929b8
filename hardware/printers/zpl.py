"""ZPL II, spoken by Zebra and by those who follow it: one compressed picture a label.

Jobs are plain ASCII and hold a picture only, never text: nothing that a visitor typed
can be a command. Settings that a printer would keep are never touched.
"""

import binascii
import re
import zlib
from base64 import b64encode
from dataclasses import dataclass

from hardware.language import PrinterStatus, worst
from hardware.picture import Picture

_FIELD_AT_MOST = 99_999
"""Bytes that one ^GF field may describe (ZPL II guide, ^GF, parameters b and c)."""

# Sources of both answers: docs.zebra.com, ~HS and ~HQ; Oki LE850 reference, page 98.
_HOST_STATUS = re.compile(
    rb"\x02\d+,(?P<paper>[01]),(?P<pause>[01]),\d+,(?P<formats>\d{1,9}),(?P<full>[01]),"
    rb"\w+,\w+,\w+,\w+,\w+,(?P<hot>[01])\x03\r\n"
    rb"\x02\w+,\w+,(?P<head>[01]),(?P<ribbon>[01]),\w+,\w+,\w+,\w+,(?P<labels>\d{1,9}),"
    rb"\w+,\w+\x03\r\n"
    rb"\x02\w*,\w+\x03(\r\n)?"
)
_ERROR_STATUS = re.compile(
    rb"\x02\s*PRINTER STATUS\s+ERRORS:\s+(?P<wrong>[01]) [0-9A-F]{8} (?P<errors>[0-9A-F]{8})"
    rb"\s+WARNINGS:\s+[01] [0-9A-F]{8} (?P<warnings>[0-9A-F]{8})\s*\x03\s*"
)
_ERRORS = {
    0x0001: PrinterStatus.OUT_OF_PAPER,
    # A ribbon that ended is bought, kept and changed like a roll.
    0x0002: PrinterStatus.OUT_OF_PAPER,
    0x0004: PrinterStatus.COVER_OPEN,
    0x0008: PrinterStatus.CUTTER,
    0x0010: PrinterStatus.OVERHEATED,
    0x0020: PrinterStatus.OVERHEATED,
    0x1000: PrinterStatus.JAM,
    0x2000: PrinterStatus.JAM,
    0x4000: PrinterStatus.JAM,
    0x8000: PrinterStatus.JAM,
}
_PAPER_NEAR_END = 0x0008


@dataclass(frozen=True)
class Zpl:
    """Fills `PrinterLanguage`, and `StartsAtEnd`.

    Attributes:
        widest: dots between the edges of the widest paper.
    """

    widest: int = 832

    @property
    def status_query(self) -> bytes:
        """Ask in both ways: `~HS` is mute in trouble, `~HQES` is not on every printer."""
        return b"~HS~HQES\r\n"

    @property
    def silence(self) -> PrinterStatus:
        """Someone has to look: it is off, or one of the troubles in which ~HS is mute.

        Those are no media, no ribbon, head open, rewinder full and too hot (Zebra's
        page on ~HS); which one it is cannot be known, and none of them prints.
        """
        return PrinterStatus.OFFLINE

    @property
    def clear(self) -> bytes:
        """Forget every format, also one of which only a part came."""
        return b"~JA"

    def encode(self, picture: Picture) -> bytes:
        """See `PrinterLanguage`."""
        fitted = picture.within(self.widest)
        start = f"^XA^PW{fitted.width}^LL{fitted.height}^LH0,0^PQ1"
        return start.encode() + b"".join(_fields(fitted)) + b"^XZ"

    def harmless(self, job: bytes) -> int:
        """Nothing is printed before the whole of ^XZ was read."""
        return len(job) - 1

    def answer_is_whole(self, answer: bytes) -> bool:
        """Wait for the answer to ~HQES, which comes last."""
        return _ERROR_STATUS.search(answer) is not None

    def parse_status(self, answer: bytes) -> PrinterStatus:
        """See `PrinterLanguage`; a printer may know one of the two answers only."""
        if not answer:
            return self.silence
        host = _HOST_STATUS.match(answer)
        rest = answer[host.end() :] if host else answer
        error = _ERROR_STATUS.fullmatch(rest)
        if rest and not error:
            return PrinterStatus.UNKNOWN
        said = [_said_by_host(host)] if host else []
        return worst([*said, _said_by_error(error)] if error else said)


def _fields(picture: Picture) -> list[bytes]:
    """Write the rows as fields one below the other, each as long as one may be."""
    per_row = picture.bytes_per_row
    rows = picture.packed()
    step = _FIELD_AT_MOST // per_row * per_row
    return [
        _field(rows[at : at + step], per_row, top=at // per_row)
        for at in range(0, len(rows), step)
    ]


def _field(rows: bytes, per_row: int, *, top: int) -> bytes:
    # Z64 is ZPL's own: zlib, then base64, then the CRC-16/XMODEM of the base64. It
    # is a tenth of the digits that plain ^GFA would send: seconds on a slow line.
    text = b64encode(zlib.compress(rows, 9))
    size = len(rows)
    head = f"^FO0,{top}^GFA,{size},{size},{per_row},:Z64:"
    return head.encode() + text + f":{binascii.crc_hqx(text, 0):04X}^FS".encode()


def _said_by_host(answer: re.Match[bytes]) -> PrinterStatus:
    busy = int(answer["formats"]) or int(answer["labels"]) or answer["full"] == b"1"
    flags = {
        "paper": PrinterStatus.OUT_OF_PAPER,
        "ribbon": PrinterStatus.OUT_OF_PAPER,
        "head": PrinterStatus.COVER_OPEN,
        "hot": PrinterStatus.OVERHEATED,
        "pause": PrinterStatus.OFFLINE,
    }
    said = [status for flag, status in flags.items() if answer[flag] == b"1"]
    return worst([*said, PrinterStatus.PRINTING] if busy else said)


def _said_by_error(answer: re.Match[bytes]) -> PrinterStatus:
    errors, warnings = int(answer["errors"], 16), int(answer["warnings"], 16)
    if errors or answer["wrong"] == b"1":
        known = [status for bit, status in _ERRORS.items() if errors & bit]
        # Paused, a broken head, a black mark not found: it prints nothing by itself.
        return worst(known or [PrinterStatus.OFFLINE])
    return PrinterStatus.LOW if warnings & _PAPER_NEAR_END else PrinterStatus.READY
