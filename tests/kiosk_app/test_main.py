"""The command `portico-kiosk`, run as an operator runs it."""

import asyncio
import socket
import sys
import urllib.request
from asyncio.subprocess import PIPE

import pytest

from tests.fakes.sleeper import until

SERVER = ("--server", "http://127.0.0.1:9")


@pytest.fixture
async def run(tmp_path):
    """Starts the command, and ends it with the test."""
    started = []

    async def start(*arguments):
        kiosk = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "kiosk_app",
            *arguments,
            # It keeps what outlasts a restart below the folder it is started in.
            cwd=tmp_path,
            env={"PORTICO_KIOSK_TOKEN": "secret-token"},
            stdout=PIPE,
            stderr=PIPE,
        )
        started.append(kiosk)
        return kiosk

    yield start
    [kiosk.kill() for kiosk in started if kiosk.returncode is None]
    await asyncio.gather(*(kiosk.wait() for kiosk in started))


async def test_help_names_every_option(run):
    """Whoever asks for help reads what can be set."""
    kiosk = await run("--help")

    out, _ = await kiosk.communicate()

    assert kiosk.returncode == 0
    assert b"--token-file" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "--server", "http://visitors.example.org"), b"PORTICO_KIOSK_SERVER"),
        ((*SERVER, "--printer", "/dev/usb/lp0"), b"PORTICO_KIOSK_PRINTER_MODEL"),
        (
            (*SERVER, "--printer", "fax://1", "--printer-model", "zebra-zd421-203"),
            b"fax://1",
        ),
    ],
)
async def test_a_mistake_ends_in_one_sentence(run, arguments, said):
    """What is wrong is said in a sentence, not in a traceback."""
    kiosk = await run(*arguments)

    _, err = await kiosk.communicate()

    assert kiosk.returncode == 2
    assert err.startswith(b"portico-kiosk: ")
    assert said in err
    assert err.count(b"\n") == 1


async def test_the_kiosk_starts_answers_and_stops(run):
    """The command serves its page and goes when it is told to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    kiosk = await run(*SERVER, "--port", str(port))
    await until(lambda: _status(port) == 200, seconds=20)
    kiosk.terminate()
    _, log = await asyncio.wait_for(kiosk.communicate(), 10)

    assert kiosk.returncode == 0
    assert b"kiosk_stopped" in log
    assert b"secret-token" not in log


def _status(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status
    except OSError:
        return None
