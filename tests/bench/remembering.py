"""The server's memory: at rest, and after a long day of check-ins."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx

from admin_server.jobs.clock import SystemClock
from tests.bench.measured import Measured
from tests.bench.ours import KIOSKS, furnish, our_server, token_of
from tests.fakes.lobby import JONAS, bearer

_WARM = 100
_DAY = 1_000
_SETTLES = 10


def measure() -> list[Measured]:
    """Check people in over HTTP, and see what that leaves in memory."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        furnish(folder)
        with our_server(folder) as server, httpx.Client(base_url=server.url) as http:
            time.sleep(_SETTLES)  # noqa: TID251 - the rest of the server is loading
            at_rest = server.megabytes()
            _check_in(http, _WARM)
            warm = server.megabytes()
            _check_in(http, _DAY)
            after = server.megabytes()
    return [
        Measured(
            "server-memory",
            "memory of the server at rest",
            at_rest,
            "≤ 200",
            "MB",
            f"resident memory {_SETTLES} s after the first answer, dashboard loaded",
        ),
        Measured(
            "server-memory-used",
            f"memory of the server after {_WARM + _DAY} check-ins",
            after,
            "≤ 200",
            "MB",
            f"resident memory of the same process, by {KIOSKS} kiosks over HTTP",
        ),
        Measured(
            "server-memory-growth",
            f"memory of the server after {_WARM + _DAY} check-ins ÷ after {_WARM}",
            after / warm,
            "≤ 1.1",
            "×",
            "resident memory of the same process",
        ),
    ]


def _check_in(http: httpx.Client, many: int) -> None:
    for number in range(many):
        answer = http.post(
            "/api/v1/check-ins",
            json={
                "request_id": str(uuid4()),
                "kiosk_time": SystemClock().now().isoformat(),
                "visitor": {"name": "Mara Lindt"},
                "host_id": JONAS.id,
                "language": "en",
            },
            headers=bearer(token_of(number % KIOSKS)),
        )
        answer.raise_for_status()
