"""The organisation's logo.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "logos",
        sa.Column("tenant_id", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("png", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute('ALTER TABLE "logos" ENABLE ROW LEVEL SECURITY')
        op.execute('ALTER TABLE "logos" FORCE ROW LEVEL SECURITY')
        said = "current_setting('portico.tenant', true)"
        mine = f"{said} IN ('*', \"tenant_id\")"
        op.execute(f'CREATE POLICY wall ON "logos" USING ({mine}) WITH CHECK ({mine})')


def downgrade() -> None:
    """Take it back."""
    op.drop_table("logos")
