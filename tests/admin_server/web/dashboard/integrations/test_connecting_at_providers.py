"""A host connects at emulated providers, over their own pages and real HTTP."""

import html
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from admin_server.calendars import calendars, consents
from admin_server.core.connections import (
    Access,
    CalendarPolicy,
    Connection,
    ConnectionState,
)
from admin_server.core.finding_rooms import lines_of
from admin_server.demo.emulators.google import GoogleEmulator
from admin_server.demo.emulators.graph import GraphEmulator
from admin_server.security.connections import seal_secret
from tests.admin_server.web.dashboard.calendar_steps import CALLBACK, LEAVING, PAGE
from tests.contracts.calendar import NOW
from tests.fakes.clock import FixedClock
from tests.fakes.lobby import ADMIN, JONAS, MEMBER, PRIYA, TENANT, Lobby, open_lobby

CLIENT = "6731de76-14a6-49ae-97bc-6eba6914391e"
SECRET = "right~secret.of-the-app"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphEmulator]:
    with GraphEmulator(tmp_path_factory.mktemp("graph")) as running:
        running.set_clock(NOW)
        yield running


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleEmulator]:
    with GoogleEmulator(tmp_path_factory.mktemp("google")) as running:
        yield running


@pytest.fixture
def organisation(graph: GraphEmulator) -> str:
    """An organisation at Microsoft with Jonas, and a colleague who shares."""
    name = str(uuid4())
    graph.add_organisation(name, clients={CLIENT: SECRET})
    graph.add_user(name, JONAS.email, JONAS.name)
    graph.add_user(name, PRIYA.email, PRIYA.name)
    graph.share(name, PRIYA.email, reader=JONAS.email)
    return name


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    clock = FixedClock(NOW)
    async with open_lobby(
        tmp_path, now=NOW, calendars=calendars(clock), consents=consents(clock)
    ) as opened:
        parts = replace(opened.app.state.parts, public_url="https://lobby.example")
        opened.app.state.parts = parts
        yield opened


async def register(lobby: Lobby, kind: str, secret: str, settings: dict[str, str]):
    """Let hosts connect at a provider, as an administrator sets it up."""
    sealed = seal_secret(lobby.app.state.parts.box, TENANT, f"app-{kind}", secret)
    policy = CalendarPolicy(own_calendars=True)

    def work(nouns) -> None:
        nouns.change_tenant(replace(nouns.tenant, calendar=policy))
        nouns.connections.put(
            Connection(
                f"app-{kind}",
                kind,
                f"hosts: {kind}",
                settings=settings,
                sealed_secret=sealed,
                access=Access.CLIENT,
            )
        )

    await lobby.store.for_tenant(TENANT).write(work)


@asynccontextmanager
async def at(graph: GraphEmulator) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a provider's own pages."""
    context = ssl.create_default_context(cafile=str(graph.ca_file))
    async with httpx.AsyncClient(verify=context, trust_env=False) as browser:
        yield browser


async def leave(browser: httpx.AsyncClient, kind: str) -> str:
    """Press Connect; gives where the browser goes."""
    answer = await browser.post(f"{PAGE}/connect", data={"provider": kind})
    found = LEAVING.search(answer.text)
    assert found, answer.text
    return html.unescape(found[1])


async def come_back(browser: httpx.AsyncClient, answer: httpx.Response):
    """Open what the provider sends the browser back to, and the page after it."""
    where = urlsplit(answer.headers["location"])
    assert where.path == CALLBACK
    told = await browser.get(f"{where.path}?{where.query}")
    return await browser.get(told.headers["location"])


async def own(lobby: Lobby) -> list[Connection]:
    """What Jonas connected."""
    return await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.connections.of_host(JONAS.id)
    )


async def connect_microsoft(
    lobby: Lobby, graph: GraphEmulator, browser: httpx.AsyncClient
) -> httpx.Response:
    """Sign in at Microsoft's page, permit, and come back."""
    address = await leave(browser, "microsoft")
    async with at(graph) as there:
        form = {"account": JONAS.email, "answer": "permit"}
        return await come_back(browser, await there.post(address, data=form))


async def test_microsoft_from_the_button_to_the_meetings(
    lobby: Lobby, graph: GraphEmulator, organisation: str
):
    """Jonas connects Outlook, sees what is shared with him, and is read by it (A5)."""
    settings = graph.connection_settings(organisation, CLIENT)
    await register(lobby, "microsoft", SECRET, settings)
    browser = await lobby.sign_in(MEMBER)

    page = await connect_microsoft(lobby, graph, browser)

    assert "Microsoft 365 is connected." in page.text
    assert JONAS.email in page.text
    assert "(main calendar)" in page.text
    assert "(shared with you)" in page.text
    assert await readable(lobby) == len((await own(lobby))[0].calendars)


@pytest.mark.parametrize("kind", ["microsoft", "google"])
async def test_what_a_browser_holds_fits_into_a_cookie(
    lobby: Lobby,
    graph: GraphEmulator,
    google: GoogleEmulator,
    organisation: str,
    kind: str,
):
    """Browsers drop a cookie of 4,096 signs without a word (RFC 6265, 6.1)."""
    settings = graph.connection_settings(organisation, CLIENT)
    app = google.seeding.app
    await register(lobby, "microsoft", SECRET, settings)
    await register(
        lobby, "google", app.secret, {"client_id": app.client_id, **app.settings}
    )
    browser = await lobby.sign_in(MEMBER)

    await leave(browser, kind)

    assert len(browser.cookies["__Host-portico-consent"]) < 3500


async def test_microsoft_waits_for_an_administrator(
    lobby: Lobby, graph: GraphEmulator, organisation: str
):
    """16: approval needed, link given, the old connection stays, then it works."""
    settings = graph.connection_settings(organisation, CLIENT)
    await register(lobby, "microsoft", SECRET, settings)
    browser = await lobby.sign_in(MEMBER)
    await connect_microsoft(lobby, graph, browser)
    before = await own(lobby)
    graph.plan_consent(organisation, "consent_required", 65001)

    page = await connect_microsoft(lobby, graph, browser)

    assert "waits for the approval of an administrator" in page.text
    assert "AADSTS65001" in page.text
    assert f"{organisation}/v2.0/adminconsent" in page.text
    assert await own(lobby) == before
    again = await connect_microsoft(lobby, graph, browser)
    assert "Microsoft 365 is connected." in again.text
    assert (await own(lobby))[0].id == before[0].id


async def test_google_from_the_button_to_the_meetings(
    lobby: Lobby, google: GoogleEmulator
):
    """Jonas connects Google, with the calendar beside his main one (A33)."""
    seeding, account = google.seeding, f"jonas-{uuid4()}@gmail.com"
    seeding.add_user(account, "Jonas Weber")
    seeding.add_calendar(account, f"side-{account}", "Choir")
    app = seeding.app
    named = {"client_id": app.client_id, **app.settings}
    await register(lobby, "google", app.secret, named)
    browser = await lobby.sign_in(MEMBER)

    page = await connect_google(lobby, account, browser)

    assert "Google is connected." in page.text
    assert "Choir" in page.text
    saved = (await own(lobby))[0]
    assert (saved.account, saved.health.state) == (account, ConnectionState.CONNECTED)
    assert saved.personal
    assert await readable(lobby) == 2


async def test_google_reads_for_the_organisation(lobby: Lobby, google: GoogleEmulator):
    """Ines lets one account read: the same way, tried before it is saved."""
    seeding, account = google.seeding, f"rooms-{uuid4()}@lakeside.example"
    seeding.add_user(account, "Reader")
    app = seeding.app
    named = {"client_id": app.client_id, **app.settings}
    await register(lobby, "google", app.secret, named)
    browser = await lobby.sign_in(ADMIN)

    page = await connect_google(
        lobby, account, browser, path="/settings/integrations/calendar/consent"
    )

    saved = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.connections.organisation()
    )
    assert "Google is connected for the organisation." in page.text
    assert (saved.kind, saved.account) == ("google", account)


async def connect_google(
    lobby: Lobby,
    account: str,
    browser: httpx.AsyncClient,
    *,
    path: str = f"{PAGE}/connect",
) -> httpx.Response:
    """Sign in at Google's page, tick everything, and come back."""
    answer = await browser.post(path, data={"provider": "google"})
    found = LEAVING.search(answer.text)
    assert found, answer.text
    address = html.unescape(found[1])
    async with httpx.AsyncClient(trust_env=False) as there:
        form: dict[str, object] = {
            "account": account,
            "permit": "yes",
            "scope": httpx.URL(address).params["scope"].split(),
        }
        return await come_back(browser, await there.post(address, data=form))


async def readable(lobby: Lobby) -> int:
    """Read every calendar of Jonas for a day; says how many there were."""
    parts = lobby.app.state.parts
    host = replace(JONAS, mailbox=None)
    lines = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: lines_of(nouns, host)
    )
    for line in lines:
        ref = await parts.refs.of(TENANT, line)
        calendar = parts.calendars[line.connection.kind]
        await calendar.between(ref, NOW, NOW + timedelta(days=1))
    return len(lines)
