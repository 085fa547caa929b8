"""Commands to the running server, over its local socket."""

import asyncio
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin_server.core.errors import StoreUnavailable
from admin_server.web.control import CommandWrong, Control, send_command
from tests.fakes.lobby import Lobby


async def _echo(store, box, clock, arguments) -> str:
    return f"done with {arguments['what']}"


async def _refuses(store, box, clock, arguments) -> str:
    raise CommandWrong("It cannot be done.")


async def _tells_much(store, box, clock, arguments) -> str:
    return "a line of a long plan\n" * 20_000


async def _breaks(store, box, clock, arguments) -> str:
    raise ZeroDivisionError


@pytest.fixture
async def address(lobby: Lobby, tmp_path: Path) -> AsyncIterator[Path]:
    """A server's socket that knows three commands."""
    control = Control(
        lobby.store,
        None,
        lobby.clock,
        address=tmp_path / "control.sock",
        commands=lambda: {
            "echo": _echo,
            "refuse": _refuses,
            "break": _breaks,
            "tell_much": _tells_much,
        },
    )
    await control.open()
    yield tmp_path / "control.sock"
    await control.close()


async def _raw(address: Path, line: bytes) -> dict[str, str]:
    reader, writer = await asyncio.open_unix_connection(str(address))
    writer.write(line + b"\n")
    answer = json.loads(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_command_is_done_and_answered(address: Path) -> None:
    """What the operator asks of the running server is done there."""
    assert await send_command(address, "echo", {"what": "care"}) == "done with care"


def test_only_its_own_user_reaches_the_socket(address: Path) -> None:
    """Nobody else on the machine can command the server."""
    assert stat.S_IMODE(address.stat().st_mode) == 0o600


async def test_a_refusal_is_told_in_words(address: Path) -> None:
    """A command that cannot be done says why."""
    with pytest.raises(CommandWrong, match="It cannot be done"):
        await send_command(address, "refuse", {})


async def test_a_failing_command_leaves_the_server_standing(address: Path) -> None:
    """A command that fails inside is told as such, and the next one works."""
    with pytest.raises(CommandWrong, match="went wrong"):
        await send_command(address, "break", {})

    assert await send_command(address, "echo", {"what": "it"}) == "done with it"


@pytest.mark.parametrize(
    "line",
    [b"", b"not json", b"[]", b"{}", b'{"command": "rm"}', b'{"command": "echo"}'],
)
async def test_nonsense_is_not_understood(address: Path, line: bytes) -> None:
    """What is no command is said not to be understood."""
    answer = await _raw(address, line)

    assert answer == {"wrong": "The running server did not understand the command."}


async def test_a_long_answer_arrives_whole(address: Path) -> None:
    """The plan of an organisation with thousands of hosts is told to its end."""
    said = await send_command(address, "tell_much", {})

    assert said is not None
    assert said.count("\n") == 20_000


async def test_a_command_that_is_too_long_is_not_understood(address: Path) -> None:
    """A command longer than any honest one is refused in words."""
    with pytest.raises(CommandWrong, match="did not understand"):
        await send_command(address, "echo", {"what": "x" * 100_000})


async def test_a_socket_that_is_not_ours_is_said_so(tmp_path: Path) -> None:
    """Where a socket cannot be used, the operator reads why, not a traceback."""
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(CommandWrong, match="cannot be reached"):
        await send_command(tmp_path / "file" / "no.sock", "echo", {})


async def test_a_socket_that_cannot_be_made_is_said_so(
    lobby: Lobby, tmp_path: Path
) -> None:
    """A server that cannot listen for commands says so in one sentence."""
    (tmp_path / "folder.sock").mkdir()
    control = Control(
        lobby.store, None, lobby.clock, address=tmp_path / "folder.sock", commands=dict
    )

    with pytest.raises(StoreUnavailable, match=r"folder\.sock"):
        await control.open()


async def test_without_a_server_nobody_answers(tmp_path: Path) -> None:
    """Where no server runs the command line does the work itself."""
    assert await send_command(tmp_path / "nobody.sock", "echo", {}) is None


async def test_a_socket_left_by_a_crash_is_replaced(
    lobby: Lobby, address: Path, tmp_path: Path
) -> None:
    """A server that starts after a crash can be commanded again."""
    control = Control(
        lobby.store,
        None,
        lobby.clock,
        address=address,
        commands=lambda: {"echo": _echo},
    )

    await control.open()
    said = await send_command(address, "echo", {"what": "it"})
    await control.close()

    assert said == "done with it"


async def test_a_server_without_a_file_has_no_socket(lobby: Lobby) -> None:
    """A server whose data is nowhere listens for no commands."""
    control = Control(lobby.store, None, lobby.clock, address=None, commands=dict)

    await control.open()
    await control.close()

    assert control._server is None
