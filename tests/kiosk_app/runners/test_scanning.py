"""Codes from the reader, which is a real serial line here."""

import asyncio
import os

import pytest
from structlog.testing import capture_logs

from hardware.errors import DeviceMissing
from hardware.scanner import open_scanner
from hardware.simulator import ScriptedScanner
from kiosk_app.journey.events import ReaderSeen, Scanned
from kiosk_app.runners.scanning import Scanning
from tests.fakes.sleeper import until
from tests.kiosk_app.journey.examples import PASS, STAMP


class Desk:
    """Notes what was scanned."""

    def __init__(self):
        self.scanned = []
        self.noticed = []

    def stamp(self):
        return STAMP

    def send(self, event):
        kind = self.scanned if isinstance(event, Scanned) else self.noticed
        kind.append(event)


class Clock:
    """Seconds, in the test's hands."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def desk():
    """Who is told of scans."""
    return Desk()


@pytest.fixture
def clock():
    """What tells repeats from new scans."""
    return Clock()


@pytest.fixture
async def scanner(desk, clock):
    """A scanner that plays texts, being watched."""
    playing = ScriptedScanner()
    watch = asyncio.create_task(Scanning(playing, desk, monotonic=clock).run())
    yield playing
    watch.cancel()
    playing.close()


async def test_a_real_line_is_read(desk, clock):
    """What the reader sends over its cable arrives as one scan."""
    ours, theirs = os.openpty()
    reader = open_scanner(os.ttyname(theirs))
    watch = asyncio.create_task(Scanning(reader, desk, monotonic=clock).run())

    def hold_up():
        # The line may not be open yet; what comes twice counts once anyway.
        os.write(ours, PASS.encode() + b"\r\n")
        return desk.scanned

    await until(hold_up)

    assert desk.scanned == [Scanned(PASS, STAMP)]
    watch.cancel()
    reader.close()
    os.close(ours)
    os.close(theirs)


async def test_a_code_held_there_is_one_scan(desk, clock, scanner):
    """A phone that lies on the reader does not check in again and again."""
    scanner.scan("K7Q2FM")
    await until(lambda: desk.scanned)
    clock.now = 2.9
    scanner.scan("K7Q2FM")
    scanner.scan("OTHER")
    await until(lambda: len(desk.scanned) > 1)

    assert [scan.text for scan in desk.scanned] == ["K7Q2FM", "OTHER"]


async def test_two_codes_read_in_turns_are_two_scans(desk, clock, scanner):
    """Two phones that lie side by side on the reader are each one scan."""
    scanner.scan("K7Q2FM")
    scanner.scan("OTHER")
    await until(lambda: len(desk.scanned) > 1)
    clock.now = 2.9
    scanner.scan("K7Q2FM")
    scanner.scan("OTHER")
    scanner.scan("THIRD")
    await until(lambda: len(desk.scanned) > 2)

    assert [scan.text for scan in desk.scanned] == ["K7Q2FM", "OTHER", "THIRD"]


async def test_the_same_code_counts_again_after_a_while(desk, clock, scanner):
    """Whoever comes back later is heard."""
    scanner.scan("K7Q2FM")
    await until(lambda: desk.scanned)
    clock.now = 3.1
    scanner.scan("K7Q2FM")
    await until(lambda: len(desk.scanned) > 1)

    assert [scan.text for scan in desk.scanned] == ["K7Q2FM", "K7Q2FM"]


async def test_an_endless_text_is_cut(desk, scanner):
    """A huge code fills neither memory nor screen."""
    scanner.scan("x" * 10_000)
    await until(lambda: desk.scanned)

    assert len(desk.scanned[0].text) == 4096


async def test_a_missing_reader_is_logged_once_and_once_when_it_is_back(desk, scanner):
    """The log says when the reader went and when it came back, not every second."""
    with capture_logs() as lines:
        scanner.trouble = DeviceMissing("unplugged")
        scanner.scan("A")
        scanner.scan("B")
        await until(lambda: len(desk.scanned) > 1)
        scanner.trouble = None
        scanner.scan("C")
        await until(lambda: len(desk.scanned) > 2)

    assert [line["event"] for line in lines] == ["scanner_away", "scanner_back"]


async def test_the_screen_hears_that_the_reader_went_and_came_back(desk, scanner):
    """A reader that comes unplugged is told to the screen, once, and so is its return."""
    scanner.trouble = DeviceMissing("unplugged")
    scanner.scan("A")
    scanner.scan("B")
    await until(lambda: len(desk.scanned) > 1)
    scanner.trouble = None
    scanner.scan("C")
    await until(lambda: len(desk.scanned) > 2)

    assert desk.noticed == [ReaderSeen(works=False), ReaderSeen(works=True)]
