"""A walk-in who was here before is offered what they told then, masked."""

from dataclasses import replace

import httpx
import pytest

from admin_server.core.people import Visitor
from shared.kiosk_options import Asked
from tests.fakes.at_the_kiosk import post, revoke_kiosk, set_options
from tests.fakes.lobby import (
    HARBOUR_TOKEN,
    JONAS,
    OTHER_TOKEN,
    TENANT,
    TOKEN,
    Lobby,
)

NOTHING = {"claim": None, "company": None, "phone": None, "host": None}
MARA = {"name": "Mara Lindt", "email": "mara@lindt.example"}
TOLD = MARA | {"company": "Lindt & Partner", "phone": "+41 44 123 45 45"}


async def recall(
    lobby: Lobby,
    name: str = "Mara Lindt",
    email: str = "mara@lindt.example",
    *,
    token: str = TOKEN,
) -> httpx.Response:
    """Type a name and confirm an e-mail."""
    said = {"name": name, "email": email}
    return await post(lobby, "/look-ups/returning", said, token=token)


async def was_here(lobby: Lobby, visitor: dict[str, str] = TOLD) -> Visitor:
    """Let somebody have come as a walk-in, at a house that remembers."""
    await set_options(lobby, remember=True, phone=Asked.OPTIONAL)
    came = await lobby.check_in(visitor=visitor, host_id=JONAS.id)
    assert came.status_code == 201, came.text
    return await visitor_of(lobby, came)


async def visitor_of(lobby: Lobby, came: httpx.Response) -> Visitor:
    """Give who stands behind a check-in."""
    visit_id = came.json()["visit"]["id"]
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: n.visitors.get(n.visits.get(visit_id).visitor)
    )


async def test_name_and_email_together_bring_masked_hints(lobby: Lobby):
    """Whoever types both reads what only they recognise, and nothing in the clear."""
    await was_here(lobby)

    answer = await recall(lobby, "lindt, MARA", " Mara@Lindt.example ")

    said = answer.json()
    assert answer.status_code == 200
    assert (said["company"], said["phone"]) == ("L•••r", "••• 45")
    assert said["host"]["id"] == JONAS.id
    assert said["host"]["name"] == "J••• W•••"
    assert "Partner" not in answer.text
    assert "Jonas" not in answer.text


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Mara", "mara@lindt.example"),
        ("Mara L", "mara@lindt.example"),
        ("Ben Keller", "mara@lindt.example"),
        ("!", "mara@lindt.example"),
        ("Mara Lindt", "mara@lindt.exampl"),
        ("Mara Lindt", "@lindt.example"),
        ("Mara Lindt", "%"),
        ("Nobody", "nobody@lindt.example"),
    ],
)
async def test_one_of_them_alone_finds_nothing(lobby: Lobby, name: str, email: str):
    """A wrong name and an unknown address are answered alike."""
    await was_here(lobby)

    answer = await recall(lobby, name, email)

    assert (answer.status_code, answer.json()) == (200, NOTHING)


async def test_nobody_is_remembered_unless_the_site_says_so(lobby: Lobby):
    """It is off until an admin switches it on, and off again at once."""
    await was_here(lobby)
    await set_options(lobby)

    assert (await recall(lobby)).json() == NOTHING


async def test_what_the_site_does_not_ask_is_not_offered(lobby: Lobby):
    """A phone number that nobody asks for any more is not shown either."""
    await was_here(lobby)
    await set_options(lobby, remember=True, company=Asked.OFF)

    said = (await recall(lobby)).json()

    assert (said["company"], said["phone"]) == (None, None)
    assert said["host"] is not None


async def test_another_organisation_remembers_nobody_of_ours(lobby: Lobby):
    """A kiosk next door knows nobody of ours, and ours no other site's hosts."""
    await was_here(lobby)

    answer = await recall(lobby, token=OTHER_TOKEN)

    assert (answer.status_code, answer.json()) == (200, NOTHING)


async def test_after_half_a_year_everything_is_asked_anew(lobby: Lobby):
    """What was told long ago is not brought up again."""
    await was_here(lobby)
    lobby.clock.forward(days=181)

    assert (await recall(lobby)).json() == NOTHING


async def test_a_host_who_has_gone_is_not_offered(lobby: Lobby):
    """Nobody is sent to somebody who does not work here any more."""
    await was_here(lobby)
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.hosts.put(replace(n.hosts.get(JONAS.id), active=False))
    )

    said = (await recall(lobby)).json()

    assert (said["company"], said["host"]) == ("L•••r", None)


async def test_whoever_told_nothing_that_is_asked_is_not_welcomed_back(lobby: Lobby):
    """Without a company, a phone number or a host there is nothing to offer."""
    await was_here(lobby, MARA)
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.hosts.put(replace(n.hosts.get(JONAS.id), active=False))
    )

    assert (await recall(lobby)).json() == NOTHING


async def test_use_these_fills_in_what_was_not_typed(lobby: Lobby):
    """The claim brings company and phone along; what is typed counts more."""
    await was_here(lobby)
    claim = (await recall(lobby)).json()["claim"]

    came = await lobby.check_in(
        visitor=MARA | {"company": "Nordwind"}, host_id=JONAS.id, remembered=claim
    )

    visitor = await visitor_of(lobby, came)
    assert came.status_code == 201
    assert (visitor.company, visitor.phone) == ("Nordwind", "+41 44 123 45 45")


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Ben Keller", "email": "mara@lindt.example"},
        {"name": "Mara Lindt", "email": "ben@lindt.example"},
        {"name": "Mara Lindt"},
    ],
)
async def test_a_claim_fills_in_nothing_for_somebody_else(
    lobby: Lobby, typed: dict[str, str]
):
    """Another name or address than the one it was given for takes nothing over."""
    await was_here(lobby)
    claim = (await recall(lobby)).json()["claim"]

    came = await lobby.check_in(visitor=typed, host_id=JONAS.id, remembered=claim)

    visitor = await visitor_of(lobby, came)
    assert (visitor.company, visitor.phone) == (None, None)


@pytest.mark.parametrize("phone", [Asked.OPTIONAL, Asked.REQUIRED])
async def test_a_claim_that_ran_out_is_no_obstacle(lobby: Lobby, phone: Asked):
    """Whoever takes longer than ten minutes is checked in with what they typed."""
    await was_here(lobby)
    claim = (await recall(lobby)).json()["claim"]
    await set_options(lobby, remember=True, phone=phone)
    lobby.clock.forward(minutes=10)

    came = await lobby.check_in(visitor=MARA, host_id=JONAS.id, remembered=claim)

    visitor = await visitor_of(lobby, came)
    assert came.status_code == 201
    assert (visitor.company, visitor.phone) == (None, None)


async def test_a_claim_checks_nobody_in_and_belongs_to_its_kiosk(lobby: Lobby):
    """It is good for one thing at one kiosk: it opens no visit, here or elsewhere."""
    await was_here(lobby)
    claim = (await recall(lobby)).json()["claim"]

    as_way_in = await lobby.check_in(claim=claim)
    elsewhere = await lobby.check_in(
        visitor=MARA, host_id=JONAS.id, remembered=claim, token=HARBOUR_TOKEN
    )

    visitor = await visitor_of(lobby, elsewhere)
    assert as_way_in.json()["error"] == "claim_unknown"
    assert visitor.company is None


async def test_an_erased_visitor_is_not_remembered(lobby: Lobby):
    """Whoever is deleted is gone: no hint, and an open claim fills in nothing."""
    known = await was_here(lobby)
    claim = (await recall(lobby)).json()["claim"]
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.visitors.put(Visitor(known.id, "–"))
    )

    said = (await recall(lobby)).json()
    came = await lobby.check_in(visitor=MARA, host_id=JONAS.id, remembered=claim)

    visitor = await visitor_of(lobby, came)
    assert said == NOTHING
    assert (visitor.company, visitor.phone) == (None, None)


async def test_an_invited_visitor_is_remembered_once_they_came(lobby: Lobby):
    """An invitation alone is not told of; a visit that happened is."""
    await set_options(lobby, remember=True)
    invitation = await lobby.expect(email="mara@lindt.example", company="Lindt")

    before = (await recall(lobby)).json()
    await lobby.check_in(code=invitation.code)
    after = (await recall(lobby)).json()

    assert before == NOTHING
    assert after["company"] == "L•••t"


async def test_whoever_tries_many_has_to_pause(lobby: Lobby):
    """Names and addresses tried one after the other end soon."""
    await set_options(lobby, remember=True)

    answers = [await recall(lobby, f"Nobody {number}") for number in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]


async def test_a_revoked_kiosk_remembers_nobody(lobby: Lobby):
    """A kiosk that was carried away asks in vain."""
    await was_here(lobby)
    await revoke_kiosk(lobby)

    assert (await recall(lobby)).status_code == 401


@pytest.mark.parametrize(
    "said", [{}, {"name": "Mara Lindt"}, {"email": "x"}, MARA | {"limit": 9}]
)
async def test_what_is_no_such_question_is_refused(
    lobby: Lobby, said: dict[str, object]
):
    """Nothing but a name with an e-mail is understood."""
    answer = await post(lobby, "/look-ups/returning", said)

    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")


async def test_what_is_remembered_belongs_to_a_walk_in(lobby: Lobby):
    """With a code or a pass there is nothing to fill in."""
    answer = await lobby.check_in(code="K7Q2FM", remembered="anything")

    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")
