"""`read`: what a scanner really sends, as it comes."""

from hardware.errors import DeviceTrouble
from hardware.field.console import Console, Status, put
from hardware.framing import End, Frame
from hardware.scanners.serial_line import SerialLineScanner

LISTEN = 0.5
"""Seconds that one look at the scanner takes."""


class ScannerWatch:
    """Tells of each code, and once of each change of the scanner's health."""

    def __init__(self, scanner: SerialLineScanner, console: Console) -> None:
        """Begin with a scanner of which nothing is known."""
        self._scanner = scanner
        self._console = console
        self._told: str | None = None

    def look(self) -> None:
        """Wait a moment for a code and say what there is to say."""
        frame = self._scanner.read_frame(LISTEN)
        if frame:
            self._console.say(describe(frame))
        now = _trouble(self._scanner.trouble)
        if now != self._told:
            self._console.say(now or "The device is there.")
        self._told = now


def read_codes(scanner: SerialLineScanner, address: str, console: Console) -> Status:
    """Show every code as one line until Ctrl-C, through unplugging and back."""
    watch = ScannerWatch(scanner, console)
    try:
        console.say(f"Reading from {address}. Scan a code; Ctrl-C ends.")
        while True:
            watch.look()
    except KeyboardInterrupt:
        console.say("")
    finally:
        scanner.close()
    return Status.DONE


def describe(frame: Frame) -> str:
    """Say in one line what was scanned, with control signs made visible."""
    if frame.end is End.PAUSE:
        how = "not framed: ended by a pause"
    else:
        how = f"framed by {frame.end}"
    if not frame.whole:
        how += ", perhaps without its head"
    signs = f"{len(frame.text)} signs"
    raw = frame.raw.decode("utf-8", errors="backslashreplace")
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in raw)
    return f"{signs:>10}  {how:<28}  {shown}"


def _trouble(trouble: DeviceTrouble | None) -> str | None:
    return f"{put(trouble)} Reading starts by itself." if trouble else None
