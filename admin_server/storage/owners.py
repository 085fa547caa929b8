"""Whose a row is, of every table that there is."""

from sqlalchemy import Column, Table

from admin_server.storage import tables

_OWNER = {"tenants": "id", "pairings": "tenant"}
_NOBODYS = frozenset({"setup_links"})


def tenant_tables() -> list[Table]:
    """Every table with rows of tenants, each before those that it points at."""
    everything = reversed(tables.tenants.metadata.sorted_tables)
    return [table for table in everything if table.name not in _NOBODYS]


def owner_of(table: Table) -> Column[str]:
    """Give the column that says whose a row is.

    Raises:
        KeyError: nobody has said it of this table yet.
    """
    return table.c[_OWNER.get(table.name, "tenant_id")]
