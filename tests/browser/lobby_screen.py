"""A lobby's screen: Chromium with the flags and policies that we ship, on an X server.

Two things are not as in a lobby: `--no-sandbox`, where tests run as root, and the
compositor: X, which lets a test press real keys, instead of cage.
"""

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from PIL import Image, ImageChops

from tests.fakes.ports import free_port

SYSTEMD = Path(__file__).parents[2] / "systemd"
SIZE = (800, 480)
PATIENCE = 60.0
_FOR_TESTS = ("--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader")
_IN_PLACE = ("--window-position=0,0", "--window-size=800,480")
_UNSEEN = 24
"""Two greys that nobody can tell apart."""
_INK = 0.03
"""The first screen is at least so dark; a page that is empty is not."""
_SHIPPED_PORT = ":8700"


def shipped_flags() -> list[str]:
    """The flags that portico-screen gives to Chromium."""
    lines = (SYSTEMD / "chromium-flags").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def shipped_policies() -> dict[str, object]:
    """The policies that install.sh lays down."""
    text = (SYSTEMD / "chromium-policies/portico.json").read_text()
    policies: dict[str, object] = json.loads(text)
    return policies


@dataclass
class LobbyScreen:
    """A kiosk, a browser that shows it, and the hands of somebody in the lobby."""

    folder: Path
    display: str
    without: tuple[str, ...]
    port: int = field(default_factory=free_port)
    debugging: int = field(default_factory=free_port)
    kiosk: subprocess.Popen[bytes] | None = None
    browser: subprocess.Popen[bytes] | None = None

    @property
    def page(self) -> str:
        """The kiosk's address."""
        return f"http://127.0.0.1:{self.port}/"

    def start_kiosk(self) -> None:
        """Run a kiosk that is paired and cannot reach its server."""
        self.kiosk = subprocess.Popen(
            [
                *(sys.executable, "-m", "kiosk_app", "--server", "http://127.0.0.1:9"),
                *("--port", str(self.port), "--data", str(self.folder / "data")),
            ],
            env={"PORTICO_KIOSK_TOKEN": "pk_k_lobby", "PATH": os.environ["PATH"]},
            stderr=subprocess.DEVNULL,
        )
        wait(self.kiosk_answers)

    def kiosk_answers(self) -> bool:
        """Say whether the page is served."""
        with suppress(httpx.TransportError):
            answer = httpx.get(f"{self.page}healthz", trust_env=False)
            return answer.status_code == httpx.codes.OK
        return False

    def start_browser(self) -> None:
        """Start Chromium as portico-screen does, in a profile that is new."""
        etc = self.folder / "chromium"
        managed = etc / "policies/managed"
        managed.mkdir(parents=True, exist_ok=True)
        policies = shipped_policies()
        for name in self.without:
            del policies[name]
        text = json.dumps(policies).replace(_SHIPPED_PORT, f":{self.port}")
        (managed / "portico.json").write_text(text)
        profile = self.folder / "profile"
        shutil.rmtree(profile, ignore_errors=True)
        # Chromium reads its policies in one place only: there, but for nobody else.
        alone = ["--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
        private = 'mount --bind "$0" /etc/chromium && exec "$@"'
        self.browser = subprocess.Popen(
            [
                *("unshare", *alone, "bash", "-c", private, str(etc), "chromium"),
                *(*shipped_flags(), *_FOR_TESTS, *_IN_PLACE, "--ozone-platform=x11"),
                *(f"--user-data-dir={profile}", f"--app={self.page}"),
                f"--remote-debugging-port={self.debugging}",
            ],
            env={"DISPLAY": self.display, "PATH": os.environ["PATH"], "HOME": "/root"},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait(lambda: self.targets() == [self.page] and self.is_drawn())
        self.press("Shift_L")

    def kill_browser(self) -> None:
        """Kill it with all its processes."""
        if self.browser is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.browser.pid, signal.SIGKILL)
            self.browser.wait(10)

    def kill_kiosk(self) -> None:
        """Kill the process that serves the page."""
        if self.kiosk is not None:
            self.kiosk.kill()
            self.kiosk.wait(10)

    def targets(self) -> list[str]:
        """Every page, dialog and tool window that the browser has, by address."""
        try:
            address = f"http://127.0.0.1:{self.debugging}/json/list"
            listed = httpx.get(address, trust_env=False).json()
        except (httpx.TransportError, ValueError):
            return []
        return [one["url"] for one in listed if "worker" not in one["type"]]

    def windows(self) -> list[str]:
        """The names of all windows that can be seen."""
        said = self._x("search", "--onlyvisible", "--name", ".", "getwindowname", "%@")
        return said.splitlines()

    def in_front(self) -> str:
        """The name of the window that keys go to, and where it stands."""
        return self._x("getwindowfocus", "getwindowname", "getwindowgeometry")

    def press(self, keys: str) -> None:
        """Press keys on a real keyboard."""
        self._x("key", "--clearmodifiers", keys)

    def click(self, button: int, *, hold_seconds: float = 0.0) -> None:
        """Press a button of a mouse where the page has nothing to touch."""
        self._x("mousemove", str(SIZE[0] // 2), "20")
        self._x("mousedown", str(button), "sleep", str(hold_seconds))
        self._x("mouseup", str(button))

    def hold_and_click(self, key: str, button: int) -> None:
        """Press a button while a key is held."""
        self._x("keydown", key, "click", str(button), "keyup", key)

    def restart_seconds(self, unit: str) -> float:
        """How long systemd waits before it starts this again."""
        text = (SYSTEMD / unit).read_text()
        assert "\nRestart=always\n" in text
        return float(text.partition("\nRestartSec=")[2].splitlines()[0])

    def picture(self) -> Image.Image:
        """What the glass shows, with everything that lies over the page."""
        data = (self.folder / "Xvfb_screen0").read_bytes()
        head = struct.unpack(">25I", data[:100])
        begins, line = head[0] + head[19] * 12, head[12]
        pixels = data[begins : begins + line * SIZE[1]]
        return Image.frombytes("RGB", SIZE, pixels, "raw", "BGRX", line)

    def is_drawn(self) -> bool:
        """Say whether there is more to see than a ground."""
        return unlike(self.picture(), Image.new("RGB", SIZE, "white")) > _INK

    def at_rest(self) -> Image.Image:
        """The picture, once it has stood still for a moment."""
        before = self.picture()
        for _ in range(20):
            pause(0.25)
            now = self.picture()
            if unlike(before, now) < 0.001:
                break
            before = now
        return before

    def _x(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words],
            env={"DISPLAY": self.display, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return done.stdout.strip()


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Say which part of two pictures differs, from 0 to 1."""
    grey = ImageChops.difference(one, other).convert("L")
    return sum(grey.histogram()[_UNSEEN:]) / (SIZE[0] * SIZE[1])


def pause(seconds: float) -> None:
    """Give another process its time."""
    time.sleep(seconds)  # noqa: TID251 - real processes are watched from outside


def wait(until: Callable[[], bool], *, seconds: float = PATIENCE) -> float:
    """Wait for something, and say how long it took."""
    begun = time.monotonic()
    while not until():
        assert time.monotonic() - begun < seconds, "it did not happen"
        pause(0.1)
    return time.monotonic() - begun


@contextmanager
def lobby_screen(folder: Path, *, without: tuple[str, ...]) -> Iterator[LobbyScreen]:
    """Show a kiosk on a screen.

    Args:
        without: policies that are left away, or a test could not look in.
    """
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(writing), "-fbdir", str(folder), "-noreset"),
            *("-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"),
        ],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        screen = LobbyScreen(folder, f":{told.readline().strip()}", without)
    try:
        screen.start_kiosk()
        screen.start_browser()
        yield screen
    finally:
        screen.kill_browser()
        screen.kill_kiosk()
        server.terminate()
        server.wait(10)
