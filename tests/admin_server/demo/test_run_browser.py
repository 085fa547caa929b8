"""The demo opens kiosk and dashboard by itself where somebody can see them."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_COMMAND = [sys.executable, "-m", "admin_server", "demo"]
_ANY_PORTS = ["--port", "0", "--kiosk-port", "0"]


@pytest.mark.timeout(120)
def test_kiosk_and_dashboard_open_where_there_is_a_screen(tmp_path: Path):
    """Whoever starts the demo at a desk sees the kiosk, and the reception beside it."""
    with _demo(tmp_path, {"DISPLAY": ":99"}) as process:
        said, _ = process.communicate()

    opened = (tmp_path / "opened").read_text("utf-8").splitlines()
    assert len(opened) == 2
    assert f"Kiosk     {opened[0]}\n" in said
    assert f"Dashboard {opened[1]}\n" in said


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("more", "display"), [((), {}), (("--json",), {"DISPLAY": ":99"})]
)
def test_nothing_opens_where_nobody_looks(
    more: tuple[str, ...], display: dict[str, str], tmp_path: Path
):
    """On a machine without a screen, and for programs, no browser is started."""
    with _demo(tmp_path, display, *more) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)

    assert first
    assert not (tmp_path / "opened").exists()


@contextmanager
def _demo(
    folder: Path, display: dict[str, str], *more: str
) -> Iterator[subprocess.Popen[str]]:
    """Run a demo; its browser ends it, so that nobody waits for nothing."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    process = subprocess.Popen(
        [*_COMMAND, *_ANY_PORTS, "--data", str(folder / "data"), *more],
        stdout=subprocess.PIPE,
        text=True,
        env={**kept, "BROWSER": str(_browser(folder)), **display},
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _browser(folder: Path) -> Path:
    """Make a browser that writes down what it was to open, and then stops the demo."""
    browser = folder / "browser"
    browser.write_text(
        f'#!/bin/sh\necho "$1" >> "{folder}/opened"\n'
        f'[ $(wc -l < "{folder}/opened") -lt 2 ] || kill -INT $PPID\n',
        "utf-8",
    )
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    return browser
