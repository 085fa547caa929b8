"""What `/readyz` tells, and whom it tells how much."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from admin_server.core.errors import SecretUnreadable, StoreUnavailable
from admin_server.core.heartbeats import Heartbeats
from admin_server.core.ports import Store, StoreCondition
from admin_server.core.readiness import OUTBOX_JOB
from admin_server.web.beside import operators_app
from admin_server.web.readiness import Readiness
from tests.fakes.lobby import Lobby, open_lobby

HUGE = 10**9
"""Megabytes that no disk of ours has free."""


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby whose operator wants metrics."""
    measured = {"metrics_listen": "127.0.0.1:0"}
    async with open_lobby(tmp_path, extra=measured) as lobby:
        yield lobby


class SlowStore(Store):
    """A store that answers after a while, and counts how often it was asked."""

    def __init__(self, condition: StoreCondition, *, delay: float = 0.0) -> None:
        self.asked = 0
        self._condition, self._delay = condition, delay

    async def condition(self) -> StoreCondition:
        self.asked += 1
        await asyncio.sleep(self._delay)
        return self._condition


def unreadable() -> None:
    """Stand in for a key file that is gone."""
    raise SecretUnreadable("The key file cannot be used: /srv/secret/portico.key.")


async def as_operator(lobby: Lobby, path: str) -> httpx.Response:
    """Ask on the address for metrics."""
    transport = httpx.ASGITransport(operators_app(lobby.app.state.parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://o") as http:
        return await http.get(path)


async def test_a_good_server_is_ready(lobby: Lobby) -> None:
    """Strangers learn that all is well; the operator sees what was looked at."""
    public = await lobby.http.get("/readyz")
    private = await as_operator(lobby, "/readyz")

    assert (public.status_code, public.json()) == (200, {"status": "ready"})
    assert private.json()["status"] == "ready"
    assert {"store", "schema", "key", "outbox", "jobs"} <= {
        one["check"] for one in private.json()["checks"]
    }
    assert {one["state"] for one in private.json()["checks"]} == {"ok"}


async def test_strangers_get_a_code_and_the_operator_a_sentence(lobby: Lobby) -> None:
    """What is wrong is told without a path or an address, and with a remedy."""
    lobby.app.state.parts.readiness.check_key = unreadable

    public = await lobby.http.get("/readyz")
    private = await as_operator(lobby, "/readyz")

    assert public.status_code == private.status_code == 503
    assert public.json()["detail"] == {"key": "unreadable"}
    failing = [one for one in private.json()["checks"] if one["state"] != "ok"]
    assert [one["trouble"] for one in failing] == ["unreadable"]
    assert "backup" in failing[0]["do"]
    assert "secret" not in public.text + private.text


async def test_a_store_that_is_closed_is_told(lobby: Lobby) -> None:
    """Without its database the server says so and does not fall over itself."""
    lobby.store.close()

    answer = await lobby.http.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["detail"]["store"] == "away"


async def test_a_job_that_died_turns_it_red(lobby: Lobby) -> None:
    """Nobody sends messages any more: monitoring hears of it."""
    lobby.app.state.parts.readiness.beats.stopped(OUTBOX_JOB)

    answer = await lobby.http.get("/readyz")

    assert (answer.status_code, answer.json()["detail"]) == (503, {"outbox": "stopped"})


async def test_a_full_disk_is_told_before_it_is_full(tmp_path: Path) -> None:
    """With little room left the operator is told while check-ins still work."""
    store = SlowStore(StoreCondition(answers=True))
    ready = Readiness(store, Heartbeats(), folder=tmp_path, least_free_mb=HUGE)

    found = {one.check: one.trouble for one in await ready.look()}

    assert found["disk"] == "nearly_full"


async def test_a_disk_that_is_gone_is_the_stores_trouble(tmp_path: Path) -> None:
    """A folder that cannot be looked at is not said to be full."""
    store = SlowStore(StoreCondition(answers=False))
    ready = Readiness(store, Heartbeats(), folder=tmp_path / "gone")

    found = {one.check: one.trouble for one in await ready.look()}

    assert found == {"store": "away", "key": None, "jobs": None}


async def test_a_store_that_never_answers_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A database that hangs does not make monitoring hang."""
    monkeypatch.setattr("admin_server.web.readiness._PATIENCE", 0.01)
    ready = Readiness(SlowStore(StoreCondition(answers=True), delay=60), Heartbeats())

    found = await ready.look()

    assert (found[0].check, found[0].trouble) == ("store", "away")


async def test_who_asks_without_end_looks_once() -> None:
    """Strangers who ask again and again cost one look a second."""
    store = SlowStore(StoreCondition(answers=True), delay=0.01)
    ready = Readiness(store, Heartbeats())

    await asyncio.gather(*(ready.look() for _ in range(50)))

    assert store.asked == 1


async def test_each_change_is_logged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line when something goes wrong, one when it is well again."""
    monkeypatch.setattr("admin_server.web.readiness._REMEMBERED", 0.0)
    ready = Readiness(SlowStore(StoreCondition(answers=True)), Heartbeats())

    with capture_logs() as lines:
        await ready.look()
        ready.check_key = unreadable
        await ready.look()
        await ready.look()
        ready.check_key = lambda: None
        await ready.look()

    assert [(line["event"], line["check"]) for line in lines] == [
        ("not_ready", "key"),
        ("ready_again", "key"),
    ]


async def test_figures_are_left_out_while_the_store_is_away(lobby: Lobby) -> None:
    """Metrics are told even then, and say that something is wrong."""
    lobby.store.close()
    with pytest.raises(StoreUnavailable):
        await lobby.store.figures(lobby.clock.now())

    page = (await as_operator(lobby, "/metrics")).text

    assert 'portico_check_ok{check="store"} 0.0' in page
    assert "portico_kiosks_seen NaN" in page
