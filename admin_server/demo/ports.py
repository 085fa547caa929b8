"""Ports on this machine: finding free ones, and waiting for an answer."""

import socket

import httpx

from admin_server.demo.folder import DemoCannotStart

LOCAL = "127.0.0.1"
_ANSWER_SECONDS = 1.0


def wanted_or_free(port: int, option: str) -> int:
    """Make sure that a port can be used; 0 means any that is free.

    Raises:
        DemoCannotStart: somebody listens there.
    """
    with socket.socket() as probe:
        # Connections of an earlier run that linger do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCAL, port))
        except (OSError, OverflowError) as problem:
            raise DemoCannotStart(
                f"Port {port} is in use or not allowed: end what listens there, or "
                f"choose another with {option}."
            ) from problem
        found: int = probe.getsockname()[1]
    return found


def answers(url: str) -> bool:
    """Tell whether a server says that it is well."""
    try:
        return httpx.get(f"{url}/healthz", timeout=_ANSWER_SECONDS).is_success
    except httpx.HTTPError:
        return False
