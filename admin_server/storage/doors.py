"""What is looked up before a tenant is known: sessions, links, the first sign-in."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from admin_server.core.ports import KioskIdentity, LinkIdentity, SessionIdentity
from admin_server.storage.tables import (
    kiosks,
    one_time_links,
    sessions,
    setup_links,
    tenants,
    users,
)


def kiosk_by_token(connection: Connection, token_hash: bytes) -> KioskIdentity | None:
    """Find the unrevoked kiosk with this token."""
    c = kiosks.c
    wanted = (
        select(
            c.tenant_id,
            c.id,
            c.site,
            c.token_hash,
            c.token_made_at,
            tenants.c.suspended_at,
        )
        .join(tenants, tenants.c.id == c.tenant_id)
        .where((c.token_hash == token_hash) | (c.next_token_hash == token_hash))
        .where(c.revoked_at.is_(None))
    )
    row = connection.execute(wanted).first()
    if row is None:
        return None
    rotated = row.token_hash != token_hash
    return KioskIdentity(
        row.tenant_id,
        row.id,
        row.site,
        rotated=rotated,
        token_made_at=row.token_made_at,
        suspended=row.suspended_at is not None,
    )


def session_by_token(
    connection: Connection, token_hash: bytes
) -> SessionIdentity | None:
    """Find the session with this token, of a tenant that is not suspended."""
    c = sessions.c
    wanted = (
        select(c.tenant_id, c.id, c.user)
        .join(tenants, tenants.c.id == c.tenant_id)
        .where(c.token_hash == token_hash, tenants.c.suspended_at.is_(None))
    )
    row = connection.execute(wanted).first()
    return SessionIdentity(row.tenant_id, row.id, row.user) if row else None


def link_by_token(connection: Connection, token_hash: bytes) -> LinkIdentity | None:
    """Find the one-time link with this token, of a tenant that is not suspended."""
    c = one_time_links.c
    wanted = (
        select(c.tenant_id, c.id)
        .join(tenants, tenants.c.id == c.tenant_id)
        .where(c.token_hash == token_hash, tenants.c.suspended_at.is_(None))
    )
    row = connection.execute(wanted).first()
    return LinkIdentity(row.tenant_id, row.id) if row else None


def has_users(connection: Connection) -> bool:
    """Tell whether anybody has an account anywhere."""
    return connection.execute(select(users.c.id).limit(1)).first() is not None


def add_setup_link(
    connection: Connection, token_hash: bytes, expires_at: datetime
) -> None:
    """Save a link for the very first sign-in."""
    values = {"token_hash": token_hash, "expires_at": expires_at}
    connection.execute(insert(setup_links), values)


def setup_link_works(
    connection: Connection, token_hash: bytes, *, now: datetime
) -> bool:
    """Tell whether a set-up link is unused, in time, and nobody has an account."""
    c = setup_links.c
    wanted = select(c.token_hash).where(
        c.token_hash == token_hash, c.used_at.is_(None), c.expires_at > now
    )
    found = connection.execute(wanted).first() is not None
    return found and not has_users(connection)


def use_setup_link(connection: Connection, token_hash: bytes, *, now: datetime) -> bool:
    """Take a set-up link; False where it does not work any more."""
    if not setup_link_works(connection, token_hash, now=now):
        return False
    taking = update(setup_links).where(setup_links.c.token_hash == token_hash)
    connection.execute(taking.values(used_at=now))
    return True
