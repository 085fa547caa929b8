"""Somebody with several visits today, and somebody who came with others."""

from datetime import timedelta
from uuid import uuid4

from admin_server.core.invitations import Asked, invite_together
from admin_server.core.visits import Invitation
from admin_server.security.chance import CHANCE
from shared.check_in import VisitState
from tests.fakes.at_the_kiosk import set_options
from tests.fakes.lobby import HARBOUR, HOUSE, JONAS, TENANT, Lobby

MAIL = "mara@lindt.example"


async def test_several_visits_are_told_apart_by_their_time(lobby: Lobby):
    """E4: with two visits today the visitor chooses by the time, nothing else is said."""
    soon = lobby.clock.now() + timedelta(hours=3)
    await lobby.expect(email=MAIL)
    later = await lobby.expect(email=MAIL, arrival=soon, purpose="Secret plans")

    answer = await lobby.check_in(code=later.code)

    refused = answer.json()
    assert (answer.status_code, refused["error"]) == (409, "several_visits")
    # The one whose code was typed comes first.
    assert [choice["starts"][11:16] for choice in refused["choices"]] == [
        "13:00",
        "10:00",
    ]
    assert "Secret" not in answer.text
    assert "Jonas" not in answer.text
    assert "Mara" not in answer.text
    assert (await lobby.visit(later)).state is VisitState.EXPECTED


async def test_the_chosen_visit_is_checked_in(lobby: Lobby):
    """The choice is taken at its word, and not asked for again."""
    soon = lobby.clock.now() + timedelta(hours=3)
    first = await lobby.expect(email=MAIL)
    later = await lobby.expect(email=MAIL, arrival=soon)
    asked = await lobby.check_in(**{"pass": lobby.pass_of(first)})
    claim = asked.json()["choices"][1]["claim"]

    answer = await lobby.check_in(claim=claim)

    assert answer.status_code == 201
    assert answer.json()["visit"]["id"] == later.visit


async def test_nobody_is_asked_where_there_is_nothing_to_choose(lobby: Lobby):
    """A visit tomorrow, across the street, over, cancelled or at one time is no choice."""
    now = lobby.clock.now()
    first = await lobby.expect(email=MAIL)
    await lobby.expect(email=MAIL, arrival=now + timedelta(days=1))
    await lobby.expect(email=MAIL, arrival=now + timedelta(hours=1), site=HARBOUR.id)
    await lobby.expect(
        email=MAIL, arrival=now - timedelta(hours=2), stays=timedelta(hours=1)
    )
    await lobby.expect(email=MAIL)
    gone = await lobby.expect(email=MAIL, arrival=now + timedelta(hours=2))
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.visits.set_state(gone.visit, VisitState.CANCELLED)
    )

    answer = await lobby.check_in(code=first.code)

    assert answer.status_code == 201


async def test_another_persons_visits_are_never_offered(lobby: Lobby):
    """Two people of one name and no e-mail have nothing to do with each other."""
    first = await lobby.expect()
    await lobby.expect(arrival=lobby.clock.now() + timedelta(hours=1))

    assert (await lobby.check_in(code=first.code)).status_code == 201


async def together(lobby: Lobby, *names: str, site: str = HOUSE.id) -> list[Invitation]:
    """Invite people with one form."""
    now = lobby.clock.now()
    asked = [
        Asked(
            name=name,
            host=JONAS.id,
            site=site,
            arrival=now,
            departure=now + timedelta(hours=1),
        )
        for name in names
    ]
    return await lobby.store.for_tenant(TENANT).write(
        lambda n: invite_together(
            n, asked, party=str(uuid4()), now=now, chance=CHANCE, by="user:x"
        )
    )


async def test_a_visitors_party_may_follow(lobby: Lobby):
    """Whoever came together is checked in one after the other, each by one touch."""
    mara, ben, _ = await together(lobby, "Mara Lindt", "Ben Keller", "Ivo")
    await lobby.expect("Somebody Else")

    first = (await lobby.check_in(code=mara.code)).json()
    second = (await lobby.check_in(claim=first["party"][0]["claim"])).json()

    assert [one["name"] for one in first["party"]] == ["Ben K.", "Ivo"]
    assert second["visit"]["id"] == ben.visit
    assert [one["name"] for one in second["party"]] == ["Ivo"]


async def test_nobody_is_offered_a_party_that_is_not_there(lobby: Lobby):
    """Who came alone, or invited themselves, is asked about nobody."""
    alone = await lobby.expect()

    invited = await lobby.check_in(code=alone.code)
    walk_in = await lobby.check_in(visitor={"name": "Ada"}, host_id=JONAS.id)

    assert (invited.json()["party"], walk_in.json()["party"]) == ([], [])


async def test_colleagues_are_offered_only_where_the_site_wants_it(lobby: Lobby):
    """An admin may switch it off."""
    mara, _ = await together(lobby, "Mara Lindt", "Ben Keller")
    await set_options(lobby, colleagues=False)

    answer = await lobby.check_in(code=mara.code)

    assert answer.json()["party"] == []
