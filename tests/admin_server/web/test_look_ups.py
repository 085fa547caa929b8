"""Finding one's own visit by one's full name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.people import Visitor
from tests.fakes.at_the_kiosk import (
    claim_of,
    look_up,
    post,
    revoke_kiosk,
    set_options,
)
from tests.fakes.lobby import (
    HARBOUR,
    HARBOUR_TOKEN,
    OTHER_TOKEN,
    TENANT,
    TOKEN,
    Lobby,
)


@pytest.mark.parametrize(
    "typed", ["Mara Lindt", "  mara   LINDT ", "Lindt, Mara", "Mára Lindt"]
)
async def test_a_full_name_finds_its_visit(lobby: Lobby, typed: str):
    """However it is written, a visitor's own name finds when they are expected."""
    await lobby.expect(email="mara@lindt.example")

    answer = await look_up(lobby, typed)

    (choice,) = answer.json()["choices"]
    assert answer.status_code == 200
    assert choice["starts"] == "2026-11-23T10:00:00+01:00"
    assert choice["hint"] == "m•••@l•••.example"
    assert "Jonas" not in answer.text
    assert "Mara" not in answer.text


@pytest.mark.parametrize(
    "typed", ["Mara", "Lindt", "M", "Mara L", "Mara Lind", "Mara Lindt Mara", "!", "%"]
)
async def test_a_part_of_a_name_finds_nothing(lobby: Lobby, typed: str):
    """Checks 5 and 6: whoever tries beginnings learns nothing of others."""
    await lobby.expect()

    answer = await look_up(lobby, typed)

    assert (answer.status_code, answer.json()) == (200, {"choices": []})


async def test_a_name_of_one_word_is_found_whole(lobby: Lobby):
    """Somebody with one name only types that."""
    await lobby.expect("Cher")

    found = await look_up(lobby, "cher")

    assert len(found.json()["choices"]) == 1


async def test_only_who_is_expected_today_at_this_site_is_found(lobby: Lobby):
    """Tomorrow's visitors, those of another building and those who came are not."""
    now = lobby.clock.now()
    await lobby.expect("Tomorrow Lindt", arrival=now + timedelta(days=1))
    await lobby.expect("Harbour Lindt", site=HARBOUR.id)
    here = await lobby.expect("Here Lindt")
    await lobby.check_in(code=here.code)

    answers = [
        await look_up(lobby, name)
        for name in ("Tomorrow Lindt", "Harbour Lindt", "Here Lindt")
    ]

    assert [answer.json()["choices"] for answer in answers] == [[], [], []]


async def test_another_organisation_finds_nobody(lobby: Lobby):
    """A kiosk next door knows nobody of ours."""
    await lobby.expect()

    answer = await look_up(lobby, "Mara Lindt", token=OTHER_TOKEN)

    assert answer.json() == {"choices": []}


async def test_namesakes_are_told_apart_by_what_only_they_know(lobby: Lobby):
    """At most five visits of one name are offered, each with its own hint."""
    for number in range(6):
        await lobby.expect(company=f"{number} Company")

    answer = await look_up(lobby, "Mara Lindt")

    hints = [choice["hint"] for choice in answer.json()["choices"]]
    assert len(set(hints)) == 5
    assert "Company" not in answer.text


async def test_a_site_may_do_without(lobby: Lobby):
    """Where it is switched off, no name finds anything."""
    await lobby.expect()
    await set_options(lobby, by_name=False)

    answer = await look_up(lobby, "Mara Lindt")

    assert answer.json() == {"choices": []}


async def test_a_claim_checks_in(lobby: Lobby):
    """Whoever found themselves is checked in by it, and again after a lost answer."""
    invitation = await lobby.expect()
    claim = await claim_of(lobby, "Mara Lindt")
    request_id = "0f6f1c36-3b5e-4f7a-9a53-0f5a8a4f8a10"

    first = await lobby.check_in(claim=claim, request_id=request_id)
    again = await lobby.check_in(claim=claim, request_id=request_id)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["visit"]["id"] == invitation.visit
    assert again.json()["visit"]["id"] == invitation.visit


async def test_a_claim_checks_out(lobby: Lobby):
    """Somebody on site leaves by their name."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)
    claim = await claim_of(lobby, "Mara Lindt", looking="leaving")

    answer = await post(
        lobby,
        "/check-outs",
        {"request_id": "0f6f1c36-3b5e-4f7a-9a53-0f5a8a4f8a11", "claim": claim},
    )

    assert answer.status_code == 200
    assert answer.json()["visit"] == answer.json()["visit"] | {
        "id": invitation.visit,
        "state": "left",
    }


async def test_a_claim_counts_at_its_kiosk_for_its_purpose_for_minutes(lobby: Lobby):
    """Statement 21: a word for one visit opens nothing else."""
    await lobby.expect()
    claim = await claim_of(lobby, "Mara Lindt")

    out = await post(
        lobby,
        "/check-outs",
        {"request_id": "0f6f1c36-3b5e-4f7a-9a53-0f5a8a4f8a12", "claim": claim},
    )
    elsewhere = await lobby.check_in(claim=claim, token=HARBOUR_TOKEN)
    stranger = await lobby.check_in(claim=claim, token=OTHER_TOKEN)
    lobby.clock.forward(minutes=10)
    late = await lobby.check_in(claim=claim)

    answers = (out, elsewhere, stranger, late)
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["error"] for answer in answers} == {"claim_unknown"}


async def test_who_tries_many_names_has_to_pause(lobby: Lobby):
    """Names tried one after the other end soon; a code still opens meanwhile."""
    invitation = await lobby.expect()

    answers = [await look_up(lobby, f"Nobody {number}") for number in range(31)]
    by_code = await lobby.check_in(code=invitation.code)

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert by_code.status_code == 201


async def test_a_revoked_kiosk_finds_nobody(lobby: Lobby):
    """A kiosk that was carried away asks in vain."""
    await lobby.expect()
    await revoke_kiosk(lobby)

    assert (await look_up(lobby, "Mara Lindt")).status_code == 401


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "Mara Lindt", "looking": "around"},
        {"name": ["Mara Lindt"]},
        {"name": "Mara Lindt", "limit": 100},
    ],
)
async def test_what_is_no_look_up_is_refused(lobby: Lobby, said: dict[str, object]):
    """Nothing but a name and what for is understood."""
    answer = await post(lobby, "/look-ups", said, token=TOKEN)

    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")


async def test_a_visitor_without_letters_is_found_by_nobody(lobby: Lobby):
    """A name that folds to nothing fits no other such name."""
    invitation = await lobby.expect()
    visit = await lobby.visit(invitation)
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.visitors.put(replace(Visitor(visit.visitor, "x"), name="!!"))
    )

    assert (await look_up(lobby, "??")).json() == {"choices": []}
