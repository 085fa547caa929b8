"""Printers without printers: one for each language, behind a pseudo-terminal.

Each understands its language as its manual says, keeps what it was sent, and can fall
into trouble at any byte of a job. They are ours, like the encoders: that the bytes are
right is proved elsewhere, by other people's programs.
"""

import os
import re
import select
import threading
import tty
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from hardware.language import PrinterStatus
from tests.hardware.lines import wait_until

OUT, OPEN = PrinterStatus.OUT_OF_PAPER, PrinterStatus.COVER_OPEN
JAM, CUTTER = PrinterStatus.JAM, PrinterStatus.CUTTER


class Paper:
    """What every printer has: troubles, and the labels that came out."""

    def __init__(self) -> None:
        self.labels: list[bytes] = []
        self.trouble: PrinterStatus | None = None
        self.mute = False
        self.unread = b""

    def feed(self, data: bytes) -> bytes:
        """Take bytes and give the answer."""
        self.unread += data
        answer = b""
        while taken := self.take():
            said, length = taken
            answer += said
            self.unread = self.unread[length:]
        return b"" if self.mute else answer

    def take(self) -> tuple[bytes, int] | None:
        """Read one command: its answer and its length; None where it is not whole."""
        raise NotImplementedError

    def mend(self) -> bytes:
        """Put paper in, close the cover; what waits goes on."""
        self.trouble = None
        return self.feed(b"")

    def forget(self) -> None:
        """Lose everything that lies in memory only: the power was off."""
        self.unread = b""


class ZplPaper(Paper):
    """Prints a format at its ^XZ; in trouble it keeps it and prints it when mended."""

    _COMMAND = re.compile(rb"~HS|~HQES|~JA|\^XZ")
    _ERRORS: ClassVar = {OUT: 0x1, OPEN: 0x4, CUTTER: 0x8, JAM: 0x1000}

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []

    def take(self):
        found = self._COMMAND.search(self.unread)
        if not found:
            return None
        match found[0]:
            case b"~HS":
                return self._cut_out(found, self._host_status())
            case b"~HQES":
                return self._cut_out(found, self._error_status())
            case b"~JA":
                self.waiting.clear()
                return b"", found.end()
        self.waiting.append(self.unread[: found.end()].lstrip())
        self._print()
        return b"", found.end()

    def mend(self):
        self.trouble = None
        self._print()
        return b""

    def forget(self):
        super().forget()
        self.waiting.clear()

    def _print(self):
        if self.trouble is None:
            self.labels += self.waiting
            self.waiting.clear()

    def _cut_out(self, found, answer):
        # Questions are answered amid a format too, which then goes on.
        before = self.unread[: found.start()]
        self.unread = before + self.unread[found.end() :]
        return answer, 0

    def _host_status(self):
        if self.trouble:
            return b""
        line = b"\x02030,0,0,0406,%03d,0,0,0,000,0,0,0\x03\r\n" % len(self.waiting)
        return line + b"\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"

    def _error_status(self):
        errors = self._ERRORS.get(self.trouble, 0)
        return (
            b"\x02\r\n\r\n  PRINTER STATUS\r\n   ERRORS:         %d 00000000 %08X"
            b"\r\n   WARNINGS:       0 00000000 00000000\r\n\x03"
        ) % (bool(errors), errors)


class ReceiptPaper(Paper):
    """Prints each strip as it comes; in trouble it stops and keeps what it was sent."""

    _BITS: ClassVar = {
        OPEN: (2, 0x24),
        OUT: (4, 0x60),
        CUTTER: (3, 0x08),
        JAM: (3, 0x20),
    }
    _LENGTHS: ClassVar = {b"\x1b@": 2, b"\x1bd": 3, b"\x1dV": 4}
    _BEGINNINGS = (b"\x10\x04", b"\x10")

    def __init__(self) -> None:
        super().__init__()
        self.strips: list[bytes] = []
        self._begun = b""

    def feed(self, data):
        # These questions are answered at once, wherever they stand.
        data = self._begun + data
        self._begun = next((end for end in self._BEGINNINGS if data.endswith(end)), b"")
        data = data.removesuffix(self._begun)
        asked = re.findall(rb"\x10\x04(.)", data, re.DOTALL)
        plain = re.sub(rb"\x10\x04.", b"", data, flags=re.DOTALL)
        answer = b"".join(self._answer(number[0]) for number in asked)
        super().feed(plain)
        return b"" if self.mute else answer

    def take(self):
        if self.trouble or not self.unread:
            return None
        if self.unread[0] == 0:
            return b"", 1
        command = self.unread[:2]
        if command == b"\x1dv":
            return self._strip()
        length = self._LENGTHS.get(command, 1)
        if len(self.unread) < length:
            return None
        if command == b"\x1dV" and self.strips:
            self.labels.append(b"".join(self.strips))
            self.strips.clear()
        return b"", length

    def forget(self):
        super().forget()
        self.labels += [b"".join(self.strips)] if self.strips else []
        self.strips.clear()

    def _strip(self):
        if len(self.unread) < 8:
            return None
        width = int.from_bytes(self.unread[4:6], "little")
        length = 8 + width * int.from_bytes(self.unread[6:8], "little")
        if len(self.unread) < length:
            return None
        self.strips.append(self.unread[8:length])
        return b"", length

    def _answer(self, number):
        which, bits = self._BITS.get(self.trouble, (0, 0))
        offline = 0x08 if self.trouble and number == 1 else 0
        return bytes((0x12 | (bits if which == number else 0) | offline,))


class LabelPaper(Paper):
    """A Brother QL: prints at the end of a job, and tells every step unasked."""

    _BITS: ClassVar = {
        OUT: (8, 0x02),
        OPEN: (9, 0x10),
        JAM: (9, 0x40),
        CUTTER: (8, 0x04),
    }
    _LENGTHS: ClassVar = {
        b"\x1b@": 2,
        b"\x1biS": 3,
        b"\x1biz": 13,
        b"\x1bia": 4,
        b"\x1biM": 4,
        b"\x1biA": 4,
        b"\x1biK": 4,
        b"\x1bid": 5,
        b"M": 2,
        b"Z": 1,
        b"\x1a": 1,
        b"\x00": 1,
    }
    _REPLY, _DONE, _ERROR, _PHASE = 0, 1, 2, 6

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[bytes] = []

    def take(self):
        length = self._length()
        if not length or len(self.unread) < length:
            return None
        command = self.unread[:length]
        if command == b"\x1biS":
            return self._packet(self._REPLY), length
        if command == b"\x1b@":
            self.rows.clear()
        if command == b"\x1a":
            return self._print(), length
        if command[:1] in b"gZ":
            self.rows.append(command)
        return b"", length

    def forget(self):
        super().forget()
        self.rows.clear()

    def _length(self):
        if self.unread[:1] == b"g":
            return 3 + self.unread[2] if len(self.unread) > 2 else 0
        known = (self.unread[:size] for size in (3, 2, 1))
        return next((self._LENGTHS[at] for at in known if at in self._LENGTHS), 0)

    def _print(self):
        rows, self.rows = b"".join(self.rows), []
        if self.trouble:
            return self._packet(self._ERROR)
        self.labels.append(rows)
        steps = (
            self._packet(self._PHASE, 1),
            self._packet(self._DONE, 1),
            self._packet(self._PHASE),
        )
        return b"".join(steps)

    def _packet(self, kind, phase=0):
        packet = bytearray(32)
        packet[0:6] = b"\x80\x20B480"
        packet[10], packet[11] = 62, 0x0A
        packet[18], packet[19] = kind, phase
        where, bits = self._BITS.get(self.trouble, (8, 0))
        packet[where] |= bits
        return bytes(packet)


class Device:
    """A printer on a cable: a thread that reads, prints and answers."""

    def __init__(self, link: Path, paper: Paper) -> None:
        self.link = link
        self.paper = paper
        self.heard = 0
        self.stopped = threading.Event()
        self._at: tuple[int, Callable[[], None]] | None = None
        self._ended = threading.Event()
        self._master = self._slave = -1
        self.put_in()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def when_heard(self, count: int, fault: Callable[[], None]) -> None:
        """Let a fault happen right behind so many bytes from now on.

        It happens in the printer's own thread, which reads the cable that is pulled.
        """
        self.heard = 0
        self._at = (count, fault)
        if count == 0:
            self.wait_for_fault()

    def put_in(self) -> None:
        """Plug the cable in."""
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.link.symlink_to(os.ttyname(self._slave))

    def pull(self) -> None:
        """Pull the cable; only as a fault, or when nothing is being sent."""
        self.link.unlink(missing_ok=True)
        cable, self._master = (self._slave, self._master), -1
        [os.close(end) for end in cable]

    def wait_for_fault(self) -> None:
        """Wait until what was to happen has happened."""
        wait_until(lambda: self._at is None)

    def settle(self) -> None:
        """Wait until what lies in the cable has been read."""
        waiting = lambda: select.select([self._master], [], [], 0.1)[0]
        wait_until(lambda: not waiting())

    def end(self) -> None:
        """Switch it off for good."""
        self._ended.set()
        self._thread.join(5)
        if self._master >= 0:
            self.pull()

    def _run(self) -> None:
        while not self._ended.is_set():
            if self._at and self._at[0] == 0:
                self._fall_ill()
            if self.stopped.is_set() or self._master < 0:
                self._ended.wait(0.01)
                continue
            ready, _, _ = select.select([self._master], [], [], 0.02)
            if ready:
                self._hear(os.read(self._master, 256))

    def _fall_ill(self) -> None:
        assert self._at is not None
        self._at[1]()
        self._at = None

    def _hear(self, data: bytes) -> None:
        if self._at and self.heard + len(data) >= self._at[0]:
            before = self._at[0] - self.heard
            self._answer(self.paper.feed(data[:before]))
            self._fall_ill()
            data = data[before:]
        self.heard += len(data)
        # What had arrived before a cable was pulled is read; no more comes.
        if self._master >= 0:
            self._answer(self.paper.feed(data))

    def _answer(self, answer: bytes) -> None:
        if answer and self._master >= 0:
            os.write(self._master, answer)
