"""The person in front of the field tool, and how troubles are put to them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from hardware.errors import (
    AddressUnknown,
    CoverOpen,
    CutterBlocked,
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceNotPermitted,
    DeviceTrouble,
    DeviceUnusable,
    OutOfPaper,
    PerhapsPrinted,
    PrinterHot,
    PrinterJammed,
    PrinterRefused,
    PrinterStalled,
)

_HINTS: dict[type[DeviceTrouble], str] = {
    DeviceMissing: "Plug it in and switch it on; portico-hardware list shows what is.",
    DeviceBusy: "Stop the other program, often portico-kiosk, and try again.",
    DeviceNotPermitted: "Add the user to the device's group, see docs/hardware.",
    DeviceLost: "Look at its cable.",
    DeviceUnusable: "Choose another one: portico-hardware list shows them.",
    AddressUnknown: "Try a path such as /dev/ttyACM0, or socket://HOST:PORT.",
    OutOfPaper: "Put in a new roll.",
    CoverOpen: "Close it until it clicks.",
    PrinterJammed: "Take the paper out and put it in again.",
    CutterBlocked: "Switch the printer off and on; look for paper at the blade.",
    PrinterHot: "Wait a minute.",
    PrinterStalled: "Look at the cable, and at the flow control: it must be the same"
    " on both sides.",
    PrinterRefused: "Name the roll's length with --length.",
    PerhapsPrinted: "Look what came out before you print again.",
}


class Status(IntEnum):
    """What the program ends with; 2 is argparse's, for words it does not know."""

    DONE = 0
    TROUBLE = 1
    """A device is not there, or says that something is wrong with it."""
    NOT_SETTLED = 3
    """A test print was sent, and nobody confirmed what came out."""


@dataclass(frozen=True)
class Console:
    """Says lines, and asks for one; what is asked gives "" when nobody is there."""

    say: Callable[[str], None]
    ask: Callable[[str], str]


def put(trouble: DeviceTrouble) -> str:
    """Say what is wrong, and what to do about it."""
    hints = (hint for kind, hint in _HINTS.items() if isinstance(trouble, kind))
    return f"{trouble} {next(hints, '')}".rstrip()
