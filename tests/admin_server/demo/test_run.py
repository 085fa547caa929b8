import json
import signal
import socket
import stat
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image

from tests.fakes.processes import processes_with

# One demo for all who may share it: to start one takes as long as a hundred tests.
pytestmark = pytest.mark.xdist_group("demo")
_COMMAND = [sys.executable, "-m", "admin_server", "demo"]
_ANY_PORTS = ["--port", "0", "--kiosk-port", "0"]


@dataclass
class Running:
    """A demo that runs, and what it said."""

    process: subprocess.Popen[str]
    said: dict[str, Any]

    def check_in(self, pass_text: str) -> httpx.Response:
        return httpx.post(
            f"{self.said['admin_url']}/api/v1/check-ins",
            headers=self.headers,
            json={
                "request_id": str(uuid.uuid4()),
                "kiosk_time": datetime.now(UTC).isoformat(),  # noqa: TID251 - the demo runs in real time
                "pass": pass_text,
            },
        )

    def room_of(self, visit: str) -> dict[str, Any]:
        reply = httpx.get(
            f"{self.said['admin_url']}/api/v1/check-ins/{visit}/room",
            headers=self.headers,
            params={"wait": 5},
        )
        found = reply.json()
        return found.get("room", found)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.said['kiosk_token']}"}

    @property
    def mails(self) -> list[dict[str, Any]]:
        return httpx.get(f"{self.said['mail_url']}/api/mails").json()


@contextmanager
def _demo(data: Path, *more: str) -> Iterator[Running]:
    process = subprocess.Popen(
        [*_COMMAND, *_ANY_PORTS, "--json", "--data", str(data), *more],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        yield Running(process, json.loads(line))
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo that runs while this file is tested."""
    with _demo(tmp_path_factory.mktemp("demo") / "data") as running:
        yield running


@dataclass(frozen=True)
class TwoDays:
    """A demo that was stopped, started again on the same data, and killed.

    Attributes:
        first, second: what it said of each day.
        outcomes: what the first visitor of each day met.
        status: how it ended when it was stopped.
        signed_in: the second day's answer to the tenant admin's password.
        started: the processes that ran when it was killed.
    """

    data: Path
    first: dict[str, Any]
    second: dict[str, Any]
    outcomes: tuple[dict[str, str | None], ...]
    status: int
    signed_in: httpx.Response
    started: list[int]


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> TwoDays:
    """A demo's life, told once for all who look at it."""
    data = tmp_path_factory.mktemp("days") / "data"
    with _demo(data) as first:
        old = _outcome(first, first.said["visitors"][0]["pass"])
        first.process.send_signal(signal.SIGINT)
        status = first.process.wait(20)
    with _demo(data) as second:
        new = _outcome(second, second.said["visitors"][0]["pass"])
        account = second.said["accounts"][0]
        signed_in = _signed_in(second, account["email"], account["password"])
        started = processes_with(str(data))
        second.process.kill()
        second.process.wait()
    return TwoDays(
        data=data,
        first=first.said,
        second=second.said,
        outcomes=(old, new),
        status=status,
        signed_in=signed_in,
        started=started,
    )


@pytest.mark.timeout(120)
def test_every_visitor_meets_what_was_announced(demo: Running):
    """What the demo says will happen to a visitor happens, and the host is told."""
    visitors = demo.said["visitors"]

    outcomes = {one["name"]: _outcome(demo, one["pass"]) for one in visitors}

    assert outcomes == {one["name"]: one["expect"] for one in visitors}
    assert _soon(lambda: "jonas.weber@lakeside.example" in _told(demo))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["google", "microsoft"])
def test_other_calendars_show_the_same_day(kind: str, tmp_path: Path):
    """Whichever calendar the day stands in, every visitor meets the same."""
    with _demo(tmp_path / "data", "--calendar", kind) as other:
        visitors = other.said["visitors"]

        outcomes = {one["name"]: _outcome(other, one["pass"]) for one in visitors}

    assert outcomes == {one["name"]: one["expect"] for one in visitors}


@pytest.mark.timeout(120)
def test_the_kiosk_answers(demo: Running):
    """The demo's kiosk can be opened in a browser."""
    reply = httpx.get(demo.said["kiosk_url"])

    assert reply.status_code == 200
    assert "text/html" in reply.headers["content-type"]


@pytest.mark.timeout(120)
def test_a_drawn_pass_can_be_scanned(demo: Running):
    """The picture of a pass holds the very pass."""
    first = demo.said["visitors"][0]

    found = zxingcpp.read_barcodes(Image.open(first["pass_png"]))

    assert [code.text for code in found] == [first["pass"]]


@pytest.mark.timeout(120)
def test_programs_get_exactly_what_was_agreed(demo: Running):
    """A program that starts the demo finds every address and every visitor."""
    said = demo.said

    assert set(said) == {
        "admin_url",
        "dashboard_url",
        "kiosk_url",
        "mail_url",
        "calendar_url",
        "kiosk_token",
        "organisation",
        "accounts",
        "visitors",
    }
    assert set(said["visitors"][0]) == {
        "name",
        "email",
        "host",
        "pass",
        "code",
        "pass_png",
        "expect",
    }
    assert said["kiosk_token"].startswith("pk_")
    assert [set(one) for one in said["accounts"]] == [{"role", "email", "password"}] * 4
    assert said["dashboard_url"].startswith(said["admin_url"])


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "role", ["tenant_admin", "site_admin", "receptionist", "member"]
)
def test_everybody_announced_can_sign_in(demo: Running, role: str):
    """Each role's e-mail and password open the dashboard, and a wrong one does not."""
    account = next(one for one in demo.said["accounts"] if one["role"] == role)

    wrong = _signed_in(demo, account["email"], account["password"] + "x")
    right = _signed_in(demo, account["email"], account["password"])

    assert "__Host-portico" not in wrong.cookies
    assert right.cookies["__Host-portico"]
    assert _opens(demo, "/account", right).status_code == 200


@pytest.mark.timeout(240)
def test_passwords_stay_with_their_folder(demo: Running, two_days: TwoDays):
    """Started again, a demo has the same passwords; another folder has others."""
    before, others = two_days.first["accounts"], demo.said["accounts"]

    after = two_days.second["accounts"]

    kept = two_days.data / "staff.json"
    assert after == before
    assert {one["password"] for one in others} & {one["password"] for one in after} == (
        set()
    )
    assert two_days.signed_in.cookies["__Host-portico"]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.timeout(240)
def test_a_second_day_on_the_same_data_is_as_good(two_days: TwoDays):
    """Stopped and started again, the demo lays a new day that works."""
    found = {"outcome": "found", "room": "Conference Room A"}

    assert two_days.status == 0
    assert two_days.outcomes == (found, found)


@pytest.mark.timeout(240)
def test_nothing_is_left_behind_by_a_killed_demo(two_days: TwoDays):
    """Even if the demo is killed, none of its processes goes on."""
    assert len(two_days.started) > 1
    assert _soon(lambda: processes_with(str(two_days.data)) == [])


def test_a_port_in_use_is_told_plainly(tmp_path: Path):
    """If something listens there already, the demo says so and ends."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = _ended("--port", port, "--data", str(tmp_path / "data"))

    assert ended.returncode == 2
    assert f"Port {port} is in use" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_folder_of_something_else_is_told_plainly(tmp_path: Path):
    """The demo does not wipe what is not its own."""
    (tmp_path / "thesis.txt").touch()

    ended = _ended(*_ANY_PORTS, "--fresh", "--data", str(tmp_path))

    assert ended.returncode == 2
    assert "not a demo's" in ended.stderr
    assert (tmp_path / "thesis.txt").exists()


def _ended(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_COMMAND, *arguments], capture_output=True, text=True, timeout=30, check=False
    )


def _outcome(demo: Running, pass_text: str) -> dict[str, str | None]:
    reply = demo.check_in(pass_text)
    said = reply.json()
    if reply.is_error:
        return {"outcome": said["error"], "room": None}
    room = said["room"]
    if room["state"] == "looking":
        room = demo.room_of(said["visit"]["id"])
    outcome = "already_here" if said["already_here"] else room["state"]
    return {"outcome": outcome, "room": room.get("name")}


def _signed_in(demo: Running, email: str, password: str) -> httpx.Response:
    """Type e-mail and password into the dashboard's form."""
    return httpx.post(
        f"{demo.said['admin_url']}/sign-in",
        headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"},
        data={
            "organisation": demo.said["organisation"],
            "email": email,
            "password": password,
            "next": "/",
        },
    )


def _opens(demo: Running, path: str, signed_in: httpx.Response) -> httpx.Response:
    """Open a page in the browser that has just signed in."""
    token = signed_in.cookies["__Host-portico"]
    return httpx.get(
        f"{demo.said['admin_url']}{path}",
        headers={"Accept": "text/html", "Cookie": f"__Host-portico={token}"},
    )


def _told(demo: Running) -> list[str]:
    return [address for mail in demo.mails for address in mail["to"]]


def _soon(is_so) -> bool:
    end, pause = monotonic() + 10, threading.Event()
    while not is_so() and monotonic() < end:
        pause.wait(0.05)
    return is_so()
