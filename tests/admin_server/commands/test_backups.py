"""`portico-server backup` and `restore`, with people checking in."""

import asyncio
import json
import os
import stat
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from admin_server.commands.backing_up import Backup
from admin_server.commands.restoring import Restoring
from admin_server.core.connections import Connection
from admin_server.core.errors import SecretUnreadable, StoreUnavailable
from admin_server.core.ports import Nouns
from admin_server.security.connections import ConnectionSecrets, seal_secret
from admin_server.security.resealing import sealed_in
from admin_server.security.secrets import KeyRing
from admin_server.storage.store import open_store
from admin_server.web.control import CommandWrong
from tests.fakes.clock import FixedClock
from tests.fakes.lobby import JONAS, TENANT, Lobby, open_lobby
from tests.fakes.migrated import new_database

PASSPHRASE = "four plain words suffice"
_RING = KeyRing({"key": bytes(32)}, primary="key")
CALENDAR = "a word for the calendar"


@pytest.fixture
async def sealed(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby whose calendar has a secret."""
    folder = tmp_path / "here"
    await asyncio.to_thread(folder.mkdir)
    async with open_lobby(folder, deliver=False) as lobby:
        box = lobby.app.state.parts.box
        await lobby.store.for_tenant(TENANT).write(lambda n: _seal(n, box))
        yield lobby


def _seal(nouns: Nouns, box: KeyRing) -> None:
    text = seal_secret(box, TENANT, "connection-1", CALENDAR)
    nouns.connections.put(
        Connection("connection-1", "memory", "Calendar", sealed_secret=text)
    )


@pytest.fixture
def phrase(tmp_path: Path) -> str:
    file = tmp_path / "phrase"
    file.write_text(f"{PASSPHRASE}\nand what nobody reads\n")
    return str(file)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Restoring:
    """An empty machine: a folder with nothing in it."""
    folder = tmp_path / "there"
    folder.mkdir()
    return Restoring(f"sqlite:///{folder}/portico.db", folder / "portico.key")


async def back_up(lobby: Lobby, path: Path, **arguments: str) -> str:
    command = Backup(lobby.folder / "portico.key")
    box = lobby.app.state.parts.box
    return await command(lobby.store, box, lobby.clock, {"to": str(path)} | arguments)


def backups_in(folder: Path) -> list[str]:
    """Name what looks like a backup, whole or half."""
    return [one.name for one in folder.iterdir() if "backup" in one.name]


async def secrets_of(where: Restoring) -> list[str]:
    """The secrets of a restored database, opened by the restored key file."""
    store = open_store(where.database_url)
    ring = KeyRing.load_or_create(where.key_file)
    tenant = store.for_tenant(TENANT)
    await tenant.read(
        lambda n: [ring.open(one.text, *one.words) for one in sealed_in(n)]
    )
    connection = await tenant.read(lambda n: n.connections.get("connection-1"))
    store.close()
    return [ConnectionSecrets(ring).open(TENANT, connection)]


async def test_an_empty_machine_has_everything_back(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path
):
    """R15: the one file is enough, keys and all, and every secret opens again."""
    said = await back_up(sealed, tmp_path / "backup.zip")

    told = elsewhere.restore(tmp_path / "backup.zip")

    assert "The keys are in it as they are" in said
    assert "read back and the same" in told
    assert await secrets_of(elsewhere) == [CALENDAR]
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600
    assert stat.S_IMODE(elsewhere.key_file.stat().st_mode) == 0o600


async def test_who_was_answered_before_is_in_the_backup(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path
):
    """R15: while people check in, nobody is missing, and each with their message."""
    before = [await _come(sealed) for _ in range(10)]
    coming = asyncio.create_task(_keep_coming(sealed))
    await asyncio.sleep(0)

    await back_up(sealed, tmp_path / "backup.zip")

    coming.cancel()
    elsewhere.restore(tmp_path / "backup.zip")
    store = open_store(elsewhere.database_url)
    visits = await store.for_tenant(TENANT).read(lambda n: n.visits.on_site())
    store.close()
    assert set(before) <= {one.id for one in visits}


async def _come(lobby: Lobby) -> str:
    answer = await lobby.check_in(visitor={"name": "Mara"}, host_id=JONAS.id)
    return answer.json()["visit"]["id"]


async def _keep_coming(lobby: Lobby) -> None:
    while True:
        await _come(lobby)


async def test_keys_are_sealed_with_a_passphrase(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path, phrase: str
):
    """Whoever finds the backup without the passphrase has no keys."""
    path = tmp_path / "backup.zip"
    said = await back_up(sealed, path, passphrase_file=phrase)
    key = json.loads((sealed.folder / "portico.key").read_text())["keys"]
    words = [*key.values(), PASSPHRASE]

    with zipfile.ZipFile(path) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    replace(elsewhere, passphrase_file=phrase).restore(path)

    assert "sealed" in said
    assert [word for word in words if word in text] == []
    assert await secrets_of(elsewhere) == [CALENDAR]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(None, "name a file with the passphrase"), ("other words", "not the passphrase")],
)
async def test_without_the_passphrase_nothing_is_written(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path, phrase: str, words, sentence
):
    """A wrong passphrase is said so, before anything is made."""
    path = tmp_path / "backup.zip"
    await back_up(sealed, path, passphrase_file=phrase)
    (tmp_path / "wrong").write_text(f"{words} that are long enough")
    named = words and str(tmp_path / "wrong")

    with pytest.raises(SecretUnreadable, match=sentence):
        replace(elsewhere, passphrase_file=named).restore(path)

    assert list(elsewhere.key_file.parent.iterdir()) == []


@pytest.mark.parametrize("text", ["", "short\n", "   \nsecond line is long enough\n"])
async def test_a_passphrase_that_keeps_nothing_is_refused(
    sealed: Lobby, tmp_path: Path, text: str
):
    """An empty or short passphrase is not taken, and no backup is made."""
    (tmp_path / "weak").write_text(text)

    with pytest.raises(CommandWrong, match="too short"):
        await back_up(
            sealed, tmp_path / "x.zip", passphrase_file=str(tmp_path / "weak")
        )

    assert not (tmp_path / "x.zip").exists()


async def test_a_passphrase_that_is_nowhere_is_said(sealed: Lobby, tmp_path: Path):
    """A mistyped path is not taken for no passphrase."""
    with pytest.raises(CommandWrong, match="cannot be read from"):
        await back_up(sealed, tmp_path / "x.zip", passphrase_file="/nowhere/phrase")


async def test_a_passphrase_of_the_settings_counts(
    sealed: Lobby, tmp_path: Path, phrase: str
):
    """A nightly backup is sealed without a word on its command line."""
    command = Backup(sealed.folder / "portico.key", phrase)
    path = tmp_path / "backup.zip"

    said = await command(
        sealed.store, sealed.app.state.parts.box, sealed.clock, {"to": str(path)}
    )

    assert "The keys are in it, sealed" in said


async def test_keys_can_be_kept_apart(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path
):
    """Without the keys a backup is restored only where the key file already is."""
    path = tmp_path / "backup.zip"
    said = await back_up(sealed, path, without_keys="yes")
    ids = KeyRing.load_or_create(sealed.folder / "portico.key").key_ids

    with pytest.raises(CommandWrong, match="put the key file that belongs to it"):
        elsewhere.restore(path)
    empty = list(elsewhere.key_file.parent.iterdir())
    _put_key(elsewhere, (sealed.folder / "portico.key").read_text())
    elsewhere.restore(path)

    assert "The keys are not in it" in said
    assert f"The keys are not in it: {ids[0]}." in elsewhere.check(path)
    assert empty == []
    assert await secrets_of(elsewhere) == [CALENDAR]


def _put_key(where: Restoring, text: str) -> None:
    where.key_file.touch(mode=0o600)
    where.key_file.write_text(text)


@pytest.mark.parametrize("arguments", [{}, {"without_keys": "yes"}])
async def test_another_key_file_is_not_replaced(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path, arguments: dict[str, str]
):
    """Keys that something else may need are left where they are."""
    await back_up(sealed, tmp_path / "backup.zip", **arguments)
    KeyRing.load_or_create(elsewhere.key_file)
    theirs = elsewhere.key_file.read_text()

    with pytest.raises(CommandWrong, match="has other keys than the backup"):
        elsewhere.restore(tmp_path / "backup.zip")

    assert elsewhere.key_file.read_text() == theirs
    assert list(elsewhere.key_file.parent.iterdir()) == [elsewhere.key_file]


async def test_keys_of_the_same_name_must_be_the_same(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path
):
    """A key file that only looks like ours is not taken for it."""
    await back_up(sealed, tmp_path / "backup.zip")
    said = json.loads((sealed.folder / "portico.key").read_text())
    said["keys"] = dict.fromkeys(said["keys"], "A" * 43)
    _put_key(elsewhere, json.dumps(said))

    with pytest.raises(CommandWrong, match="has other keys than the backup"):
        elsewhere.restore(tmp_path / "backup.zip")


async def test_a_restore_that_fails_leaves_no_keys(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path
):
    """Where the rows cannot be written, the keys are taken back too."""
    await back_up(sealed, tmp_path / "backup.zip")
    other = replace(elsewhere, database_url=f"sqlite:///{sealed.folder}/portico.db")

    with pytest.raises(StoreUnavailable, match="Another server runs"):
        other.restore(tmp_path / "backup.zip")

    assert not elsewhere.key_file.exists()


async def test_a_key_changed_meanwhile_is_in_the_backup(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path, monkeypatch
):
    """Whether a secret was sealed before or after a new key came, it opens."""
    path, key_file = tmp_path / "backup.zip", sealed.folder / "portico.key"
    real = sealed.store.back_up

    async def slow(file, *, at, along):
        KeyRing.rotate(key_file)
        KeyRing.forget_old(key_file)
        return await real(file, at=at, along=along)

    monkeypatch.setattr(sealed.store, "back_up", slow)

    await back_up(sealed, path)

    elsewhere.restore(path)
    assert len(KeyRing.load_or_create(elsewhere.key_file).key_ids) == 2
    assert await secrets_of(elsewhere) == [CALENDAR]


async def test_a_backup_with_the_wrong_keys_is_not_made(sealed: Lobby, tmp_path: Path):
    """Whoever names another key file is told so tonight, not after the fire."""
    KeyRing.load_or_create(tmp_path / "other.key")
    command = Backup(tmp_path / "other.key")
    asked = {"to": str(tmp_path / "backup.zip")}

    with pytest.raises(CommandWrong, match="do not open what is sealed"):
        await command(sealed.store, sealed.app.state.parts.box, sealed.clock, asked)

    assert backups_in(tmp_path) == []


async def test_a_key_file_that_is_gone_is_not_made_anew(sealed: Lobby, tmp_path: Path):
    """A server that runs still has its keys: nothing else is put in their place."""
    command = Backup(tmp_path / "gone.key")
    asked = {"to": str(tmp_path / "backup.zip")}

    with pytest.raises(SecretUnreadable, match="The key file is gone"):
        await command(sealed.store, sealed.app.state.parts.box, sealed.clock, asked)

    assert not (tmp_path / "gone.key").exists()


async def test_a_disk_that_keeps_something_else_is_found_out(
    sealed: Lobby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A backup is read back before it has its name."""

    def fsync(descriptor: int) -> None:
        os.pwrite(descriptor, b"?", 2000)

    monkeypatch.setattr("admin_server.commands.backing_up.os.fsync", fsync)

    with pytest.raises(CommandWrong, match="reads differently"):
        await back_up(sealed, tmp_path / "backup.zip")

    assert backups_in(tmp_path) == []


async def test_a_server_without_organisations_is_backed_up(
    tmp_path: Path, elsewhere: Restoring
):
    """Before there is anybody there is nothing that keys could not open."""
    folder = tmp_path / "new"
    await asyncio.to_thread(folder.mkdir)
    store = open_store(new_database(folder / "portico.db"))
    KeyRing.load_or_create(folder / "portico.key")
    command = Backup(folder / "portico.key")
    asked = {"to": str(tmp_path / "backup.zip")}

    said = await command(store, _RING, FixedClock(), asked)
    store.close()

    assert ": 0 rows" in said
    assert "0 rows of" in elsewhere.restore(tmp_path / "backup.zip")


async def test_a_backup_overwrites_nothing(sealed: Lobby, tmp_path: Path):
    """Yesterday's backup stays as it is."""
    file = tmp_path / "backup.zip"
    file.write_text("yesterday")

    with pytest.raises(CommandWrong, match="File exists"):
        await back_up(sealed, file)

    assert file.read_text() == "yesterday"


async def test_a_backup_that_came_first_stays(
    sealed: Lobby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Of two backups to one name at once, the first keeps it."""
    file = tmp_path / "backup.zip"
    real = os.fsync

    def fsync(descriptor: int) -> None:
        file.write_text("the first")
        real(descriptor)

    monkeypatch.setattr("admin_server.commands.files.os.fsync", fsync)

    with pytest.raises(CommandWrong, match="File exists"):
        await back_up(sealed, file)

    assert file.read_text() == "the first"
    assert backups_in(tmp_path) == ["backup.zip"]


async def test_a_memory_stick_takes_a_backup(
    sealed: Lobby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A disk on which a file has only one name takes the backup too."""
    monkeypatch.setattr("admin_server.commands.files.os.link", _one_name_only)

    await back_up(sealed, tmp_path / "backup.zip")

    assert backups_in(tmp_path) == ["backup.zip"]


def _full_disk(*_: object) -> None:
    raise OSError(28, "No space left on device")


def _one_name_only(*_: object) -> None:
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("call", ["fsync", "link"])
async def test_a_full_disk_leaves_no_half_backup(
    sealed: Lobby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
):
    """A full disk is said so, and no file is left that looks like a backup."""
    monkeypatch.setattr(f"admin_server.commands.files.os.{call}", _full_disk)

    with pytest.raises(CommandWrong, match="No space left"):
        await back_up(sealed, tmp_path / "backup.zip")

    assert backups_in(tmp_path) == []


async def test_a_disk_that_fills_up_leaves_no_half_backup(
    sealed: Lobby, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Where the disk is full in the middle of a table, nothing is left either."""
    real = os.fdopen

    def fdopen(descriptor, mode):
        real(descriptor, mode).close()
        return open("/dev/full", "w+b", buffering=0)  # noqa: PTH123 - a disk that is full

    monkeypatch.setattr("admin_server.commands.files.os.fdopen", fdopen)

    with pytest.raises(CommandWrong, match="No space left"):
        await back_up(sealed, tmp_path / "backup.zip")

    assert backups_in(tmp_path) == []


async def test_a_backup_can_be_read_through(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path, phrase: str
):
    """A backup is checked where it lies, and nothing is made."""
    path = tmp_path / "backup.zip"
    await back_up(sealed, path, passphrase_file=phrase)

    said = replace(elsewhere, passphrase_file=phrase).check(path)

    assert "from sqlite, by Portico" in said
    assert "the passphrase opens them" in said
    assert said.endswith("The backup is whole.")
    assert list(elsewhere.key_file.parent.iterdir()) == []


async def test_a_broken_backup_is_said_in_plain_words(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path
):
    """A bit that fell over is known by the check as well."""
    path = tmp_path / "backup.zip"
    await back_up(sealed, path)
    assert "The keys are in it as they are." in elsewhere.check(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 8
    path.write_bytes(content)

    with pytest.raises(CommandWrong, match="The backup is not whole"):
        elsewhere.check(path)


async def test_a_backup_without_a_word_on_keys_is_refused(
    sealed: Lobby, elsewhere: Restoring, tmp_path: Path
):
    """What nobody could open later is not restored."""
    path = tmp_path / "backup.zip"
    with path.open("w+b") as file:
        await sealed.store.back_up(file, at=sealed.clock.now(), along=dict)

    with pytest.raises(CommandWrong, match="does not say which keys"):
        elsewhere.restore(path)


async def test_nobody_is_named_in_the_log(sealed: Lobby, tmp_path: Path):
    """The log says that a backup was made and how large, and no more."""
    await sealed.expect("Mara Lindt")

    with capture_logs() as lines:
        await back_up(sealed, tmp_path / "backup.zip")

    assert [line["event"] for line in lines] == ["backup_made"]
    assert set(lines[0]) == {"event", "log_level", "rows"}
