"""What Prometheus is told, and what it never is."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from admin_server.core.errors import StoreUnavailable, TryLater
from admin_server.core.ports import NOT_MEASURED, Nouns
from admin_server.web.beside import operators_app
from admin_server.web.metrics import PrometheusMeasures
from shared.refusals import Refusal, Refused
from tests.fakes.clock import MORNING
from tests.fakes.lobby import HOUSE, JONAS, TENANT, Lobby, meeting, open_lobby
from tests.fakes.sleeper import until

ROOT = Path(__file__).parents[3]
LABELS = frozenset(
    {"route", "method", "status", "outcome", "kind", "provider", "state", "check", "le"}
)
"""All that a metric of ours may be told apart by."""

Told = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby whose operator wants metrics."""
    measured = {"metrics_listen": "127.0.0.1:0"}
    async with open_lobby(tmp_path, extra=measured) as lobby:
        yield lobby


async def page_of(lobby: Lobby) -> str:
    """What Prometheus reads."""
    transport = httpx.ASGITransport(operators_app(lobby.app.state.parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://o") as http:
        return (await http.get("/metrics")).text


def told(page: str) -> Told:
    """Every sample of a page."""
    return {
        (one.name, frozenset(one.labels.items())): one.value
        for family in text_string_to_metric_families(page)
        for one in family.samples
    }


def sample(page: str, name: str, **labels: str) -> float:
    """One number of a page; 0 where nobody told it."""
    return told(page).get((name, frozenset(labels.items())), 0.0)


async def test_check_ins_are_counted_by_their_outcome(lobby: Lobby) -> None:
    """Done, already here and each refusal are told apart."""
    scan = {"pass": lobby.pass_of(await lobby.expect())}
    await lobby.check_in(**scan)
    await lobby.check_in(**scan)
    await lobby.check_in(code="ZZZZZZ")
    await lobby.check_in(request_id="nonsense")

    page = await page_of(lobby)

    name = "portico_check_ins_total"
    assert sample(page, name, outcome="checked_in") == 1
    assert sample(page, name, outcome="already_here") == 1
    assert sample(page, name, outcome="code_unknown") == 1
    assert sample(page, name, outcome="request_invalid") == 1


async def test_requests_are_counted_by_their_route(lobby: Lobby) -> None:
    """An address with an id in it is counted under its template."""
    await lobby.get(f"/check-ins/{uuid4()}/room")
    await lobby.browser().get("/Mara-Lindt")

    page = await page_of(lobby)

    counted = "portico_http_request_seconds_count"
    room = "/api/v1/check-ins/{visit_id}/room"
    assert sample(page, counted, route=room, method="GET", status="4xx") == 1
    assert sample(page, counted, route="?", method="GET", status="4xx") == 1


async def test_invented_methods_are_one(lobby: Lobby) -> None:
    """A stranger cannot fill the metrics with words of their own."""
    await lobby.http.request("MARALINDT", "/healthz")

    page = await page_of(lobby)

    assert "MARALINDT" not in page
    assert 'method="other"' in page


async def test_rooms_and_calendars_are_timed(lobby: Lobby) -> None:
    """How often a room is found, and how the calendars answer, is told."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    found = {"pass": lobby.pass_of(await lobby.expect())}
    await _room_of(lobby, found)
    lobby.clock.forward(minutes=10)
    lobby.calendar.fail_with = TryLater(detail="away")
    away = {"pass": lobby.pass_of(await lobby.expect("Eve"))}
    await _room_of(lobby, away)

    page = await page_of(lobby)

    rooms = "portico_room_lookup_seconds_count"
    reads = "portico_calendar_read_seconds_count"
    assert sample(page, rooms, outcome="found") == 1
    assert sample(page, rooms, outcome="failed") == 1
    assert sample(page, reads, provider="memory", outcome="answered") == 1
    assert sample(page, reads, provider="memory", outcome="try_later") == 1


async def _room_of(lobby: Lobby, scan: dict[str, object]) -> None:
    visit = (await lobby.check_in(**scan)).json()["visit"]["id"]
    await lobby.get(f"/check-ins/{visit}/room", wait=5)


async def test_messages_are_counted_by_kind(lobby: Lobby) -> None:
    """The operator sees that hosts are told."""
    await lobby.check_in(visitor={"name": "Ada"}, host_id=JONAS.id)
    lobby.clock.forward(seconds=10)
    await until(lambda: bool(lobby.mail.sent))

    page = await page_of(lobby)

    name = "portico_messages_total"
    assert sample(page, name, kind="host_arrival", outcome="sent") == 1


async def test_writes_and_commits_are_counted(lobby: Lobby) -> None:
    """How much waits to be saved, how long, and how much shares a commit."""
    before = await page_of(lobby)
    tenant = lobby.store.for_tenant(TENANT)
    await tenant.write(lambda nouns: nouns.sites.put(HOUSE))
    with pytest.raises(Refused):
        await tenant.write(_refuse)

    page = await page_of(lobby)

    assert sample(page, "portico_store_writes_waiting") == 0
    assert sample(page, "portico_store_commits_total") > sample(
        before, "portico_store_commits_total"
    )
    assert sample(page, "portico_store_write_seconds_count", outcome="refused") == 1


def _refuse(_: Nouns) -> None:
    raise Refused(Refusal.EXPIRED, "for the test")


def test_a_store_that_cannot_save_is_counted() -> None:
    """Work that was not saved is told apart from work that was refused."""
    measures = PrometheusMeasures()

    with pytest.raises(StoreUnavailable), measures.writing():
        raise StoreUnavailable("away")

    page = measures.page(None, [], now=MORNING).decode()
    name = "portico_store_write_seconds_count"
    assert sample(page, name, outcome="unavailable") == 1
    assert sample(page, "portico_store_writes_waiting") == 0


async def test_no_metric_names_anybody(lobby: Lobby) -> None:
    """Whatever happens: labels are from a closed list, values never somebody's."""
    await lobby.check_in(visitor={"name": "Zebulon Quux"}, host_id=JONAS.id)
    await lobby.get("/hosts", q="Zebulon")
    await lobby.browser().get("/visits?name=Zebulon")

    page = await page_of(lobby)

    ours = [key for key in told(page) if key[0].startswith("portico_")]
    used = {
        label for name, labels in ours if "_build_" not in name for label, _ in labels
    }
    assert used <= LABELS
    for secret in ("zebulon", "quux", "lakeside", "kiosk-house", "jonas", TENANT):
        assert secret not in page.lower()


async def test_the_manual_names_every_metric(lobby: Lobby) -> None:
    """Each metric stands in docs/operating.md under the name that is served."""
    manual = (ROOT / "docs/operating.md").read_text()

    page = await page_of(lobby)

    families = {
        line.split()[2]
        for line in page.splitlines()
        if line.startswith("# TYPE portico_")
        and not line.split()[2].endswith("_created")
    }
    assert len(families) >= 15
    assert [name for name in sorted(families) if f"`{name}`" not in manual] == []


async def test_without_metrics_nothing_is_kept(tmp_path: Path) -> None:
    """Who asked for no metrics pays for none, and nothing listens for them."""
    async with open_lobby(tmp_path) as lobby:
        parts = lobby.app.state.parts
        await lobby.check_in(visitor={"name": "Ada"}, host_id=JONAS.id)
        elsewhere = await lobby.browser().get("/metrics")

        with pytest.raises(TypeError):
            operators_app(parts)

    assert parts.measures is NOT_MEASURED
    assert elsewhere.status_code == 404


async def test_metrics_are_never_on_the_public_address(lobby: Lobby) -> None:
    """Where visitors and staff come in there is no page of numbers."""
    answer = await lobby.http.get("/metrics")

    assert answer.status_code == 404
