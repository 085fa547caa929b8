"""Traces: what is sent, and what is never in them."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from admin_server.commands.observing import observing
from admin_server.jobs.loop import Job
from admin_server.settings import Settings, SettingWrong
from admin_server.web.telemetry import Traced, Traces
from tests.fakes.lobby import JONAS, open_lobby
from tests.fakes.otlp import Receiver, attributes, otlp_receiver

KNOWN = frozenset(
    {"http.request.method", "http.route", "http.response.status_code", "error.type"}
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody to whom traces are sent."""
    with otlp_receiver() as made:
        yield made


async def test_requests_and_jobs_are_traced(tmp_path: Path, receiver: Receiver) -> None:
    """The operator sees each request by its route, and each turn of a job."""
    traced = {"telemetry_endpoint": receiver.address}
    async with open_lobby(tmp_path, extra=traced) as lobby:
        await lobby.check_in(visitor={"name": "Ada"}, host_id=JONAS.id)

    span = receiver.named("POST /api/v1/check-ins")[0]

    assert attributes(span) == {
        "http.request.method": "POST",
        "http.route": "/api/v1/check-ins",
        "http.response.status_code": 201,
    }
    assert receiver.named("job expire_visits")
    assert receiver.paths == {"/v1/traces"}


async def test_traces_name_nobody(tmp_path: Path, receiver: Receiver) -> None:
    """Check 9: no query, body, header or address of a person is sent anywhere."""
    traced = {"telemetry_endpoint": receiver.address}
    async with open_lobby(tmp_path, extra=traced) as lobby:
        visit = {"name": "Zebulon Quux", "email": "zq@quux.example"}
        await lobby.check_in(visitor=visit, host_id=JONAS.id)
        await lobby.get("/hosts", q="zebulon")
        await lobby.get("/check-ins/zebulon/room")
        await lobby.browser().get(
            "/zebulon", headers={"User-Agent": "zebulon", "tracestate": "zebulon=1"}
        )

    sent = b"".join(receiver.raw).lower()

    assert receiver.named("GET ?")
    for secret in (b"zebulon", b"quux", b"jonas", b"lobby", b"pk_kiosk"):
        assert secret not in sent
    used = {key for span in receiver.spans for key in attributes(span)}
    assert used <= KNOWN


async def test_what_fails_is_told_by_its_kind(receiver: Receiver) -> None:
    """An exception's words, which may quote a visitor, stay here."""
    traces = Traces(receiver.address)

    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("Zebulon Quux is no number")

    async def job() -> float:
        raise LookupError("no Zebulon")

    transport = httpx.ASGITransport(Traced(breaks, traces), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
        await http.get("/")
    with pytest.raises(LookupError):
        await traces.job("sweep", job)
    await asyncio.to_thread(traces.close)

    kinds = {span.name: attributes(span)["error.type"] for span in receiver.spans}
    assert kinds == {"GET ?": "ValueError", "job sweep": "LookupError"}
    assert all(not span.events for span in receiver.spans)
    assert b"Zebulon" not in b"".join(receiver.raw)


async def test_traces_of_callers_are_not_joined(receiver: Receiver) -> None:
    """Whoever claims that a request is part of theirs is not believed."""
    traces = Traces(receiver.address)
    parent = "0af7651916cd43dd8448eb211c80319c"

    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body"})

    transport = httpx.ASGITransport(Traced(answers, traces))
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
        await http.get("/", headers={"traceparent": f"00-{parent}-b7ad6b7169203331-01"})
    await asyncio.to_thread(traces.close)

    (span,) = receiver.spans
    assert span.trace_id.hex() != parent
    assert attributes(span)["error.type"] == "503"


def test_without_the_package_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who asks for traces without the package learns what to install."""
    monkeypatch.delitem(sys.modules, "admin_server.web.telemetry")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)

    with pytest.raises(SettingWrong, match=r"pip install 'portico\[telemetry\]'"):
        observing(Settings(telemetry_endpoint="http://127.0.0.1:4318"))


def test_nobody_pays_for_traces_they_did_not_ask_for() -> None:
    """Without an address a job is left as it is, and there is nothing to close."""

    async def turn() -> float:
        return 1.0

    watch = observing(Settings())
    job = Job("sweep", turn)

    assert watch.job(job) is job
    watch.close()
    assert watch.traces is None
