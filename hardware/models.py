"""Printers and scanners that we know, from `models.toml`: how each one wants it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_FILE = Path(__file__).with_name("models.toml")


class Flow(StrEnum):
    """How a serial printer says "wait"."""

    NONE = "none"
    XON_XOFF = "xon_xoff"
    RTS_CTS = "rts_cts"


@dataclass(frozen=True)
class PrinterModel:
    """One printer: its language, how fine it prints, how it is talked to.

    Attributes:
        key: what settings call it, such as "zebra-zd421-203".
        language: a file of `hardware/printers/`, or "ipp".
        widest_mm: how wide it can print.
        baud_rate, flow: where it hangs on a serial line.
        answers: whether it tells its status.
        usb: ids as "0a5f:0120" by which `portico-hardware list` suggests it.
        source: where these facts are from.
    """

    key: str
    name: str
    language: str
    dpi: int
    widest_mm: float
    baud_rate: int = 9600
    flow: Flow = Flow.NONE
    answers: bool = True
    usb: tuple[str, ...] = ()
    source: str = ""
