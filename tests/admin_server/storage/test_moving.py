"""A tenant is copied into another database whole, or not at all."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection

from admin_server.core.errors import StoreUnavailable
from admin_server.core.people import Visitor
from admin_server.core.ports import Nouns
from admin_server.storage import moving, tables
from admin_server.storage.alone import everybodys, whole_database
from admin_server.storage.columns import METADATA
from admin_server.storage.counters import column_of, counted_tables
from admin_server.storage.migrate import migrate
from admin_server.storage.moving import is_made
from admin_server.storage.owners import owner_of, tenant_tables
from admin_server.storage.store import open_store
from admin_server.storage.table_lines import Shape, rows_of
from tests.admin_server.storage.conftest import NewAddress
from tests.contracts.store_examples import ACME, NOW, keep_one_of_each
from tests.fakes.every_table import fill_every_table

pytestmark = pytest.mark.xdist_group("postgres")

ENGINES = ["sqlite", "postgres"]
ZEBULON, OTTILIE = "tenant-Zebulon", "tenant-ottilie"
NUMBERED = {"audit", "audit_personal", "kiosk_events"}


def within(address: str, work):
    """Do something in a transaction of a database that nobody else uses."""
    with whole_database(address) as engine, everybodys(engine) as connection:
        return work(connection)


def filled(address: str, *names: str) -> str:
    """Save a row in every table for each of these tenants, and one of everything."""
    migrate(address)
    for name in names:
        within(address, lambda c, n=name: fill_every_table(c, n, mark=f"{n} 東京"))
    return address


def with_acme(address: str) -> str:
    """Add a tenant whose audit and whose kiosks' news have several rows."""
    store = open_store(address)
    asyncio.run(store.before_tenant.add_tenant(ACME))
    acme = store.for_tenant(ACME.id)
    asyncio.run(acme.write(keep_one_of_each))
    asyncio.run(acme.write(_say_three_things))
    store.close()
    return address


def _say_three_things(nouns: Nouns) -> None:
    for word in ("one", "two", "three"):
        nouns.audit.add(
            at=NOW, event=f"x.{word}", actor="x", subject="x:1", personal={"is": word}
        )
    site = nouns.sites.all()[0].id
    for _ in range(3):
        nouns.kiosk_events.add(site=site, kind="configuration", visit=None, at=NOW)


def copy(source: str, tenant: str, target: str) -> dict[str, int]:
    store = open_store(source)
    try:
        return asyncio.run(store.whole_tenant(tenant).copy_to(target))
    finally:
        store.close()


def contents(address: str, tenant: str) -> dict[str, list[dict[str, object]]]:
    return within(address, lambda c: _contents(c, tenant))


def _contents(connection: Connection, tenant: str) -> dict[str, list]:
    return {
        table.name: list(
            rows_of(connection, table, Shape.of(table), owner_of(table) == tenant)
        )
        for table in tenant_tables()
    }


@pytest.mark.parametrize("there", ENGINES)
@pytest.mark.parametrize("here", ENGINES)
def test_everything_of_a_tenant_is_copied(new_address, here, there):
    """An organisation moves to another engine with everything, and stays here too."""
    source, target = filled(new_address(here), ZEBULON), new_address(there)
    before = contents(source, ZEBULON)

    counts = copy(source, ZEBULON, target)

    assert counts == {table.name: 1 for table in tenant_tables()}
    assert contents(target, ZEBULON) == before
    assert contents(source, ZEBULON) == before


def test_every_number_of_the_whole_database_is_known():
    """A new table that is counted over all organisations cannot be forgotten."""
    counted = counted_tables(METADATA)

    assert set(counted) == {table.name for table in moving._COUNTED}
    assert {name for name in METADATA.tables if _numbered(name)} == set(moving._SHIFTED)


def _numbered(name: str) -> bool:
    """Tell whether a table has such a number, or points at one."""
    counted = counted_tables(METADATA)
    pointed = {
        (key.column.table.name, key.column.name)
        for key in METADATA.tables[name].foreign_keys
    }
    own = {(one, column_of(table)) for one, table in counted.items()}
    return name in counted or bool(pointed & own)


def test_nobody_else_comes_along(new_address: NewAddress):
    """Nothing of another organisation is copied."""
    source = filled(new_address("sqlite"), ZEBULON, OTTILIE)
    target = new_address("sqlite")

    copy(source, ZEBULON, target)

    assert set(map(len, contents(target, OTTILIE).values())) == {0}


@pytest.mark.parametrize("there", ENGINES)
def test_numbers_that_others_have_there_are_left_to_them(new_address, there):
    """The audit keeps its order, and what belongs together stays together."""
    source = with_acme(filled(new_address("sqlite")))
    target = filled(new_address(there), ZEBULON)
    # So that the numbers there are taken, as those of a server that runs are.
    theirs = contents(target, ZEBULON)

    copy(source, ACME.id, target)

    before, after = contents(source, ACME.id), contents(target, ACME.id)
    words = {row["number"]: row["words"] for row in after["audit_personal"]}
    said = [row for row in after["audit"] if row["number"] in words]
    assert contents(target, ZEBULON) == theirs
    assert [words[row["number"]]["is"] for row in said] == ["one", "two", "three"]
    assert [row["event"] for row in said] == ["x.one", "x.two", "x.three"]
    assert {k: v for k, v in after.items() if k not in NUMBERED} == {
        k: v for k, v in before.items() if k not in NUMBERED
    }
    assert {k: len(v) for k, v in after.items()} == {
        k: len(v) for k, v in before.items()
    }


@pytest.mark.parametrize("there", ENGINES)
def test_a_copied_tenant_goes_on_there(new_address, there):
    """After the move the audit and the kiosks' news get numbers of their own."""
    source, target = with_acme(filled(new_address("sqlite"))), new_address(there)

    copy(source, ACME.id, target)

    store = open_store(target)
    asyncio.run(store.for_tenant(ACME.id).write(_say_three_things))
    store.close()
    assert len(contents(target, ACME.id)["audit_personal"]) >= 6


@pytest.mark.parametrize("there", ENGINES)
def test_a_tenant_that_is_there_is_not_copied_again(new_address, there):
    """A second copy is refused, and the first one stays as it is."""
    source, target = filled(new_address("sqlite"), ZEBULON), new_address(there)
    copy(source, ZEBULON, target)
    before = contents(target, ZEBULON)

    with pytest.raises(StoreUnavailable, match="does not take one of the rows"):
        copy(source, ZEBULON, target)

    assert contents(target, ZEBULON) == before


@pytest.mark.parametrize("here", ENGINES)
def test_what_is_written_meanwhile_is_not_lost(
    new_address: NewAddress, monkeypatch: pytest.MonkeyPatch, here: str
):
    """A check-in that was still being saved stops the copy, which leaves nothing."""
    source, target = with_acme(filled(new_address(here))), new_address("sqlite")
    store = open_store(source)
    real = moving.save

    def save(connection, table, rows):
        real(connection, table, rows)
        if table is tables.visitors:
            late = Visitor("late", "Late")
            asyncio.run(store.for_tenant(ACME.id).write(lambda n: n.visitors.put(late)))

    monkeypatch.setattr(moving, "save", save)

    with pytest.raises(StoreUnavailable, match="Somebody still wrote to visitors"):
        asyncio.run(store.whole_tenant(ACME.id).copy_to(target))

    store.close()
    assert not is_made(target)


def test_a_server_that_runs_there_is_left_alone(new_address: NewAddress):
    """A file that another server has open takes nobody in."""
    source, target = filled(new_address("sqlite"), ZEBULON), new_address("sqlite")
    migrate(target)
    there = open_store(target)

    with pytest.raises(StoreUnavailable, match="Another server runs"):
        copy(source, ZEBULON, target)

    there.close()


def test_a_row_that_is_refused_there_leaves_nothing(new_address: NewAddress):
    """Where the other side does not take it all, it has nothing of it."""
    source, target = filled(new_address("sqlite"), ZEBULON), new_address("sqlite")
    migrate(target)
    within(target, lambda c: c.exec_driver_sql(_REFUSES))

    with pytest.raises(StoreUnavailable, match="does not take one of the rows"):
        copy(source, ZEBULON, target)

    assert set(map(len, contents(target, ZEBULON).values())) == {0}


_REFUSES = (
    "CREATE TRIGGER refuses BEFORE INSERT ON watches BEGIN"
    " SELECT RAISE(FAIL, 'no more of these'); END"
)


def test_a_missing_folder_is_said(new_address: NewAddress, tmp_path: Path):
    """A mistyped folder is named."""
    source = filled(new_address("sqlite"), ZEBULON)

    with pytest.raises(StoreUnavailable, match="No such file or directory"):
        copy(source, ZEBULON, f"sqlite:///{tmp_path}/nowhere/x.db")
