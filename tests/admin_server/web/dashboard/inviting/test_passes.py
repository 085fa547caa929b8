"""A visitor's pass on a page, and sending the invitation again."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import zxingcpp
from PIL import Image

from admin_server.core.invitations import Asked, invite_together
from admin_server.core.visits import Invitation
from admin_server.security.chance import CHANCE
from shared.check_in import VisitState
from tests.fakes.lobby import (
    HARBOUR,
    HOUSE,
    JONAS,
    MEMBER,
    PRIYA,
    RECEPTION,
    TENANT,
    Lobby,
    open_lobby,
)
from tests.fakes.sealed_lobby import invite_by_mail, seal_pass_key


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby that signs passes; its mails wait."""
    async with open_lobby(tmp_path, deliver=False) as opened:
        await seal_pass_key(opened)
        yield opened


async def state(lobby: Lobby, visit: str, to: VisitState) -> None:
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.visits.set_state(visit, to)
    )


async def waiting(lobby: Lobby) -> int:
    claimed = await lobby.store.before_tenant.claim_outbox(
        owner="test",
        now=lobby.clock.now() + timedelta(days=1),
        lease_until=lobby.clock.now() + timedelta(days=2),
        limit=99,
    )
    return len(claimed)


def drawn(page: str) -> str:
    """Read the QR code of a page as a camera would."""
    side = int(re.findall(r'viewBox="0 0 (\d+) \d+"', page)[0])
    path = re.findall(r'fill="#1c1b19" d="([^"]+)"', page)[0]
    picture = Image.new("L", (side, side), 255)
    squares = re.findall(r"M(\d+) (\d+)h1v1h-1z", path)
    _ = [picture.putpixel((int(x), int(y)), 0) for x, y in squares]
    (code,) = zxingcpp.read_barcodes(picture.resize((side * 4, side * 4)))
    return code.text


async def test_the_page_shows_the_pass(lobby: Lobby) -> None:
    """The code on the page checks its visitor in; nobody's cache keeps it."""
    invitation = await invite_by_mail(lobby, room_text="Garden")
    browser = await lobby.sign_in(RECEPTION)

    page = await browser.get(f"/visits/{invitation.visit}/pass")

    answer = await lobby.check_in(**{"pass": drawn(page.text)})
    assert answer.status_code == 201
    assert invitation.code in page.text
    assert "Garden" in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("over", [VisitState.CANCELLED, VisitState.LEFT])
async def test_a_pass_that_counts_no_more_is_not_shown(
    lobby: Lobby, over: VisitState
) -> None:
    """A cancelled visit's page has no code to print."""
    invitation = await invite_by_mail(lobby)
    await state(lobby, invitation.visit, over)
    browser = await lobby.sign_in(RECEPTION)

    page = await browser.get(f"/visits/{invitation.visit}/pass")

    assert "no longer works" in page.text
    assert invitation.code not in page.text


@pytest.mark.parametrize("path", ["pass", "invited", "change"])
async def test_another_sites_passes_are_not_there(lobby: Lobby, path: str) -> None:
    """Reception of the house shows no pass of the harbour."""
    invitation = await invite_by_mail(lobby, site=HARBOUR.id)
    browser = await lobby.sign_in(RECEPTION)

    page = await browser.get(f"/visits/{invitation.visit}/{path}")

    assert page.status_code == 404


@pytest.mark.parametrize(("host", "status"), [(JONAS.id, 200), (PRIYA.id, 404)])
async def test_members_see_their_own_passes(
    lobby: Lobby, host: str, status: int
) -> None:
    """A member shows their own visitors' passes and nobody else's."""
    invitation = await invite_by_mail(lobby, host=host)
    browser = await lobby.sign_in(MEMBER)

    page = await browser.get(f"/visits/{invitation.visit}/pass")

    assert page.status_code == status


async def test_a_walk_in_has_no_pass(lobby: Lobby) -> None:
    """Whoever came without an invitation has none to show."""
    answer = await lobby.check_in(visitor={"name": "Ada"}, host_id=JONAS.id)
    browser = await lobby.sign_in(RECEPTION)

    page = await browser.get(f"/visits/{answer.json()['visit']['id']}/pass")

    assert page.status_code == 404


async def test_who_moved_to_another_host_is_not_shown_with_the_others(
    lobby: Lobby,
) -> None:
    """A member sees whom they were invited with only while those are their visitors."""
    start = lobby.clock.now() + timedelta(hours=1)
    asked = [
        Asked(name, JONAS.id, HOUSE.id, start, start + timedelta(hours=2))
        for name in ("Mara Lindt", "Tom Berg")
    ]

    def work(nouns) -> tuple[Invitation, Invitation]:
        now, party = lobby.clock.now(), str(uuid4())
        stays, moves = invite_together(
            nouns, asked, party=party, now=now, chance=CHANCE, by="user:user-reception"
        )
        visit = nouns.visits.get(moves.visit)
        nouns.visits.put(replace(visit, host=PRIYA.id))
        return stays, moves

    stays, moved = await lobby.store.for_tenant(TENANT).write(work)
    browser = await lobby.sign_in(MEMBER)

    page = await browser.get(f"/visits/{stays.visit}/invited")

    assert stays.code in page.text
    assert moved.code not in page.text
    assert "Tom Berg" not in page.text


async def again(browser: httpx.AsyncClient, visit: str) -> httpx.Response:
    return await browser.post(f"/visits/{visit}/send-again")


async def test_the_invitation_is_sent_again(lobby: Lobby) -> None:
    """One more mail waits, the visit's story says who asked for it."""
    invitation = await invite_by_mail(lobby)
    browser = await lobby.sign_in(RECEPTION)

    answer = await again(browser, invitation.visit)

    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"visit:{invitation.visit}")
    )
    assert answer.headers["location"] == f"/visits/{invitation.visit}"
    assert rows[-1][1:] == ("visit.asked_again", f"user:{RECEPTION.id}")
    assert await waiting(lobby) == 2


async def test_nothing_is_sent_to_nowhere(lobby: Lobby) -> None:
    """Without an address, or once the visit is cancelled, nothing is sent."""
    nameless = await invite_by_mail(lobby, email=None)
    cancelled = await invite_by_mail(lobby)
    await state(lobby, cancelled.visit, VisitState.CANCELLED)
    browser = await lobby.sign_in(RECEPTION)

    await again(browser, nameless.visit)
    await again(browser, cancelled.visit)

    assert await waiting(lobby) == 1


async def test_a_party_that_changed_is_still_shown(lobby: Lobby) -> None:
    """The page after inviting shows a single guest too."""
    invitation = await invite_by_mail(lobby)
    browser = await lobby.sign_in(RECEPTION)

    page = await browser.get(f"/visits/{invitation.visit}/invited")

    assert page.text.count('class="code"') == 1


async def test_another_tenants_ids_are_nothing(lobby: Lobby) -> None:
    """An id that nobody has is not there."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await again(browser, "nobody")

    assert answer.status_code == 404
