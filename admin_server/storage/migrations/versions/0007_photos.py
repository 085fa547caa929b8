"""What visitors on site look like.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "photos",
        sa.Column("tenant_id", sa.String, nullable=False),
        sa.Column("visit", sa.String, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "visit"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "visit"], ["visits.tenant_id", "visits.id"]
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute('ALTER TABLE "photos" ENABLE ROW LEVEL SECURITY')
        op.execute('ALTER TABLE "photos" FORCE ROW LEVEL SECURITY')
        said = "current_setting('portico.tenant', true)"
        mine = f"{said} IN ('*', \"tenant_id\")"
        op.execute(f'CREATE POLICY wall ON "photos" USING ({mine}) WITH CHECK ({mine})')


def downgrade() -> None:
    """Take it back."""
    op.drop_table("photos")
