"""Everything of one tenant: counted, exported without secrets, deleted without traces."""

import hashlib
import io
import json
import random
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Connection, LargeBinary

from admin_server.core.errors import StoreUnavailable
from admin_server.core.people import Visitor
from admin_server.core.ports import Nouns, TenantStore
from admin_server.security.secrets import KeyRing
from admin_server.storage import tables, whole_tenant
from admin_server.storage.columns import METADATA
from admin_server.storage.engine import sqlite_engine
from admin_server.storage.nouns import SqlNouns
from admin_server.storage.owners import owner_of, tenant_tables
from admin_server.storage.store import SqlStore
from admin_server.storage.tenant_archive import PARTLY_SECRET, SECRET_COLUMNS
from tests.contracts.store_examples import ACME, OTHER
from tests.fakes.every_table import fill_every_table

_RING = KeyRing({"key": bytes(32)}, primary="key")

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
GONE, STAYS = "tenant-gone", "tenant-stays"
COLUMNS = [column for table in tenant_tables() for column in table.columns]
SOUNDS_SECRET = re.compile("hash|sealed|secret|token|password|recovery|totp|code|key")
HARMLESS = {
    "kiosks.token_made_at",
    "logos.png",  # a picture that hangs in the lobby
    "connections.secret_ends_at",
    "connections.secret_from",  # a place outside the database
    "outbox.dedupe_key",
    "sites.key",
    "tenants.pass_key",  # the public half
    "passkeys.public_key",
    "users.totp_on",
    "users.totp_step",
    "visits.request_hash",  # of what a kiosk asked, not of a secret
}
PLAIN_JSON = {
    "meeting_choices.before",
    "kept_check_ins.flags",
    "sites.help",
    "sites.kiosk",
    "visits.arrival",
    "connections.calendars",
    "connections.health",
    "tenants.calendar",
    "tenants.directory",
    "visits.link",
    "audit_personal.words",
    "meetings.attendees",
    "meetings.location_addresses",
    "sites.hours",
    "tenants.checklist",
    "tenants.domains",
    "tenants.languages",
    "tenants.owned",
    "tenants.texts",
    "users.sites",
}


@pytest.fixture
async def full(store: SqlStore) -> SqlStore:
    """A store in which two tenants have a row in every table."""
    for tenant, mark in ((GONE, "Zebulon"), (STAYS, "Ottilie")):
        await store._database.write(
            lambda c, t=tenant, m=mark: fill_every_table(c, t, mark=m), tenant=None
        )
    return store


async def _exported(store: SqlStore, tenant: str) -> zipfile.ZipFile:
    file = io.BytesIO()
    await store.whole_tenant(tenant).export(file, at=NOW)
    return zipfile.ZipFile(file)


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    return json.loads(archive.read("manifest.json"))


def _rows_naming(path: Path, words: str) -> set[str]:
    """Say which tables of a file have a row in which a text stands, in any column."""
    engine = sqlite_engine(path, read_only=True)
    with engine.connect() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).scalars()
        found = {
            name
            for name in list(names)
            for row in connection.exec_driver_sql(f"SELECT * FROM {name}")
            if words in repr(tuple(row))
        }
    engine.dispose()
    return found


def _traces(path: Path, words: str) -> int:
    """Count how often a text stands in the bytes of a database's files."""
    files = [path, *path.parent.glob(f"{path.name}-*")]
    return sum(file.read_bytes().count(words.encode()) for file in files)


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=lambda one: one.name)
def test_every_table_says_whose_its_rows_are(table):
    """A new table cannot be forgotten: it says whose it is, or stands with nobody's."""
    covered = {one.name for one in tenant_tables()}

    assert (table.name in covered) != (table.name == "setup_links")


@pytest.mark.parametrize("table", tenant_tables(), ids=lambda one: one.name)
def test_every_tenants_table_has_an_owner(table):
    """Of each table we know which column names the organisation."""
    assert owner_of(table) is not None


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_every_column_that_sounds_secret_is_decided_on(column):
    """Somebody decided of each secret-sounding column whether an export may have it."""
    sounds = SOUNDS_SECRET.search(column.name) is not None
    binary = isinstance(column.type, LargeBinary) and "digest" not in column.name
    decided = str(column) in SECRET_COLUMNS | HARMLESS

    assert decided or not sounds
    assert decided or not binary or column.name in {"salt", "credential"}


@pytest.mark.parametrize(
    "column",
    [str(one) for one in COLUMNS if isinstance(one.type, JSON)],
)
def test_every_column_with_parts_is_decided_on(column: str):
    """Somebody decided of each column with parts whether secrets may hide in it."""
    assert column in PLAIN_JSON | PARTLY_SECRET | SECRET_COLUMNS


async def test_an_export_has_every_table(full: SqlStore):
    """An organisation gets everything that stands about it anywhere."""
    archive = await _exported(full, GONE)

    rows = {name: one["rows"] for name, one in _manifest(archive)["tables"].items()}
    assert rows == {table.name: 1 for table in tenant_tables()}
    assert set(archive.namelist()) == {f"{name}.json" for name in rows} | {
        "manifest.json"
    }


async def test_an_export_has_nobody_elses(full: SqlStore):
    """Nothing of another organisation is in the file."""
    archive = await _exported(full, GONE)

    text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Zebulon" in text
    assert b"Ottilie" not in text


async def test_an_export_can_be_checked(full: SqlStore):
    """Whoever has the file can prove that no table in it was changed."""
    archive = await _exported(full, GONE)

    said = {one["file"]: one["sha256"] for one in _manifest(archive)["tables"].values()}
    found = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in said}
    assert found == said


async def test_an_export_has_no_secrets(full: SqlStore):
    """Check 37: hashes, sealed values and passwords are left out, and named."""
    archive = await _exported(full, GONE)

    kept = {
        f"{name.removesuffix('.json')}.{column}"
        for name in archive.namelist()
        if name != "manifest.json"
        for row in json.loads(archive.read(name))
        for column in row
    }
    text = b"".join(archive.read(name) for name in archive.namelist())
    assert kept & SECRET_COLUMNS == set()
    assert b"secret Zebulon" in archive.read("tenants.json")  # its texts, not mail
    assert "password" not in json.loads(archive.read("sites.json"))[0]["wifi"]
    assert "password" not in json.loads(archive.read("tenants.json"))[0]["mail"]
    assert set(_manifest(archive)["left_out"]) == SECRET_COLUMNS | {
        f"{name}.{word}"
        for name in PARTLY_SECRET
        for word in ("password", "inner.token")
    }
    assert text


async def test_an_empty_tenant_can_be_exported(store: SqlStore):
    """An organisation in which nothing has happened yet gets a whole file too."""
    await store.before_tenant.add_tenant(OTHER)

    archive = await _exported(store, OTHER.id)

    assert json.loads(archive.read("visits.json")) == []
    assert len(json.loads(archive.read("tenants.json"))) == 1


async def test_rows_are_counted(full: SqlStore):
    """Before anything is deleted one can see how much there is."""
    counts = await full.whole_tenant(GONE).counts()

    assert counts == {table.name: 1 for table in tenant_tables()}


async def test_nothing_is_left_of_a_deleted_tenant(full: SqlStore, path: Path):
    """Check 38: afterwards no row of any table names it, and nobody else loses any."""
    before = await full.whole_tenant(STAYS).counts()

    deleted = await full.whole_tenant(GONE).delete()

    assert deleted == {table.name: 1 for table in tenant_tables()}
    assert _rows_naming(path, GONE) == set()
    # A set-up link is no tenant's; everything else with its words is gone.
    assert _rows_naming(path, "Zebulon") == {"setup_links"}
    assert await full.whole_tenant(STAYS).counts() == before


@pytest.mark.parametrize("seed", [1, 3])  # both leave traces where pages are kept
async def test_no_trace_is_left_in_the_file(store: SqlStore, path: Path, seed: int):
    """Check 38: after many changes the database's bytes hold no deleted name."""
    await store.before_tenant.add_tenant(ACME)
    await store.before_tenant.add_tenant(OTHER)
    dice = random.Random(seed)
    for turn in range(30):
        await store._database.write(lambda c, t=turn: _mingle(c, t, dice), tenant=None)
    before = _traces(path, "Zebulon")

    await store.whole_tenant(ACME.id).delete()
    await store.compact()

    assert before > 300
    assert _traces(path, "Zebulon") == 0
    assert _traces(path, ACME.id) == 0
    assert _traces(path, "Ottilie") > 300


def _mingle(connection: Connection, turn: int, dice: random.Random) -> None:
    """Save and change visitors of two tenants in turns, so that pages are moved."""
    for _ in range(40):
        tenant, name = dice.choice(
            [(ACME, "Zebulon"), (OTHER, "Ottilie"), (OTHER, "Ottilie")]
        )
        which = f"{dice.randrange(40 * (turn + 1)):05}"
        words = name + "x" * dice.choice([5, 50, 300, 2000, 9000])
        visitor = Visitor(which, words, f"{name}{dice.random()}@a.example")
        SqlNouns(connection, tenant.id, _RING).visitors.put(visitor)


async def test_a_large_tenant_goes_in_small_pieces(
    acme: TenantStore, store: SqlStore, monkeypatch: pytest.MonkeyPatch
):
    """Other people's visitors are checked in while a large organisation is deleted."""
    monkeypatch.setattr(whole_tenant, "AT_ONCE", 10)
    await acme.write(_save_a_hundred)
    counts = await store.whole_tenant(ACME.id).counts()
    sizes: list[int] = []
    real = store._database.write

    async def write(work, *, tenant):
        done = await real(work, tenant=tenant)
        sizes.append(done if isinstance(done, int) else done.total())
        return done

    monkeypatch.setattr(store._database, "write", write)

    deleted = await store.whole_tenant(ACME.id).delete()

    assert deleted == counts
    assert max(sizes) <= 10
    assert len(sizes) > counts["visitors"] / 10


def _save_a_hundred(nouns: Nouns) -> None:
    for number in range(100):
        nouns.visitors.put(Visitor(str(number), f"Visitor {number}"))


async def test_a_file_that_is_read_for_long_cannot_be_cleaned(
    full: SqlStore, path: Path
):
    """Where the file cannot be cleaned now, that is said, and the store goes on."""
    await full._database.write(
        lambda c: c.exec_driver_sql("PRAGMA busy_timeout=50").close(), tenant=None
    )
    engine = sqlite_engine(path, read_only=True)
    with engine.connect() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM visits")

        with pytest.raises(StoreUnavailable, match="reads it for long"):
            await full.compact()
    engine.dispose()

    assert await full.before_tenant.every_tenant() == [STAYS, GONE]


async def test_a_suspended_tenant_is_nobody_jobs_work_for(full: SqlStore):
    """Everything that runs in the background passes a suspended organisation over."""
    assert await full.before_tenant.tenants() == []


def test_the_tables_are_known() -> None:
    """The checks above do not pass because they looked at nothing."""
    assert len(tenant_tables()) >= 24
    assert tables.audit in tenant_tables()
