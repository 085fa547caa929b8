"""The whole demo on this machine, a scanner to hold codes to, and a browser to look in."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.fakes.ports import free_port

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000
"""Milliseconds that a slow machine may need for what should take a moment."""


@dataclass
class Stage:
    """The running demo as a visitor and a tester meet it."""

    told: dict[str, Any]
    process: subprocess.Popen[str]
    scanner: int
    data: Path
    came: set[str] = field(default_factory=set)

    def visitor(
        self, outcome: str, *, room: str | None = None, typed: bool = False
    ) -> dict[str, Any]:
        """A visitor of the demo's day for whom this is promised; never the same twice.

        Those who are refused may come as often as they like.

        Args:
            typed: an American keyboard has all letters of the name.
        """
        chosen = next(
            one
            for one in self.told["visitors"]
            if one["expect"]["outcome"] == outcome
            and (room is None or one["expect"]["room"] == room)
            and (one["name"].isascii() or not typed)
            and one["pass"] not in self.came
        )
        if outcome in ("found", "none"):
            self.came.add(chosen["pass"])
        return chosen

    def scan(self, text: str) -> None:
        """Hold a code to the reader."""
        os.write(self.scanner, text.encode() + b"\r\n")

    def mails(self) -> list[dict[str, Any]]:
        """What hosts have been sent so far."""
        answer = httpx.get(f"{self.told['mail_url']}/api/mails", timeout=10)
        mails: list[dict[str, Any]] = answer.json()
        return mails

    def child(self, words: str) -> int:
        """The process id of the demo's child with these words in its command."""
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit() or words not in _command(folder):
                continue
            if self.process.pid in _ancestors(int(folder.name)):
                return int(folder.name)
        raise LookupError(words)

    @contextmanager
    def frozen(self, words: str) -> Iterator[None]:
        """Let a child accept connections and never answer: a black hole."""
        child = self.child(words)
        os.kill(child, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(child, signal.SIGCONT)


def _command(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _ancestors(pid: int) -> set[int]:
    found: set[int] = set()
    while pid > 1:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            break
        pid = int(stat.rpartition(")")[2].split()[1])
        found.add(pid)
    return found


@contextmanager
def open_stage(data: Path) -> Iterator[Stage]:
    """Run `portico-server demo` with a pseudo-terminal as its scanner."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    command = [
        sys.executable, "-m", "admin_server", "demo", "--json", "--data", str(data),
        "--port", str(free_port()), "--kiosk-port", str(free_port()),
        "--scanner", os.ttyname(theirs),
    ]  # fmt: skip
    with (data.parent / "demo.log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        told = json.loads(_first_line(process, seconds=90))
        yield Stage(told, process, ours, data)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()
        os.close(ours)
        os.close(theirs)


def _first_line(process: subprocess.Popen[str], *, seconds: float) -> str:
    assert process.stdout is not None
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([process.stdout], [], [], 0.2)[0]:
            line = process.stdout.readline()
            assert line, "the demo ended before it was ready"
            return line
    raise TimeoutError("the demo did not become ready")


@contextmanager
def open_browser(folder: Path) -> Iterator[BrowserContext]:
    """A Chromium the size of a small touchscreen."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder),
            executable_path=CHROMIUM,
            headless=True,
            args=FLAGS,
            viewport={"width": 800, "height": 480},
            has_touch=True,
        )
        try:
            yield context
        finally:
            context.close()


def open_kiosk(context: BrowserContext, url: str, *, first: str = "walk-in") -> Page:
    """Load the kiosk's page and turn on what a screen reader hears."""
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(
        "flt-semantics-placeholder", state="attached", timeout=60_000
    )
    page.evaluate("document.querySelector('flt-semantics-placeholder').click()")
    expect(marked(page, first)).to_be_attached(timeout=PATIENCE)
    return page


def marked(page: Page, mark: str) -> Any:
    """What the kiosk shows under a stable mark."""
    return page.locator(f"[flt-semantics-identifier='{mark}']")


def touch(page: Page, mark: str) -> None:
    """Touch what stands under a mark, once it is there."""
    touch_at(page, marked(page, mark))


def touch_at(page: Page, target: Any) -> None:
    """Touch the middle of something, once it is there and has a place."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        box = target.first.bounding_box() if target.count() else None
        if box is not None:
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            page.touchscreen.tap(x, y)
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not to be touched: {target}")


def heard(page: Page) -> str:
    """Everything that a screen reader would say of the screen."""
    return str(
        page.evaluate(
            """() => Array.from(document.querySelectorAll(
              'flt-semantics-host, flt-semantics-host *'))
              .map(e => [e.getAttribute('aria-label') || '', ...Array.from(
                e.childNodes).filter(n => n.nodeType === 3).map(n => n.textContent)
              ].join(' ')).join('\\n')"""
        )
    )
