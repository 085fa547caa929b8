"""The systemd units are well-formed, and close what a kiosk does not need."""

import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from admin_server.settings import Settings as ServerSettings
from kiosk_app.settings import Settings as KioskSettings

UNITS = Path(__file__).resolve().parents[2] / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
KIOSK = UNITS / "portico-kiosk@.service"
CLOSED = (
    "DynamicUser=yes",
    "Type=notify",
    "WatchdogSec=30",
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "PrivateDevices=yes",
    "ProtectHome=yes",
    "ProtectSystem=strict",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "SystemCallFilter=@system-service",
    "UMask=0077",
)


@pytest.mark.parametrize("line", CLOSED)
def test_a_tablets_process_may_do_little(line):
    """Who breaks into a tablet's process finds no other process, device or home."""
    assert line in KIOSK.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def machine(tmp_path):
    """A folder of units whose programs are there: ours are not, where tests run."""
    for unit in [*SERVICES, *UNITS.glob("*.timer")]:
        lines = unit.read_text(encoding="utf-8").splitlines()
        told = [
            "ExecStart=/bin/true" if line.startswith("ExecStart=") else line
            for line in lines
        ]
        (tmp_path / unit.name).write_text("\n".join(told) + "\n")
    return tmp_path


def analyze(*arguments, unit):
    """Ask systemd about a unit; it takes one name of its kind for a template."""
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments, f"./{unit.name}"],
        cwd=unit.parent,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "name", [unit.name for unit in SERVICES] + ["portico-backup.timer"]
)
def test_systemd_understands_the_unit(machine, name):
    """No line of the unit is ignored because it was mistyped."""
    verified = analyze("verify", "--man=no", unit=machine / name)

    assert verified.stderr == ""
    assert verified.returncode == 0


@pytest.mark.parametrize("name", [unit.name for unit in SERVICES])
def test_a_unit_may_do_little(machine, name):
    """Who breaks into one of our processes finds little else to break: 2.0 at most."""
    judged = analyze(
        "security", "--offline=true", "--threshold=20", unit=machine / name
    )

    assert judged.returncode == 0, judged.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "line",
    [
        "Type=notify",
        "WatchdogSec=30",
        "Restart=always",
        "DynamicUser=yes",
        "StateDirectory=portico-kiosk/box",
        "SupplementaryGroups=portico-devices",
        "DeviceAllow=char-ttyACM rw",
        "DeviceAllow=char-ttyUSB rw",
        # usblp's name in /proc/devices; "char-usblp" would open nothing.
        "DeviceAllow=char-usb rw",
    ],
)
def test_a_boxs_kiosk_is_watched_and_reaches_its_devices(line):
    """A kiosk that hangs is started anew, and finds reader and printer again."""
    unit = UNITS / "portico-kiosk.service"

    assert line in unit.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_sets_only_what_there_is_to_set(unit):
    """Our programs refuse a setting that they do not know, at night as well."""
    known = {f"PORTICO_{field.name.upper()}" for field in fields(ServerSettings)} | {
        f"PORTICO_KIOSK_{field.name.upper()}" for field in fields(KioskSettings)
    }

    named = re.findall(r"^Environment=(PORTICO_\w+)=", unit.read_text(), re.MULTILINE)

    assert set(named) <= known


def test_every_kind_of_device_is_there_before_the_kiosk_starts():
    """A reader that is plugged in later works: its driver was there at the start."""
    modules = (UNITS / "portico.modules-load").read_text().splitlines()

    assert {"cdc_acm", "usbserial", "usblp"} <= {*modules}


def test_the_browser_reaches_the_kiosk_and_nothing_else():
    """Whatever a page asks for, the lobby's browser shows this machine's kiosk only."""
    policies = json.loads((UNITS / "chromium-policies/portico.json").read_text())
    unit = (UNITS / "portico-screen.service").read_text().splitlines()

    assert policies["URLBlocklist"] == ["*"]
    assert policies["URLAllowlist"] == ["http://127.0.0.1:8700"]
    assert {"IPAddressDeny=any", "IPAddressAllow=localhost"} <= {*unit}
