"""The field tool: which serial devices there are, and what a scanner really sends."""

import argparse
import sys
from collections.abc import Sequence

from serial.tools import list_ports

from hardware.errors import (
    AddressUnknown,
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceNotPermitted,
    DeviceTrouble,
    DeviceUnusable,
)
from hardware.framing import End, Frame, FrameShape, Framing
from hardware.scanner import open_scanner
from hardware.scanners.serial_line import SerialLineScanner

_LISTEN = 0.5
_HINTS: dict[type[DeviceTrouble], str] = {
    DeviceMissing: "Plug it in; reading starts by itself.",
    DeviceBusy: "Stop the other program (often portico-kiosk); reading starts then.",
    DeviceNotPermitted: "Add the user to the device's group, see docs/hardware.",
    DeviceLost: "Plug it in again; reading goes on by itself.",
    DeviceUnusable: "Choose another one: portico-hardware list shows them.",
    AddressUnknown: "Try a path such as /dev/ttyACM0, or socket://HOST:PORT.",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the status is 0 unless nothing useful could be done."""
    chosen = _parser().parse_args(argv)
    if chosen.command == "list":
        return list_devices()
    shape = FrameShape(Framing(chosen.framing), prefix=chosen.prefix)
    return read_codes(chosen.port, shape, baud_rate=chosen.baud)


def list_devices() -> int:
    """Show the serial devices that are plugged in, as a table."""
    ports = sorted(list_ports.comports(include_links=True))
    if not ports:
        print("No serial device is plugged in.")
        return 0
    rows = [("ADDRESS", "WHAT IT IS", "USB ID")]
    rows += [
        (port.device, port.description, _usb_id(port.vid, port.pid)) for port in ports
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    return 0


def read_codes(port: str | None, shape: FrameShape, *, baud_rate: int) -> int:
    """Show every code as one line until Ctrl-C, through unplugging and back."""
    address = port or _only_port()
    if address is None:
        return 1
    scanner = open_scanner(address, shape=shape, baud_rate=baud_rate)
    try:
        print(f"Reading from {address}. Scan a code; Ctrl-C ends.", flush=True)
        _show_all(scanner)
    except KeyboardInterrupt:
        print()
    finally:
        scanner.close()
    return 0


def describe(frame: Frame) -> str:
    """Say in one line what was scanned, with control signs made visible."""
    if frame.end is End.PAUSE:
        how = "not framed: ended by a pause"
    else:
        how = f"framed by {frame.end}"
    signs = f"{len(frame.text)} signs"
    raw = frame.raw.decode("utf-8", errors="backslashreplace")
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in raw)
    return f"{signs:>10}  {how:<28}  {shown}"


def _show_all(scanner: SerialLineScanner) -> None:
    told: str | None = None
    while True:
        frame = scanner.read_frame(_LISTEN)
        if frame:
            print(describe(frame), flush=True)
        now = _say(scanner.trouble) if scanner.trouble else None
        if now != told:
            print(now or "The device is there.", flush=True)
        told = now


def _say(trouble: DeviceTrouble) -> str:
    return f"{trouble} {_HINTS.get(type(trouble), '')}".rstrip()


def _only_port() -> str | None:
    found = [port.device for port in sorted(list_ports.comports())]
    match found:
        case [only]:
            return only
        case []:
            print("No serial device is plugged in. Name one with --port.")
        case _:
            print(f"There are several: {', '.join(found)}. Name one with --port.")
    return None


def _usb_id(vendor: int | None, product: int | None) -> str:
    if vendor is None or product is None:
        return "-"
    return f"{vendor:04x}:{product:04x}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="portico-hardware", description="Look at the lobby's devices."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="show the serial devices that are plugged in")
    read = commands.add_parser("read", help="show what a scanner sends")
    read.add_argument("--port", help="a device path, socket://HOST:PORT or rfc2217://…")
    read.add_argument(
        "--framing",
        choices=[framing.value for framing in Framing],
        default=Framing.NONE.value,
        help="what ends a code; by default anything does, and you are told what did",
    )
    read.add_argument("--prefix", default="", help="what stands before each code")
    read.add_argument("--baud", type=int, default=9600, help="the line's speed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
