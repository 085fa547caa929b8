"""The stand-in as the demo and the tests use it: started, filled, and made to fail."""

import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from admin_server.demo import follower
from admin_server.demo.day import Day
from admin_server.demo.emulators.google.meetings import as_events, building_of, room_of
from admin_server.demo.emulators.google.serving import CLIENT
from admin_server.demo.emulators.google.world import AT_ONCE, RoomManner
from admin_server.demo.lakeside import HOSTS, ROOMS, ZONE

_MODULE = "admin_server.demo.emulators.google"
_START_SECONDS = 20.0
_STOP_SECONDS = 5.0
_PAUSE_SECONDS = 0.05
_REQUEST_SECONDS = 10.0


class EmulatorFailed(Exception):
    """It did not start, or did not accept what it was told; the text says why."""


class GoogleSeeding:
    """Tells a running stand-in, wherever it was started, what to hold."""

    def __init__(self, url: str, *, certificate: Path | None = None) -> None:
        self.url = url
        trusted = ssl.create_default_context(cafile=certificate)
        # It is on this machine, so no proxy of the environment is between us.
        self._http = httpx.Client(
            base_url=url, verify=trusted, timeout=_REQUEST_SECONDS, trust_env=False
        )

    def tell(self, what: str, **stated: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Say one thing to /emulator/…; the answer."""
        reply = self._http.post(f"/emulator/{what}", json=stated)
        if reply.is_error:
            raise EmulatorFailed(f"{what}: {reply.text}")
        answer: dict[str, Any] = reply.json()
        return answer

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a connection that reads from here."""
        return {"api_url": self.url, "token_url": f"{self.url}/token"}

    @property
    def key(self) -> str:
        """A connection's secret: the service account that may act for everybody."""
        return json.dumps(self.tell("run")["key"])

    def reader(self, email: str) -> str:
        """A connection's secret: one account that sees what is shared with it."""
        token = f"1//refresh-{email}"
        self.tell("readers", refresh_token=token, email=email)
        kind = {"type": "authorized_user", "refresh_token": token}
        return json.dumps({**kind, **CLIENT})

    def add_user(
        self, email: str, name: str = "", *, zone: str = "UTC", admin: bool = False
    ) -> None:
        """Give somebody an account and a calendar; `admin` may read the directory."""
        self.tell("users", email=email, name=name, zone=zone, admin=admin)

    def share(self, calendar: str, reader: str, role: str = "reader") -> None:
        """Share a calendar: `freeBusyReader`, `reader` or `writer`."""
        self.tell("shares", calendar=calendar, reader=reader, role=role)

    def add_room(
        self,
        email: str,
        name: str,
        *,
        building: str | None = None,
        floor: str | None = None,
        capacity: int | None = None,
        manner: RoomManner = AT_ONCE,
    ) -> None:
        """Put a room into the directory, and say how it answers invitations."""
        room = room_of(email, name, building=building, floor=floor, capacity=capacity)
        made = building_of(building, floor) if building else None
        self.tell("rooms", room=room, building=made, **asdict(manner))

    def put_event(
        self,
        calendar: str,
        event: Mapping[str, Any],
        exceptions: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Save an event in Google's form, in the place of an earlier one."""
        self.tell(
            "events",
            calendar=calendar,
            event=dict(event),
            exceptions=[dict(one) for one in exceptions],
        )

    def remove_event(self, calendar: str, event_id: str) -> None:
        """Delete an event with all its occurrences."""
        self.tell("removals", calendar=calendar, id=event_id)

    def write_day(self, day: Day, *, admin: str) -> None:
        """Put the demo's people, rooms and meetings in, the new day over the old.

        Args:
            admin: whose account may read the directory of rooms.
        """
        self.add_user(admin, zone=ZONE, admin=True)
        for room in ROOMS:
            self.add_room(
                room.address,
                room.name,
                building=room.site,
                floor=room.floor,
                capacity=room.capacity,
            )
        for host in HOSTS:
            self.add_user(host.email, host.name, zone=ZONE, admin=host.email == admin)
            for meeting in day.meetings_of(host):
                self.put_event(host.email, *as_events(meeting))

    def fail(self, **fault: Any) -> None:  # noqa: ANN401 - fields of `world.Fault`
        """Let coming requests fail: path, status, reason, after, html, times."""
        self.tell("faults", **fault)

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Say what was asked since the last time, and how much at one time."""
        said = self.tell("counts")
        return said["requests"], said["at_once"]

    def close(self) -> None:
        """Close the connection to it."""
        self._http.close()


class GoogleEmulator:
    """Runs the stand-in as a process of its own, in a `with` block.

    Attributes:
        seeding: how it is filled while it runs.
    """

    seeding: GoogleSeeding

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        certificate: Path | None = None,
        certificate_key: Path | None = None,
    ) -> None:
        self._folder = folder
        self.port = port or _free_port()
        self._certificate = certificate
        self._certificate_key = certificate_key
        self._process: subprocess.Popen[bytes] | None = None
        self._run = uuid4().hex

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        scheme = "http" if self._certificate is None else "https"
        return f"{scheme}://127.0.0.1:{self.port}"

    def arguments(self) -> list[str]:
        """Say what follows `python` to start it, for whoever keeps processes."""
        secured = []
        if self._certificate is not None:
            secured = ["--certificate", f"{self._certificate}"]
            secured += ["--certificate-key", f"{self._certificate_key}"]
        given = ["--port", str(self.port), "--folder", str(self._folder)]
        return ["-m", _MODULE, *given, "--run", self._run, *secured]

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            EmulatorFailed: it ended at once or did not answer in time.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self.seeding = GoogleSeeding(self.url, certificate=self._certificate)
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
                [
                    sys.executable,
                    follower.__file__,
                    str(os.getpid()),
                    *self.arguments(),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = monotonic() + _START_SECONDS
        while not self.answers():
            if self._process.poll() is not None or monotonic() > end:
                self.stop()
                raise EmulatorFailed((self._folder / "log").read_text("utf-8"))
            threading.Event().wait(_PAUSE_SECONDS)

    def answers(self) -> bool:
        """Tell whether it answers: this one, not another at the same port."""
        try:
            return bool(self.seeding.tell("run")["run"] == self._run)
        except (httpx.HTTPError, EmulatorFailed, ValueError, LookupError):
            return False

    def stop(self) -> None:
        """Stop it; nothing happens where it is stopped already."""
        if self._process is None:
            return
        process, self._process = self._process, None
        self.seeding.close()
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
