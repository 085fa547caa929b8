"""The numbers that a database gives to new rows by itself."""

from sqlalchemy import Connection, Integer, MetaData, Table, text

_SEQUENCE = "CAST(pg_get_serial_sequence(:t, :c) AS regclass)"


def counted_tables(found: MetaData) -> dict[str, Table]:
    """Give the tables whose rows get a number, by name."""
    return {
        name: table
        for name, table in found.tables.items()
        if [isinstance(one.type, Integer) for one in table.primary_key] == [True]
    }


def last_number(connection: Connection, table: Table) -> int:
    """Give the highest number that was ever given, 0 if none was."""
    if connection.dialect.name == "postgresql":
        # NULL until the first number was given.
        asking = text(f"SELECT pg_sequence_last_value({_SEQUENCE})")
        found = connection.execute(asking, {"t": table.name, "c": column_of(table)})
    else:
        asking = text("SELECT seq FROM sqlite_sequence WHERE name = :t")
        found = connection.execute(asking, {"t": table.name})
    return int(found.scalar() or 0)


def set_last_number(connection: Connection, table: Table, number: int) -> None:
    """Have the next row get the number after this one."""
    if connection.dialect.name == "postgresql":
        setting = text(f"SELECT setval({_SEQUENCE}, GREATEST(:n, 1), :n > 0)")
        about = {"t": table.name, "c": column_of(table), "n": number}
        connection.execute(setting, about)
        return
    about = {"t": table.name, "n": number}
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :t"), about)
    connection.execute(text("INSERT INTO sqlite_sequence VALUES (:t, :n)"), about)


def column_of(table: Table) -> str:
    """Name the column that has the number."""
    return next(iter(table.primary_key.columns)).name
