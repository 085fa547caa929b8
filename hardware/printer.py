"""The printer as the kiosk sees it, and the one place where an address becomes one."""

from pathlib import Path
from typing import Protocol

from hardware.errors import AddressUnknown
from hardware.find import Whereabouts
from hardware.language import PrinterStatus
from hardware.language_printer import LanguagePrinter, Line
from hardware.models import PrinterModel
from hardware.picture import Picture
from hardware.ports import Port, open_port
from hardware.printers import LANGUAGES
from hardware.simulator import PaperTape

_TAPE = "tape://"
_IPP = ("ipp://", "ipps://")
_NETWORK = ("socket://", "rfc2217://")
_SCHEMES = frozenset({"tape", "socket", "rfc2217", "loop", "usb"})
"""Of what opens only when it prints: a slip of the pen is told at the start."""


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


def open_printer(url: str, model: PrinterModel | None = None) -> Printer:
    """Make the printer at an address ready; touches no device before it prints.

    Args:
        url: `ipp://` or `ipps://`; or, with a model, whatever `open_port` knows;
            `tape://` alone is the simulated printer, with a model it keeps the bytes.

    Raises:
        AddressUnknown: nothing can be printed there, or not without a model.
    """
    if url.startswith(_IPP):
        return _ipp_printer(url)
    if model is None:
        return _paper_tape(url)
    if model.language == "ipp":
        raise AddressUnknown(f"{model.name} is printed to at ipp://…, not at {url!r}.")
    if model.language not in LANGUAGES:
        known = ", ".join([*LANGUAGES, "ipp"])
        raise AddressUnknown(
            f"Nobody here speaks {model.language!r}, as {model.name} is said to:"
            f" its language is one of {known}."
        )

    scheme, has_scheme, _ = url.partition("://")
    if has_scheme and scheme not in _SCHEMES:
        raise AddressUnknown(
            f"No printer can be opened at {url!r}: it is a device's path, or"
            f" {', '.join(f'{one}://' for one in sorted({*_SCHEMES, 'ipp', 'ipps'}))}."
        )
    place = Whereabouts(url)

    def opens(*, stall: float, connect: float) -> Port:
        return open_port(
            place.now(),
            baud_rate=model.baud_rate,
            flow=model.flow,
            stall=stall,
            connect=connect,
        )

    line = Line(
        url,
        answers=model.answers and not url.startswith(_TAPE),
        shared=url.startswith(_NETWORK),
    )
    return LanguagePrinter(line, LANGUAGES[model.language](model), opens)


def _paper_tape(url: str) -> PaperTape:
    if url.startswith(_TAPE) and url != _TAPE:
        return PaperTape(Path(url.removeprefix(_TAPE)).expanduser())
    raise AddressUnknown(
        f"No printer can be opened at {url!r} without its model: name one of those"
        " that portico-hardware lists. Only ipp://… and tape://FOLDER need none."
    )


def _ipp_printer(url: str) -> Printer:
    # Its HTTP library costs a kiosk without such a printer memory and time to start.
    from hardware.ipp_printer import IppPrinter  # noqa: PLC0415 - see above

    return IppPrinter(url)
