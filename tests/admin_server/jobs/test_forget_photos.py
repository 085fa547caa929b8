"""Photos go when their visitors do."""

from datetime import timedelta

from admin_server.core.kiosk_matters import Photo
from admin_server.core.visits import Invitation
from admin_server.jobs.forget_photos import forget_photos
from shared.check_in import VisitState
from tests.fakes.lobby import TENANT, Lobby
from tests.fakes.photos import kept_photos


async def photographed(
    lobby: Lobby, name: str, state: VisitState = VisitState.ON_SITE
) -> Invitation:
    """Somebody with a photo of this moment."""
    invitation = await lobby.expect(name, stays=timedelta(hours=24))
    photo = Photo(invitation.visit, lobby.clock.now(), "v1.k.sealed")

    def work(nouns) -> None:
        nouns.visits.set_state(invitation.visit, state)
        nouns.photos.put(photo)

    await lobby.store.for_tenant(TENANT).write(work)
    return invitation


async def test_only_those_on_site_keep_their_photo(lobby: Lobby):
    """Whoever left, or was never there after all, has no photo a minute later."""
    here = await photographed(lobby, "Mara Lindt")
    await photographed(lobby, "Bo Lind", VisitState.LEFT)
    await photographed(lobby, "Ana Berg", VisitState.EXPECTED)
    await photographed(lobby, "Kim Holt", VisitState.EXPIRED)

    pause = await forget_photos(lobby.store, lobby.clock)

    assert pause == 60
    assert await kept_photos(lobby) == [here.visit]


async def test_no_photo_grows_older_than_a_day(lobby: Lobby):
    """Whoever was never checked out has no photo after a day all the same."""
    await photographed(lobby, "Mara Lindt")

    lobby.clock.forward(hours=24)
    await forget_photos(lobby.store, lobby.clock)
    within = await kept_photos(lobby)
    lobby.clock.forward(seconds=1)
    await forget_photos(lobby.store, lobby.clock)

    assert len(within) == 1
    assert await kept_photos(lobby) == []
