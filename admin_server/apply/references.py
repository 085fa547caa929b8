"""References to secrets: `env:NAME` or `file:PATH`, so that none stands in the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from admin_server.core.errors import SecretUnreadable
from admin_server.security.connections import read_reference

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Surroundings:
    """Where a tenant file's references lead: its folder and the environment."""

    folder: Path
    environment: Mapping[str, str]


def reference(value: str) -> str | None:
    """Accept a reference; anything else may be a secret and is not repeated."""
    kind, _, rest = value.partition(":")
    if kind == "env" and _NAME.fullmatch(rest):
        return None
    if kind == "file" and rest.strip():
        return None
    return (
        "does not say where the secret is. Secrets do not stand in this file, "
        "because it is copied, mailed and kept under version control; write "
        "'env:NAME' for an environment variable or 'file:PATH' for a file"
    )


def made_absolute(value: str, surroundings: Surroundings) -> str:
    """Say a file reference from the root, so that it means the same to a server."""
    kind, _, rest = value.partition(":")
    if kind != "file":
        return value
    return f"file:{path_made_absolute(rest, surroundings)}"


def path_made_absolute(value: str, surroundings: Surroundings) -> str:
    """Say a path from the root; in the file it is meant from the file's folder."""
    path = Path(value.strip()).expanduser()
    return str((surroundings.folder / path).absolute())


def follow(value: str, surroundings: Surroundings) -> str | None:
    """Read the secret that a reference leads to; None where there is none."""
    absolute = made_absolute(value, surroundings)
    try:
        return read_reference(absolute, surroundings.environment)
    except (SecretUnreadable, UnicodeDecodeError):
        return None
