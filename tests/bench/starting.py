"""Starting the server and the kiosk, beside the least that each can be."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measured import ROUNDS, Measured, median
from tests.bench.ours import bare_kiosk, bare_server, furnish, our_kiosk, our_server
from tests.bench.processes import Running

_NO_SERVER = "http://127.0.0.1:9"
_Start = Callable[[], AbstractContextManager[Running]]


def measure() -> list[Measured]:
    """Start both in turn, ours and the bare one, until the first answer."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        furnish(folder)
        server = _times_longer(lambda: our_server(folder), bare_server)
        kiosk = _times_longer(lambda: our_kiosk(folder, _NO_SERVER), bare_kiosk)
    return [
        Measured(
            "server-start",
            "server start to its first answer ÷ an empty FastAPI app",
            server,
            "≤ 2",
            "×",
            "processes of their own, in turn; a database with a house and its accounts",
        ),
        Measured(
            "kiosk-start",
            "kiosk start to its first answer ÷ an empty Flet app",
            kiosk,
            "≤ 2",
            "×",
            "processes of their own, in turn, without a browser; its server is away",
        ),
    ]


def _times_longer(ours: _Start, bare: _Start) -> float:
    # The first start of each reads files that later ones find in memory.
    _took(ours), _took(bare)
    return median([_took(ours) / _took(bare) for _ in range(ROUNDS)])


def _took(start: _Start) -> float:
    with start() as started:
        return started.took
