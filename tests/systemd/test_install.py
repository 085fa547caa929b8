"""The installer lays what a box needs, twice the same, and takes it away again."""

import os
import subprocess
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).resolve().parents[2] / "systemd"
SCRIPTS = [SYSTEMD / "install.sh", *sorted((SYSTEMD / "libexec").iterdir())]
ASKED = ("--server", "https://visitors.example", "--rotate", "90", "--with-server")


@pytest.fixture
def disk(tmp_path):
    """A box's disk, mounted on the machine that prepares it."""
    (tmp_path / "etc").mkdir()
    return tmp_path


def run_installer(disk, *options):
    """Run it on that disk."""
    return subprocess.run(
        [SYSTEMD / "install.sh", *options, "--root", disk],
        capture_output=True,
        text=True,
        check=False,
    )


def everything_on(disk):
    """What lies where, with its mode and content."""
    return {
        str(path.relative_to(disk)): (
            str(path.readlink())
            if path.is_symlink()
            else (oct(path.stat().st_mode)[-3:], path.read_bytes())
        )
        for path in disk.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_a_box_has_all_that_the_units_need(disk):
    """After one command a box starts kiosk, screen, server and backups by itself."""
    done = run_installer(disk, *ASKED)

    laid = everything_on(disk)
    wanted = "etc/systemd/system/multi-user.target.wants/portico-{}.service"
    assert done.returncode == 0, done.stderr
    assert {wanted.format(name) for name in ("kiosk", "screen", "server")} <= set(laid)
    assert "etc/systemd/system/timers.target.wants/portico-backup.timer" in laid
    assert laid["etc/portico/kiosk.env"] == (
        "600",
        b"PORTICO_KIOSK_SERVER=https://visitors.example\n",
    )
    assert laid["opt/portico/libexec/portico-screen"][0] == "755"
    assert b"0 -1 1 1 0 0" in laid["etc/udev/rules.d/91-portico-touch.rules"][1]
    assert laid["etc/systemd/system/brltty.service"] == "/dev/null"
    assert b"\nportico-devices:" in b"\n" + laid["etc/group"][1]


def test_installing_again_changes_nothing(disk):
    """Whoever is not sure whether it was installed installs it again."""
    run_installer(disk, *ASKED)
    first = everything_on(disk)

    again = run_installer(disk, *ASKED)

    assert again.returncode == 0
    assert "file:" not in again.stdout
    assert "starts anew" not in again.stdout
    assert everything_on(disk) == first


def test_another_server_replaces_the_one_before(disk):
    """A box that moves to another server is told so by the same command."""
    run_installer(disk, *ASKED)

    moved = run_installer(disk, "--server", "https://other.example")

    assert "starts anew" in moved.stdout
    env = (disk / "etc/portico/kiosk.env").read_text()
    assert env == "PORTICO_KIOSK_SERVER=https://other.example\n"


def test_a_dry_run_says_everything_and_does_nothing(disk):
    """Whoever wants to know first what would happen reads it, and nothing happens."""
    said = run_installer(disk, *ASKED, "--dry-run")

    assert said.returncode == 0
    assert "would run: install" in said.stdout
    assert "portico-screen.service" in said.stdout
    assert everything_on(disk) == {}


def test_uninstalling_keeps_the_data_unless_it_is_told_otherwise(disk):
    """Visitors and settings outlast the program; only --purge deletes them."""
    run_installer(disk, *ASKED)
    database = disk / "var/lib/portico/portico.db"
    database.parent.mkdir(parents=True)
    database.write_text("visitors")

    gone = run_installer(disk, "uninstall")
    kept = set(everything_on(disk))
    purged = run_installer(disk, "uninstall", "--purge")

    assert (gone.returncode, purged.returncode) == (0, 0)
    assert not [name for name in kept if name.startswith(("opt", "etc/systemd"))]
    assert {"var/lib/portico/portico.db", "etc/portico/kiosk.env"} <= kept
    assert not database.exists()
    assert not (disk / "etc/portico").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--server", "http://visitors.example"),
        ("--server", "https://a b"),
        ("--rotate", "45"),
        ("--server",),
        ("--sever", "https://visitors.example"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_done(disk, options):
    """A slip on the command line leaves the box as it was."""
    # --root comes last, and would be taken for the value that is missing.
    said = run_installer(disk, "--dry-run", *options)

    assert said.returncode != 0
    assert everything_on(disk) == {}


def test_the_scripts_are_without_the_usual_slips():
    """A blank in a path does not delete another folder."""
    checked = subprocess.run(
        ["shellcheck", *SCRIPTS], capture_output=True, text=True, check=False
    )

    assert checked.stdout == ""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_stops_at_the_first_thing_that_fails(script):
    """No script goes on as if something had been done that was not."""
    text = script.read_text()

    assert text.startswith("#!/bin/bash\n")
    assert "\nset -euo pipefail\n" in text
    assert os.access(script, os.X_OK)
