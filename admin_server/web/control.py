"""Commands to a running server, over a local socket that only its user can open.

One SQLite file has one writing process. A command that writes is therefore sent to
the server that runs on the file, as one line of JSON, and answered by one.
"""

import asyncio
import contextlib
import json
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import structlog

from admin_server.core.errors import SecretUnreadable, StoreUnavailable
from admin_server.core.ports import Clock, SecretBox, Store

log = structlog.get_logger()

Command = Callable[[Store, SecretBox, Clock, Mapping[str, str]], Awaitable[str]]
"""Does one command with its arguments and says what it did."""

_LONGEST = 64 * 1024


class CommandWrong(Exception):
    """A command could not be done; the text says why, for the operator."""


class Control:
    """Listens on the local socket while the server runs.

    Args:
        commands: loads what can be asked for; called when the first is.
    """

    def __init__(
        self,
        store: Store,
        box: SecretBox,
        clock: Clock,
        *,
        address: Path | None,
        commands: Callable[[], Mapping[str, Command]],
    ) -> None:
        self._store = store
        self._box = box
        self._clock = clock
        self._address = address
        self._commands = commands
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Begin to listen; a socket left behind by a crash is replaced.

        Raises:
            StoreUnavailable: the socket cannot be made.
        """
        if self._address is None:
            return
        before = os.umask(0o177)
        try:
            self._address.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(
                self._answer, path=str(self._address), limit=_LONGEST
            )
        except OSError as problem:
            raise StoreUnavailable(
                f"The command socket cannot be made: {problem.strerror}: {self._address}."
            ) from problem
        finally:
            os.umask(before)

    async def close(self) -> None:
        """Stop listening."""
        if self._server is None or self._address is None:
            return
        self._server.close()
        self._address.unlink(missing_ok=True)

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.closing(writer):
            answer = await self._do(reader)
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()

    async def _do(self, reader: asyncio.StreamReader) -> dict[str, str]:
        try:
            asked = json.loads(await reader.readline())
            command = self._commands()[asked["command"]]
            arguments = {str(key): str(value) for key, value in asked["with"].items()}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            log.warning("command_not_understood")
            return {"wrong": "The running server did not understand the command."}
        return await self._run(command, arguments)

    async def _run(
        self, command: Command, arguments: Mapping[str, str]
    ) -> dict[str, str]:
        try:
            return {
                "said": await command(self._store, self._box, self._clock, arguments)
            }
        except (CommandWrong, StoreUnavailable, SecretUnreadable) as problem:
            return {"wrong": str(problem)}
        except Exception:
            # One command must not end the server that everybody checks in with.
            log.exception("command_failed")
            return {"wrong": "Something went wrong in the server; see its log."}


async def send_command(
    address: Path, command: str, arguments: Mapping[str, str]
) -> str | None:
    """Have the running server do a command; None where no server runs.

    Raises:
        CommandWrong: it ran, and could not do it.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(str(address))
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except OSError as problem:
        raise CommandWrong(
            f"The server's socket cannot be reached: {problem.strerror}: {address}."
        ) from problem
    with contextlib.closing(writer):
        asked = {"command": command, "with": dict(arguments)}
        writer.write(json.dumps(asked).encode() + b"\n")
        await writer.drain()
        # All there is: the plan of a large organisation is longer than a line may be.
        answer = json.loads(await reader.read() or b"{}")
    if "said" not in answer:
        raise CommandWrong(answer.get("wrong", "The running server did not answer."))
    return str(answer["said"])
