"""A backup holds everything, on either engine, and comes back as it was."""

import asyncio
import hashlib
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from admin_server.core.errors import StoreUnavailable
from admin_server.core.messages import OutboxRow
from admin_server.core.people import Visitor
from admin_server.core.ports import Nouns
from admin_server.storage import tables
from admin_server.storage.alone import everybodys, whole_database
from admin_server.storage.backup_file import BackupWrong, Manifest, opened_backup
from admin_server.storage.columns import METADATA
from admin_server.storage.migrate import migrate, newest_revision, revision_of
from admin_server.storage.restoring import restore
from admin_server.storage.store import open_store
from admin_server.storage.table_lines import found_tables
from tests.admin_server.storage.conftest import NewAddress
from tests.contracts.store_examples import ACME, OTHER, keep_one_of_each
from tests.fakes.every_table import fill_every_table

pytestmark = pytest.mark.xdist_group("postgres")

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ENGINES = ["sqlite", "postgres"]
TENANTS = ("tenant-one", "Tenant-Two", "tenant-ö", "tenant-ß")


def within(address: str, work: Callable[[Connection], Any]) -> Any:
    """Do something in a transaction of a database that nobody else uses."""
    with whole_database(address) as engine, everybodys(engine) as connection:
        return work(connection)


def fill(address: str) -> None:
    """Save what is hard to keep: words of every script, and one of everything."""
    migrate(address)
    for tenant in TENANTS:
        within(address, lambda c, t=tenant: fill_every_table(c, t, mark=f"{t} 東京 🎉"))
    store = open_store(address)
    asyncio.run(store.before_tenant.add_tenant(ACME))
    asyncio.run(store.for_tenant(ACME.id).write(keep_one_of_each))
    asyncio.run(store.for_tenant(ACME.id).write(_save_odd_signs))
    asyncio.run(store.for_tenant(ACME.id).write(_say))
    store.close()


def _save_odd_signs(nouns: Nouns) -> None:
    odd = {"half a pair": "\ud83d", "escaped": 'tab\t "quoted" \\ ', "none": ""}
    nouns.outbox.add(OutboxRow("odd", "host_arrival", odd, due_at=NOW))


def _say(nouns: Nouns) -> None:
    nouns.audit.add(at=NOW, event="x.y", actor="x", subject="x:1")


def back_up(address: str, path: Path) -> Manifest:
    """Write a backup and say what is in it."""
    store = open_store(address)
    with path.open("w+b") as file:
        keys = {"keys.json": b"the keys"}
        asyncio.run(store.back_up(file, at=NOW, along=lambda: keys))
    store.close()
    with opened_backup(path) as backup:
        backup.check()
        return backup.manifest


def put_back(path: Path, address: str) -> None:
    with opened_backup(path) as backup:
        restore(address, backup)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of a SQLite database with something in every table."""
    folder = tmp_path_factory.mktemp("backup")
    fill(f"sqlite:///{folder}/full.db")
    back_up(f"sqlite:///{folder}/full.db", folder / "backup.zip")
    return (folder / "backup.zip").read_bytes()


@pytest.fixture
def backup(made_once: bytes, tmp_path: Path) -> Path:
    """That backup as a file of one's own."""
    path = tmp_path / "backup.zip"
    path.write_bytes(made_once)
    return path


@pytest.mark.parametrize("there", ENGINES)
@pytest.mark.parametrize("here", ENGINES)
def test_what_is_restored_is_what_was_there(new_address, tmp_path, here, there):
    """R15: on an empty machine every row is back, by number and by hash."""
    source, target = new_address(here), new_address(there)
    fill(source)

    before = back_up(source, tmp_path / "before.zip")
    put_back(tmp_path / "before.zip", target)
    after = back_up(target, tmp_path / "after.zip")

    assert after.tables == before.tables
    assert {table.name for table in before.tables} == set(METADATA.tables)
    assert min(table.tally.rows for table in before.tables) >= len(TENANTS)
    assert after.revision == newest_revision()


@pytest.mark.parametrize("there", ENGINES)
def test_a_restored_database_goes_on(backup, new_address, there):
    """After a restore people are invited and the audit goes on as ever."""
    address = new_address(there)

    put_back(backup, address)

    store = open_store(address)
    acme = store.for_tenant(ACME.id)
    asyncio.run(acme.write(lambda n: n.visitors.put(Visitor("new", "New"))))
    asyncio.run(acme.write(_say))
    said = asyncio.run(acme.read(lambda n: n.audit.of("x:1")))
    store.close()
    assert len(said) == 2


@pytest.mark.parametrize("there", ENGINES)
def test_kiosks_hear_what_is_said_after_a_restore(backup, new_address, there):
    """A kiosk that had heard of more than the backup knows misses nothing later."""
    address = new_address(there)
    with opened_backup(backup) as opened:
        heard = opened.manifest.counters["kiosk_events"] + 500_000

    put_back(backup, address)

    store = open_store(address)
    acme = store.for_tenant(ACME.id)
    site = asyncio.run(acme.read(lambda n: n.sites.all()))[0]
    asyncio.run(
        acme.write(
            lambda n: n.kiosk_events.add(
                site=site.id, kind="configuration", visit=None, at=NOW
            )
        )
    )
    news = asyncio.run(acme.read(lambda n: n.kiosk_events.after(heard, site=site.id)))
    store.close()
    assert [event.kind for event in news] == ["configuration"]


@pytest.mark.parametrize("there", ENGINES)
def test_a_number_that_was_given_is_not_given_again(new_address, tmp_path, there):
    """What was erased before the backup keeps its number for itself."""
    source, target = new_address("sqlite"), new_address(there)
    fill(source)
    within(source, lambda c: c.execute(tables.audit_personal.delete()))
    within(source, lambda c: c.execute(tables.audit.delete()))

    last = back_up(source, tmp_path / "x.zip").counters["audit"]
    put_back(tmp_path / "x.zip", target)

    store = open_store(target)
    asyncio.run(store.for_tenant(ACME.id).write(_say))
    store.close()
    assert last > 0
    assert within(target, _highest_audit) == last + 1


def _highest_audit(connection: Connection) -> int:
    return connection.scalar(text("SELECT max(number) FROM audit"))


@pytest.mark.parametrize("engine", ENGINES)
async def test_others_write_while_it_is_written(new_address, tmp_path, engine):
    """R15: what was saved before is in it; of what comes meanwhile nothing by halves."""
    address, path = new_address(engine), tmp_path / "x.zip"
    await asyncio.to_thread(migrate, address)
    store = open_store(address)
    await store.before_tenant.add_tenant(ACME)
    acme = store.for_tenant(ACME.id)
    for number in range(30):
        await acme.write(lambda n, i=number: _pair(n, i))
    going = True

    async def write_on() -> int:
        number = 30
        while going:
            await acme.write(lambda n, i=number: _pair(n, i))
            number += 1
        return number

    writing = asyncio.create_task(write_on())
    with path.open("w+b") as file:
        await store.back_up(file, at=NOW, along=dict)
    going = False
    written = await writing
    await asyncio.to_thread(store.close)

    visitors, audit = _rows(path, "visitors"), _rows(path, "audit")
    assert 30 <= len(visitors) < written
    assert len(visitors) == len(audit)


def _pair(nouns: Nouns, number: int) -> None:
    """Save two rows that belong together."""
    nouns.visitors.put(Visitor(str(number), f"Visitor {number}"))
    nouns.audit.add(at=NOW, event="visitor.added", actor="x", subject=f"v:{number}")


def _rows(path: Path, table: str) -> list[list[object]]:
    with zipfile.ZipFile(path) as archive:
        lines = archive.read(f"tables/{table}.jsonl").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("part", [0.0, 0.1, 0.35, 0.6, 0.85, 0.97, 1.0])
def test_one_changed_bit_is_known(backup: Path, tmp_path: Path, part: float):
    """A backup in which one bit fell over is refused, and nothing is written."""
    content = bytearray(backup.read_bytes())
    content[round((len(content) - 1) * part)] ^= 1
    backup.write_bytes(content)
    address = f"sqlite:///{tmp_path}/new.db"

    with pytest.raises(BackupWrong, match="not whole"):
        put_back(backup, address)

    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("kept", [0, 10, 64, 5000, -1])
def test_a_file_that_was_cut_is_known(backup: Path, tmp_path: Path, kept: int):
    """A backup whose end is missing is refused in plain words."""
    backup.write_bytes(backup.read_bytes()[:kept])

    with pytest.raises(BackupWrong, match=r"not whole|too short"):
        put_back(backup, f"sqlite:///{tmp_path}/new.db")


def test_another_file_is_no_backup(tmp_path: Path):
    """A letter to an aunt is not taken for a backup, nor is a file that is missing."""
    (tmp_path / "letter").write_bytes(b"Dear aunt, " * 50)

    with (
        pytest.raises(BackupWrong, match="not whole"),
        opened_backup(tmp_path / "letter"),
    ):
        pass
    with (
        pytest.raises(BackupWrong, match="No such file"),
        opened_backup(tmp_path / "nothing"),
    ):
        pass


def _resigned(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change what is in a backup and give it the right hash at its end."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = b"0" * 64
    content = path.read_bytes()[:-64]
    path.write_bytes(content + hashlib.sha256(content).hexdigest().encode())


def _lose_a_row(files: dict[str, bytes]) -> None:
    lines = files["tables/visitors.jsonl"].splitlines(keepends=True)
    files["tables/visitors.jsonl"] = b"".join(lines[1:])


def _other_row(files: dict[str, bytes]) -> None:
    files["tables/rooms.jsonl"] = files["tables/rooms.jsonl"].replace(b"one", b"two")


def _half_a_row(files: dict[str, bytes]) -> None:
    files["tables/tenants.jsonl"] = b'["only this"]\n'


def _no_json(files: dict[str, bytes]) -> None:
    files["tables/sites.jsonl"] = b"[\n"


def _no_table(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(
        b'"name": "visitors"', b'"name": "strangers"'
    )
    files["tables/strangers.jsonl"] = files["tables/visitors.jsonl"]


@pytest.mark.parametrize("there", ENGINES)
@pytest.mark.parametrize(
    "change", [_lose_a_row, _other_row, _half_a_row, _no_json, _no_table]
)
def test_rows_that_are_not_the_manifests_are_refused(
    backup: Path, new_address: NewAddress, change, there
):
    """A backup whose parts do not fit each other leaves the database empty."""
    _resigned(backup, change)
    address = new_address(there)

    with pytest.raises((BackupWrong, StoreUnavailable)):
        put_back(backup, address)

    migrate(address)
    assert within(address, _all_rows) == 0


def _all_rows(connection: Connection) -> int:
    counts = [
        connection.scalar(text(f'SELECT count(*) FROM "{name}"'))
        for name in METADATA.tables
    ]
    return sum(counts)


def test_a_database_that_changes_what_it_is_given_is_found_out(
    backup: Path, new_address: NewAddress
):
    """What was written is read back before it counts."""
    address = new_address("sqlite")
    migrate(address)
    meddling = (
        "CREATE TRIGGER meddling AFTER INSERT ON rooms BEGIN"
        " UPDATE rooms SET name = 'Other' WHERE name = NEW.name; END"
    )
    within(address, lambda c: c.exec_driver_sql(meddling))

    with pytest.raises(BackupWrong, match="rooms reads differently"):
        put_back(backup, address)

    assert within(address, _all_rows) == 0


def test_what_goes_along_is_checked(backup: Path):
    """Keys that are not the ones that were written are not handed out."""
    _resigned(backup, lambda files: files.update({"keys.json": b"others"}))

    with (
        opened_backup(backup) as opened,
        pytest.raises(BackupWrong, match=r"keys\.json"),
    ):
        opened.also("keys.json")


def test_what_did_not_go_along_is_not_there(backup: Path):
    """Nothing is made up that the backup does not have."""
    with opened_backup(backup) as opened:
        assert opened.also("keys.json") == b"the keys"
        assert opened.also("other.json") is None


@pytest.mark.parametrize("there", ENGINES)
def test_a_database_with_rows_is_left_alone(backup, new_address, there):
    """A restore never overwrites what somebody has."""
    address = new_address(there)
    migrate(address)
    store = open_store(address)
    asyncio.run(store.before_tenant.add_tenant(OTHER))
    store.close()

    with pytest.raises(BackupWrong, match="not empty: there are rows in tenants"):
        put_back(backup, address)

    assert within(address, _all_rows) == 1


@pytest.mark.parametrize("there", ENGINES)
def test_a_server_that_only_started_is_no_hindrance(backup, new_address, there):
    """The link for the first sign-in, which every start makes, is worth nothing."""
    address = new_address(there)
    migrate(address)
    store = open_store(address)
    asyncio.run(store.before_tenant.add_setup_link(b"hash", expires_at=NOW))
    store.close()

    put_back(backup, address)

    with opened_backup(backup) as opened:
        rows = opened.manifest.rows
    assert within(address, _all_rows) == rows


def test_a_running_server_is_left_alone(backup: Path, new_address: NewAddress):
    """Nothing is restored under a server that runs."""
    address = new_address("sqlite")
    migrate(address)
    store = open_store(address)

    with pytest.raises(StoreUnavailable, match="Another server runs"):
        put_back(backup, address)

    store.close()


@pytest.mark.parametrize("there", ENGINES)
def test_an_older_backup_is_brought_up_to_date(new_address, tmp_path, there):
    """A backup from before an update is restored by the new version."""
    source, target = new_address("sqlite"), new_address(there)
    migrate(source, to="0002")
    within(source, _old_tenant)
    old = back_up(source, tmp_path / "old.zip")

    put_back(tmp_path / "old.zip", target)

    assert old.revision == "0002"
    assert within(target, revision_of) == newest_revision()
    assert within(target, _all_rows) == 1


def _old_tenant(connection: Connection) -> None:
    row = {
        "id": "tenant-old",
        "slug": "old",
        "name": "Old",
        "pass_key": b"key",
        "sealed_pass_key": "v1.k.sealed",
        "languages": ["en"],
        "domains": [],
        "window_minutes": 30,
        "calendar_integration": True,
        "second_factor": False,
        "texts": {},
        "owned": [],
        "checklist": [],
    }
    connection.execute(found_tables(connection).tables["tenants"].insert(), row)


@pytest.mark.parametrize("there", ENGINES)
def test_newer_tables_are_not_filled_with_older_rows(backup, new_address, there):
    """Where an update was faster than the restore, that is said."""
    source, target = new_address("sqlite"), new_address(there)
    migrate(source, to="0002")
    old = backup.with_name("old.zip")
    back_up(source, old)
    migrate(target)

    with pytest.raises(BackupWrong, match="newer tables than the backup"):
        put_back(old, target)


def test_a_backup_of_a_newer_version_is_refused(backup: Path, tmp_path: Path):
    """An older version says that it does not know what the newer one wrote."""
    _resigned(backup, _from_the_future)

    with pytest.raises(BackupWrong, match="newer one"):
        put_back(backup, f"sqlite:///{tmp_path}/new.db")

    assert not (tmp_path / "new.db").exists()


def _from_the_future(files: dict[str, bytes]) -> None:
    was = f'"revision": "{newest_revision()}"'.encode()
    files["manifest.json"] = files["manifest.json"].replace(was, b'"revision": "9999"')


def test_a_newer_kind_of_backup_is_refused(backup: Path):
    """A backup that is built differently is not guessed at."""
    _resigned(
        backup,
        lambda files: files.update(
            {
                "manifest.json": files["manifest.json"].replace(
                    b'"number": 1', b'"number": 2'
                )
            }
        ),
    )

    with pytest.raises(BackupWrong, match="newer version"), opened_backup(backup):
        pass
