"""The command `portico-kiosk`."""

import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from kiosk_app.__main__ import main
from tests.fakes.sleeper import until


def test_help_names_every_option(capsys):
    """Whoever asks for help reads what can be set."""
    with pytest.raises(SystemExit) as end:
        main(["--help"])

    assert end.value.code == 0
    assert "--token-file" in capsys.readouterr().out


def test_a_wrong_setting_is_told_in_one_sentence(monkeypatch, capsys):
    """A mistake ends in a sentence, not in a traceback."""
    monkeypatch.setenv("PORTICO_KIOSK_TOKEN", "t")

    status = main(["run", "--server", "http://visitors.example.org"])

    assert status == 2
    assert capsys.readouterr().err == (
        "portico-kiosk: PORTICO_KIOSK_SERVER must be an https:// address"
        " (http:// only on this machine).\n"
    )


def test_a_device_that_nobody_knows_is_told_in_one_sentence(monkeypatch, capsys):
    """A typing error in the printer's address ends in a sentence too."""
    monkeypatch.setenv("PORTICO_KIOSK_TOKEN", "t")

    status = main(["--server", "http://127.0.0.1:9", "--printer", "fax://1"])

    assert status == 2
    assert capsys.readouterr().err.startswith("portico-kiosk: No printer can be")


async def test_the_kiosk_starts_answers_and_stops():
    """The real command serves its page and goes when it is told to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [sys.executable, "-m", "kiosk_app", "--port", str(port)]
    kiosk = subprocess.Popen(
        [*command, "--server", "http://127.0.0.1:9"],
        env={"PORTICO_KIOSK_TOKEN": "secret-token", "PATH": ""},
        stderr=subprocess.PIPE,
        text=True,
    )

    await until(lambda: _status(port) == 200, seconds=20)
    kiosk.send_signal(signal.SIGTERM)
    _, log = kiosk.communicate(timeout=10)

    assert kiosk.returncode == 0
    assert "kiosk_stopped" in log
    assert "secret-token" not in log


def _status(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status
    except OSError:
        return None
