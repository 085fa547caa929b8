"""The tenants themselves in the database."""

from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from admin_server.core.tenants import MailAccount, Tenant
from admin_server.storage import values
from admin_server.storage.errors import NoSuchTenant, refusals_named
from admin_server.storage.prepared import Prepared, selecting
from admin_server.storage.tables import tenants


def find_tenant(connection: Connection, tenant_id: str) -> Tenant:
    """Give the tenant with this id.

    Raises:
        NoSuchTenant: there is none.
    """
    row = _by_id().first(connection, {"is_id": tenant_id})
    if row is None:
        raise NoSuchTenant(tenant_id)
    return _tenant(row)


def tenant_ids(connection: Connection) -> list[str]:
    """Give the ids of all tenants, by slug."""
    return list(connection.scalars(select(tenants.c.id).order_by(tenants.c.slug)))


def working_tenant_ids(connection: Connection) -> list[str]:
    """Give the ids of the tenants that are not suspended, by slug."""
    wanted = select(tenants.c.id).where(tenants.c.suspended_at.is_(None))
    return list(connection.scalars(wanted.order_by(tenants.c.slug)))


def tenant_by_slug(connection: Connection, slug: str) -> str | None:
    """Give the id of the tenant with this slug, or None."""
    return connection.scalar(select(tenants.c.id).where(tenants.c.slug == slug))


def add_tenant(connection: Connection, tenant: Tenant) -> None:
    """Save a new tenant.

    Raises:
        AlreadyExists: the slug or the id is taken.
    """
    with refusals_named():
        connection.execute(insert(tenants), _kept(tenant))


def change_tenant(connection: Connection, tenant: Tenant) -> None:
    """Save a tenant's changed settings.

    Raises:
        AlreadyExists: the slug is another tenant's.
    """
    changing = update(tenants).where(tenants.c.id == tenant.id)
    with refusals_named():
        connection.execute(changing.values(_kept(tenant)))


@cache
def _by_id() -> Prepared:
    wanted = select(tenants).where(tenants.c.id == bindparam("is_id"))
    return selecting(wanted, tenants)


def _kept(tenant: Tenant) -> dict[str, object]:
    return {
        "id": tenant.id,
        "slug": tenant.slug,
        "name": tenant.name,
        "pass_key": tenant.pass_key,
        "sealed_pass_key": tenant.sealed_pass_key,
        "languages": list(tenant.languages),
        "domains": list(tenant.domains),
        "window_minutes": tenant.window_minutes,
        "calendar_integration": tenant.calendar_integration,
        "accent": tenant.accent,
        "second_factor": tenant.second_factor,
        "suspended_at": tenant.suspended_at,
        "texts": tenant.texts,
        "owned": list(tenant.owned),
        "checklist": tenant.checklist,
        "mail": asdict(tenant.mail) if tenant.mail else None,
        "calendar": values.POLICY.write(tenant.calendar),
        "directory": values.DIRECTORY.write(tenant.directory),
    }


def _tenant(row: Row[Any]) -> Tenant:
    return Tenant(
        id=row.id,
        slug=row.slug,
        name=row.name,
        pass_key=row.pass_key,
        sealed_pass_key=row.sealed_pass_key,
        languages=tuple(row.languages),
        domains=tuple(row.domains),
        window_minutes=row.window_minutes,
        calendar_integration=row.calendar_integration,
        accent=row.accent,
        second_factor=row.second_factor,
        suspended_at=row.suspended_at,
        texts=row.texts,
        owned=tuple(row.owned),
        checklist=row.checklist,
        mail=MailAccount(**row.mail) if row.mail else None,
        calendar=values.POLICY.read(row.calendar),
        directory=values.DIRECTORY.read(row.directory),
    )
