"""Messages that were given up, as the outbox has them after many tries."""

from datetime import datetime, timedelta

from sqlalchemy import update

from admin_server.core.messages import HOST_ARRIVAL, OutboxRow
from admin_server.storage import tables
from admin_server.storage.store import SqlStore
from tests.fakes.lobby import TENANT

UNREACHABLE = "SMTPConnectError"


async def give_up(
    store: SqlStore,
    message: str,
    *,
    at: datetime,
    tenant: str = TENANT,
    kind: str = HOST_ARRIVAL,
    visit: str = "",
    why: str = UNREACHABLE,
) -> None:
    """Put a message into the outbox that nobody tries to send any more."""
    # Far off, so that no worker takes it in between.
    row = OutboxRow(message, kind, {"visit": visit}, at + timedelta(days=365))
    await store.for_tenant(tenant).write(lambda nouns: nouns.outbox.add(row))
    parking = update(tables.outbox).where(tables.outbox.c.id == message)
    dead = parking.values(state="dead", due_at=at, attempt=60, last_error=why)
    await store._database.write(lambda line: line.execute(dead), tenant=tenant)
