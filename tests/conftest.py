"""What every test may count on."""

import signal

import pytest


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_works() -> None:
    """Let the programs that tests start be ended by Ctrl-C.

    A shell has its background jobs ignore it, and they pass that on to their children.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
