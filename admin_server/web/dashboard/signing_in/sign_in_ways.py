"""What the sign-in page offers besides a password: passkeys and identity providers."""

from dataclasses import dataclass

from admin_server.core.ports import Nouns
from admin_server.core.users import IdentityProvider
from admin_server.security.passkeys import place_of
from admin_server.web.current import Parts


@dataclass(frozen=True)
class Ways:
    """The ways to sign in at a tenant; `sign_in_ways.html` shows them.

    Attributes:
        tenant: the tenant's slug; "" where it is not known yet.
        passkeys: whether browsers take passkeys at our address.
    """

    tenant: str = ""
    providers: tuple[IdentityProvider, ...] = ()
    passkeys: bool = False


async def ways_of(parts: Parts, slug: str | None = None) -> Ways:
    """Find the ways to sign in at a tenant, or at the only one there is."""
    has_passkeys = place_of(parts.public_url) is not None
    tenant = await _tenant(parts, slug)
    if tenant is None:
        return Ways(passkeys=has_passkeys)

    def look(nouns: Nouns) -> Ways:
        found = [one for one in nouns.identity_providers.all() if one.active]
        open_ones = () if nouns.tenant.suspended_at else tuple(found)
        return Ways(nouns.tenant.slug, open_ones, has_passkeys)

    return await parts.store.for_tenant(tenant).read(look)


async def _tenant(parts: Parts, slug: str | None) -> str | None:
    before = parts.store.before_tenant
    if slug:
        return await before.tenant_by_slug(slug)
    tenants = await before.tenants()
    return tenants[0] if len(tenants) == 1 else None
