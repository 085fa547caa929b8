"""Asking somebody to come."""

from datetime import timedelta

import pytest

from admin_server.core.invitations import Asked, Invented, InvitationWrong, invite
from admin_server.core.people import Host
from admin_server.security.chance import CHANCE, new_id
from shared.visit_pass import tidy_code
from tests.fakes.clock import MORNING
from tests.fakes.lobby import HOUSE, JONAS, TENANT, Lobby


def asked(**changes: object) -> Asked:
    values: dict[str, object] = {
        "name": "Mara Lindt",
        "host": JONAS.id,
        "site": HOUSE.id,
        "arrival": MORNING,
        "departure": MORNING + timedelta(hours=24),
    }
    return Asked(**(values | changes))


async def _invite(lobby: Lobby, wanted: Asked, chance: Invented = CHANCE):
    return await lobby.store.for_tenant(TENANT).write(
        lambda nouns: invite(nouns, wanted, now=MORNING, chance=chance)
    )


async def test_a_day_is_the_longest_visit(lobby: Lobby) -> None:
    """Statement 29: 24 hours are accepted."""
    invitation = await _invite(lobby, asked())

    assert tidy_code(invitation.code) == invitation.code


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"departure": MORNING + timedelta(hours=24, minutes=1)}, "24 hours"),
        ({"departure": MORNING}, "after the arrival"),
        ({"name": " \x00 "}, "needs a name"),
        ({"host": "nobody"}, "no such host"),
        ({"site": "nowhere"}, "no such site"),
    ],
)
async def test_an_impossible_invitation_is_refused(
    lobby: Lobby, changes: dict[str, object], sentence: str
) -> None:
    """Statement 29: a visit of 24 h 1 min, or to nobody, is refused."""
    with pytest.raises(InvitationWrong, match=sentence):
        await _invite(lobby, asked(**changes))


async def test_a_host_who_left_cannot_invite(lobby: Lobby) -> None:
    """A host who is no longer active gets no visitors."""
    gone = Host("gone", "Former Host", "gone@lakeside.example", active=False)
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.hosts.put(gone))

    with pytest.raises(InvitationWrong):
        await _invite(lobby, asked(host="gone"))


async def test_a_known_visitor_keeps_one_profile(lobby: Lobby) -> None:
    """Decision 19: the same confirmed e-mail is the same person, at every site."""
    first = await _invite(lobby, asked(email="mara@lindt.example"))
    second = await _invite(lobby, asked(email="mara@lindt.example"))
    nameless = await _invite(lobby, asked())

    assert first.visitor == second.visitor
    assert nameless.visitor != first.visitor


async def test_a_taken_code_is_drawn_again(lobby: Lobby) -> None:
    """Two invitations never share a code, even if chance would have it."""
    codes = iter(["AAAAAA", "AAAAAA", "BBBBBB"])
    chance = Invented(new_id=new_id, new_code=lambda: next(codes))

    first = await _invite(lobby, asked(), chance)
    second = await _invite(lobby, asked(), chance)

    assert (first.code, second.code) == ("AAAAAA", "BBBBBB")


async def test_no_code_left_is_said(lobby: Lobby) -> None:
    """If chance only ever gave one code, the second invitation is refused."""
    chance = Invented(new_id=new_id, new_code=lambda: "AAAAAA")
    await _invite(lobby, asked(), chance)

    with pytest.raises(InvitationWrong, match="No free code"):
        await _invite(lobby, asked(), chance)
