"""The words of `backup`, `restore` and `copy`, and what each of them asks for."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from admin_server.commands.options import Do

# argparse has no public name for what `add_subparsers` gives.
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
Run = Callable[[argparse.Namespace], int]

_SQLITE = "sqlite:///"


def add_moving_options(commands: _Commands, do: Do, restore: Run) -> None:
    """Teach a parser the commands about whole databases."""
    _add_backup(commands, do)
    restoring = _add(commands, "restore", "put a backup into an empty database")
    restoring.add_argument(
        "--from", required=True, type=Path, metavar="FILE", dest="backup"
    )
    restoring.add_argument(
        "--check", action="store_true", help="only read the backup through"
    )
    _add_passphrase(restoring)
    restoring.set_defaults(run=restore)
    _add_copy(commands, do)


def _add_backup(commands: _Commands, do: Do) -> None:
    parser = _add(commands, "backup", "write everything, and the keys, to a file")
    parser.add_argument(
        "--to", required=True, type=Path, metavar="FILE", help="a new file"
    )
    keys = parser.add_mutually_exclusive_group()
    _add_passphrase(keys)
    keys.add_argument("--without-keys", action="store_true", help="leave the keys out")

    def run(said: argparse.Namespace) -> int:
        wanted = {"to": str(said.to.absolute())}
        if said.without_keys:
            wanted["without_keys"] = "yes"
        if said.passphrase_file:
            wanted["passphrase_file"] = str(said.passphrase_file.absolute())
        return do("backup", wanted)

    parser.set_defaults(run=run)


def _add_copy(commands: _Commands, do: Do) -> None:
    parser = _add(commands, "copy", "copy a tenant into another database")
    parser.add_argument(
        "--tenant", required=True, metavar="SLUG", help="the tenant's short name"
    )
    parser.add_argument(
        "--to", required=True, metavar="DATABASE_URL", help="the other database"
    )

    def run(said: argparse.Namespace) -> int:
        return do("copy", {"tenant": said.tenant, "to": _from_anywhere(said.to)})

    parser.set_defaults(run=run)


def _add_passphrase(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="its first line seals the keys",
    )


def _add(commands: _Commands, name: str, help_text: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=help_text, description=help_text)


def _from_anywhere(address: str) -> str:
    """Name a SQLite file so that a server in another folder means the same one."""
    if not address.startswith(_SQLITE):
        return address
    return _SQLITE + str(Path(address.removeprefix(_SQLITE)).absolute())
