"""The demo's calendar server starts, keeps its data and never stays behind."""

import subprocess
import sys
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from admin_server.demo.calendar_server import (
    READER,
    CalendarServer,
    CalendarServerFailed,
)
from tests.fakes.ports import free_port

EVENT = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Portico//tests//EN
BEGIN:VEVENT
UID:one
DTSTAMP:20260101T000000Z
DTSTART:20260304T090000Z
END:VEVENT
END:VCALENDAR
"""


def get(server: CalendarServer, path: str, user: str, password: str) -> int:
    url = f"http://127.0.0.1:{server.port}{path}"
    return httpx.get(url, auth=(user, password)).status_code


def answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/", timeout=2)
    except httpx.TransportError:
        return False
    return True


def test_who_may_read_what(tmp_path: Path) -> None:
    """Everybody reads their own calendar, the reader all of them, a stranger none."""
    with CalendarServer(tmp_path) as server:
        server.add_user(READER, "reads")
        server.add_user("anna", "hers")
        server.add_user("ben", "his")
        server.add_calendar("anna")
        path = server.put_event("anna", "one", EVENT)

        assert get(server, path, "anna", "hers") == HTTPStatus.OK
        assert get(server, path, READER, "reads") == HTTPStatus.OK
        assert get(server, path, "ben", "his") == HTTPStatus.FORBIDDEN
        assert get(server, path, READER, "wrong") == HTTPStatus.UNAUTHORIZED


def test_data_lasts(tmp_path: Path) -> None:
    """After a restart on the same folder everything is still there."""
    with CalendarServer(tmp_path) as server:
        server.add_user("anna", "old")
        server.add_user("anna", "new")
        server.add_calendar("anna")
        path = server.put_event("anna", "one", EVENT)

    with CalendarServer(tmp_path) as server:
        assert get(server, path, "anna", "new") == HTTPStatus.OK
        server.remove_event("anna", "one")
        assert get(server, path, "anna", "new") == HTTPStatus.NOT_FOUND


def test_stopping_twice_is_no_error(tmp_path: Path) -> None:
    """A stopped server is gone, and may be stopped again."""
    server = CalendarServer(tmp_path)
    server.start()
    port = server.port

    server.stop()
    server.stop()

    assert not answers(port)


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """Even when the demo is killed, no calendar server stays behind."""
    program = (
        "import os, signal, sys; from pathlib import Path;"
        "from admin_server.demo.calendar_server import CalendarServer;"
        "server = CalendarServer(Path(sys.argv[1])); server.start();"
        "print(server.port, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )

    killed = subprocess.run(
        [sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE, check=False
    )
    port = int(killed.stdout)
    # Radicale needs a moment to notice; each look takes a while of its own.
    gone = [answers(port) for _ in range(60)]

    assert not gone[-1]


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """When the wanted port is taken, it fails and says so."""
    with (
        CalendarServer(tmp_path / "one", port=free_port()) as first,
        pytest.raises(CalendarServerFailed),
    ):
        CalendarServer(tmp_path / "two", port=first.port).start()


def test_mistakes_are_told(tmp_path: Path) -> None:
    """What the server refuses is not passed over in silence."""
    with CalendarServer(tmp_path) as server:
        server.add_user("anna", "hers")

        with pytest.raises(CalendarServerFailed):
            server.put_event("nobody", "one", EVENT)
        with pytest.raises(CalendarServerFailed):
            server.put_event("anna", "one", EVENT, calendar="missing")

    with pytest.raises(CalendarServerFailed):
        server.put_event("anna", "one", EVENT)
