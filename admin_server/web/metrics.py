"""What Prometheus is told: counts and times, by words from closed lists only."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from typing_extensions import override

from admin_server.core.errors import StoreUnavailable
from admin_server.core.ports import Figures, Measures
from admin_server.core.readiness import Checked
from shared.version import VERSION

_ANSWER = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30)
_ASKING = (0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 5, 10, 30)
_SAVING = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class PrometheusMeasures(Measures):
    """Counts in a registry of its own, and writes it as Prometheus reads it."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        Info("portico_build", "The running version.", registry=registry).info(
            {"version": VERSION}
        )
        self._answers = Histogram(
            "portico_http_request_seconds",
            "Requests answered, from their arrival to the last byte of the answer.",
            ["route", "method", "status"],
            buckets=_ANSWER,
            registry=registry,
        )
        self._check_ins = Counter(
            "portico_check_ins",
            "Check-ins answered: checked_in, already_here, or a refusal's code.",
            ["outcome"],
            registry=registry,
        )
        self._rooms = Histogram(
            "portico_room_lookup_seconds",
            "Rooms looked up for visitors who wait: found, none, too_late or failed.",
            ["outcome"],
            buckets=_ASKING,
            registry=registry,
        )
        self._calendars = Histogram(
            "portico_calendar_read_seconds",
            "Calendars read, by kind of provider: answered, or how it failed.",
            ["provider", "outcome"],
            buckets=_ASKING,
            registry=registry,
        )
        self._messages = Counter(
            "portico_messages",
            "Tries to deliver a message: sent, delayed, given_up, not_needed.",
            ["kind", "outcome"],
            registry=registry,
        )
        self._writes = Histogram(
            "portico_store_write_seconds",
            "Pieces of work saved, from being handed in until they are on disk.",
            ["outcome"],
            buckets=_SAVING,
            registry=registry,
        )
        self._commits = Counter(
            "portico_store_commits",
            "Commits; writes per commit is how much shares one.",
            registry=registry,
        )
        self._writing = Gauge(
            "portico_store_writes_waiting",
            "Pieces of work that wait to be saved right now.",
            registry=registry,
        )
        self._figures = _FigureGauges(registry)
        self._checks = _gauge(
            registry,
            "portico_check_ok",
            "1 where /readyz finds nothing wrong.",
            "check",
        )

    @override
    def answered(self, *, route: str, method: str, status: int, seconds: float) -> None:
        known = method if method in _METHODS else "other"
        self._answers.labels(route, known, f"{status // 100}xx").observe(seconds)

    @override
    def checked_in(self, outcome: str) -> None:
        self._check_ins.labels(outcome).inc()

    @override
    def room_decided(self, outcome: str, *, seconds: float) -> None:
        self._rooms.labels(outcome).observe(seconds)

    @override
    def calendar_read(self, *, provider: str, outcome: str, seconds: float) -> None:
        self._calendars.labels(provider, outcome).observe(seconds)

    @override
    def message_done(self, *, kind: str, outcome: str) -> None:
        self._messages.labels(kind, outcome).inc()

    @override
    @contextmanager
    def writing(self) -> Iterator[None]:
        self._writing.inc()
        began, outcome = time.perf_counter(), "saved"
        try:
            yield
        except StoreUnavailable:
            outcome = "unavailable"
            raise
        # Whatever a rule raised goes on to whoever asked for it.
        except BaseException:
            outcome = "refused"
            raise
        finally:
            self._writing.dec()
            self._writes.labels(outcome).observe(time.perf_counter() - began)

    @override
    def committed(self, tenants: frozenset[str]) -> None:
        self._commits.inc()

    def page(
        self, figures: Figures | None, checks: list[Checked], *, now: datetime
    ) -> bytes:
        """Write everything as Prometheus reads it.

        Args:
            figures: None where the store does not answer.
        """
        self._figures.show(figures, now=now)
        _show(self._checks, {one.check: int(one.is_ok) for one in checks})
        return generate_latest(self._registry)


class _FigureGauges:
    """What is counted in the database whenever somebody asks."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._messages = _gauge(
            registry,
            "portico_outbox_messages",
            "Messages not sent yet: due, retrying or scheduled.",
            "state",
        )
        self._dead = _gauge(
            registry,
            "portico_outbox_dead_letters",
            "Messages that were given up and are kept.",
            "kind",
        )
        self._connections = _gauge(
            registry, "portico_connections", "Calendar connections.", "state"
        )
        self._oldest = Gauge(
            "portico_outbox_oldest_due_seconds",
            "For how long the longest waiting message has been due.",
            registry=registry,
        )
        self._kiosks = Gauge(
            "portico_kiosks_seen",
            "Kiosks that called within the last two minutes.",
            registry=registry,
        )

    def show(self, figures: Figures | None, *, now: datetime) -> None:
        """Show these figures and none from before: old ones and zeros would lie."""
        unknown = float("nan") if figures is None else 0.0
        figures = figures or Figures()
        due = figures.oldest_due
        self._oldest.set((now - due).total_seconds() if due else unknown)
        self._kiosks.set(figures.kiosks_seen or unknown)
        _show(self._messages, figures.messages)
        _show(self._dead, figures.dead)
        _show(self._connections, figures.connections)


def _gauge(registry: CollectorRegistry, name: str, said: str, label: str) -> Gauge:
    return Gauge(name, said, [label], registry=registry)


def _show(gauge: Gauge, values: Mapping[str, int]) -> None:
    gauge.clear()
    for label, value in values.items():
        gauge.labels(label).set(value)
