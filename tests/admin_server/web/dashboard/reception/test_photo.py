"""The photo on a visit's sheet."""

from admin_server.core.kiosk_matters import Photo
from tests.fakes.lobby import (
    MEMBER,
    OTHER_ADMIN,
    OTHER_TENANT,
    PRIYA,
    RECEPTION,
    TENANT,
    Lobby,
)
from tests.fakes.photos import ask_for_photos, bring_photo


async def photographed(lobby: Lobby, **asked: object) -> str:
    """Somebody on site with a photo; names the visit."""
    await ask_for_photos(lobby)
    invitation = await lobby.expect(**asked)
    await lobby.check_in(**{"pass": lobby.pass_of(invitation)})
    await bring_photo(lobby, invitation.visit)
    return invitation.visit


async def test_reception_sees_the_photo(lobby: Lobby):
    """The sheet of a visit shows its photo, and no browser keeps it."""
    visit = await photographed(lobby)
    browser = await lobby.sign_in(RECEPTION)

    sheet = (await browser.get(f"/visits/{visit}")).text
    picture = await browser.get(f"/visits/{visit}/photo")

    assert f'src="/visits/{visit}/photo" alt="Photo of Mara Lindt"' in sheet
    assert "Photo taken at kiosk Front desk" in sheet
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["cache-control"] == "no-store"
    assert picture.content[:2] == b"\xff\xd8"


async def test_without_a_photo_there_is_none_to_see(lobby: Lobby):
    """A visit without a photo shows none, and its address leads nowhere."""
    invitation = await lobby.expect()
    browser = await lobby.sign_in(RECEPTION)

    sheet = (await browser.get(f"/visits/{invitation.visit}")).text
    picture = await browser.get(f"/visits/{invitation.visit}/photo")

    assert "sheet-photo" not in sheet
    assert picture.status_code == 404


async def test_a_host_sees_photos_of_their_own_visitors_only(lobby: Lobby):
    """Jonas sees who comes to him, and not who comes to Priya."""
    own, other = await photographed(lobby), await photographed(lobby, host=PRIYA.id)
    browser = await lobby.sign_in(MEMBER)

    shown = await browser.get(f"/visits/{own}/photo")
    hidden = await browser.get(f"/visits/{other}/photo")

    assert (shown.status_code, hidden.status_code) == (200, 404)


async def test_nobody_else_sees_a_photo(lobby: Lobby):
    """Another organisation, and whoever is not signed in, see nothing."""
    visit = await photographed(lobby)
    stranger = await lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT)

    theirs = await stranger.get(f"/visits/{visit}/photo")
    nobodys = await lobby.browser().get(f"/visits/{visit}/photo")

    assert theirs.status_code == 404
    assert b"\xff\xd8" not in nobodys.content[:2]


async def test_a_photo_that_does_not_open_is_not_there(lobby: Lobby):
    """Where the key has gone, the photo has gone too; the sheet still opens."""
    visit = await photographed(lobby)
    broken = Photo(visit, lobby.clock.now(), "v1.gone.AAAA")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.photos.put(broken))
    browser = await lobby.sign_in(RECEPTION)

    picture = await browser.get(f"/visits/{visit}/photo")

    assert picture.status_code == 404
    assert (await browser.get(f"/visits/{visit}")).status_code == 200
