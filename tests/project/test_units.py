"""The systemd units are well-formed, and close what a kiosk does not need."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "systemd"
KIOSK = UNITS / "portico-kiosk@.service"
CLOSED = (
    "DynamicUser=yes",
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


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed"
)
def test_systemd_understands_the_unit(tmp_path):
    """No line of the unit is ignored because it was mistyped."""
    # The program is not installed where tests run.
    text = KIOSK.read_text(encoding="utf-8").replace(
        "/opt/portico/bin/portico-kiosk", "/bin/true"
    )
    (tmp_path / KIOSK.name).write_text(text.replace("EnvironmentFile=", "# "))

    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / KIOSK.name],
        capture_output=True,
        text=True,
        check=False,
    )

    told = [line for line in verified.stderr.splitlines() if KIOSK.name in line]
    assert told == []
