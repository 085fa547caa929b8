"""Brother QL raster: rows of dots for a head of fixed width, on rolls that are known.

Sources: Brother's Raster Command References for QL-600/710W/720NW (1.02),
QL-800/810W/820NWB (1.01) and QL-1100/1110NWB/1115NWB (1.00).
"""

from dataclasses import dataclass

from hardware.language import PrinterStatus, worst
from hardware.picture import Picture
from hardware.printers.brother_ql.packets import (
    SIZE,
    completes,
    packets_in,
    phase_in,
    roll_in,
    trouble_in,
)
from hardware.printers.brother_ql.rolls import (
    FEED,
    NARROW,
    Roll,
    lay,
    roll_for,
    why_not,
)
from hardware.printers.brother_ql.rows import rows_of, write_row

_CLEAR = bytes(400) + b"\x1b@"
"""Zeros enough to fill up a row that was begun, and ignored after it; then a reset."""
_RASTER = b"\x1bia\x01"
_CUT_EACH = b"\x1biM\x40\x1biA\x01\x1biK\x08"
_BY_THE_METRE, _CUT_LABELS = 0x0A, 0x0B
_SAID_OF_ROLL, _SAID_OF_LENGTH = 0xC6, 0x08
"""Recovery, quality first, kind and width of the roll count; and its length."""
_PACKED = b"M\x02"
_PRINT = b"\x1a"


@dataclass(frozen=True)
class BrotherQl:
    """Fills `PrinterLanguage`, `ChecksPaper`, `FitsPaper` and `ReportsJobs`.

    Attributes:
        head: dots of the print head: 720, or 1296 for QL-10xx and QL-11xx.
        compressed: whether the model takes PackBits rows; QL-700 and QL-800 do not.
        switches: whether it can be told to take raster; QL-700 takes nothing else.
    """

    head: int = NARROW
    compressed: bool = True
    switches: bool = True

    @property
    def status_query(self) -> bytes:
        """Ask for 32 bytes; never while it prints.

        The zeros mean nothing, and fill up a row whose rest was lost: it would swallow
        the question, or a part of it.
        """
        return bytes(200) + b"\x1biS"

    @property
    def silence(self) -> PrinterStatus:
        """It is mute while it prints, and nearly always over a network."""
        return PrinterStatus.UNKNOWN

    @property
    def clear(self) -> bytes:
        """End the row that was begun, and drop the job."""
        return _CLEAR

    def encode(self, picture: Picture) -> bytes:
        """Write it for the roll that it was drawn for; see `PrinterLanguage`."""
        return self._encode_on(roll_for(picture, self.head), picture)

    def encode_for(self, picture: Picture, answer: bytes) -> bytes:
        """See `FitsPaper`."""
        return self._encode_on(roll_in(answer) or roll_for(picture, self.head), picture)

    def refusal(self, picture: Picture, answer: bytes) -> str | None:
        """See `ChecksPaper`; None also where no roll was reported."""
        roll = roll_in(answer)
        return why_not(picture, roll, self.head) if roll else None

    def answer_is_whole(self, answer: bytes) -> bool:
        """Wait for whole packets."""
        return len(answer) >= SIZE and len(answer) % SIZE == 0

    def parse_status(self, answer: bytes) -> PrinterStatus:
        """See `PrinterLanguage`; of several packets every trouble, and the last phase."""
        if not answer:
            return self.silence
        packets = packets_in(answer)
        if b"".join(packets) != answer:
            return PrinterStatus.UNKNOWN
        return worst([*map(trouble_in, packets), phase_in(packets[-1])])

    def job_end(self, pushed: bytes) -> PrinterStatus | None:
        """See `ReportsJobs`; cooling is no end: it goes on by itself."""
        for packet in packets_in(pushed):
            trouble = trouble_in(packet)
            if trouble not in {PrinterStatus.READY, PrinterStatus.PRINTING}:
                return trouble
            if completes(packet):
                return PrinterStatus.READY
        return None

    def _encode_on(self, roll: Roll, picture: Picture) -> bytes:
        rows = rows_of(lay(picture, roll, self.head))
        feed = 0 if roll.length_mm else FEED
        return b"".join(
            (
                _CLEAR,
                # Some models give up at a command that they do not know
                # (pklaus/brother_ql, README), so none is told what it is anyway.
                _RASTER if self.switches else b"",
                _print_information(roll, len(rows)),
                _CUT_EACH,
                b"\x1bid" + feed.to_bytes(2, "little"),
                _PACKED if self.compressed else b"",
                *(write_row(row, compressed=self.compressed) for row in rows),
                _PRINT,
            )
        )


def _print_information(roll: Roll, rows: int) -> bytes:
    """Tell which roll the job is for: the printer refuses it on any other."""
    cut = roll.length_mm > 0
    counts = _SAID_OF_ROLL | (_SAID_OF_LENGTH if cut else 0)
    kind = _CUT_LABELS if cut else _BY_THE_METRE
    said = bytes((counts, kind, roll.width_mm, roll.length_mm))
    return b"\x1biz" + said + rows.to_bytes(4, "little") + b"\x00\x00"
