"""Sessions, links and pairings that are over do not lie about."""

from datetime import timedelta

from admin_server.core.tenants import Pairing
from admin_server.core.users import LinkPurpose, OneTimeLink
from admin_server.jobs.forget_sign_ins import forget_sign_ins
from tests.fakes.lobby import RECEPTION, TENANT, Lobby


async def test_what_is_over_is_deleted(lobby: Lobby):
    """A day later nothing is left of a browser, a link and a pairing code."""
    now = lobby.clock.now()
    soon = now + timedelta(minutes=10)
    await lobby.sign_in(RECEPTION)
    store = lobby.store.for_tenant(TENANT)
    link = OneTimeLink("link", RECEPTION.id, LinkPurpose.WELCOME, b"l", now, soon)
    await store.write(lambda n: n.one_time_links.put(link))
    await lobby.store.before_tenant.add_pairing(
        Pairing("pairing", b"device", b"code", now, soon)
    )

    kept = await forget_and_look(lobby)
    lobby.clock.forward(days=1)
    left = await forget_and_look(lobby)

    assert kept == (1, True, True)
    assert left == (0, False, False)


async def forget_and_look(lobby: Lobby) -> tuple[int, bool, bool]:
    """Let the job run once; say how many sessions, and whether link and pairing stand."""
    await forget_sign_ins(lobby.store, lobby.clock)
    sessions, link = await lobby.store.for_tenant(TENANT).read(
        lambda n: (n.sessions.of_user(RECEPTION.id), n.one_time_links.get("link"))
    )
    pairing = await lobby.store.before_tenant.pairing_by_device(b"device")
    return len(sessions), link is not None, pairing is not None
