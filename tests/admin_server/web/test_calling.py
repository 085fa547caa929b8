"""A kiosk whose token is known already: it must count all the same, each time."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from admin_server.core.pairing import OLDEST_TOKEN
from admin_server.core.tenants import Kiosk
from admin_server.security.devices import hash_token
from admin_server.web.tokens_seen import TokensSeen
from tests.fakes.lobby import HOUSE, PRIYA, TENANT, TOKEN, Lobby

SOON = timedelta(seconds=1)
NEXT_TOKEN = "pk_kiosk-house_the-next-one"
GONE_TOKEN = "pk_kiosk-deleted_of-a-house-that-is-gone"


async def test_a_known_kiosk_checks_in_again(lobby: Lobby):
    """A kiosk that checked somebody in checks the next one in just so."""
    first = await _check_in(lobby)

    second = await _check_in(lobby)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["visit"]["id"] != second.json()["visit"]["id"]


async def test_a_kiosk_is_turned_away_as_soon_as_it_is_revoked(lobby: Lobby):
    """E12: the first check-in after a revocation is refused, and nobody is saved."""
    await _check_in(lobby)
    await _change_kiosk(lobby, revoked_at=lobby.clock.now())

    answers = [await _check_in(lobby), await _check_in(lobby)]

    assert [one.status_code for one in answers] == [401, 401]
    assert [one.json()["error"] for one in answers] == ["kiosk_unknown"] * 2
    assert await _visitors_here(lobby) == 1


async def test_a_kiosk_that_is_let_in_again_checks_in(lobby: Lobby):
    """A kiosk that was turned away is asked about anew, and welcome once it may."""
    await _check_in(lobby)
    await _change_kiosk(lobby, revoked_at=lobby.clock.now())
    await _check_in(lobby)
    await _change_kiosk(lobby, revoked_at=None)

    assert (await _check_in(lobby)).status_code == 201


async def test_a_suspended_organisation_is_told_so_at_once(lobby: Lobby):
    """The kiosk keeps its token while its organisation is suspended."""
    await _check_in(lobby)
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, suspended_at=lobby.clock.now()))
    )

    answer = await _check_in(lobby)

    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")


async def test_a_deleted_organisation_has_no_kiosks(lobby: Lobby):
    """Once an organisation is deleted, its kiosk is told that nobody knows it."""
    seen = lobby.app.state.parts.tokens_seen
    seen.remember(hash_token(GONE_TOKEN), "tenant-deleted", "kiosk-deleted")

    answers = [await _check_in(lobby, GONE_TOKEN), await _check_in(lobby, GONE_TOKEN)]

    assert [one.status_code for one in answers] == [401, 401]
    assert seen.whose(hash_token(GONE_TOKEN)) is None


async def test_an_old_token_stops_counting(lobby: Lobby):
    """A token that turns a year old counts no more, however often it was used."""
    await _change_kiosk(lobby, token_made_at=lobby.clock.now())
    await _check_in(lobby)

    lobby.clock.forward(seconds=(OLDEST_TOKEN - SOON).total_seconds())
    before = await _check_in(lobby)
    lobby.clock.forward(seconds=1)
    after = await _check_in(lobby)

    assert (before.status_code, after.status_code) == (201, 401)


async def test_the_old_token_ends_with_the_first_use_of_the_next(lobby: Lobby):
    """A check-in with the next token is the last that the old one lived through."""
    await _check_in(lobby)
    await _change_kiosk(lobby, next_token_hash=hash_token(NEXT_TOKEN))

    answers = [
        await _check_in(lobby),
        await _check_in(lobby, NEXT_TOKEN),
        await _check_in(lobby, NEXT_TOKEN),
        await _check_in(lobby),
    ]

    assert [one.status_code for one in answers] == [201, 201, 201, 401]


async def test_a_kiosk_that_moves_checks_in_where_it_stands(lobby: Lobby):
    """Visitors are at the site where their kiosk stands now."""
    await _check_in(lobby)
    await _change_kiosk(lobby, site="site-harbour")

    answer = await _check_in(lobby)

    visit = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.visits.get(answer.json()["visit"]["id"])
    )
    assert visit.site == "site-harbour" != HOUSE.id


@pytest.mark.parametrize("token", ["", "nonsense", "pk_", "pk_kiosk-house_wrong"])
async def test_knowing_one_token_lets_no_other_in(lobby: Lobby, token: str):
    """A wrong token beside a known one is as wrong as ever."""
    await _check_in(lobby)

    answer = await _check_in(lobby, token)

    assert answer.status_code == 401


def test_a_thousand_tokens_are_kept_in_mind():
    """A big house's kiosks all fit; whoever comes after them replaces the first."""
    seen = TokensSeen()
    for number in range(1001):
        seen.remember(b"%d" % number, "tenant", f"kiosk-{number}")

    assert seen.whose(b"0") is None
    assert seen.whose(b"1") == ("tenant", "kiosk-1")
    assert seen.whose(b"1000") == ("tenant", "kiosk-1000")


async def _check_in(lobby: Lobby, token: str = TOKEN) -> httpx.Response:
    return await lobby.check_in(
        token=token, visitor={"name": "Mara Lindt"}, host_id=PRIYA.id, language="en"
    )


async def _change_kiosk(lobby: Lobby, **changes: object) -> None:
    def change(nouns) -> None:
        kiosk: Kiosk = nouns.kiosks.get("kiosk-house")
        nouns.kiosks.put(replace(kiosk, **changes))  # type: ignore[arg-type]  # tests name fields

    await lobby.store.for_tenant(TENANT).write(change)


async def _visitors_here(lobby: Lobby) -> int:
    return await lobby.store.for_tenant(TENANT).read(lambda n: len(n.visits.on_site()))
