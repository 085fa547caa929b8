"""An app of an organisation at the emulator, as tests speak for it."""

import asyncio
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import httpx

from admin_server.demo.emulators.graph import (
    EmulatorEvent,
    EmulatorRoom,
    GraphEmulator,
)

NOW = datetime.fromisoformat("2026-03-04T09:00:00+00:00")
CLIENT, SECRET = "portico", "right"
ANNA = "anna@firma.example"
DAY = {
    "startDateTime": "2026-03-04T00:00:00Z",
    "endDateTime": "2026-03-05T00:00:00Z",
}


@dataclass
class Caller:
    """Asks Graph, signed in; and tells the emulator what to be like."""

    emulator: GraphEmulator
    http: httpx.AsyncClient
    organisation: str = field(default_factory=lambda: str(uuid4()))

    async def tell(self, what: str, *stated: object, **more: object) -> object:
        verb = getattr(self.emulator, what)
        return await asyncio.to_thread(verb, self.organisation, *stated, **more)

    async def open(self) -> None:
        await self.tell("add_organisation", clients={CLIENT: SECRET})
        await self.tell("add_user", ANNA, "Anna Wirt")
        await self.sign_in()

    async def sign_in(self) -> None:
        answer = await self.token()
        token = answer.json()["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    async def token(self, **form: str) -> httpx.Response:
        asked = {
            "client_id": CLIENT,
            "client_secret": SECRET,
            "grant_type": "client_credentials",
            "scope": "https://graph.microsoft.com/.default",
            **form,
        }
        url = f"{self.emulator.url}/{self.organisation}/oauth2/v2.0/token"
        return await self.http.post(url, data=asked)

    async def get(self, path: str, *, prefer: str = "", **query: str) -> httpx.Response:
        named = {name.replace("_", "$", 1): text for name, text in query.items()}
        headers = {"Prefer": prefer} if prefer else {}
        url = f"{self.emulator.graph_url}{path}"
        return await self.http.get(url, params=named or None, headers=headers)

    async def view(self, mailbox: str = ANNA, **query: str) -> list[dict]:
        answer = await self.get(f"/users/{mailbox}/calendarView", **{**DAY, **query})
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    async def send(self, method: str, path: str, body: object) -> httpx.Response:
        url = f"{self.emulator.graph_url}{path}"
        return await self.http.request(method, url, json=body)

    async def put(self, uid: str, *, mailbox: str = ANNA, **more: object) -> None:
        """Put an event there, at the moment at which these tests take place."""
        parts = {"exceptions", "left_out"}
        fields = {**times(), **{k: v for k, v in more.items() if k not in parts}}
        event = EmulatorEvent(
            uid, fields, **{k: v for k, v in more.items() if k in parts}
        )
        await self.tell("put_event", mailbox, event)

    async def add_room(self, address: str = "a@rooms.example", **more: object) -> None:
        await self.tell("add_room", EmulatorRoom(address, "Room A", **more))


def trusting(emulator: GraphEmulator) -> httpx.AsyncClient:
    context = ssl.create_default_context(cafile=str(emulator.ca_file))
    return httpx.AsyncClient(verify=context)


def times(hour: float = 9, hours: float = 1, zone: str = "UTC") -> dict[str, object]:
    start = datetime.fromisoformat("2026-03-04") + timedelta(hours=hour)
    return {
        "start": {"dateTime": start.isoformat(), "timeZone": zone},
        "end": {
            "dateTime": (start + timedelta(hours=hours)).isoformat(),
            "timeZone": zone,
        },
    }


def weekly(count: int = 3) -> dict[str, object]:
    return {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["wednesday"]},
        "range": {
            "type": "numbered",
            "startDate": "2026-03-04",
            "numberOfOccurrences": count,
        },
    }


def seat(address: str, kind: str = "resource") -> dict[str, object]:
    return {"type": kind, "emailAddress": {"address": address, "name": address}}
