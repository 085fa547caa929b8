"""Starts a command so that it ends with its parent, however the parent dies.

Run as a file: `python follower.py PARENT_ID ARGUMENTS…` becomes
`python ARGUMENTS…`. Linux ties the two together; elsewhere only an orderly end of
the parent ends the command.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Ask the kernel for a SIGTERM when our parent dies; kept across an exec."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # It may have died before we asked.
    if os.getppid() != parent:
        sys.exit(1)


def main(arguments: list[str]) -> None:
    """Become the command."""
    parent, *command = arguments
    end_with_parent(int(parent))
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 - no shell


if __name__ == "__main__":
    main(sys.argv[1:])
