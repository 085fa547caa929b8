"""The packets of 32 bytes in which a Brother QL tells how it is."""

from hardware.language import PrinterStatus, worst
from hardware.printers.brother_ql.rolls import Roll

SIZE = 32
_HEAD = b"\x80\x20B"
_WIDTH, _KIND, _LENGTH, _TYPE, _PHASE, _NOTICE = 10, 11, 17, 18, 19, 22
"""Where in a packet things stand."""
_REPLY, _COMPLETED, _ERROR, _TURNED_OFF, _NOTIFIES, _CHANGES = 0, 1, 2, 4, 5, 6
_BY_THE_METRE, _CUT_LABELS = (0x0A, 0x4A), (0x0B, 0x4B)
_COOLING_BEGAN = 3

# Byte, bits, meaning. For a fan, a buffer, the system we have no word: it prints
# nothing, and someone has to look. Bits that no manual names are taken like that.
_ERRORS = (
    (8, 0x03, PrinterStatus.OUT_OF_PAPER),
    (8, 0x04, PrinterStatus.CUTTER),
    (8, 0x10, PrinterStatus.PRINTING),
    (8, 0xE8, PrinterStatus.OFFLINE),
    # "Replace media": it holds another roll than the job asked for.
    (9, 0x01, PrinterStatus.OUT_OF_PAPER),
    (9, 0x10, PrinterStatus.COVER_OPEN),
    (9, 0x40, PrinterStatus.JAM),
    (9, 0xAE, PrinterStatus.OFFLINE),
)
_PHASES = {0: PrinterStatus.READY, 1: PrinterStatus.PRINTING}


def packets_in(answer: bytes) -> list[bytes]:
    """Find whole packets, also amid noise; what is only begun is left out."""
    found = []
    at = answer.find(_HEAD)
    while 0 <= at <= len(answer) - SIZE:
        found.append(answer[at : at + SIZE])
        at = answer.find(_HEAD, at + SIZE)
    return found


def trouble_in(packet: bytes) -> PrinterStatus:
    """Say what is wrong; READY if nothing is."""
    said = [status for at, bits, status in _ERRORS if packet[at] & bits]
    if packet[_TYPE] == _TURNED_OFF or (packet[_TYPE] == _ERROR and not said):
        said.append(PrinterStatus.OFFLINE)
    if packet[_TYPE] == _REPLY and not packet[_KIND]:
        said.append(PrinterStatus.OUT_OF_PAPER)
    return worst(said)


def phase_in(packet: bytes) -> PrinterStatus:
    """Say what it is doing."""
    if packet[_TYPE] == _NOTIFIES and packet[_NOTICE] == _COOLING_BEGAN:
        return PrinterStatus.OVERHEATED
    if packet[_TYPE] > _CHANGES:
        return PrinterStatus.UNKNOWN
    return _PHASES.get(packet[_PHASE], PrinterStatus.UNKNOWN)


def completes(packet: bytes) -> bool:
    """Tell whether it says that a label came out."""
    return packet[_TYPE] == _COMPLETED


def roll_in(answer: bytes) -> Roll | None:
    """Read which roll the printer holds, from its latest packet; None if none."""
    packets = packets_in(answer)
    if packets and packets[-1][_KIND] in _BY_THE_METRE:
        return Roll(packets[-1][_WIDTH])
    if packets and packets[-1][_KIND] in _CUT_LABELS:
        return Roll(packets[-1][_WIDTH], packets[-1][_LENGTH])
    return None
