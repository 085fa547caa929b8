"""Asking the lobby's store what is so, and letting a tenant file own values of it."""

from dataclasses import replace

from admin_server.core.ports import AuditFilter, Nouns
from admin_server.core.tenants import Tenant
from tests.fakes.lobby import HARBOUR, HOUSE, TENANT, Lobby


async def own(lobby: Lobby, *paths: str) -> None:
    """Let a tenant file own these values from now on."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, owned=paths))
    )


async def tenant_of(lobby: Lobby) -> Tenant:
    """The lobby's organisation, as it stands."""
    return await lobby.store.for_tenant(TENANT).read(lambda nouns: nouns.tenant)


async def ask(lobby: Lobby, question):
    """Anything else about the lobby's organisation."""
    return await lobby.store.for_tenant(TENANT).read(question)


async def events(lobby: Lobby) -> list[tuple[str, str]]:
    """What the audit has noted, newest first: event and actor."""
    rows = await ask(lobby, lambda n: n.audit.newest(AuditFilter(), limit=50))
    return [(row.event, row.actor) for row in rows]


async def told_sites(lobby: Lobby) -> list[str]:
    """The sites whose kiosks were told to fetch their configuration anew."""
    return await ask(lobby, _told)


def _told(nouns: Nouns) -> list[str]:
    return [
        site.id
        for site in (HOUSE, HARBOUR)
        for row in nouns.kiosk_events.after(0, site=site.id)
        if row.kind == "configuration_changed"
    ]
