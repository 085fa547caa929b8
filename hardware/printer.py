"""The printer as the kiosk sees it, and the one place where an address becomes one."""

from pathlib import Path
from typing import Protocol

from hardware.errors import AddressUnknown
from hardware.language import PrinterStatus
from hardware.picture import Picture
from hardware.simulator import PaperTape

_TAPE = "tape://"


class Printer(Protocol):
    """Prints pictures, one at a time."""

    def print(self, picture: Picture) -> None:
        """Print one picture and return when the printer has all of it.

        Raises:
            PerhapsPrinted: a part was sent; it must not be sent again blindly.
            DeviceTrouble: any other kind: it was not printed, and may be sent again;
                `PrinterTrouble` where the printer itself says why.
        """

    def status(self) -> PrinterStatus:
        """Ask the printer how it is, in at most two seconds; never raises."""


def open_printer(url: str) -> Printer:
    """Make the printer at an address ready; touches no device before it prints.

    Raises:
        AddressUnknown: no printer of this kind can be opened yet.
    """
    if url.startswith(_TAPE) and url != _TAPE:
        return PaperTape(Path(url.removeprefix(_TAPE)).expanduser())
    raise AddressUnknown(
        f"No printer can be opened at {url!r}: only the simulated printer,"
        " tape://FOLDER, is available so far."
    )
