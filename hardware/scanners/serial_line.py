"""Any scanner that sends its codes over a serial line, USB or network."""

import threading
import time
from collections import deque
from collections.abc import Callable

from hardware.errors import DeviceTrouble
from hardware.framing import Drop, Frame, Framer, FrameShape
from hardware.ports import Port

_PAUSES = (0.25, 0.5, 1.0)
"""Seconds before each new try to open; the last one goes on."""


class SerialLineScanner:
    """Reads codes, and comes back by itself after the device was pulled."""

    def __init__(
        self,
        connect: Callable[[], Port],
        shape: FrameShape,
        *,
        self_checking: Callable[[str], bool] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open nothing yet: the first read does.

        Args:
            connect: opens the port anew; called again after each loss.
            self_checking: tells a text that could not be the tail of another. Only
                such a text is believed where it may have lost its head; without
                this every one is.
        """
        self.framer = Framer(shape)
        self._connect = connect
        self._self_checking = self_checking or (lambda _: True)
        self._monotonic = monotonic
        self._port: Port | None = None
        self._trouble: DeviceTrouble | None = None
        self._failures = 0
        self._next_try = monotonic()
        self._last_byte = monotonic()
        self._ready: deque[Frame] = deque()
        self._closed = threading.Event()
        self._reading = threading.Lock()

    @property
    def trouble(self) -> DeviceTrouble | None:
        """Why the device cannot be read now, or None while it can."""
        return self._trouble

    def read(self, timeout: float) -> str | None:
        """See `hardware.scanner.Scanner`."""
        deadline = self._monotonic() + timeout
        frame = self.read_frame(timeout)
        while frame and not (frame.whole or self._self_checking(frame.text)):
            self.framer.dropped[Drop.UNSURE] += 1
            frame = self.read_frame(max(0, deadline - self._monotonic()))
        return frame.text if frame else None

    def read_frame(self, timeout: float) -> Frame | None:
        """Wait for the next code and tell how it came."""
        deadline = self._monotonic() + timeout
        with self._reading:
            while not self._closed.is_set():
                if self._ready:
                    return self._ready.popleft()
                self._listen(deadline)
                if not self._ready and self._monotonic() >= deadline:
                    return None
        return None

    def close(self) -> None:
        """See `hardware.scanner.Scanner`."""
        self._closed.set()
        # A read that is under way sees this within one poll of the port.
        with self._reading:
            self._let_go()

    def _listen(self, deadline: float) -> None:
        now = self._monotonic()
        if self._port is None and now < self._next_try:
            self._closed.wait(max(0, min(self._next_try, deadline) - now))
            return
        try:
            port = self._port or self._open()
            data = port.read()
        except DeviceTrouble as trouble:
            self._lose(trouble)
            return
        self._hear(data)

    def _hear(self, data: bytes) -> None:
        now = self._monotonic()
        if data:
            self._last_byte = now
            self._ready += self.framer.feed(data)
        else:
            self._ready += self.framer.quiet(now - self._last_byte)

    def _open(self) -> Port:
        port = self._connect()
        self._port = port
        self._trouble = None
        self._failures = 0
        # What is silent since now has been so long enough to stand between codes.
        self._last_byte = self._monotonic()
        return port

    def _lose(self, trouble: DeviceTrouble) -> None:
        self._let_go()
        self._trouble = trouble
        pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._failures += 1
        self._next_try = self._monotonic() + pause

    def _let_go(self) -> None:
        if self._port:
            self._port.close()
        self._port = None
        # What was begun can no longer be finished: its end is lost.
        self.framer.reset()
