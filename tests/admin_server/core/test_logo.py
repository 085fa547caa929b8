"""Changing the logo tells the audit and the kiosks, and nobody twice."""

from admin_server.core.changes import Author
from admin_server.core.logo import change_logo, remove_logo
from admin_server.core.tenants import Logo
from tests.fakes.lobby import HARBOUR, HOUSE, TENANT, Lobby
from tests.fakes.owning import events, told_sites

ONE = Logo("one", 60, 40, b"picture")
OTHER = Logo("other", 60, 40, b"another picture")
BY = "user:user-admin"


async def change(lobby: Lobby, logo: Logo) -> bool:
    """Choose a logo."""
    by = Author(BY, lobby.clock.now())
    store = lobby.store.for_tenant(TENANT)
    return await store.write(lambda nouns: change_logo(nouns, logo, by))


async def remove(lobby: Lobby) -> bool:
    """Remove it."""
    by = Author(BY, lobby.clock.now())
    store = lobby.store.for_tenant(TENANT)
    return await store.write(lambda nouns: remove_logo(nouns, by))


async def test_a_logo_is_kept_and_told(lobby: Lobby):
    """Every site's kiosks hear of the logo, and the audit says who chose it."""
    changed = await change(lobby, ONE)

    kept = await lobby.store.for_tenant(TENANT).read(lambda n: n.logos.get())
    assert changed
    assert kept == ONE
    assert await events(lobby) == [("tenant.logo_changed", BY)]
    assert await told_sites(lobby) == [HOUSE.id, HARBOUR.id]


async def test_the_same_picture_again_changes_nothing(lobby: Lobby):
    """Chosen twice, a logo stands once in the audit."""
    await change(lobby, ONE)

    again = await change(lobby, ONE)
    other = await change(lobby, OTHER)

    assert (again, other) == (False, True)
    assert len(await events(lobby)) == 2


async def test_a_logo_is_removed_once(lobby: Lobby):
    """After the logo is removed there is nothing more to remove."""
    await change(lobby, ONE)

    first, second = await remove(lobby), await remove(lobby)

    noted = [event for event, _ in await events(lobby)]
    assert (first, second) == (True, False)
    assert sorted(noted) == ["tenant.logo_changed", "tenant.logo_removed"]
    assert len(await told_sites(lobby)) == 4
