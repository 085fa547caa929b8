"""What kiosks may ask and keep, deliveries, and visitors who wait for a person.

Revision 0006, after 0005.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SchemaColumn = sa.Column[Any]

_WALLED = ("deliveries", "help_calls", "kept_check_ins")


def upgrade() -> None:
    """Take the step."""
    _widen("sites", _json("kiosk"), _json("help"))
    _widen("visits", _json("arrival"))
    # A scan asks which other visits its visitor has today.
    op.create_index("ix_visits_tenant_id_visitor", "visits", ["tenant_id", "visitor"])
    op.create_table(
        "kept_check_ins",
        _text("tenant_id"),
        _text("request_id"),
        _text("visit"),
        _text("kiosk"),
        _moment("arrived_at"),
        _moment("kept_at"),
        sa.Column("flags", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "request_id"),
        _points_at("visit", "visits"),
        _of_tenant(),
    )
    op.create_table(
        "deliveries",
        *_of_kiosk(),
        _text("host"),
        _maybe_text("courier"),
        sa.Column("parcels", sa.Integer, nullable=False),
        _points_at("host", "hosts"),
    )
    op.create_table(
        "help_calls",
        *_of_kiosk(),
        _text("reason"),
        _maybe_text("name"),
        _maybe_text("looked_for"),
        _maybe_text("ended_by"),
    )
    # WebAuthn counts to 2³² - 1, and PostgreSQL's integers end at half of that.
    with op.batch_alter_table("passkeys") as batch:
        batch.alter_column("counter", type_=sa.BigInteger, existing_nullable=False)
    for table in _walled_tables():
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        said = "current_setting('portico.tenant', true)"
        mine = f"{said} IN ('*', \"tenant_id\")"
        op.execute(
            f'CREATE POLICY wall ON "{table}" USING ({mine}) WITH CHECK ({mine})'
        )


def downgrade() -> None:
    """Take it back."""
    for table in _WALLED:
        op.drop_table(table)
    with op.batch_alter_table("passkeys") as batch:
        batch.alter_column("counter", type_=sa.Integer, existing_nullable=False)
    op.drop_index("ix_visits_tenant_id_visitor", "visits")
    for table, column in (("visits", "arrival"), ("sites", "help"), ("sites", "kiosk")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)


def _walled_tables() -> tuple[str, ...]:
    on_postgresql = op.get_context().dialect.name == "postgresql"
    return _WALLED if on_postgresql else ()


def _of_kiosk() -> list[sa.schema.SchemaItem]:
    return [
        _text("tenant_id"),
        _text("id"),
        _text("site"),
        _text("kiosk"),
        _moment("at"),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        _points_at("site", "sites"),
        _of_tenant(),
    ]


def _widen(table: str, *columns: SchemaColumn) -> None:
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.add_column(column)


def _json(name: str) -> SchemaColumn:
    return sa.Column(name, sa.JSON(none_as_null=True))


def _text(name: str) -> SchemaColumn:
    return sa.Column(name, sa.String, nullable=False)


def _maybe_text(name: str) -> SchemaColumn:
    return sa.Column(name, sa.String)


def _moment(name: str) -> SchemaColumn:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _points_at(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"]
    )


def _of_tenant() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"])
