"""What keeps the screen of a box alive; cage and Chromium are stand-ins here."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.fakes.sleeper import until

SYSTEMD = Path(__file__).resolve().parents[2] / "systemd"
SCREEN = SYSTEMD / "libexec/portico-screen"
STAND_INS = {
    "cage": 'case $1 in -h) echo "usage";; *) shift 2; exec "$@";; esac',
    "chromium": 'printf "%s\\n" "$@" >"$BOX/browser"; echo $$ >>"$BOX/begun"; [ $1 != "$(cat "$BOX/bad")" ] || exit 5\nexec sleep 60',
    "curl": 'case $* in *shown*) cat "$BOX/said";; *) test -e "$BOX/answers";; esac',
    "wlr-randr": 'if [ $# = 0 ]; then echo "DSI-1 panel"; else echo "$*" >"$BOX/turn"; fi',
}


class Box:
    """A box with a panel; what is in its folder is what the world is like."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        programs = folder / "bin"
        programs.mkdir()
        for name, text in STAND_INS.items():
            (programs / name).write_text(f"#!/bin/bash\n{text}\n")
            (programs / name).chmod(0o755)
        self.status = folder / "sys/class/drm/card1-DSI-1/status"
        self.brightness = folder / "sys/class/backlight/panel/brightness"
        for file, text in {
            self.status: "connected\n",
            self.brightness: "200",
            self.brightness.with_name("max_brightness"): "200",
            folder / "said": '{"shown":true,"light":"bright"}',
            folder / "answers": "",
            folder / "bad": "nothing",
        }.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def start(self, **settings: str) -> subprocess.Popen[str]:
        """Start what systemd starts."""
        return subprocess.Popen(
            [SCREEN],
            env={
                "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
                "BOX": str(self.folder),
                "PORTICO_SYS": str(self.folder / "sys"),
                "PORTICO_SHARE": str(SYSTEMD),
                "RUNTIME_DIRECTORY": str(self.folder / "run"),
                "PORTICO_SCREEN_LOOK_SECONDS": "0.05",
                **settings,
            },
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def browser(self) -> list[str]:
        """How the browser was started."""
        file = self.folder / "browser"
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def box(tmp_path):
    """A box on which everything is as it should be."""
    return Box(tmp_path)


async def test_the_browser_gets_our_flags_and_a_profile_that_is_new(box):
    """A power cut leaves no lock and no question from the day before."""
    stale = box.folder / "run/chromium/SingletonLock"
    stale.parent.mkdir(parents=True)
    stale.touch()

    with box.start(PORTICO_SCREEN_ROTATE="90") as running:
        await until(lambda: len(box.browser) > 10)
        running.terminate()

    assert {"--kiosk", "--force-app-mode", "--ozone-platform=wayland"} < {*box.browser}
    assert box.browser[-1] == "--app=http://127.0.0.1:8700/"
    assert f"--user-data-dir={stale.parent}" in box.browser
    assert not stale.exists()
    assert (box.folder / "turn").read_text() == "--output DSI-1 --transform 90\n"


async def test_a_box_without_a_screen_starts_no_compositor(box):
    """A compositor that starts without a screen never finds one later."""
    box.status.write_text("disconnected\n")

    with box.start() as ended:
        said = ended.communicate(timeout=20)[1]

    assert ended.returncode == 1
    assert "no screen is connected" in said
    assert box.browser == []


@pytest.mark.parametrize(
    ("file", "now", "said"),
    [
        ("sys/class/drm/card1-DSI-1/status", "disconnected\n", "the screen is gone"),
        ("said", '{"shown":false,"light":"bright"}', "does not show the page"),
    ],
)
async def test_what_goes_wrong_later_starts_everything_anew(box, file, now, said):
    """An unplugged screen, or a browser that crashed, does not stay black."""
    with box.start() as ended:
        await until(lambda: box.browser)
        (box.folder / file).write_text(now)
        told = ended.communicate(timeout=20)[1]

    assert ended.returncode == 1
    assert said in told


async def test_a_killed_browser_is_there_again_at_once(box):
    """Row 3: nobody sees more of it than a moment of dark."""
    begun = box.folder / "begun"

    with box.start(PORTICO_SCREEN_SOON_SECONDS="0") as running:
        await until(begun.exists)
        await until(begun.read_text)
        os.kill(int(begun.read_text()), signal.SIGKILL)
        await until(lambda: len(begun.read_text().split()) == 2, seconds=9)
        running.terminate()

    assert box.browser[0] == "--kiosk"


async def test_a_page_that_crashed_gets_another_browser_at_once(box):
    """Row 3: what Chromium shows of a crash is not what a visitor sees for long."""
    begun = box.folder / "begun"

    with box.start(PORTICO_SCREEN_SOON_SECONDS="0") as running:
        await until(begun.exists)
        (box.folder / "said").write_text('{"shown":false,"gone":true,"light":"bright"}')
        await until(lambda: len(begun.read_text().split()) >= 2, seconds=9)
        (box.folder / "said").write_text('{"shown":true,"gone":false,"light":"bright"}')
        running.terminate()

    assert box.browser[0] == "--kiosk"


async def test_a_compositor_that_cannot_give_the_whole_screen_shows_it_all_the_same(
    box,
):
    """On graphics where Chromium's own full screen fails, cage fills the screen."""
    (box.folder / "bad").write_text("--kiosk")

    with box.start() as running:
        await until(lambda: box.browser[:1] == ["--force-app-mode"], seconds=20)
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(1)
        running.terminate()

    assert "--kiosk" not in box.browser
    assert box.browser[-1] == "--app=http://127.0.0.1:8700/"


async def test_a_kiosk_that_starts_anew_keeps_its_browser(box):
    """While the kiosk's process is away the page waits; nothing flickers."""
    with box.start() as running:
        await until(lambda: box.browser)
        (box.folder / "said").unlink()
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(1.5)
        running.terminate()


async def test_the_panel_is_dimmed_out_of_hours_and_bright_again_after(box):
    """A screen that nobody looks at does not wear out."""
    with box.start() as running:
        await until(lambda: box.browser)
        (box.folder / "said").write_text('{"shown":true,"light":"dim"}')
        await until(lambda: box.brightness.read_text() == "60\n")
        (box.folder / "said").write_text('{"shown":true,"light":"bright"}')
        await until(lambda: box.brightness.read_text() == "200\n")
        running.terminate()


@pytest.fixture
def backups(tmp_path):
    """A folder with three nights' backups, and a stand-in for the server's program."""
    program = tmp_path / "portico-server"
    program.write_text(
        '#!/bin/bash\nif [ -e "${0%/*}/full" ]; then exit 1; fi\ntouch "$3"\n'
    )
    program.chmod(0o755)
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"portico-2026-01-0{day}T023000Z.zip").touch()
    (folder / "portico-by-hand.zip").touch()
    return folder


def back_up(folder):
    """Do what the timer does."""
    return subprocess.run(
        [SYSTEMD / "libexec/portico-backup"],
        env={
            "PATH": os.environ["PATH"],
            "BACKUPS_FOLDER": str(folder),
            "BACKUPS_KEPT": "2",
            "BACKUPS_BY": str(folder.parent / "portico-server"),
        },
        check=False,
    )


def test_only_the_newest_backups_stay(backups):
    """The disk does not fill with backups, and one made by hand is nobody else's."""
    done = back_up(backups)

    left = sorted(path.name for path in backups.iterdir())
    assert done.returncode == 0
    assert len(left) == 3
    assert left[0] == "portico-2026-01-03T023000Z.zip"
    assert left[2] == "portico-by-hand.zip"


def test_a_backup_that_fails_costs_no_older_one(backups):
    """On a full disk what there is stays."""
    (backups.parent / "full").touch()

    done = back_up(backups)

    assert done.returncode != 0
    assert len(list(backups.iterdir())) == 4
