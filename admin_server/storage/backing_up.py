"""Everything that a database has, written into a backup as it stands at one moment."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import Connection

from admin_server.storage.backup_file import BackupWriter, Manifest
from admin_server.storage.counters import counted_tables, last_number
from admin_server.storage.migrate import revision_of
from admin_server.storage.table_lines import Shape, found_tables, lines_of, rows_of

Along = Callable[[], Mapping[str, bytes]]
"""Gives what goes along; asked once every row has been read."""


def write_backup(
    connection: Connection, file: BinaryIO, *, at: datetime, along: Along
) -> Manifest:
    """Write every table, counted and hashed, and what goes along."""
    found = found_tables(connection)
    with BackupWriter(file, at=at) as writer:
        for table in found.sorted_tables:
            shape = Shape.of(table)
            rows = rows_of(connection, table, shape)
            writer.add_table(table.name, shape, lines_of(rows, shape))
        for name, content in along().items():
            writer.add(name, content)
        return writer.finish(
            engine=connection.dialect.name,
            revision=revision_of(connection) or "",
            # Read last, so that no row of the backup has a higher number.
            counters={
                name: last_number(connection, table)
                for name, table in counted_tables(found).items()
            },
        )
