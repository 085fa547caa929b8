"""What a kiosk may keep of the day, and that it opens only with its visitor."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from admin_server.core.people import fold
from admin_server.core.places import Site
from admin_server.core.visits import Invitation
from admin_server.web.roster_locks import RosterLocks
from shared.check_in import VisitState
from shared.kiosk_options import KioskOptions
from shared.offline import RosterReply, RosterVisit
from shared.roster import Lock, lock_of_code, lock_of_name, lock_of_pass, open_entry
from shared.sealing import from_text
from tests.fakes.clock import MORNING
from tests.fakes.lobby import (
    HARBOUR,
    HARBOUR_TOKEN,
    HOUSE,
    JONAS,
    KEY,
    TENANT,
    TOKEN,
    Lobby,
    bearer,
)


async def ask(lobby: Lobby, *, token: str = TOKEN, tag: str = "") -> httpx.Response:
    had = {"If-None-Match": tag} if tag else {}
    return await lobby.http.get("/api/v1/kiosk/roster", headers=bearer(token) | had)


async def roster(lobby: Lobby, *, token: str = TOKEN) -> RosterReply:
    answer = await ask(lobby, token=token)
    return RosterReply.model_validate_json(answer.content)


def opened(reply: RosterReply, lock: Lock) -> list[RosterVisit]:
    """What a kiosk can read once somebody has shown something."""
    fitting = [entry for entry in reply.entries if lock.id in entry.doors]
    return [open_entry(entry, lock) for entry in fitting]


def by_code(reply: RosterReply, invitation: Invitation) -> list[RosterVisit]:
    return opened(reply, lock_of_code(invitation.code, salt=from_text(reply.salt)))


async def site_is(lobby: Lobby, site: Site) -> None:
    await lobby.store.for_tenant(TENANT).write(lambda n: n.sites.put(site))


async def test_each_of_three_things_opens_an_entry(lobby: Lobby) -> None:
    """Pass, code and full name each let a kiosk read that visitor's entry."""
    invitation = await lobby.expect("Zoë Łukasiewicz", company="Lindt")
    reply = await roster(lobby)
    salt = from_text(reply.salt)

    found = [
        opened(reply, lock)
        for lock in (
            lock_of_pass(invitation.uuid, salt=salt),
            lock_of_code(invitation.code, salt=salt),
            lock_of_name(fold("zoe  LUKASIEWICZ"), salt=salt),
        )
    ]

    assert found[0] == found[1] == found[2]
    assert [visit.visitor for visit in found[0]] == ["Zoë Łukasiewicz"]
    assert found[0][0].visit == invitation.visit
    assert found[0][0].host == JONAS.name
    assert found[0][0].starts.isoformat() == "2026-11-23T00:00:00+01:00"
    assert found[0][0].ends.isoformat() == "2026-11-24T00:00:00+01:00"


async def test_nobody_can_read_it_without(lobby: Lobby) -> None:
    """A kiosk that is carried away tells nobody's name, firm or code."""
    invitation = await lobby.expect(company="Lindt", email="mara@lindt.example")

    answer = await ask(lobby)

    assert "Lindt" not in answer.text
    assert "mara" not in answer.text.casefold()
    assert invitation.code not in answer.text
    assert invitation.id not in answer.text
    assert invitation.visit not in answer.text


async def test_names_do_not_open_where_the_site_says_so(lobby: Lobby) -> None:
    """Where nobody is found by name, a kiosk without its server finds nobody either."""
    options = KioskOptions(by_name=False)
    await site_is(lobby, replace(HOUSE, kiosk=options))
    invitation = await lobby.expect()

    reply = await roster(lobby)

    lock = lock_of_name(fold("Mara Lindt"), salt=from_text(reply.salt))
    assert opened(reply, lock) == []
    assert len(by_code(reply, invitation)) == 1


async def test_a_kiosk_knows_its_own_site_only(lobby: Lobby) -> None:
    """Whoever is expected across the street is not on this kiosk's list."""
    await lobby.expect(site=HARBOUR.id)

    here, there = await roster(lobby), await roster(lobby, token=HARBOUR_TOKEN)

    assert (len(here.entries), len(there.entries)) == (0, 1)


@pytest.mark.parametrize(("hour", "days"), [(16, [0]), (17, [0, 1])])
async def test_tomorrow_comes_along_in_the_evening(
    lobby: Lobby, hour: int, days: list[int]
) -> None:
    """From 18:00 at the site a kiosk knows tomorrow as well, and no other day."""
    lobby.clock.time = MORNING.replace(hour=hour)
    for_days = [
        await lobby.expect(arrival=MORNING + timedelta(days=day))
        for day in range(-1, 3)
    ]

    reply = await roster(lobby)

    assert len(reply.entries) == len(days)
    assert all(by_code(reply, for_days[day + 1]) for day in days)


async def test_a_cancelled_visit_says_so(lobby: Lobby) -> None:
    """A visitor whose visit was called off is sent to a person, also offline."""
    invitation = await lobby.expect()
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.visits.set_state(invitation.visit, VisitState.CANCELLED)
    )

    (visit,) = by_code(await roster(lobby), invitation)

    assert visit.cancelled


async def test_only_hosts_of_the_site_are_told(lobby: Lobby) -> None:
    """A walk-in can choose whom they may visit here; no e-mail is told."""
    here, everywhere = JONAS, "host-priya"
    hidden = replace(JONAS, id="h1", email="h1@x.example", active=False)
    elsewhere = replace(JONAS, id="h2", email="h2@x.example", site=HARBOUR.id)
    await lobby.store.for_tenant(TENANT).write(
        lambda n: [n.hosts.put(one) for one in (hidden, elsewhere)]
    )

    answer = await ask(lobby)

    told = answer.json()["hosts"]
    assert {one["id"] for one in told} == {here.id, everywhere}
    assert {"id": JONAS.id, "name": JONAS.name, "department": "Research"} in told
    assert "example" not in answer.text


async def test_the_pass_keys_are_the_tenants_own(lobby: Lobby) -> None:
    """A kiosk can tell this organisation's passes from all others."""
    reply = await roster(lobby)

    assert from_text(reply.pass_keys[1]) == KEY.public_key().public_bytes_raw()


async def test_nothing_new_costs_nothing(lobby: Lobby) -> None:
    """A kiosk that asks every minute is told 304 until something changes."""
    await lobby.expect()
    tag = (await ask(lobby)).headers["etag"]
    lobby.clock.forward(minutes=1)

    same = await ask(lobby, tag=tag)
    await lobby.expect("Ada Byron")
    other = await ask(lobby, tag=tag)

    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == tag
    assert other.status_code == 200
    assert len(other.json()["entries"]) == 2
    assert other.headers["etag"] != tag


async def test_each_day_has_a_salt_of_its_own(lobby: Lobby) -> None:
    """What somebody tried out on a stolen list helps with no other day's."""
    today = await roster(lobby)
    lobby.clock.forward(days=1)

    tomorrow = await roster(lobby)

    assert today.salt != tomorrow.salt


async def test_locks_are_made_once(lobby: Lobby) -> None:
    """However often a list is asked for, the slow part of it is done once."""
    await lobby.expect()
    await ask(lobby)
    made = dict(lobby.app.state.parts.roster_locks._made)

    again = await ask(lobby)

    assert again.status_code == 200
    assert len(made) == 2
    assert all(
        lobby.app.state.parts.roster_locks._made[key] is lock
        for key, lock in made.items()
    )


async def test_old_locks_are_forgotten(lobby: Lobby) -> None:
    """A server that runs for years does not remember every name of those years."""
    locks = RosterLocks(most=3)
    lobby.app.state.parts = replace(lobby.app.state.parts, roster_locks=locks)
    await lobby.expect("Ada Byron")
    await lobby.expect("Mara Lindt")

    reply = await roster(lobby)

    assert len(reply.entries) == 2
    assert len(locks._made) == 3
