"""Rooms that a calendar stopped naming, and what was said of a meeting before.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("rooms") as batch:
        batch.add_column(sa.Column("gone_since", sa.DateTime(timezone=True)))
    with op.batch_alter_table("meeting_choices") as batch:
        batch.add_column(sa.Column("before", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("meeting_choices") as batch:
        batch.drop_column("before")
    with op.batch_alter_table("rooms") as batch:
        batch.drop_column("gone_since")
