"""Whole tenants from the command line, with the server running and without."""

import asyncio
import json
import signal
import stat
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.ports import free_port
from tests.fakes.server_process import ServerProcess

pytestmark = pytest.mark.timeout(180)

_CREATE = [
    "tenant", "create", "--slug", "quux", "--name", "Quux Zebulon Works",
    "--site", "house:Quux House:Europe/Zurich",
    "--admin-email", "zebulon@quux.example", "--admin-name", "Zebulon Quux",
]  # fmt: skip


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A server that is not running yet; whatever runs in the end is killed."""
    made = ServerProcess(tmp_path, free_port())
    yield made
    if made.process is not None and made.process.returncode is None:
        await made.end(signal.SIGKILL)


def _files_naming(folder: Path, *words: str) -> set[str]:
    """Say in which files of a folder one of these words stands, in any case."""
    return {
        file.name
        for file in folder.iterdir()
        if file.is_file()
        and any(word in file.read_bytes().lower() for word in map(str.encode, words))
    }


@pytest.mark.parametrize("runs", [True, False], ids=["running", "stopped"])
async def test_a_tenants_whole_life(
    server: ServerProcess, runs: bool, tmp_path: Path
) -> None:
    """Made, exported, suspended, deleted: and no file of the server names it then."""
    home = tmp_path / "home"
    await asyncio.to_thread(home.mkdir)
    await server.command("migrate")
    if runs:
        await server.start()
    archive, receipt = home / "quux.zip", home / "receipt.txt"

    made = await server.command(*_CREATE)
    exported = await server.command("tenant", "export", "quux", "--to", str(archive))
    suspended = await server.command("tenant", "suspend", "quux")
    listed = await server.command("tenant", "list")
    named = _files_naming(tmp_path, "quux", "zebulon")
    deleted = await server.command(
        "tenant", "delete", "quux", "--confirm", "quux", "--receipt", str(receipt)
    )
    left = await server.command("tenant", "list")

    assert [one[0] for one in (made, exported, suspended, listed, deleted)] == [0] * 5
    assert made[1].splitlines()[-1].startswith(f"{server.url}/")
    assert "suspended since" in listed[1]
    assert named & {"portico.db", "portico.db-wal"}
    assert (
        json.loads(zipfile.ZipFile(archive).read("tenants.json"))[0]["slug"] == "quux"
    )
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert stat.S_IMODE(receipt.stat().st_mode) == 0o600
    assert receipt.read_text().strip() == deleted[1]
    assert left[1].startswith("There is no tenant yet")
    assert _files_naming(tmp_path, "quux", "zebulon") == set()


async def test_a_receipt_that_cannot_be_written_stops_the_deleting(
    server: ServerProcess, tmp_path: Path
) -> None:
    """Whoever asks for a receipt gets one, or nothing is deleted."""
    await server.command(*_CREATE)

    status, _, trouble = await server.command(
        "tenant", "delete", "quux", "--confirm", "quux",
        "--receipt", str(tmp_path / "missing" / "receipt.txt"),
    )  # fmt: skip

    _, listed, _ = await server.command("tenant", "list")
    assert status == 1
    assert "The file cannot be made" in trouble
    assert "quux" in listed
    assert "suspended" not in listed


async def test_a_refused_deletion_leaves_no_receipt(
    server: ServerProcess, tmp_path: Path
) -> None:
    """A receipt stands for a deletion: without one there is none."""
    await server.command(*_CREATE)
    receipt = tmp_path / "receipt.txt"

    status, _, trouble = await server.command(
        "tenant", "delete", "quux", "--confirm", "quix", "--receipt", str(receipt)
    )

    assert status == 1
    assert "--confirm quux" in trouble
    assert not receipt.exists()


async def test_the_file_is_rewritten_by_a_command(server: ServerProcess) -> None:
    """The operator can have the database cleaned at any time."""
    await server.command("migrate")

    status, said, _ = await server.command("compact")

    assert (status, said.count("\n")) == (0, 0)
    assert "nothing deleted is left" in said
