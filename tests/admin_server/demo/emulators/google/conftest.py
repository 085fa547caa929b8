"""The stand-in for Google, and somebody who speaks to it without our provider."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from google.auth import crypt, jwt

from admin_server.demo.emulators.google import GoogleEmulator
from admin_server.demo.emulators.google.emulator import GoogleSeeding

CALENDAR = "https://www.googleapis.com/auth/calendar"
READONLY = "https://www.googleapis.com/auth/calendar.events.readonly"
ROOMS = "https://www.googleapis.com/auth/admin.directory.resource.calendar.readonly"


@dataclass
class Caller:
    """Asks the stand-in as any program would."""

    seeding: GoogleSeeding
    host: str

    def assertion(self, **claims: Any) -> str:
        """Sign what a key may ask for."""
        key = json.loads(self.seeding.key)
        now = int(time())
        stated = {
            "iss": key["client_email"],
            "sub": self.host,
            "aud": "https://oauth2.googleapis.com/token",
            "scope": CALENDAR,
            "iat": now,
            "exp": now + 3600,
            **claims,
        }
        signer = crypt.RSASigner.from_service_account_info(key)
        return jwt.encode(signer, stated).decode()

    def sign_in(self, assertion: str) -> httpx.Response:
        """Ask for a token."""
        grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
        form = {"grant_type": grant, "assertion": assertion}
        return httpx.post(f"{self.seeding.url}/token", data=form)

    def ask(
        self, method: str, path: str, scope: str = CALENDAR, **request: Any
    ) -> httpx.Response:
        """Ask as the host."""
        token = self.sign_in(self.assertion(scope=scope)).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", **request.pop("headers", {})}
        url = f"{self.seeding.url}{path}"
        return httpx.request(method, url, headers=headers, **request)

    def events(self, method: str = "GET", rest: str = "", **request: Any):
        """Ask about the host's events."""
        path = f"/calendar/v3/calendars/{quote(self.host)}/events{rest}"
        return self.ask(method, path, **request)


@pytest.fixture(scope="session")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleEmulator]:
    folder: Path = tmp_path_factory.mktemp("google")
    with GoogleEmulator(folder) as running:
        running.seeding.tell("scopes", scopes=[CALENDAR, READONLY, ROOMS])
        yield running


@pytest.fixture
def caller(google) -> Caller:
    host = f"anna-{uuid4()}@firma.example"
    google.seeding.add_user(host, "Anna Wirt", admin=True)
    return Caller(google.seeding, host)
