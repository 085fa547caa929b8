"""`list`: what is plugged in, what it may be, and which name to write down."""

from collections.abc import Iterable

from hardware.field.console import Console, Status
from hardware.find import Found, suggest
from hardware.models import Models, PrinterModel, ScannerModel


def list_devices(devices: Iterable[Found], models: Models, console: Console) -> Status:
    """Show each device with the address and the model that settings want."""
    found = list(devices)
    if not found:
        console.say("No serial device and no USB printer is plugged in.")
        console.say("A scanner that acts as a keyboard is not shown: set it to serial.")
    for one in found:
        _show(one, suggest(one, models), console)
    return Status.DONE


def list_models(models: Models, console: Console) -> Status:
    """Show every model that we know, by the key that settings want."""
    for printer in models.printers:
        facts = f"{printer.language}, {printer.dpi} dpi, {printer.widest_mm:g} mm"
        console.say(f"{printer.key:<28} {printer.name} ({facts})")
    for scanner in models.scanners:
        console.say(f"{scanner.key:<28} {scanner.name} ({scanner.framing})")
    return Status.DONE


def _show(
    found: Found, perhaps: tuple[PrinterModel | ScannerModel, ...], console: Console
) -> None:
    # pyserial says "n/a" of a line that is not on USB.
    says = found.calls_itself if found.usb else "a serial line"
    console.say("  ".join(filter(None, (found.path, found.usb, says))))
    if found.stable != found.path:
        console.say(f"    address: {found.stable}")
    for model in perhaps:
        kind = "printer" if isinstance(model, PrinterModel) else "scanner"
        console.say(f"    perhaps: {kind} {model.key} ({model.name})")
    if not perhaps:
        console.say("    not known: see `portico-hardware read` and `test-print`")
