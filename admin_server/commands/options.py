"""The words of `portico-server tenant …` and `messages …`, and what each asks for."""

import argparse
from pathlib import Path
from typing import Protocol, TypeAlias

# argparse has no public name for what `add_subparsers` gives.
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


class Do(Protocol):
    """Does a command by its name, prints what it says, and gives the exit status."""

    def __call__(
        self, name: str, wanted: dict[str, str], *, receipt: Path | None = None
    ) -> int:
        """Do it; what it says goes into a new file too, where one is named."""


def add_tenant_options(parser: argparse.ArgumentParser, do: Do) -> None:
    """Teach a parser the commands about whole tenants."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_create(commands, do)
    listing = _add(commands, "list", "say which tenants there are")
    listing.set_defaults(run=lambda _: do("tenant-list", {}))
    suspend = _about_one(commands, "suspend", "let nobody of a tenant in")
    suspend.set_defaults(run=lambda said: do("tenant-suspend", _slug(said)))
    resume = _about_one(commands, "resume", "let a suspended tenant in again")
    resume.set_defaults(run=lambda said: do("tenant-resume", _slug(said)))
    _add_export(commands, do)
    _add_delete(commands, do)


def add_message_options(parser: argparse.ArgumentParser, do: Do) -> None:
    """Teach a parser the commands about messages that were given up."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listing = _about_one(commands, "list", "name the messages that were given up")
    listing.set_defaults(run=lambda said: do("messages-list", _slug(said)))
    retry = _about_one(commands, "retry", "send them again")
    retry.add_argument("--message", metavar="ID", help="only this one")

    def run(said: argparse.Namespace) -> int:
        one = {"message": said.message} if said.message else {}
        return do("messages-retry", _slug(said) | one)

    retry.set_defaults(run=run)


def _add_create(commands: _Commands, do: Do) -> None:
    parser = _add(commands, "create", "make a tenant with its first admin")
    parser.add_argument("--slug", required=True, help="the short name")
    parser.add_argument("--name", required=True, help="the organisation's name")
    parser.add_argument(
        "--site", metavar="KEY:NAME:ZONE", help="the first site, with its time zone"
    )
    parser.add_argument("--admin-email", required=True, help="the first admin's e-mail")
    parser.add_argument("--admin-name", required=True, help="the first admin's name")
    names = ("slug", "name", "site", "admin_email", "admin_name")

    def run(said: argparse.Namespace) -> int:
        given = {name: getattr(said, name) for name in names}
        return do("tenant-create", {k: v for k, v in given.items() if v is not None})

    parser.set_defaults(run=run)


def _add_export(commands: _Commands, do: Do) -> None:
    parser = _about_one(commands, "export", "write everything of a tenant to a file")
    parser.add_argument(
        "--to", required=True, type=Path, metavar="FILE", help="a new ZIP file"
    )

    def run(said: argparse.Namespace) -> int:
        return do("tenant-export", _slug(said) | {"to": str(said.to.absolute())})

    parser.set_defaults(run=run)


def _add_delete(commands: _Commands, do: Do) -> None:
    parser = _about_one(commands, "delete", "delete everything of a tenant for good")
    parser.add_argument(
        "--confirm", required=True, metavar="SLUG", help="the short name once more"
    )
    parser.add_argument(
        "--receipt", type=Path, metavar="FILE", help="keep the receipt in a new file"
    )

    def run(said: argparse.Namespace) -> int:
        wanted = _slug(said) | {"confirm": said.confirm}
        return do("tenant-delete", wanted, receipt=said.receipt)

    parser.set_defaults(run=run)


def _about_one(
    commands: _Commands, name: str, help_text: str
) -> argparse.ArgumentParser:
    parser = _add(commands, name, help_text)
    parser.add_argument("tenant", metavar="SLUG", help="the tenant's short name")
    return parser


def _add(commands: _Commands, name: str, help_text: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=help_text, description=help_text)


def _slug(said: argparse.Namespace) -> dict[str, str]:
    return {"tenant": said.tenant}
