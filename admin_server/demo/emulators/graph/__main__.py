"""Runs the emulator: `python -m admin_server.demo.emulators.graph --port …`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from admin_server.demo.emulators.graph.app import build_app
from admin_server.demo.emulators.graph.certificates import (
    server_file,
    write_certificates,
)
from admin_server.demo.emulators.graph.world import World

_STOP_SECONDS = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Be Microsoft 365 until stopped."""
    parser = argparse.ArgumentParser(prog="graph", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="for certificates")
    arguments = parser.parse_args(argv)
    world = World()
    write_certificates(arguments.folder, world.clock.now())
    certificate = server_file(arguments.folder)
    uvicorn.run(
        build_app(world),
        host="127.0.0.1",
        port=arguments.port,
        ssl_certfile=certificate,
        ssl_keyfile=certificate,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
