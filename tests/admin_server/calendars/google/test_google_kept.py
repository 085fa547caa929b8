"""From Google's page through the store and back: what a host permitted is kept sealed."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from admin_server.calendars.google import Google, GoogleConsent
from admin_server.core.connections import Access, AppRegistration, Connection
from admin_server.core.errors import ConsentNeeded, ConsentReason, SecretUnreadable
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import CalendarRef, TenantStore
from admin_server.security.calendar_refs import CalendarRefs
from admin_server.security.connections import ConnectionSecrets, seal_secret
from admin_server.security.secrets import KeyRing
from tests.contracts.calendar import HOUR, NOW, Planned
from tests.fakes.lobby import JONAS, TENANT, Lobby, open_lobby

BACK = "https://portico.example/api/v1/integrations/oauth/callback"


@dataclass
class Kept:
    """A host's own connection as it lies in the store."""

    lobby: Lobby
    box: KeyRing
    google: Google
    email: str

    @property
    def store(self) -> TenantStore:
        """Where this organisation's records are."""
        return self.lobby.store.for_tenant(TENANT)

    async def connection(self) -> Connection:
        """Read it as it is now."""
        return await self.store.read(lambda nouns: nouns.connections.get("own"))

    async def ref(self) -> CalendarRef:
        """Open it, as every question does."""
        line = Line(await self.connection(), self.email)
        return await CalendarRefs(self.lobby.store, self.box).of(TENANT, line)


async def permitted(consent: GoogleConsent, app: AppRegistration, email: str) -> str:
    """Go to Google's page as a host, permit everything, and come back."""
    begun = await consent.begin(app, redirect_uri=BACK, books=False, login_hint=email)
    scopes = parse_qs(urlsplit(begun.url).query)["scope"][0].split()
    form = {"account": email, "permit": "yes", "scope": scopes}
    async with httpx.AsyncClient(trust_env=False) as browser:
        sent = await browser.post(begun.url, data=form)
    answer = dict(httpx.URL(sent.headers["location"]).params)
    granted = await consent.finish(app, begun.held, answer, redirect_uri=BACK)
    return granted.secret


@pytest.fixture
async def kept(
    world, host, emulator, clock, http, tmp_path: Path
) -> AsyncIterator[Kept]:
    await world.place(host, Planned("mine"))
    app = emulator.seeding.app
    secret = await permitted(GoogleConsent(http, clock), app, host)
    async with open_lobby(tmp_path) as lobby:
        box = lobby.app.state.parts.box
        client = Connection(
            "app",
            "google",
            "hosts: google",
            settings={**app.settings, "client_id": app.client_id},
            sealed_secret=seal_secret(box, TENANT, "app", app.secret),
            access=Access.CLIENT,
        )
        own = Connection(
            "own",
            "google",
            "Google",
            sealed_secret=seal_secret(box, TENANT, "own", secret),
            access=Access.PERSON,
            host=JONAS.id,
            account=host,
        )
        made = Kept(lobby, box, world.calendar, host)
        await made.store.write(
            lambda n: [n.connections.put(one) for one in (client, own)]
        )
        yield made


async def test_what_a_host_permitted_is_read(kept: Kept) -> None:
    """From pressing Permit to the host's meetings, with nothing but the store between (A1)."""
    ref = await kept.ref()

    found = await kept.google.between(ref, NOW, NOW + HOUR)

    assert [one.uid for one in found] == ["mine"]
    assert "refresh_token" not in ((await kept.connection()).sealed_secret or "")


async def test_a_renewed_token_lies_in_the_store(kept: Kept, emulator) -> None:
    """After Google changed the token, the next start of the server reads by the new (B44)."""
    emulator.seeding.tell("manner", rotates=True)
    before = await kept.connection()

    await kept.google.check(await kept.ref())

    after = await kept.connection()
    secrets = ConnectionSecrets(kept.box)
    old, new = (json.loads(secrets.open(TENANT, one) or "") for one in (before, after))
    assert old["refresh_token"] != new["refresh_token"]
    assert replace(after, sealed_secret=before.sealed_secret) == before


async def test_a_token_that_is_rejected(kept: Kept, emulator) -> None:
    """When Google rejects the token, the connection is expired, and says why (15)."""
    emulator.seeding.tell("readers", revoked=True)

    with pytest.raises(ConsentNeeded) as refused:
        await kept.google.check(await kept.ref())

    assert refused.value.reason is ConsentReason.EXPIRED
    assert "invalid_grant" in refused.value.detail


async def test_the_registration_was_removed(kept: Kept) -> None:
    """Without the app registration a host's own connection cannot be opened."""
    await kept.store.write(lambda nouns: nouns.connections.remove("app"))

    with pytest.raises(SecretUnreadable):
        await kept.ref()
