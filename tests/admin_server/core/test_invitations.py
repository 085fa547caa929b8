"""Asking somebody to come."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin_server.core.invitations import (
    Asked,
    Invented,
    InvitationWrong,
    invite,
    invite_together,
)
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


async def _together(lobby: Lobby, *wanted: Asked, party: str | None = None):
    return await lobby.store.for_tenant(TENANT).write(
        lambda nouns: invite_together(
            nouns,
            wanted,
            party=party or new_id(),
            now=MORNING,
            chance=CHANCE,
            by="user:user-reception",
        )
    )


async def test_people_invited_together_belong_together(lobby: Lobby) -> None:
    """Two guests of one form share a party; each has a visit and a code."""
    first, second = await _together(lobby, asked(), asked(name="Tom Berg"))

    assert first.party == second.party is not None
    assert first.visit != second.visit
    assert first.code != second.code


async def test_one_person_alone_is_no_party(lobby: Lobby) -> None:
    """A single guest belongs to nobody else."""
    (only,) = await _together(lobby, asked())

    assert only.party is None


async def test_a_form_that_is_sent_twice_invites_once(lobby: Lobby) -> None:
    """A double click makes one visit."""
    party = new_id()

    first = await _together(lobby, asked(), party=party)
    second = await _together(lobby, asked(), party=party)

    assert first == second


async def test_nobody_is_invited_into_the_past(lobby: Lobby) -> None:
    """A guest who arrived a quarter of an hour ago may be entered, nobody earlier."""
    late = asked(arrival=MORNING - timedelta(minutes=15), departure=MORNING)
    too_late = asked(arrival=MORNING - timedelta(minutes=16), departure=MORNING)

    made = await _together(lobby, late)

    assert len(made) == 1
    with pytest.raises(InvitationWrong, match="has passed"):
        await _together(lobby, too_late)


async def test_more_than_twenty_are_refused_together(lobby: Lobby) -> None:
    """One form invites twenty people, and not one more."""
    with pytest.raises(InvitationWrong, match="At most 20"):
        await _together(lobby, *[asked()] * 21)


async def test_if_one_cannot_come_nobody_is_invited(lobby: Lobby) -> None:
    """A nameless second guest leaves no first one behind."""
    with pytest.raises(InvitationWrong):
        await _together(lobby, asked(email="mara@lindt.example"), asked(name=""))

    assert await lobby.store.for_tenant(TENANT).read(_visits) == []


async def test_the_audit_says_who_invited(lobby: Lobby) -> None:
    """Reception invites for a host: the audit names reception."""
    (made,) = await _together(lobby, asked())

    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"visit:{made.visit}")
    )

    assert [row[1:] for row in rows] == [("visit.invited", "user:user-reception")]


async def test_another_name_at_a_known_address_is_another_person(lobby: Lobby) -> None:
    """An assistant's address for two guests: the badge has the right name."""
    first = await _invite(lobby, asked(email="office@lindt.example"))
    second = await _invite(lobby, asked(email="office@lindt.example", name="Tom Berg"))
    third = await _invite(lobby, asked(email="office@lindt.example"))

    assert second.visitor != first.visitor == third.visitor


async def test_a_new_company_is_kept(lobby: Lobby) -> None:
    """A guest who changed jobs keeps their profile, with the new company."""
    first = await _invite(lobby, asked(email="mara@lindt.example", company="Lindt"))
    await _invite(lobby, asked(email="mara@lindt.example", company="Berg AG"))
    await _invite(lobby, asked(email="mara@lindt.example"))

    visitor = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visitors.get(first.visitor)
    )

    assert visitor is not None
    assert visitor.company == "Berg AG"


async def test_a_room_is_typed_only_where_no_calendar_says_one(lobby: Lobby) -> None:
    """E8: a visit with a meeting has the calendar's room, and no other."""
    made = await _invite(lobby, asked(room_text="Garden"))

    visit = await lobby.visit(made)
    assert visit.room_text == "Garden"
    with pytest.raises(InvitationWrong, match="calendar says the room"):
        await _invite(lobby, asked(room_text="Garden", meeting="m1"))


async def test_a_day_is_measured_in_real_hours(lobby: Lobby) -> None:
    """The night the clocks go back, ten to ten is 25 hours."""
    zone = ZoneInfo("Europe/Zurich")
    start = datetime(2027, 10, 30, 10, 0, tzinfo=zone)

    with pytest.raises(InvitationWrong, match="24 hours"):
        await _invite(lobby, asked(arrival=start, departure=start + timedelta(days=1)))


def _visits(nouns) -> list[object]:
    return nouns.visits.between(
        MORNING - timedelta(days=9), MORNING + timedelta(days=9)
    )
