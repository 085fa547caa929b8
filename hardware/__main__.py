"""The field tool: which devices there are, and whether they do what they should."""

import argparse
import math
import secrets
import sys
from collections.abc import Callable, Sequence

from hardware.errors import DeviceTrouble
from hardware.field.console import Console, Status, put
from hardware.field.listing import list_devices, list_models
from hardware.field.looking import monitor, show_status
from hardware.field.reading import read_codes
from hardware.field.trying import Trials
from hardware.find import plugged_in, suggest
from hardware.framing import FrameShape, Framing
from hardware.models import (
    Models,
    ModelsWrong,
    ModelUnknown,
    ScannerModel,
    load_models,
)
from hardware.printer import Printer, open_printer
from hardware.scanner import open_scanner
from hardware.scanners.serial_line import SerialLineScanner

_SHORTEST, _LONGEST = 10, 400
_ENDINGS = """\
it ends with:
  0  done, or the printer works
  1  a device is not there, or something is wrong with it
  2  the words after portico-hardware were not understood
  3  a test print was sent, and nobody confirmed what came out
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give the status to end with."""
    chosen = _understood(_parser(), argv)
    console = Console(say=_say, ask=_ask)
    try:
        return _COMMANDS[chosen.command](chosen, load_models(), console)
    except (ModelUnknown, ModelsWrong) as problem:
        console.say(str(problem.args[0]))
        return Status.TROUBLE
    except DeviceTrouble as trouble:
        console.say(put(trouble))
        return Status.TROUBLE


def _understood(
    parser: argparse.ArgumentParser, argv: Sequence[str] | None
) -> argparse.Namespace:
    chosen = parser.parse_args(argv)
    if chosen.command == "monitor":
        if not (chosen.scanner or chosen.printer):
            parser.error("monitor needs --scanner, --printer with --model, or both")
        if chosen.printer and not chosen.model:
            parser.error("--printer needs --model: see portico-hardware list --models")
    return chosen


def _list(chosen: argparse.Namespace, models: Models, console: Console) -> Status:
    if chosen.models:
        return list_models(models, console)
    return list_devices(plugged_in(), models, console)


def _read(chosen: argparse.Namespace, models: Models, console: Console) -> Status:
    address = chosen.port or _only_port(models, console)
    if address is None:
        return Status.TROUBLE
    return read_codes(_scanner(address, chosen, models), address, console)


def _test_print(chosen: argparse.Namespace, models: Models, console: Console) -> Status:
    trials = Trials(
        chosen.port,
        open_printer=open_printer,
        draw_number=lambda: 100 + secrets.randbelow(900),
        console=console,
        length_mm=chosen.length,
    )
    model = chosen.model or ("ipp-everywhere" if chosen.port.startswith("ipp") else "")
    if model:
        return trials.of_model(models.printer(model))
    return trials.of_any(models)


def _status(chosen: argparse.Namespace, models: Models, console: Console) -> Status:
    return show_status(_printer(chosen.port, chosen, models), console)


def _monitor(chosen: argparse.Namespace, models: Models, console: Console) -> Status:
    scanner = _scanner(chosen.scanner, chosen, models) if chosen.scanner else None
    printer = _printer(chosen.printer, chosen, models) if chosen.printer else None
    return monitor(scanner, printer, console)


_COMMANDS: dict[str, Callable[[argparse.Namespace, Models, Console], Status]] = {
    "list": _list,
    "read": _read,
    "test-print": _test_print,
    "status": _status,
    "monitor": _monitor,
}


def _scanner(
    address: str, chosen: argparse.Namespace, models: Models
) -> SerialLineScanner:
    """Open a scanner; what is said in words wins over what its model says."""
    # Without either, anything ends a code, and the person is told what did.
    model = ScannerModel("any", "any", framing=Framing.NONE)
    if chosen.scanner_model:
        model = models.scanner(chosen.scanner_model)
    framing = Framing(chosen.framing) if chosen.framing else model.framing
    shape = FrameShape(framing, prefix=chosen.prefix)
    return open_scanner(address, shape=shape, baud_rate=chosen.baud or model.baud_rate)


def _printer(address: str, chosen: argparse.Namespace, models: Models) -> Printer:
    return open_printer(address, models.printer(chosen.model))


def _only_port(models: Models, console: Console) -> str | None:
    """Give the one thing that may be a scanner, or say that there is none."""
    found = [
        one
        for one in plugged_in()
        if not one.path.startswith("/dev/usb/")
        and not set(suggest(one, models)) & set(models.printers)
    ]
    match found:
        case [only]:
            return only.stable
        case []:
            console.say("No serial device is plugged in. Name one with --port.")
        case _:
            paths = ", ".join(one.path for one in found)
            console.say(f"There are several: {paths}. Name one with --port.")
    return None


def _say(line: str) -> None:
    print(line, flush=True)


def _ask(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        _say("")
        return ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="portico-hardware",
        description="Look at the lobby's devices.",
        epilog=_ENDINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    found = commands.add_parser("list", help="show what is plugged in, and its model")
    found.add_argument("--models", action="store_true", help="all models that we know")
    read = commands.add_parser("read", help="show what a scanner sends")
    read.add_argument("--port", help="a device path, socket://HOST:PORT or rfc2217://…")
    _add_scanner_words(read)
    trial = commands.add_parser(
        "test-print", help="print a small picture; without --model find the model out"
    )
    trial.add_argument("--port", required=True, help="where the printer is")
    trial.add_argument("--model", help="a model, such as zebra-zd421-203")
    trial.add_argument(
        "--length", type=_length, help="of the label, in mm: 10 to 400; else short"
    )
    status = commands.add_parser("status", help="ask a printer how it is")
    status.add_argument("--port", required=True, help="where the printer is")
    status.add_argument("--model", required=True, help="its model")
    both = commands.add_parser("monitor", help="watch both devices until Ctrl-C")
    both.add_argument("--scanner", help="where the scanner is")
    both.add_argument("--printer", help="where the printer is")
    both.add_argument("--model", default="", help="the printer's model")
    _add_scanner_words(both)
    return parser


def _length(text: str) -> float:
    length = float(text)
    if not math.isfinite(length) or not _SHORTEST <= length <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{_SHORTEST} to {_LONGEST} mm")
    return length


def _add_scanner_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scanner-model", help="a model, such as zebra-ds2208")
    parser.add_argument(
        "--framing",
        choices=[framing.value for framing in Framing],
        help="what ends a code; by default anything does, and you are told what did",
    )
    parser.add_argument("--prefix", default="", help="what stands before each code")
    parser.add_argument("--baud", type=int, help="the line's speed; 9600")


if __name__ == "__main__":
    sys.exit(main())
