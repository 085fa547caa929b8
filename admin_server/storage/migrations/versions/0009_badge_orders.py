"""Badges that are ordered at a kiosk, and since when its printer needs somebody.

Revision 0009, after 0008.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NOTED = ("printer_trouble_at", "printer_mended_at")


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("kiosks") as batch:
        for name in _NOTED:
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True)))
    op.create_table(
        "badge_orders",
        *(_text(name) for name in ("tenant_id", "id", "visit", "site", "kiosk")),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        _text("ordered_by"),
        sa.Column("reprint", sa.Boolean, nullable=False),
        _text("state"),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        _points_at("visit", "visits"),
        _points_at("site", "sites"),
        _points_at("kiosk", "kiosks"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )
    for columns in (("visit",), ("kiosk", "state")):
        named = ["tenant_id", *columns]
        op.create_index(f"ix_badge_orders_{'_'.join(named)}", "badge_orders", named)
    if op.get_context().dialect.name == "postgresql":
        op.execute('ALTER TABLE "badge_orders" ENABLE ROW LEVEL SECURITY')
        op.execute('ALTER TABLE "badge_orders" FORCE ROW LEVEL SECURITY')
        said = "current_setting('portico.tenant', true)"
        mine = f"{said} IN ('*', \"tenant_id\")"
        op.execute(
            f'CREATE POLICY wall ON "badge_orders" USING ({mine}) WITH CHECK ({mine})'
        )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("badge_orders")
    with op.batch_alter_table("kiosks") as batch:
        for name in _NOTED:
            batch.drop_column(name)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String, nullable=False)


def _points_at(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"]
    )
