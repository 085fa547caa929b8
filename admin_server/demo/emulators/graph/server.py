"""The emulator as a process of its own, for the demo and tests, and filling it."""

import http.client
import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from typing_extensions import override

from admin_server.demo.emulators.graph.certificates import authority_file
from admin_server.demo.emulators.graph.seeds import (
    EmulatorEvent,
    EmulatorGroup,
    EmulatorPerson,
    EmulatorRoom,
    Fault,
)
from admin_server.demo.emulators.graph.shapes import Json, json_at, objects
from admin_server.demo.local_server import LOCAL, LocalServer, LocalServerFailed

_MODULE = "admin_server.demo.emulators.graph"
_REQUEST_SECONDS = 10.0


EmulatorFailed = LocalServerFailed
"""What this emulator calls it when it fails."""


class GraphEmulator(LocalServer):
    """Runs on this machine only, as a process that ends when this one does.

    A new certificate authority is made at each start; `ca_file` is what a connection
    has to trust. What it is told is forgotten when it stops.
    """

    @property
    def url(self) -> str:
        """The address of sign-in (`login_url`), without a slash at its end."""
        return f"https://{LOCAL}:{self._port}"

    @property
    def graph_url(self) -> str:
        """The address of Graph (`graph_url`)."""
        return f"{self.url}/v1.0"

    @property
    def ca_file(self) -> Path:
        """The certificate to trust (`ca_file`)."""
        return authority_file(self._folder)

    def connection_settings(self, organisation: str, client_id: str) -> dict[str, str]:
        """Give the settings of a connection to an organisation here."""
        return {
            "tenant": organisation,
            "client_id": client_id,
            "login_url": self.url,
            "graph_url": self.graph_url,
            "ca_file": str(self.ca_file),
        }

    # --- filling it

    def add_organisation(
        self, organisation: str, *, clients: Mapping[str, str]
    ) -> None:
        """Make an organisation, empty even if there was one.

        Args:
            clients: by client id, the secret or the certificate (PEM) of an app.
        """
        self._tell("organisation", organisation, clients=dict(clients))

    def set_up(
        self,
        organisation: str,
        *,
        roles: Sequence[str] | None = None,
        scope: Sequence[str] | None = None,
        largest_page: int | None = None,
        latency: float | None = None,
    ) -> None:
        """Change an organisation: what its app may do, and how it answers."""
        stated: Json = {
            "roles": list(roles) if roles is not None else None,
            "scope": list(scope) if scope is not None else None,
            "largest_page": largest_page,
            "latency": latency,
        }
        given = {name: value for name, value in stated.items() if value is not None}
        self._tell("settings", organisation, **given)

    def add_user(
        self,
        organisation: str,
        mailbox: str,
        name: str = "",
        *,
        has_mailbox: bool = True,
        entry: EmulatorPerson | None = None,
    ) -> None:
        """Make a user, or give a known one another name; their events stay."""
        self._tell(
            "user",
            organisation,
            mailbox=mailbox,
            name=name,
            has_mailbox=has_mailbox,
            **(asdict(entry) if entry else {}),
        )

    def add_group(self, organisation: str, group: EmulatorGroup) -> None:
        """Make a group, or change a known one."""
        members = list(group.members)
        self._tell("group", organisation, id=group.id, name=group.name, members=members)

    def share(self, organisation: str, owner: str, *, reader: str) -> None:
        """Let somebody find another's calendar among their own."""
        self._tell("share", organisation, owner=owner, reader=reader)

    def add_room(self, organisation: str, room: EmulatorRoom) -> None:
        """Make a room, or change a known one."""
        place: Json = {
            "building": room.building,
            "floorLabel": room.floor,
            "floorNumber": room.floor_number,
            "capacity": room.capacity,
        }
        self._tell(
            "room",
            organisation,
            address=room.address,
            name=room.name,
            place=place,
            answer=room.answer,
            after=int(room.after.total_seconds()),
            hidden=room.hidden,
        )

    def put_event(self, organisation: str, mailbox: str, event: EmulatorEvent) -> None:
        """Put an event into a calendar, in the place of an earlier one with its UID."""
        self._tell(
            "event",
            organisation,
            mailbox=mailbox,
            uid=event.uid,
            event=dict(event.fields),
            exceptions={key: dict(one) for key, one in event.exceptions.items()},
            left_out=list(event.left_out),
            calendar=event.calendar,
        )

    def remove_event(self, organisation: str, mailbox: str, uid: str) -> None:
        """Delete an event with all its occurrences."""
        self._tell("remove_event", organisation, mailbox=mailbox, uid=uid)

    # --- what people may permit

    def set_consent(
        self,
        organisation: str,
        *,
        lacking: Sequence[str] = (),
        needs_approval: bool = False,
        approved: Sequence[str] = (),
    ) -> None:
        """Say what comes of people's consent.

        Args:
            lacking: permissions that are not given, though they are asked for.
            needs_approval: an administrator has to approve first.
            approved: permissions that an administrator approved.
        """
        self._tell(
            "settings",
            organisation,
            lacking=list(lacking),
            needs_approval=needs_approval,
            approved=list(approved),
        )

    def plan_consent(
        self, organisation: str, error: str, number: int, *, subcode: str = ""
    ) -> None:
        """Let the next consent end with an error, such as AADSTS65001."""
        self._tell("consent", organisation, error=error, number=number, subcode=subcode)

    def end_grants(self, organisation: str, number: int = 50173) -> None:
        """End what people permitted; refused with a number from now on."""
        self._tell("expire", organisation, what="grants", number=number)

    # --- making it misbehave, and looking at what it saw

    def plan_fault(self, organisation: str, fault: Fault) -> None:
        """Let the next requests to a path fail."""
        self._tell(
            "fault",
            organisation,
            path=fault.path,
            status=fault.status,
            code=fault.code,
            message=fault.message,
            headers=dict(fault.headers),
            json=dict(fault.json),
            html=fault.html,
            times=fault.times,
        )

    def expire_access(self, organisation: str) -> None:
        """Make every access token given so far useless."""
        self._tell("expire", organisation, what="access")

    def expire_deltas(self, organisation: str) -> None:
        """Forget what every delta link given so far stands for."""
        self._tell("expire", organisation, what="deltas")

    def set_clock(self, now: datetime | None) -> None:
        """Let its clock stand still at a moment; None lets it run again."""
        self._tell("clock", "", now=now.isoformat() if now else "")

    def lead(self, name: str, to: str | None = None) -> None:
        """Say where addresses that begin with `name` lead; to a receiver of ours."""
        self._tell(
            "name", "", name=name, leads_to=to or f"{self.url}/emulator/receiver?"
        )

    def send_life_event(self, organisation: str, event: str) -> None:
        """Send a lifecycle event to every subscriber."""
        self._tell("life", organisation, event=event)

    def requests(self, organisation: str) -> dict[str, int]:
        """Count requests by the last part of their path; "graph" is all of them."""
        return _numbers(json_at(self._tell("counts", organisation), "requests"))

    def most_at_once(self, organisation: str) -> dict[str, int]:
        """Say how many requests a mailbox ever had at one time."""
        return _numbers(json_at(self._tell("counts", organisation), "most_at_once"))

    def throttle(self, organisation: str, chance: float, *, seed: int = 0) -> None:
        """Refuse so many requests of each mailbox at random, each with a pause."""
        kinds = ["ApplicationThrottled", "ServiceUnavailable"]
        self._tell("throttle", organisation, chance=chance, kinds=kinds, seed=seed)

    def recorded(self, organisation: str) -> list[Json]:
        """Give each request about a mailbox, with its moments and its refusal."""
        return objects(self._tell("throttle", organisation), "record")

    def received(self, organisation: str) -> list[Json]:
        """Give the notifications that were sent to the emulator's own receiver."""
        return objects(self._tell("received", organisation), "value")

    # --- how that is done

    def _tell(self, verb: str, organisation: str, **stated: object) -> Json:
        body = json.dumps({"organisation": organisation, **stated})
        status, said = self._request("POST", f"/emulator/{verb}", body)
        if status != HTTPStatus.OK:
            raise EmulatorFailed(f"{verb}: {status} {said}")
        return json_at(json.loads(said))

    def _request(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        connection = http.client.HTTPSConnection(
            LOCAL,
            self._port,
            timeout=_REQUEST_SECONDS,
            context=ssl.create_default_context(cafile=str(self.ca_file)),
        )
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            return reply.status, reply.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise EmulatorFailed(f"{path}: {error}") from error
        finally:
            connection.close()

    @override
    def _prepare(self) -> list[str]:
        self.ca_file.unlink(missing_ok=True)
        given = [f"--port={self._port}", f"--folder={self._folder}"]
        return ["-m", _MODULE, *given]

    @override
    def _answers(self) -> bool:
        # Whoever else listens on this port has no certificate of ours.
        if not self.ca_file.is_file():
            return False
        try:
            return self._request("GET", "/emulator/healthz")[0] == HTTPStatus.OK
        except EmulatorFailed:
            return False


def _numbers(stated: Json) -> dict[str, int]:
    return {name: found for name, found in stated.items() if isinstance(found, int)}
