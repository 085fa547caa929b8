"""Visitors without an invitation check out by the code on their badge, too."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx

from shared.check_in import VisitState
from tests.fakes.at_the_kiosk import post
from tests.fakes.lobby import HARBOUR_TOKEN, JONAS, OTHER_TOKEN, TENANT, TOKEN, Lobby


async def walk_in(lobby: Lobby, name: str = "Ana Silva") -> tuple[str, str]:
    """Check somebody in who was not invited; give their visit and badge's code."""
    came = await lobby.check_in(visitor={"name": name}, host_id=JONAS.id, language="en")
    said = came.json()
    return said["visit"]["id"], said["badge"]["code"]


async def leave(lobby: Lobby, code: str, *, token: str = TOKEN) -> httpx.Response:
    """Hold up a badge to check out."""
    said = {"request_id": str(uuid4()), "code": code}
    return await post(lobby, "/check-outs", said, token=token)


async def test_a_walk_in_leaves_by_the_badge(lobby: Lobby):
    """Whoever was not invited holds up their badge and is checked out."""
    visit, code = await walk_in(lobby)
    other, other_code = await walk_in(lobby, "Ben Okafor")

    answer = await leave(lobby, code.lower())

    after = await lobby.store.for_tenant(TENANT).read(
        lambda n: [n.visits.get(one).state for one in (visit, other)]
    )
    assert (answer.status_code, answer.json()["visitor"]["name"]) == (200, "Ana Silva")
    assert after == [VisitState.LEFT, VisitState.ON_SITE]
    assert code != other_code


async def test_the_badge_of_a_walk_in_shows_the_room_once_more(lobby: Lobby):
    """Held up on the first page it says that its visitor is here, and new badges match."""
    visit, code = await walk_in(lobby)

    again = await lobby.check_in(code=code, language="en")
    badge = await lobby.get(f"/check-ins/{visit}/badge")

    assert (again.status_code, again.json()["visit"]["id"]) == (200, visit)
    assert again.json()["badge"]["code"] == badge.json()["badge"]["code"] == code


async def test_the_badge_of_somebody_who_left_says_no_name(lobby: Lobby):
    """Lost on the pavement it opens nothing; for a moment it may be held up twice."""
    _, code = await walk_in(lobby)
    await leave(lobby, code)

    twice = await leave(lobby, code)
    lobby.clock.forward(minutes=16)
    later = await leave(lobby, code)
    back = await lobby.check_in(code=code, language="en")
    lobby.clock.forward(hours=25)
    forgotten = await leave(lobby, code)

    assert twice.status_code == 200
    assert [one.json()["error"] for one in (later, back, forgotten)] == [
        "already_used",
        "already_used",
        "code_unknown",
    ]
    assert "Ana" not in later.text + back.text + forgotten.text


async def test_a_badge_opens_nothing_elsewhere(lobby: Lobby):
    """Another building names the right one; another organisation knows nothing."""
    _, code = await walk_in(lobby)

    answers = [
        await leave(lobby, code, token=token) for token in (HARBOUR_TOKEN, OTHER_TOKEN)
    ]

    errors = [answer.json()["error"] for answer in answers]
    assert errors == ["other_site", "code_unknown"]


async def test_nobody_is_checked_out_in_an_invited_visitors_place(lobby: Lobby):
    """Should an invitation have the same six signs, the badge carries none."""
    visit, code = await walk_in(lobby)
    invitation = await lobby.expect(arrival=lobby.clock.now() + timedelta(hours=1))
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.invitations.put(replace(invitation, code=code))
    )

    badge = await lobby.get(f"/check-ins/{visit}/badge")

    assert badge.json()["badge"]["code"] is None
