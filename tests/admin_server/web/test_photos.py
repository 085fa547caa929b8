"""A kiosk brings the photo of a visitor."""

import pytest

from admin_server.security.photos import open_photo
from shared.kiosk_options import Asked
from shared.photos import LARGEST_PHOTO
from tests.fakes.at_the_kiosk import post, revoke_kiosk, set_options
from tests.fakes.lobby import HARBOUR_TOKEN, OTHER_TOKEN, TENANT, Lobby
from tests.fakes.people import events
from tests.fakes.photos import (
    PLACE,
    ask_for_photos,
    bring_photo,
    camera_picture,
    kept_photos,
)


async def somebody_here(lobby: Lobby) -> str:
    """Check Mara in at the house, which photographs its visitors; names the visit."""
    await ask_for_photos(lobby)
    invitation = await lobby.expect()
    await lobby.check_in(**{"pass": lobby.pass_of(invitation)})
    return invitation.visit


async def test_a_photo_is_kept_small_and_sealed(lobby: Lobby):
    """The photo stands sealed in the database, and says nothing but what it shows."""
    visit = await somebody_here(lobby)

    answer = await bring_photo(lobby, visit, picture=camera_picture(2000, 1000))

    photo = await lobby.store.for_tenant(TENANT).read(lambda n: n.photos.get(visit))
    jpeg = open_photo(
        lobby.app.state.parts.box, photo.sealed, tenant=TENANT, visit=visit
    )
    assert (answer.status_code, answer.json()) == (201, {"kept": True})
    assert jpeg[:2] == b"\xff\xd8"
    assert len(jpeg) < 40_000
    assert PLACE not in jpeg
    assert photo.taken_at == lobby.clock.now()
    assert (await events(lobby, f"visit:{visit}"))[-1] == "visit.photo_taken"


async def test_a_photo_sent_again_is_one_photo(lobby: Lobby):
    """After a lost answer the same photo comes again, and is noted once."""
    visit = await somebody_here(lobby)

    await bring_photo(lobby, visit)
    again = await bring_photo(lobby, visit)

    noted = await events(lobby, f"visit:{visit}")
    assert again.json() == {"kept": True}
    assert await kept_photos(lobby) == [visit]
    assert noted.count("visit.photo_taken") == 1


async def test_a_missing_photo_is_noted_once(lobby: Lobby):
    """Without a camera the visit says so, and nothing else happens."""
    visit = await somebody_here(lobby)
    missing: dict[str, object] = {"visit": visit, "missing": "no_camera"}

    answer = await post(lobby, "/photos", missing)
    await post(lobby, "/photos", missing)

    noted = await events(lobby, f"visit:{visit}")
    assert (answer.status_code, answer.json()) == (201, {"kept": False})
    assert noted.count("visit.photo_missing") == 1
    assert await kept_photos(lobby) == []


async def test_a_site_that_asks_for_none_keeps_none(lobby: Lobby):
    """Photos that were switched off meanwhile are not kept."""
    visit = await somebody_here(lobby)
    await set_options(lobby, photo=Asked.OFF)

    answer = await bring_photo(lobby, visit)

    assert (answer.status_code, answer.json()) == (201, {"kept": False})
    assert await kept_photos(lobby) == []


async def test_nobody_but_a_visitor_on_site_is_photographed(lobby: Lobby):
    """Of somebody who has not come yet, no photo is taken over."""
    await ask_for_photos(lobby)
    invitation = await lobby.expect()

    answer = await bring_photo(lobby, invitation.visit)

    assert (answer.status_code, answer.json()["error"]) == (404, "visit_unknown")
    assert await kept_photos(lobby) == []


@pytest.mark.parametrize("token", [HARBOUR_TOKEN, OTHER_TOKEN])
async def test_only_a_kiosk_of_the_house_brings_photos(lobby: Lobby, token: str):
    """A kiosk across the street, or of other people, cannot put a photo here."""
    visit = await somebody_here(lobby)

    answer = await bring_photo(lobby, visit, token=token)

    assert (answer.status_code, answer.json()["error"]) == (404, "visit_unknown")
    assert await kept_photos(lobby) == []


async def test_a_revoked_kiosk_brings_nothing(lobby: Lobby):
    """A kiosk that an admin has revoked cannot put a photo either."""
    visit = await somebody_here(lobby)
    await revoke_kiosk(lobby)

    answer = await bring_photo(lobby, visit)

    assert (answer.status_code, answer.json()["error"]) == (401, "kiosk_unknown")
    assert await kept_photos(lobby) == []


@pytest.mark.parametrize(
    "picture", [b"no picture", camera_picture()[:300], b"\x89PNG\r\n\x1a\n" + b"0" * 99]
)
async def test_what_is_no_photo_is_refused(lobby: Lobby, picture: bytes):
    """What is broken, or no JPEG, is refused and not kept."""
    visit = await somebody_here(lobby)

    answer = await bring_photo(lobby, visit, picture=picture)

    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")
    assert await kept_photos(lobby) == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"jpeg": "AAAA", "missing": "no_camera"},
        {"jpeg": "no base64 at all"},
        {"missing": "shy"},
    ],
)
async def test_one_thing_is_said(lobby: Lobby, said: dict[str, object]):
    """A kiosk brings a photo or says why there is none, and nothing else."""
    visit = await somebody_here(lobby)

    answer = await post(lobby, "/photos", {"visit": visit, **said})

    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")


async def test_a_photo_may_have_two_megabytes(lobby: Lobby):
    """A photo of the largest kind is taken, a larger one is not."""
    visit = await somebody_here(lobby)
    picture = camera_picture()
    whole = picture + b"\0" * (LARGEST_PHOTO - len(picture))

    largest = await bring_photo(lobby, visit, picture=whole)
    larger = await bring_photo(lobby, visit, picture=whole + b"\0" * 4096)

    assert largest.status_code == 201
    assert larger.status_code == 413


async def test_photos_are_counted(lobby: Lobby):
    """A kiosk that sends photo after photo is asked to wait."""
    visit = await somebody_here(lobby)
    missing: dict[str, object] = {"visit": visit, "missing": "no_camera"}

    answers = [await post(lobby, "/photos", missing) for _ in range(31)]

    assert [one.status_code for one in answers] == [201] * 30 + [429]
