"""A passphrase that stands in a file, so that it never stands on a command line."""

from pathlib import Path

from admin_server.web.control import CommandWrong

_SHORTEST = 12


def passphrase_in(path: str | None) -> bytes | None:
    """Read the first line of a file; None where no file is named.

    Raises:
        CommandWrong: it cannot be read, or is too short to keep anything.
    """
    if not path:
        return None
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandWrong(f"The passphrase cannot be read from {path}.") from problem
    words = lines[0].strip() if lines else ""
    if len(words) < _SHORTEST:
        raise CommandWrong(
            f"The passphrase in {path} is too short: take {_SHORTEST} signs or more."
        )
    return words.encode()
