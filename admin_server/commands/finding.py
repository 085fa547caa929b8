"""Finding the tenant that a command is about."""

from admin_server.core.ports import Store
from admin_server.web.control import CommandWrong

OPERATOR = "operator"
"""How the audit names whoever runs a command."""


async def tenant_id_of(store: Store, slug: str) -> str:
    """Give the id of a tenant, suspended or not.

    Raises:
        CommandWrong: there is none with this short name.
    """
    tenant_id = await store.before_tenant.tenant_by_slug(slug)
    if tenant_id is None:
        raise CommandWrong(f"There is no tenant {slug!r}.")
    return tenant_id
