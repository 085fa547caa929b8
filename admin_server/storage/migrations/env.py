"""Runs the steps on the connection that `storage/migrate.py` hands over."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from admin_server.storage import tables
from admin_server.storage.columns import UtcTime


def _written_out(
    _kind: str, item: object, _about: AutogenContext
) -> str | Literal[False]:
    """Write a type of ours into a new step as what it is made of today."""
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.tenants.metadata,
    render_as_batch=True,
    render_item=_written_out,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
