"""A backup put into an empty database, and read back before it counts."""

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, func, select

from admin_server.storage.alone import (
    everybodys,
    gone_if_it_fails,
    whole_database,
)
from admin_server.storage.backup_file import BackupFile, BackupWrong, Manifest
from admin_server.storage.counters import counted_tables, set_last_number
from admin_server.storage.migrate import migrate, migrations, revision_of
from admin_server.storage.table_lines import found_tables, load, tally_of

_NOBODYS = frozenset({"pairings", "setup_links"})
"""What a server that has only ever started may have made; it is worth nothing."""

_HEARD = "kiosk_events"
_BEYOND = 1_000_000
"""Kiosks remember up to which number they have heard, also of what was said after the
backup: those numbers must not be given again, or they would not listen."""


def restore(database_url: str, backup: BackupFile) -> None:
    """Put a backup into an empty database; wholly, or nothing of it.

    Raises:
        BackupWrong: it is of a newer version, or not what its manifest says; or the
            database is not empty.
        StoreUnavailable: a server runs on the data, or the database refuses.
    """
    check_known(backup.manifest)
    with gone_if_it_fails(database_url):
        migrate(database_url, to=backup.manifest.revision)
        with whole_database(database_url) as engine, everybodys(engine) as connection:
            _fill(connection, backup)
    migrate(database_url)


def check_known(manifest: Manifest) -> None:
    """Make sure that this version can put such a backup back.

    Raises:
        BackupWrong: a newer version made it.
    """
    try:
        ScriptDirectory.from_config(migrations()).get_revision(manifest.revision)
    except CommandError as problem:
        raise BackupWrong(
            f"Portico {manifest.portico} made this backup, with tables that this "
            "version does not know. Restore it with that version or a newer one."
        ) from problem


def _fill(connection: Connection, backup: BackupFile) -> None:
    manifest = backup.manifest
    if revision_of(connection) != manifest.revision:
        raise BackupWrong(
            "The database has newer tables than the backup. Restore into a new one: "
            "the tables are brought up to date afterwards."
        )
    found = found_tables(connection)
    _clear(connection, found)
    try:
        for table in manifest.tables:
            lines = backup.lines(table)
            load(connection, found.tables[table.name], table.shape, lines)
    except (LookupError, ValueError) as problem:
        raise BackupWrong("The rows of this backup fit no table of ours.") from problem
    _read_back(connection, found, manifest)
    for name, counted in counted_tables(found).items():
        beyond = _BEYOND if name == _HEARD else 0
        set_last_number(connection, counted, manifest.counters.get(name, 0) + beyond)


def _clear(connection: Connection, found: MetaData) -> None:
    """Make sure that there is nothing to be lost.

    Raises:
        BackupWrong: there is.
    """
    if connection.dialect.name == "postgresql":
        # Nobody makes a tenant while we look and write.
        connection.exec_driver_sql("LOCK TABLE tenants IN EXCLUSIVE MODE")
    for table in reversed(found.sorted_tables):
        if table.name in _NOBODYS:
            connection.execute(table.delete())
        elif connection.scalar(select(func.count()).select_from(table)):
            raise BackupWrong(
                f"The database is not empty: there are rows in {table.name}. Restore "
                "into a new one. Nothing was changed."
            )


def _read_back(connection: Connection, found: MetaData, manifest: Manifest) -> None:
    for table in manifest.tables:
        here = tally_of(connection, found.tables[table.name], table.shape)
        if here != table.tally:
            raise BackupWrong(
                f"What was written of {table.name} reads differently from the backup, "
                "so nothing was kept."
            )
