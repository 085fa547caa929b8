"""Checking out at the kiosk, by pass, by code, or the visit on the screen."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from shared.check_in import VisitState
from tests.fakes.lobby import (
    HARBOUR,
    HARBOUR_TOKEN,
    OTHER_TOKEN,
    TENANT,
    TOKEN,
    Lobby,
    bearer,
)


async def leave(lobby: Lobby, *, token: str = TOKEN, **by: str) -> httpx.Response:
    """Check out as a kiosk does."""
    said = {"request_id": str(uuid4()), **by}
    return await lobby.http.post("/api/v1/check-outs", json=said, headers=bearer(token))


@pytest.mark.parametrize("way", ["pass", "code", "visit"])
async def test_a_visitor_on_site_checks_out(lobby: Lobby, way: str):
    """By whatever the visitor shows, the visit has ended now."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)
    shown = {
        "pass": lobby.pass_of(invitation),
        "code": invitation.code.lower(),
        "visit": invitation.visit,
    }
    lobby.clock.forward(minutes=30)

    answer = await leave(lobby, **{way: shown[way]})

    visit = await lobby.visit(invitation)
    assert answer.status_code == 200
    assert answer.json()["visitor"]["name"] == "Mara Lindt"
    assert answer.json()["visit"]["state"] == "left"
    assert (visit.state, visit.left_at) == (VisitState.LEFT, lobby.clock.now())


async def test_a_check_out_is_in_the_audit_with_its_kiosk(lobby: Lobby):
    """Who checked a visitor out can be read later."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)

    await leave(lobby, visit=invitation.visit)

    rows = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.audit.of(f"visit:{invitation.visit}")
    )
    assert rows[-1][1:] == ("visit.checked_out", "kiosk:kiosk-house")


async def test_a_repeated_check_out_changes_nothing(lobby: Lobby):
    """A kiosk that lost the answer asks again and hears the same."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)
    await leave(lobby, visit=invitation.visit)
    left = await lobby.visit(invitation)
    lobby.clock.forward(minutes=1)

    answer = await leave(lobby, visit=invitation.visit)

    now = await lobby.visit(invitation)
    assert answer.status_code == 200
    # Whether a room is still looked for may change meanwhile; that they left may not.
    assert (now.state, now.left_at) == (left.state, left.left_at)


async def test_a_visit_that_ended_long_ago_is_over(lobby: Lobby):
    """A pass found on the floor says no goodbye by name."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)
    await leave(lobby, visit=invitation.visit)
    lobby.clock.forward(minutes=16)

    answer = await leave(lobby, code=invitation.code)

    assert (answer.status_code, answer.json()["error"]) == (409, "already_used")
    assert "Mara" not in answer.text


async def test_nobody_leaves_who_has_not_come(lobby: Lobby):
    """An expected visitor stays expected."""
    invitation = await lobby.expect()

    by_code = await leave(lobby, code=invitation.code)
    by_visit = await leave(lobby, visit=invitation.visit)

    assert by_code.json()["error"] == by_visit.json()["error"] == "visit_unknown"
    assert (await lobby.visit(invitation)).state is VisitState.EXPECTED


async def test_a_pass_still_lets_out_after_its_time(lobby: Lobby):
    """Whoever stayed longer than their pass can leave all the same."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)
    old = lobby.pass_of(invitation, expires=lobby.clock.now() - timedelta(days=1))

    answer = await leave(lobby, **{"pass": old})

    assert answer.status_code == 200


async def test_a_visit_at_another_building_is_told_where(lobby: Lobby):
    """Whoever is checked in across the street leaves across the street."""
    invitation = await lobby.expect(site=HARBOUR.id)
    await lobby.check_in(code=invitation.code, token=HARBOUR_TOKEN)

    by_code = await leave(lobby, code=invitation.code)
    by_visit = await leave(lobby, visit=invitation.visit)

    assert by_code.json()["error"] == "other_site"
    assert by_visit.json()["error"] == "visit_unknown"
    assert (await lobby.visit(invitation)).state is VisitState.ON_SITE


async def test_another_organisation_checks_nobody_out(lobby: Lobby):
    """A kiosk of another organisation knows neither pass, code nor visit."""
    invitation = await lobby.expect()
    await lobby.check_in(code=invitation.code)

    answers = [
        await leave(lobby, token=OTHER_TOKEN, code=invitation.code),
        await leave(lobby, token=OTHER_TOKEN, visit=invitation.visit),
        await leave(lobby, token=OTHER_TOKEN, **{"pass": lobby.pass_of(invitation)}),
    ]

    assert [answer.json()["error"] for answer in answers] == [
        "code_unknown",
        "visit_unknown",
        "pass_unknown",
    ]
    assert (await lobby.visit(invitation)).state is VisitState.ON_SITE


async def test_codes_are_not_guessed_by_checking_out(lobby: Lobby):
    """Ten wrong codes a minute, and the kiosk has to pause."""
    tries = [await leave(lobby, code="222222") for _ in range(11)]

    assert [one.status_code for one in tries] == [404] * 10 + [429]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"code": "7K2MQX", "visit": "visit"},
        {"code": "x" * 41},
        {"visit": "x" * 65},
        {"visit": "x", "left_at": "2020-01-01T00:00:00Z"},
    ],
)
async def test_a_check_out_has_one_shape(lobby: Lobby, said: dict[str, str]):
    """Exactly one of pass, code and visit, and nothing else."""
    answer = await leave(lobby, **said)

    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")


async def test_a_cancelled_visit_is_not_on_site(lobby: Lobby):
    """Nobody leaves a visit that was cancelled."""
    invitation = await lobby.expect()
    visit = await lobby.visit(invitation)
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.visits.put(replace(visit, state=VisitState.CANCELLED))
    )

    answer = await leave(lobby, code=invitation.code)

    assert answer.json()["error"] == "visit_unknown"
