"""What a TLS handshake that was cut off leaves behind, collected where it arises.

httpcore leaves a socket to the garbage collector when a handshake is cut off; no call
of ours can close it. It is collected here, before another test is blamed for it.
"""

import gc
import warnings
from collections.abc import Iterator

import pytest

LEFT_OPEN = "ignore:unclosed:ResourceWarning"
"""The warning that a test which cuts handshakes off has to let pass."""


@pytest.fixture(autouse=True)
def left_open_sockets() -> Iterator[None]:
    """Collect them after each test; for a module or folder that imports this."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


__all__ = ["LEFT_OPEN", "left_open_sockets"]
