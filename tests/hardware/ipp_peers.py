"""IPP printers for tests: the one that CUPS brings along, and one that says what it is told.

CUPS's `ippeveprinter` wants to announce itself, and ends without a message bus: it gets
a bus of its own in a folder, on which nobody else is; nothing reaches the network.
"""

import ctypes
import os
import shlex
import socket
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from typing_extensions import override

from tests.hardware.lines import wait_until

_BUS = """<busconfig><type>session</type><listen>unix:path={path}</listen>
<auth>EXTERNAL</auth><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""


class CupsPrinter:
    """`ippeveprinter` in a folder: what it prints lies there as a file.

    Before each job `say` sets what it says of itself, such as `+media-empty`, and `then`
    what its mechanism does: a line of shell.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"ipp://127.0.0.1:{port}/ipp/print"
        self.spool = folder / "spool"
        self._folder = folder
        self.set()

    def set(self, say: str = "", then: str = "exit 0") -> None:
        (self._folder / "say").write_text(f"STATE: {say}\n" if say else "")
        (self._folder / "then").write_text(then)

    @property
    def printed(self) -> list[Path]:
        """The documents that it took, oldest first."""
        kept = (path for path in self.spool.iterdir() if path.suffix != ".prn")
        return sorted(kept, key=lambda path: path.stat().st_mtime)


@contextmanager
def cups_printer(folder: Path, formats: str) -> Iterator[CupsPrinter]:
    """Run a printer for as long as the block lasts."""
    # The path of a socket may have 107 signs, and pytest's folders have long names.
    with tempfile.TemporaryDirectory() as short, ExitStack() as ends:
        bus = Path(short) / "bus"
        (folder / "bus.conf").write_text(_BUS.format(path=bus))
        _run(ends, ["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork"], {})
        wait_until(bus.exists)
        (folder / "spool").mkdir()
        port = free_port()
        printer = CupsPrinter(folder, port)
        work = folder / "work.sh"
        place = shlex.quote(str(folder))
        work.write_text(f"#!/bin/sh\ncat {place}/say >&2\n. {place}/then\n")
        work.chmod(0o755)
        _run(
            ends,
            [
                *("ippeveprinter", "-r", "off", "-n", "localhost", "-k"),
                *("-p", str(port), "-d", str(printer.spool), "-f", formats),
                *("-c", str(work), "-K", short, "Badges"),
            ],
            {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={bus}", "HOME": str(folder)},
        )
        wait_until(lambda: listens(port))
        yield printer


def _run(ends: ExitStack, words: list[str], more: Mapping[str, str]) -> None:
    process = subprocess.Popen(
        words,
        env=os.environ | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    ends.callback(process.wait, 5)
    ends.callback(process.terminate)


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return server.getsockname()[1]


def listens(port: int) -> bool:
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def read_raster(path: Path) -> tuple[Image.Image, tuple[int, int]]:
    """Read a PWG raster by CUPS's own code: the picture, and its dots to the inch."""
    cups = ctypes.CDLL("libcups.so.2")
    cups.cupsRasterOpen.restype = ctypes.c_void_p
    header = (ctypes.c_uint32 * (1796 // 4))()
    with path.open("rb") as file:
        raster = ctypes.c_void_p(cups.cupsRasterOpen(file.fileno(), 0))
        assert cups.cupsRasterReadHeader2(raster, header) == 1
        width, height, bits, per_row = header[93], header[94], header[97], header[98]
        dpi = (header[69], header[70])
        pixels = ctypes.create_string_buffer(per_row * height)
        assert cups.cupsRasterReadPixels(raster, pixels, len(pixels.raw)) == len(
            pixels.raw
        )
        assert cups.cupsRasterReadHeader2(raster, header) == 0
        cups.cupsRasterClose(raster)
    kinds = {1: ("1", "1;I"), 8: ("L", "L")}
    mode, raw = kinds[bits]
    picture = Image.frombytes(mode, (width, height), pixels.raw, "raw", raw, per_row, 1)
    return picture.convert("1"), dpi


GET_PRINTER, PRINT_JOB, CANCEL, GET_JOB, GET_JOBS = 0x0B, 0x02, 0x08, 0x09, 0x0A
ENUM, INTEGER, KEYWORD, NAME, MIME, RESOLUTION, NO_VALUE = (
    *(0x23, 0x21, 0x44, 0x42, 0x49, 0x32, 0x13),
)
Attribute = tuple[int, str, object]
LOST = -1


def printer_words(state: int = 3, *reasons: str) -> list[Attribute]:
    return [
        (ENUM, "printer-state", state),
        (KEYWORD, "printer-state-reasons", list(reasons) or "none"),
        (MIME, "document-format-supported", ["image/pwg-raster", "image/jpeg"]),
        (RESOLUTION, "pwg-raster-document-resolution-supported", 300),
        (KEYWORD, "pwg-raster-document-type-supported", ["sgray_8", "srgb_8"]),
        (KEYWORD, "media-supported", ["iso_a7_74x105mm", "oe_badge_62x100mm"]),
    ]


def job_words(state: int, *, begun: bool = True, name: str = "") -> list[Attribute]:
    processing = (INTEGER, 5) if begun else (NO_VALUE, b"")
    return [
        (INTEGER, "job-id", 7),
        (NAME, "job-name", name),
        (ENUM, "job-state", state),
        (processing[0], "time-at-processing", processing[1]),
    ]


class ToldPrinter:
    """A printer that answers each operation with what it was told, in order.

    A line of answers is a list of (status, attributes); the last one is said again and
    again. LOST as a status breaks the connection off.

    Attributes:
        asked: the operations that came, in order.
        names: what the jobs were called.
    """

    def __init__(self, **answers: list[tuple[int, list[Attribute]]]) -> None:
        codes = {
            "printer": GET_PRINTER,
            "print_job": PRINT_JOB,
            "cancel": CANCEL,
            "job": GET_JOB,
            "jobs": GET_JOBS,
        }
        self.asked: list[int] = []
        self.names: list[str] = []
        self._answers = {codes[name]: list(line) for name, line in answers.items()}
        self._answers.setdefault(GET_PRINTER, [(0, printer_words())])

    @contextmanager
    def at_work(self) -> Iterator[str]:
        """Listen for as long as the block lasts; gives the address."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        thread = threading.Thread(target=lambda: server.serve_forever(0.02))
        thread.start()
        yield f"ipp://127.0.0.1:{server.server_port}/ipp/print"
        server.shutdown()
        thread.join(5)
        server.server_close()

    def answer(self, request: bytes) -> bytes | None:
        operation = int.from_bytes(request[2:4])
        self.asked.append(operation)
        if operation == PRINT_JOB:
            length = int.from_bytes(request.partition(b"job-name")[2][:2])
            self.names.append(
                request.partition(b"job-name")[2][2 : 2 + length].decode()
            )
        line = self._answers[operation]
        status, words = line.pop(0) if len(line) > 1 else line[0]
        if status == LOST:
            return None
        named = [
            (
                tag,
                name,
                self.names[-1] if name == "job-name" and value == "ours" else value,
            )
            for tag, name, value in words
        ]
        group = 4 if operation == GET_PRINTER else 2
        return _message(status, request[4:8], group, named)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer: Callable[[bytes], bytes | None] = self.answer

        class Handler(BaseHTTPRequestHandler):
            @override
            def log_message(self, format, *args):
                """Say nothing."""

            def do_POST(self):
                said = answer(self.rfile.read(int(self.headers["Content-Length"])))
                if said is None:
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Type", "application/ipp")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

        return Handler


def _message(status: int, number: bytes, group: int, words: list[Attribute]) -> bytes:
    head = b"\x02\x00" + status.to_bytes(2) + number + b"\x01"
    head += _attribute(0x47, "attributes-charset", "utf-8")
    head += _attribute(0x48, "attributes-natural-language", "en")
    said = b"".join(_attribute(*word) for word in words)
    return head + (bytes((group,)) + said if words else b"") + b"\x03"


def _attribute(tag: int, name: str, value: object) -> bytes:
    first, *more = value if isinstance(value, list) else [value]
    rest = (_one(tag, "", other) for other in more)
    return _one(tag, name, first) + b"".join(rest)


def _one(tag: int, name: str, value: object) -> bytes:
    if tag == RESOLUTION:
        data = struct.pack(">iib", value, value, 3)
    elif isinstance(value, int):
        data = struct.pack(">i", value)
    else:
        data = value if isinstance(value, bytes) else str(value).encode()
    head = struct.pack(">BH", tag, len(name)) + name.encode()
    return head + struct.pack(">H", len(data)) + data
