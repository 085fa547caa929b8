"""What watches the running server: metrics, traces, heartbeats and readiness."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fastapi import FastAPI

from admin_server.core.heartbeats import Heartbeats
from admin_server.core.ports import NOT_MEASURED, Measures, Store
from admin_server.jobs.loop import Job
from admin_server.settings import Settings, SettingWrong
from admin_server.web.observed import Observed
from admin_server.web.readiness import Readiness

if TYPE_CHECKING:
    from admin_server.web.telemetry import Traces

# Both libraries are imported only where they are wanted: they take their time, and
# the one for traces need not be installed.


@dataclass(frozen=True)
class Observing:
    """What was asked for; where nothing was, it costs next to nothing."""

    settings: Settings
    measures: Measures = NOT_MEASURED
    traces: "Traces | None" = None
    beats: Heartbeats = field(default_factory=Heartbeats)

    def readiness(self, store: Store, check_key: Callable[[], None]) -> Readiness:
        """Make what looks at everything that the server needs."""
        file = self.settings.database_file
        return Readiness(
            store,
            self.beats,
            check_key=check_key,
            folder=file.parent if file else None,
            least_free_mb=self.settings.least_free_mb,
        )

    def observe(self, app: FastAPI) -> None:
        """Have every request of an application noted; added last, it is outermost."""
        app.add_middleware(Observed, measures=self.measures)
        if self.traces is not None:
            from admin_server.web.telemetry import Traced  # noqa: PLC0415 - see above

            app.add_middleware(Traced, traces=self.traces)

    def job(self, job: Job) -> Job:
        """Have the turns of a job traced, where traces are wanted."""
        traces = self.traces
        if traces is None:
            return job
        return replace(job, turn=lambda: traces.job(job.name, job.turn))

    def close(self) -> None:
        """Send what is left to be sent."""
        if self.traces is not None:
            self.traces.close()


def observing(settings: Settings) -> Observing:
    """Make what the settings ask for.

    Raises:
        SettingWrong: traces are asked for, and their package is not installed.
    """
    return Observing(settings, _measures(settings), _traces(settings))


def _measures(settings: Settings) -> Measures:
    if settings.metrics_listen is None:
        return NOT_MEASURED
    from admin_server.web.metrics import PrometheusMeasures  # noqa: PLC0415 - see above

    return PrometheusMeasures()


def _traces(settings: Settings) -> "Traces | None":
    if settings.telemetry_endpoint is None:
        return None
    try:
        from admin_server.web.telemetry import Traces  # noqa: PLC0415 - see above
    except ImportError as problem:
        raise SettingWrong(
            "PORTICO_TELEMETRY_ENDPOINT needs a package that is not installed: "
            "run `pip install 'portico[telemetry]'`."
        ) from problem
    return Traces(settings.telemetry_endpoint)
