"""What a kiosk is told of its organisation's logo."""

import httpx

from admin_server.security.logo_pictures import read_logo
from tests.fakes.at_the_kiosk import revoke_kiosk
from tests.fakes.lobby import HARBOUR_TOKEN, OTHER_TOKEN, TENANT, TOKEN, Lobby, bearer
from tests.fakes.logos import logo_file

LOGO = read_logo(logo_file())


async def get(
    lobby: Lobby, path: str, *, token: str = TOKEN, known: str | None = None
) -> httpx.Response:
    """Ask as a kiosk does."""
    headers = bearer(token)
    headers |= {"If-None-Match": known} if known else {}
    return await lobby.http.get(f"/api/v1/{path}", headers=headers)


async def hang_up(lobby: Lobby, logo=LOGO) -> None:
    """Give the organisation a logo."""
    await lobby.store.for_tenant(TENANT).write(lambda n: n.logos.put(logo))


async def test_a_kiosk_is_told_of_the_logo(lobby: Lobby):
    """The configuration names the logo, its shape and whose it is."""
    before = (await get(lobby, "kiosk")).json()
    await hang_up(lobby)

    told = (await get(lobby, "kiosk")).json()

    assert before["logo"] is None
    assert told["logo"] == {
        "version": LOGO.version,
        "width": 480,
        "height": 160,
        "name": "Lakeside",
    }
    assert told["version"] != before["version"]


async def test_a_kiosk_is_given_the_picture(lobby: Lobby):
    """Every kiosk of the organisation gets the picture as it is kept."""
    await hang_up(lobby)

    answer = await get(lobby, "kiosk/logo")
    harbour = await get(lobby, "kiosk/logo", token=HARBOUR_TOKEN)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["etag"] == f'"{LOGO.version}"'
    assert answer.content == harbour.content == LOGO.png


async def test_a_known_picture_is_not_sent_again(lobby: Lobby):
    """A kiosk that has the picture is told so; with another one it gets this one."""
    await hang_up(lobby)

    known = await get(lobby, "kiosk/logo", known=f'"{LOGO.version}"')
    other = await get(lobby, "kiosk/logo", known='"older"')

    assert (known.status_code, known.content) == (304, b"")
    assert other.status_code == 200


async def test_without_a_logo_there_is_no_picture(lobby: Lobby):
    """An organisation without a logo, and any other organisation, has none."""
    nothing = await get(lobby, "kiosk/logo")
    await hang_up(lobby)
    stranger = await get(lobby, "kiosk/logo", token=OTHER_TOKEN)

    assert (nothing.status_code, nothing.json()["error"]) == (404, "not_found")
    assert stranger.status_code == 404


async def test_only_a_paired_kiosk_gets_it(lobby: Lobby):
    """A kiosk that was revoked is told that nobody knows it."""
    await hang_up(lobby)
    await revoke_kiosk(lobby)

    answer = await get(lobby, "kiosk/logo")

    assert (answer.status_code, answer.json()["error"]) == (401, "kiosk_unknown")
