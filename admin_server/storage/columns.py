"""The kinds of columns that every table is made of."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware when it goes in, aware and in UTC when it comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a moment without an offset cannot be stored")
        return value.astimezone(UTC)

    @override
    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        # SQLite keeps no offset: what it gives back is what we gave it, in UTC.
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


# Words are compared sign by sign, so that the range of a prefix is a range of
# the index; PostgreSQL does so only where the collation is said.
SIGN_BY_SIGN = String().with_variant(String(collation="C"), "postgresql")


def tenant_table(name: str, *parts: SchemaItem) -> Table:
    """Make a table whose every row belongs to one tenant."""
    return Table(
        name,
        METADATA,
        Column("tenant_id", String, nullable=False),
        *parts,
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )


def text(name: str) -> Column[str]:
    """A text that is always there."""
    return Column(name, String, nullable=False)


def maybe_text(name: str) -> Column[str]:
    """A text that may be missing."""
    return Column(name, String)


def moment(name: str) -> Column[datetime]:
    """A moment that is always known."""
    return Column(name, UtcTime, nullable=False)


def maybe_moment(name: str) -> Column[datetime]:
    """A moment that may be unknown."""
    return Column(name, UtcTime)


def points_at(column: str, table: str) -> ForeignKeyConstraint:
    """Let a column point at a row of the same tenant, and of no other."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"]
    )


def flag(name: str) -> Column[bool]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False)


def json_value(name: str) -> Column[object]:
    """A list or a table of small values, kept as JSON."""
    return Column(name, JSON, nullable=False)


def key(*columns: str) -> PrimaryKeyConstraint:
    """Tell rows of one tenant apart by these columns."""
    return PrimaryKeyConstraint("tenant_id", *columns)


def unique(*columns: str) -> UniqueConstraint:
    """Let no two rows of one tenant share these values."""
    return UniqueConstraint("tenant_id", *columns)
