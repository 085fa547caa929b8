"""A visitor at a kiosk needs a person."""

import asyncio
from uuid import uuid4

import pytest

from admin_server.core.places import HelpContact
from tests.fakes.at_the_kiosk import (
    HELPER,
    ask_for_help,
    look_up,
    open_calls,
    revoke_kiosk,
    set_helper,
)
from tests.fakes.lobby import (
    HARBOUR_TOKEN,
    OTHER_TENANT,
    OTHER_TOKEN,
    TENANT,
    Lobby,
    open_lobby,
)
from tests.fakes.people import events


async def mailed(lobby: Lobby) -> list[str]:
    """Whom the first mail went to, once there is one."""
    async with asyncio.timeout(5):
        while not lobby.mail.sent:
            await asyncio.sleep(0.01)
    return [one.to_address for one in lobby.mail.sent]


async def test_whoever_helps_is_told_at_once(lobby: Lobby):
    """D28: one touch calls the site's help contact, and shows their number."""
    await set_helper(lobby)

    answer = await ask_for_help(
        lobby, reason="host_not_found", name="Mara Lindt", looked_for="Jonnas"
    )

    (call,) = await open_calls(lobby)
    assert (answer.status_code, answer.json()) == (
        201,
        {"told": True, "phone": HELPER.phone},
    )
    assert (call.name, call.looked_for) == ("Mara Lindt", "Jonnas")
    assert (call.kiosk, call.at) == ("kiosk-house", lobby.clock.now())
    assert await events(lobby, f"help:{call.id}") == ["help.called"]
    assert await mailed(lobby) == [HELPER.email]


@pytest.mark.parametrize(
    ("contact", "phone"),
    [(HelpContact(), None), (HelpContact(phone="+41 44 1"), "+41 44 1")],
)
async def test_nobody_says_that_somebody_comes(
    lobby: Lobby, contact: HelpContact, phone: str | None
):
    """Where nobody is named, the visitor is not told that somebody was called."""
    await set_helper(lobby, contact)

    answer = await ask_for_help(lobby)

    assert answer.json() == {"told": False, "phone": phone}
    assert len(await open_calls(lobby)) == 1


async def test_without_mail_nobody_says_that_somebody_was_told(tmp_path):
    """While no mail can leave, the screen does not promise anybody."""
    async with open_lobby(tmp_path, deliver=False) as lobby:
        await set_helper(lobby)

        answer = await ask_for_help(lobby)

        assert answer.json() == {"told": False, "phone": HELPER.phone}


async def test_the_same_call_rings_once(lobby: Lobby):
    """A kiosk that lost the answer asks again; nobody is called twice."""
    await set_helper(lobby)
    request_id = str(uuid4())

    first = await ask_for_help(lobby, request_id=request_id)
    await mailed(lobby)
    again = await ask_for_help(lobby, request_id=request_id)

    waiting = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.outbox.waiting("help_wanted")
    )
    # What was sent a moment ago may still wait to be noted.
    told = {one.id for one in waiting} | {one.id for one in lobby.mail.sent}
    assert first.json() == again.json()
    assert len(told) == 1
    assert len(await open_calls(lobby)) == 1


@pytest.mark.parametrize("minutes", [16, 60 * 24])
async def test_a_call_from_long_ago_is_noted_and_rings_nobody(
    lobby: Lobby, minutes: int
):
    """Whoever called while the server was away has gone by now."""
    await set_helper(lobby)
    called_at = lobby.clock.now()
    lobby.clock.forward(minutes=minutes)

    answer = await ask_for_help(lobby, kiosk_time=called_at.isoformat())

    kept = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.outbox.waiting("help_wanted")
    )
    assert answer.json()["told"] is False
    assert (await open_calls(lobby), kept, lobby.mail.sent) == ([], [], [])


async def test_a_clock_that_is_years_off_silences_nobody(lobby: Lobby):
    """A kiosk whose clock is wrong by years still calls somebody."""
    await set_helper(lobby)

    answer = await ask_for_help(lobby, kiosk_time="2019-01-01T00:00:00+00:00")

    assert answer.json()["told"] is True


async def test_an_id_is_good_for_one_call(lobby: Lobby):
    """Another call, or another kiosk's, under the same id is refused."""
    request_id = str(uuid4())
    await ask_for_help(lobby, request_id=request_id)

    answers = [
        await ask_for_help(lobby, request_id=request_id, name="Somebody"),
        await ask_for_help(lobby, request_id=request_id, token=HARBOUR_TOKEN),
    ]

    assert [one.json()["error"] for one in answers] == ["request_id_reused"] * 2


async def test_another_organisation_calls_its_own_people(lobby: Lobby):
    """A call next door is nothing to us."""
    await set_helper(lobby)

    answer = await ask_for_help(lobby, token=OTHER_TOKEN)

    assert answer.json() == {"told": False, "phone": None}
    assert await open_calls(lobby) == []
    assert len(await open_calls(lobby, tenant=OTHER_TENANT)) == 1


async def test_whoever_typed_wrong_codes_may_still_call(lobby: Lobby):
    """The pause after wrong names and codes does not keep help away."""
    for number in range(30):
        await look_up(lobby, f"Nobody {number}")

    assert (await look_up(lobby, "Nobody")).status_code == 429
    assert (await ask_for_help(lobby)).status_code == 201


async def test_nobody_is_called_without_end(lobby: Lobby):
    """Somebody who plays with the button has to pause."""
    answers = [(await ask_for_help(lobby)).status_code for _ in range(11)]

    assert answers == [201] * 10 + [429]


async def test_a_revoked_kiosk_calls_nobody(lobby: Lobby):
    """A kiosk that was carried away rings nobody."""
    await revoke_kiosk(lobby)

    assert (await ask_for_help(lobby)).status_code == 401
    assert await open_calls(lobby) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "bored"},
        {"name": "x" * 201},
        {"looked_for": 7},
        {"request_id": None},
        {"to": "somebody@else.example"},
    ],
)
async def test_what_is_no_call_is_refused(lobby: Lobby, wrong: dict[str, object]):
    """Nothing but what a call has is understood, least of all whom to tell."""
    answer = await ask_for_help(lobby, **wrong)

    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")
