"""Runs the stand-in: `python -m admin_server.demo.emulators.google --port … --folder …`."""

import argparse
from pathlib import Path

from admin_server.demo.emulators.google.serving import serve


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="google-emulator", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--run", default="", help="what tells this run from others")
    parser.add_argument("--trusting", type=Path, help="an authority, for pushes")
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--certificate-key", type=Path)
    given = parser.parse_args()
    serve(
        given.folder,
        given.port,
        run=given.run,
        trusting=given.trusting,
        certificate=given.certificate,
        certificate_key=given.certificate_key,
    )


if __name__ == "__main__":
    main()
