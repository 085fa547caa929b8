"""R3: things that happen at one moment, and what comes of them."""

import asyncio
from collections import Counter
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from admin_server.apply.document import read_document
from admin_server.apply.plan import carry_out
from admin_server.security.secrets import KeyRing
from admin_server.web.limits import DeviceLimits
from tests.fakes.clock import MORNING
from tests.fakes.counting import count_rows
from tests.fakes.lobby import HARBOUR_TOKEN, JONAS, TOKEN, Lobby, meeting

ROUNDS = range(20)
LAKESIDE = """
[tenant]
slug = "lakeside"
name = "Lakeside {number}"

[[sites]]
key = "house"
name = "Lakeside House"
time_zone = "Europe/Zurich"

[[hosts]]
name = "Jonas Weber {number}"
email = "jonas.weber@lakeside.example"
"""


def count(lobby: Lobby, table: str, where: str) -> int:
    """How many rows there are of something."""
    return count_rows(lobby.folder, f"{table} WHERE {where}")


def traces(lobby: Lobby) -> tuple[int, int, int]:
    """Visitors on site, messages to hosts, and check-ins in the audit."""
    return (
        count(lobby, "visits", "state = 'on_site'"),
        count(lobby, "outbox", "kind = 'host_arrival'"),
        count(lobby, "audit", "event = 'visit.checked_in'"),
    )


async def at_once(lobby: Lobby, *bodies: dict[str, object]) -> list[httpx.Response]:
    """Send several check-ins in one moment, as if no kiosk had called before."""
    parts = lobby.app.state.parts
    lobby.app.state.parts = replace(parts, limits=DeviceLimits())
    return list(await asyncio.gather(*(lobby.check_in(**body) for body in bodies)))


@pytest.mark.parametrize("_", ROUNDS)
async def test_one_request_eight_times(lobby: Lobby, _: int) -> None:
    """One request that comes eight times at once is one visit and one message."""
    invitation = await lobby.expect()
    body = {"request_id": str(uuid4()), "pass": lobby.pass_of(invitation)}

    answers = await at_once(lobby, *[body] * 8)

    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.json()["visit"]["id"] for answer in answers}) == 1
    assert traces(lobby) == (1, 1, 1)


@pytest.mark.parametrize("_", ROUNDS)
async def test_one_walk_in_eight_times(lobby: Lobby, _: int) -> None:
    """A walk-in whose request comes eight times is one visitor."""
    body = {
        "request_id": str(uuid4()),
        "visitor": {"name": "Ada"},
        "host_id": JONAS.id,
    }

    answers = await at_once(lobby, *[body] * 8)

    assert {answer.status_code for answer in answers} == {201}
    assert traces(lobby) == (1, 1, 1)
    assert count(lobby, "visitors", "name = 'Ada'") == 1


@pytest.mark.parametrize("_", ROUNDS)
async def test_eight_scans_of_one_pass(lobby: Lobby, _: int) -> None:
    """One pass at eight kiosks at once: one check-in, seven times "already here"."""
    invitation = await lobby.expect()
    scan = {"pass": lobby.pass_of(invitation)}

    answers = await at_once(lobby, *[scan] * 8)

    said = Counter((one.status_code, one.json()["already_here"]) for one in answers)
    assert said == {(201, False): 1, (200, True): 7}
    assert traces(lobby) == (1, 1, 1)


@pytest.mark.parametrize("_", range(5))
async def test_one_pass_at_two_sites(lobby: Lobby, _: int) -> None:
    """One pass at two buildings at once: it opens only the one it is for."""
    scan = {"pass": lobby.pass_of(await lobby.expect())}

    here, there = await at_once(
        lobby, {**scan, "token": TOKEN}, {**scan, "token": HARBOUR_TOKEN}
    )

    assert here.status_code == 201
    assert (there.status_code, there.json()["error"]) == (409, "other_site")
    assert traces(lobby) == (1, 1, 1)


async def test_a_request_is_repeated_at_its_own_site_only(lobby: Lobby) -> None:
    """A kiosk of another building that repeats a request learns nothing of it."""
    body = {
        "request_id": str(uuid4()),
        "visitor": {"name": "Ada"},
        "host_id": JONAS.id,
    }
    await lobby.check_in(**body)

    answer = await lobby.check_in(**body, token=HARBOUR_TOKEN)

    assert (answer.status_code, answer.json()["error"]) == (409, "request_id_reused")


async def test_two_requests_under_one_id(lobby: Lobby) -> None:
    """R5: of two check-ins under one id, one counts and the other is refused."""
    one = {"request_id": str(uuid4()), "host_id": JONAS.id}

    answers = await at_once(
        lobby, {**one, "visitor": {"name": "Ada"}}, {**one, "visitor": {"name": "Eve"}}
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert traces(lobby) == (1, 1, 1)


async def test_everybody_who_asks_for_one_room_is_told(lobby: Lobby) -> None:
    """Two kiosks wait for one visitor's room: one look-up, both are told at once."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    invitation = await lobby.expect()
    scan = {"pass": lobby.pass_of(invitation)}
    await at_once(lobby, scan, scan)

    rooms = await asyncio.gather(
        *(lobby.get(f"/check-ins/{invitation.visit}/room", wait=5) for _ in range(2))
    )

    assert {room.json()["state"] for room in rooms} == {"found"}
    assert lobby.calendar.calls["between"] == 1


async def test_check_ins_while_a_tenant_file_is_applied(lobby: Lobby) -> None:
    """While the organisation's file is applied again and again, everybody gets in."""
    documents = []
    for number in range(8):
        file = lobby.folder / f"lakeside-{number}.toml"
        file.write_text(LAKESIDE.format(number=number))
        documents.append(read_document(file))
    box = KeyRing.load_or_create(lobby.folder / "portico.key")
    walk_in = {"visitor": {"name": "Ada"}, "host_id": JONAS.id}

    applied, answers = await asyncio.gather(
        asyncio.gather(
            *(carry_out(lobby.store, box, lobby.clock, one) for one in documents)
        ),
        at_once(lobby, *[walk_in] * 24),
    )

    assert len(applied) == 8
    assert {answer.status_code for answer in answers} == {201}
    assert traces(lobby) == (24, 24, 24)
