"""Hosts' own calendars, how connections are, and what keeps up with meetings.

Revision 0003, after 0002.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CONNECTION_FLAGS = {
    "personal": sa.false(),
    "every_calendar": sa.true(),
    "writes": sa.false(),
}

SchemaColumn = sa.Column[Any]


def upgrade() -> None:
    """Take the step."""
    _widen("tenants", _json("calendar", "{}"), _json("directory", "{}"))
    _widen("hosts", _maybe_text("directory_id"))
    _widen("visits", sa.Column("link", sa.JSON(none_as_null=True)))
    _widen_connections()
    _create_watches()
    op.create_table(
        "meeting_choices",
        _text("tenant_id"),
        _text("visitor"),
        _text("host"),
        _text("uid"),
        sa.Column("theirs", sa.Boolean, nullable=False),
        _moment("at"),
        _text("by"),
        sa.PrimaryKeyConstraint("tenant_id", "visitor", "host", "uid"),
        _points_at("visitor", "visitors"),
        _points_at("host", "hosts"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("meeting_choices")
    op.drop_table("watches")
    with op.batch_alter_table("connections") as batch:
        batch.drop_constraint("fk_connections_tenant_id_host", type_="foreignkey")
        for column in (
            "health",
            "secret_ends_at",
            "connected_at",
            "writes",
            "every_calendar",
            "calendars",
            "personal",
            "account",
            "host",
            "access",
        ):
            batch.drop_column(column)
    for table, column in (
        ("visits", "link"),
        ("hosts", "directory_id"),
        ("tenants", "directory"),
        ("tenants", "calendar"),
    ):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)


def _widen(table: str, *columns: SchemaColumn) -> None:
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.add_column(column)
    with op.batch_alter_table(table) as batch:
        for column in columns:
            if column.server_default is not None:
                batch.alter_column(column.name, server_default=None)


def _widen_connections() -> None:
    with op.batch_alter_table("connections") as batch:
        batch.add_column(
            sa.Column(
                "access", sa.String, nullable=False, server_default="organisation"
            )
        )
        for name in ("host", "account"):
            batch.add_column(_maybe_text(name))
        for name, usual in _CONNECTION_FLAGS.items():
            batch.add_column(
                sa.Column(name, sa.Boolean, nullable=False, server_default=usual)
            )
        batch.add_column(_json("calendars", "[]"))
        batch.add_column(_json("health", "{}"))
        for name in ("connected_at", "secret_ends_at"):
            batch.add_column(_maybe_moment(name))
        batch.create_foreign_key(
            "fk_connections_tenant_id_host",
            "hosts",
            ["tenant_id", "host"],
            ["tenant_id", "id"],
        )
    with op.batch_alter_table("connections") as batch:
        for name in ("access", *_CONNECTION_FLAGS, "calendars", "health"):
            batch.alter_column(name, server_default=None)


def _create_watches() -> None:
    op.create_table(
        "watches",
        _text("tenant_id"),
        _text("id"),
        _text("connection"),
        _text("host"),
        _text("source"),
        _text("mailbox"),
        _maybe_text("calendar"),
        _moment("due_at"),
        _maybe_text("mark"),
        _maybe_moment("read_at"),
        sa.Column("failures", sa.Integer, nullable=False),
        _maybe_text("subscription"),
        sa.Column("push_hash", sa.LargeBinary),
        _maybe_moment("subscribed_at"),
        _maybe_moment("subscription_ends_at"),
        _maybe_moment("pushed_at"),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "source"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "connection"],
            ["connections.tenant_id", "connections.id"],
            ondelete="CASCADE",
        ),
        _points_at("host", "hosts"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )
    op.create_index(None, "watches", ["tenant_id", "due_at"])
    op.create_index(None, "watches", ["subscription"])


def _points_at(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"]
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _maybe_text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String)


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _maybe_moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True))


def _json(name: str, empty: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False, server_default=empty)
