"""A kiosk hands a visitor over to their own phone."""

from uuid import uuid4

from admin_server.security.phone_links import open_link
from tests.fakes.lobby import HOUSE, TENANT, TOKEN, Lobby, bearer


async def test_a_kiosk_is_given_an_address_for_a_phone(lobby: Lobby):
    """The address names this kiosk, its site and the visitor's one try, all sealed."""
    asked = str(uuid4())

    answer = await lobby.http.post(
        "/api/v1/phone-links", json={"request_id": asked}, headers=bearer(TOKEN)
    )

    told = answer.json()
    parts = lobby.app.state.parts
    link = open_link(parts.box, told["address"].rpartition("/")[2])
    assert answer.status_code == 201
    assert told["address"].startswith(f"{parts.public_url}/phone/")
    assert told["seconds"] == 600
    assert (link.tenant, link.site, link.kiosk) == (TENANT, HOUSE.id, "kiosk-house")
    assert str(link.request_id) == asked


async def test_only_a_paired_kiosk_is_given_one(lobby: Lobby):
    """Nobody on the network makes such addresses for themselves."""
    answer = await lobby.http.post(
        "/api/v1/phone-links",
        json={"request_id": str(uuid4())},
        headers=bearer("pk_nobody"),
    )

    assert answer.status_code == 401
