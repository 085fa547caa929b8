"""Changing a visit that is still expected."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.changing import change, wanted_of
from admin_server.core.invitations import InvitationWrong
from admin_server.core.visits import RoomOfVisit, Visit
from admin_server.security.chance import CHANCE
from shared.check_in import RoomState, VisitState
from tests.fakes.lobby import HARBOUR, PRIYA, TENANT, Lobby
from tests.fakes.sealed_lobby import invite_by_mail

HOUR = timedelta(hours=1)


async def _changed(lobby: Lobby, visit: Visit, **wanted: object):
    return await lobby.store.for_tenant(TENANT).write(
        lambda nouns: change(
            nouns,
            visit,
            replace(wanted_of(visit), **wanted),  # type: ignore[arg-type]
            now=lobby.clock.now(),
            chance=CHANCE,
            by="user:user-reception",
        )
    )


async def _put(lobby: Lobby, visit: Visit) -> Visit:
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.visits.put(visit))
    return visit


async def test_a_visit_moves_and_its_pass_stays(lobby: Lobby) -> None:
    """Statement 28: the visit is an hour later, its code is the same."""
    invitation = await invite_by_mail(lobby)
    visit = await lobby.visit(invitation)

    newer = await _changed(
        lobby,
        visit,
        arrival=visit.expected_arrival + HOUR,
        departure=visit.expected_departure + HOUR,
    )

    moved = await lobby.visit(invitation)
    assert moved.expected_arrival == visit.expected_arrival + HOUR
    assert newer == replace(invitation, sequence=1)


async def test_another_host_at_another_site(lobby: Lobby) -> None:
    """With another host, the meeting in the old one's calendar counts no more."""
    invitation = await invite_by_mail(lobby)
    found = RoomOfVisit(state=RoomState.FOUND, name="Conference Room A")
    visit = await _put(
        lobby, replace(await lobby.visit(invitation), meeting="m1", room=found)
    )

    newer = await _changed(lobby, visit, host=PRIYA.id, site=HARBOUR.id)

    changed = await lobby.visit(invitation)
    assert (changed.host, changed.site) == (PRIYA.id, HARBOUR.id)
    assert (changed.meeting, changed.room) == (None, RoomOfVisit())
    assert newer is not None
    assert (newer.host, newer.site) == (PRIYA.id, HARBOUR.id)


async def test_no_change_is_none(lobby: Lobby) -> None:
    """Saving a visit as it is tells nobody anything."""
    invitation = await invite_by_mail(lobby)
    visit = await lobby.visit(invitation)

    assert await _changed(lobby, visit) is None
    assert await _changed(lobby, visit, purpose="") is None


@pytest.mark.parametrize(
    "state", [one for one in VisitState if one is not VisitState.EXPECTED]
)
async def test_only_expected_visits_change(lobby: Lobby, state: VisitState) -> None:
    """Whoever is here, has left or was cancelled stays as they are."""
    visit = await lobby.visit(await invite_by_mail(lobby))
    later = replace(visit, state=state)

    with pytest.raises(InvitationWrong, match="still expected"):
        await _changed(lobby, later, purpose="Talks")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"host": "nobody"}, "no such host"),
        ({"site": "nowhere"}, "no such site"),
    ],
)
async def test_the_rules_of_inviting_hold(
    lobby: Lobby, changes: dict[str, object], sentence: str
) -> None:
    """A visit cannot become one that could not have been made."""
    visit = await lobby.visit(await invite_by_mail(lobby))

    with pytest.raises(InvitationWrong, match=sentence):
        await _changed(lobby, visit, **changes)


async def test_times_keep_to_their_rules(lobby: Lobby) -> None:
    """Not into the past, not longer than a day, not backwards."""
    visit = await lobby.visit(await invite_by_mail(lobby))
    past = visit.expected_arrival - timedelta(days=1)

    with pytest.raises(InvitationWrong, match="has passed"):
        await _changed(lobby, visit, arrival=past, departure=past + HOUR)
    with pytest.raises(InvitationWrong, match="24 hours"):
        await _changed(lobby, visit, departure=visit.expected_arrival + 25 * HOUR)
    with pytest.raises(InvitationWrong, match="after the arrival"):
        await _changed(lobby, visit, departure=visit.expected_arrival)


async def test_a_late_visitors_note_can_still_be_written(lobby: Lobby) -> None:
    """Whoever is late keeps their time, and may get another room."""
    invitation = await invite_by_mail(lobby)
    visit = await lobby.visit(invitation)
    lobby.clock.forward(hours=2)

    await _changed(lobby, visit, room_text="Garden")

    assert (await lobby.visit(invitation)).room_text == "Garden"
