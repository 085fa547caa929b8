"""Which devices are plugged in, what they may be, and where one has gone that moved."""

import glob
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from serial.tools import list_ports

from hardware.errors import DeviceMissing
from hardware.models import Models, PrinterModel, ScannerModel

_PRINTER_CLASS = "sys/class/usbmisc"
# Our own udev names first: they stay when a device is exchanged for another kind.
_STABLE = ("dev/portico", "dev/serial/by-id")
_USB_ADDRESS = re.compile(r"usb://([0-9a-f]{4}:[0-9a-f]{4})(?:/(.+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """One device that is plugged in.

    Attributes:
        path: where the system put it today, such as /dev/ttyACM0.
        stable: the best name to write into settings: it outlives unplugging.
        calls_itself: what it says it is.
        usb: its ids as "0a5f:0120", "" where it is not on USB.
        serial: its serial number, where it has one.
    """

    path: str
    stable: str
    calls_itself: str
    usb: str = ""
    serial: str = ""


def plugged_in(root: Path = Path("/")) -> tuple[Found, ...]:
    """List serial devices and USB line printers, in the order of their paths."""
    links = _stable_names(root)
    found = [*_serial_devices(links), *_line_printers(root, links)]
    return tuple(sorted(found, key=lambda one: one.path))


_Model = TypeVar("_Model", PrinterModel, ScannerModel)


def suggest(found: Found, models: Models) -> tuple[PrinterModel | ScannerModel, ...]:
    """Name the models that a device may be: by what it calls itself, else by its ids.

    Several models share an id; what a device calls itself is the better witness.
    """
    return _likely(found, models.printers) + _likely(found, models.scanners)


class Whereabouts:
    """Where a device is now, by the address that was written into the settings.

    An address is a path, a pattern such as `/dev/serial/by-id/*Honeywell*`, or
    `usb://0c2e:0b6a` with a serial number behind a slash, where there are two of
    one kind. A device that was once seen at a path is also found elsewhere: under
    the same USB ids and the same serial number.
    """

    def __init__(
        self,
        address: str,
        *,
        devices: Callable[[], Iterable[Found]] = plugged_in,
    ) -> None:
        self._address = address
        self._devices = devices
        self._known: Found | None = None

    def now(self) -> str:
        """Give the path, or the address itself where it is none of ours to resolve.

        Raises:
            DeviceMissing: no device fits, or several do.
        """
        usb = _USB_ADDRESS.fullmatch(self._address)
        if usb:
            return self._only(_with_ids(self._devices(), usb[1], usb[2]))
        if "://" in self._address:
            return self._address
        if glob.has_magic(self._address):
            # Not Path.glob: it takes no absolute pattern.
            return self._only(sorted(glob.glob(self._address)))  # noqa: PTH207
        return self._at_path()

    def _at_path(self) -> str:
        path = Path(self._address)
        if path.exists():
            real = str(path.resolve())
            if self._known is None or self._known.path != real:
                here = [one for one in self._devices() if one.path == real]
                self._known = here[0] if here else None
            return self._address
        if self._known is None or not self._known.usb:
            return self._address
        moved = _with_ids(self._devices(), self._known.usb, self._known.serial)
        return moved[0] if len(moved) == 1 else self._address

    def _only(self, paths: list[str]) -> str:
        if len(paths) == 1:
            return paths[0]
        if not paths:
            raise DeviceMissing(f"Nothing that is plugged in fits {self._address}.")
        raise DeviceMissing(
            f"Several devices fit {self._address}: {', '.join(paths)}. Name one."
        )


def _likely(found: Found, models: tuple[_Model, ...]) -> tuple[_Model, ...]:
    says = found.calls_itself.casefold()
    named = [
        (max(len(name) for name in names), model)
        for model in models
        if (names := [n for n in model.calls_itself if n.casefold() in says])
    ]
    if named:
        # "ZD421-203" says more than "ZD421".
        best = max(length for length, _ in named)
        return tuple(model for length, model in named if length == best)
    return tuple(model for model in models if found.usb and found.usb in model.usb)


def _with_ids(devices: Iterable[Found], usb: str, serial: str | None) -> list[str]:
    return [
        one.path
        for one in devices
        if one.usb == usb.lower() and (not serial or one.serial == serial)
    ]


def _serial_devices(links: dict[str, str]) -> list[Found]:
    return [
        Found(
            path=port.device,
            stable=links.get(port.device, port.device),
            calls_itself=_words(port.manufacturer, port.product) or port.description,
            usb=_ids(port.vid, port.pid),
            serial=port.serial_number or "",
        )
        for port in list_ports.comports()
    ]


def _line_printers(root: Path, links: dict[str, str]) -> list[Found]:
    return [
        _line_printer(node, f"/dev/usb/{node.name}", links)
        for node in sorted((root / _PRINTER_CLASS).glob("lp*"))
    ]


def _line_printer(node: Path, path: str, links: dict[str, str]) -> Found:
    interface = (node / "device").resolve()
    device = interface.parent
    says = _words(_said(device / "manufacturer"), _said(device / "product"))
    vendor, product = _said(device / "idVendor"), _said(device / "idProduct")
    return Found(
        path=path,
        stable=links.get(path, path),
        # The IEEE 1284 id names the model where the USB strings are vague.
        calls_itself=says or _said(interface / "ieee1284_id"),
        usb=f"{vendor}:{product}".lower() if vendor and product else "",
        serial=_said(device / "serial"),
    )


def _said(file: Path) -> str:
    try:
        return file.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


def _stable_names(root: Path) -> dict[str, str]:
    names: dict[str, str] = {}
    for folder in _STABLE:
        for link in sorted((root / folder).glob("*")):
            names.setdefault(str(link.resolve()), str(link))
    return names


def _ids(vendor: int | None, product: int | None) -> str:
    if vendor is None or product is None:
        return ""
    return f"{vendor:04x}:{product:04x}"


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
