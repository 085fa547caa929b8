"""The stand-in as the demo and the tests use it: started, filled, and made to fail."""

import json
import ssl
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from typing_extensions import override

from admin_server.core.connections import AppRegistration
from admin_server.demo.day import Day
from admin_server.demo.emulators.google.meetings import as_events, building_of, room_of
from admin_server.demo.emulators.google.serving import CLIENT
from admin_server.demo.emulators.google.tokens import SERVICE_ACCOUNT
from admin_server.demo.emulators.google.world import AT_ONCE, RoomManner
from admin_server.demo.lakeside import HOSTS, ROOMS, ZONE, departments
from admin_server.demo.local_server import LOCAL, LocalServer, LocalServerFailed

_MODULE = "admin_server.demo.emulators.google"
_REQUEST_SECONDS = 10.0
_PERSON_SCOPES = (
    "https://www.googleapis.com/auth/calendar.events.readonly",
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
)


EmulatorFailed = LocalServerFailed
"""What this stand-in calls it when it fails."""


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
    def app(self) -> AppRegistration:
        """The registration by which hosts consent here."""
        settings = {**self.settings, "login_url": self.url}
        return AppRegistration(CLIENT["client_id"], CLIENT["client_secret"], settings)

    @property
    def key(self) -> str:
        """A connection's secret: the service account that may act for everybody."""
        return json.dumps(self.tell("run")["key"])

    def person(self, email: str, *scopes: str) -> str:
        """A connection's secret: what somebody permitted for their own calendars."""
        token = f"1//own-{email}"
        granted = scopes or _PERSON_SCOPES
        self.tell("readers", refresh_token=token, email=email, scopes=granted)
        return json.dumps({"type": "authorized_user", "refresh_token": token})

    def reader(self, email: str) -> str:
        """A connection's secret: one account that sees what is shared with it."""
        token = f"1//refresh-{email}"
        self.tell("readers", refresh_token=token, email=email)
        kind = {"type": "authorized_user", "refresh_token": token}
        return json.dumps({**kind, **CLIENT})

    @property
    def keyless(self) -> str:
        """A connection's secret: the service account, signed for by this machine."""
        named = {"service_account": SERVICE_ACCOUNT}
        where = {"metadata_url": self.url, "iam_url": self.url}
        return json.dumps({"type": "keyless", **named, **where})

    def add_user(
        self,
        email: str,
        name: str = "",
        *,
        zone: str = "UTC",
        admin: bool = False,
        **profile: Any,  # noqa: ANN401 - fields of Google's schema `User`
    ) -> None:
        """Give somebody an account and a calendar; `admin` may read the directory."""
        self.tell(
            "users", email=email, name=name, zone=zone, admin=admin, profile=profile
        )

    def add_group(self, group: str, name: str, *members: Mapping[str, Any]) -> None:
        """Put a group into the directory, with members in Google's form."""
        self.tell(
            "groups",
            group={"id": group, "name": name, "email": f"{group}@groups.example"},
            members=[dict(one) for one in members],
        )

    def add_calendar(self, owner: str, calendar: str, name: str) -> None:
        """Give somebody a calendar beside their main one."""
        self.tell("calendars", id=calendar, owner=owner, name=name)

    def add_entry(self, user: str, **entry: Any) -> None:  # noqa: ANN401 - JSON
        """Put something else into somebody's list of calendars."""
        self.tell("entries", user=user, entry=entry)

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
            self.add_user(
                host.email,
                host.name,
                zone=ZONE,
                admin=host.email == admin,
                id=f"id-{host.email}",
                organizations=[{"department": host.department, "primary": True}],
            )
            for meeting in day.meetings_of(host):
                self.put_event(host.email, *as_events(meeting))

    def write_directory(self) -> None:
        """Put the groups there that hosts can be taken from."""
        for number, (name, people) in enumerate(departments().items(), start=1):
            members = [
                {"id": f"id-{one.email}", "email": one.email, "type": "USER"}
                for one in people
            ]
            self.add_group(f"department-{number}", name, *members)

    def fail(self, **fault: Any) -> None:  # noqa: ANN401 - fields of `world.Fault`
        """Let coming requests fail: path, status, reason, after, html, times."""
        self.tell("faults", **fault)

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Say what was asked since the last time, and how much at one time."""
        said = self.tell("counts")
        return said["requests"], said["at_once"]

    def throttle(self, chance: float, *, seed: int = 0) -> None:
        """Refuse so many requests of each calendar at random, each with a pause."""
        self.tell("throttle", chance=chance, seed=seed)

    def recorded(self) -> list[dict[str, Any]]:
        """Give each request about a calendar, with its moments and its refusal."""
        found: list[dict[str, Any]] = self.tell("throttle")["record"]
        return found

    def set_clock(self, now: datetime | None) -> None:
        """Let the clock that pauses are counted by stand still; None: it runs."""
        self.tell("clock", now=now.isoformat() if now else None)

    def close(self) -> None:
        """Close the connection to it."""
        self._http.close()


class GoogleEmulator(LocalServer):
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
        trusting: Path | None = None,
    ) -> None:
        super().__init__(folder, port=port)
        self._certificate = certificate
        self._certificate_key = certificate_key
        self._trusting = trusting
        self._run = uuid4().hex
        self._lines = ExitStack()

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        scheme = "http" if self._certificate is None else "https"
        return f"{scheme}://{LOCAL}:{self._port}"

    @override
    def stop(self) -> None:
        self._lines.close()
        super().stop()

    @override
    def _prepare(self) -> list[str]:
        seeding = GoogleSeeding(self.url, certificate=self._certificate)
        self.seeding = self._lines.enter_context(closing(seeding))
        secured = []
        if self._certificate is not None:
            secured = ["--certificate", f"{self._certificate}"]
            secured += ["--certificate-key", f"{self._certificate_key}"]
        given = ["--port", str(self._port), "--folder", str(self._folder)]
        if self._trusting is not None:
            secured += ["--trusting", f"{self._trusting}"]
        return ["-m", _MODULE, *given, "--run", self._run, *secured]

    @override
    def _answers(self) -> bool:
        try:
            return bool(self.seeding.tell("run")["run"] == self._run)
        except (httpx.HTTPError, EmulatorFailed, ValueError, LookupError):
            return False
