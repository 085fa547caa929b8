"""The server goes away and comes back: nobody is lost, nobody counts twice."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from admin_server.core.pairing import revoke
from admin_server.core.visits import Invitation, Visit
from kiosk_app.runners.server_calls import Revoked
from shared.check_in import VisitState
from shared.offline import Flag
from tests.fakes.front_desk import FrontDesk, open_front_desk
from tests.fakes.lobby import TENANT, Lobby, open_lobby
from tests.fakes.outage import open_outage
from tests.fakes.sleeper import until
from tests.soak.outage import of_three_days, visits_of

EACH = 60
"""Visitors at each kiosk; `make soak` has a thousand."""
YEARS = timedelta(days=5 * 365)


async def by_request(lobby: Lobby) -> dict[UUID, Visit]:
    """Their visits, by the id that the kiosk gave to their check-in."""
    visits = await visits_of(lobby)
    return {UUID(visit.request_id): visit for visit in visits if visit.request_id}


async def test_a_visitor_with_a_pass_gets_in_without_the_server(tmp_path: Path) -> None:
    """Statement 33: scan, and name, badge and the way are there; the server hears later."""
    listed = []

    async def invite(lobby: Lobby) -> None:
        listed.append(await lobby.expect())

    async with open_front_desk(tmp_path, before=invite) as desk:
        await until(desk.has_its_day)
        await desk.pull_the_plug()

        desk.scan(desk.lobby.pass_of(listed[0]))

        await desk.reads("You are checked in, Mara")
        await desk.reads("Please go to the reception desk")
        await desk.reads("Your check-in is saved on this device.")
        await desk.badge()
        async with desk.plugged_in():
            await _becomes_on_site(desk, listed[0])
        visit = await desk.lobby.visit(listed[0])
    assert Flag.OFFLINE in visit.arrival.flags


async def test_somebody_invited_since_gets_in_too(desk: FrontDesk) -> None:
    """A good pass that is not on the kiosk's list yet is told so, and counts."""
    await until(desk.has_its_day)
    invitation = await desk.lobby.expect()
    await desk.pull_the_plug()

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("You are checked in")
    await desk.reads("Is not on our list here.")
    assert "Mara" not in desk.text()
    async with desk.plugged_in():
        await _becomes_on_site(desk, invitation)


async def test_a_wrong_code_is_sent_to_reception(desk: FrontDesk) -> None:
    """Who cannot be checked offline is not told that they are in."""
    await until(desk.has_its_day)
    await desk.pull_the_plug()

    desk.scan("ZZZZZZ")

    await desk.reads("Please go to the reception desk")
    assert "You are checked in" not in desk.text()
    assert desk.badges() == []


async def test_three_kiosks_without_their_server_for_three_days(tmp_path: Path) -> None:
    """R1: nobody lost, nobody twice, each at their own time and in their order."""
    tried = await of_three_days(tmp_path / "house", check_ins=EACH)

    assert tried.tried == {"check-ins": 3 * EACH}
    assert (tried.lost, tried.doubled, tried.wrong) == (0, 0, [])


async def test_a_kiosk_that_was_switched_off_in_between(tmp_path: Path) -> None:
    """R1, R7: a power cut, and a clock that was wrong by years, lose nobody."""
    async with (
        open_lobby(tmp_path) as lobby,
        open_outage(tmp_path, lobby, kiosks=1) as outage,
    ):
        (kiosk,) = outage.kiosks
        await kiosk.learn()
        await kiosk.comes()
        outage.passes(timedelta(hours=1))
        kiosk.restart()
        kiosk.turned.wall += YEARS
        await kiosk.comes()
        kiosk.turned.wall -= YEARS + timedelta(hours=1)
        await kiosk.comes()
        outage.passes(timedelta(hours=1))

        await kiosk.sends()

        found = await by_request(lobby)
    assert found.keys() == kiosk.came.keys()
    assert all(visit.arrived_at <= lobby.clock.now() for visit in found.values())
    off = [abs(found[one].arrived_at - at) for one, at in list(kiosk.came.items())[1:]]
    assert max(off) < timedelta(seconds=1)


async def test_the_same_person_at_two_kiosks(tmp_path: Path) -> None:
    """R17: both kiosks let her in, it is one visit, and reception sees that."""
    async with (
        open_lobby(tmp_path) as lobby,
        open_outage(tmp_path, lobby, kiosks=2) as outage,
    ):
        invitation = await lobby.expect()
        for kiosk in outage.kiosks:
            await kiosk.learn()
            await kiosk.comes(**{"pass": lobby.pass_of(invitation)})
        outage.passes(timedelta(minutes=5))

        for kiosk in outage.kiosks:
            await kiosk.sends()

        visits = await visits_of(lobby)
        events = await lobby.store.for_tenant(TENANT).read(
            lambda nouns: nouns.kept_check_ins.of(invitation.visit)
        )
    assert [visit.state for visit in visits] == [VisitState.ON_SITE]
    assert Flag.TWICE in visits[0].arrival.flags
    assert len(events) == 2


async def test_an_unchanged_list_is_told_in_a_word(tmp_path: Path) -> None:
    """Asking once a minute costs next to nothing until somebody else is expected."""
    async with (
        open_lobby(tmp_path) as lobby,
        open_outage(tmp_path, lobby, kiosks=1) as outage,
    ):
        (kiosk,) = outage.kiosks
        first, name = await kiosk.calls.roster(None)
        unchanged, same = await kiosk.calls.roster(name)
        await lobby.expect()
        changed, other = await kiosk.calls.roster(name)
    assert (unchanged, same) == (None, name)
    assert first is not None
    assert changed is not None
    assert (len(first.entries), len(changed.entries)) == (0, 1)
    assert other != name


async def test_a_revoked_kiosk_loses_its_list_and_not_its_visitors(
    tmp_path: Path,
) -> None:
    """R16: the queue stays sealed, and goes to the server after pairing again."""
    async with (
        open_lobby(tmp_path) as lobby,
        open_outage(tmp_path, lobby, kiosks=2) as outage,
    ):
        lost, successor = outage.kiosks
        await lost.learn()
        await lost.comes()
        await _revoke(lobby, "kiosk-0")

        with pytest.raises(Revoked):
            await lost.calls.roster(None)
        lost.memory.forget()

        assert lost.memory.has_roster is False
        assert lost.store.waiting == 1
        lost.calls = successor.calls
        await lost.sends()
        found = await by_request(lobby)
    assert found.keys() == lost.came.keys()


async def _revoke(lobby: Lobby, kiosk: str) -> None:
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: revoke(
            nouns, nouns.kiosks.get(kiosk), by="user-1", now=lobby.clock.now()
        )
    )


async def _becomes_on_site(desk: FrontDesk, invitation: Invitation) -> None:
    # The kiosk asks more and more rarely, at least every ten seconds.
    async with asyncio.timeout(14):
        while (await desk.lobby.visit(invitation)).state is not VisitState.ON_SITE:
            await asyncio.sleep(0.05)
