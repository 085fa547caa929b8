"""Check-ins that a kiosk kept while its server was away, and what becomes of them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from admin_server.core.check_in import Receiving, receive, undo_check_in
from admin_server.core.departures import check_out
from admin_server.core.pairing import revoke
from admin_server.core.places import HelpContact
from admin_server.core.visits import Visit
from shared.check_in import VisitState
from shared.offline import Flag, Skipped
from shared.sealing import seal
from tests.fakes.clock import MORNING
from tests.fakes.kept_check_ins import kept, sealed, send
from tests.fakes.lobby import (
    HARBOUR,
    HARBOUR_TOKEN,
    HOUSE,
    JONAS,
    OTHER_TOKEN,
    TENANT,
    Lobby,
    open_lobby,
)

HALF_AN_HOUR = timedelta(minutes=32)
WALK_IN = {"visitor": {"name": "Ada Byron"}, "host_id": JONAS.id}


@pytest.fixture
async def quiet(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby whose messages wait to be counted."""
    async with open_lobby(tmp_path, deliver=False) as opened:
        yield opened


async def state_becomes(lobby: Lobby, visit_id: str, state: VisitState) -> None:
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.visits.set_state(visit_id, state)
    )


async def all_visits(lobby: Lobby) -> list[Visit]:
    return await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.between(
            MORNING - timedelta(days=30), MORNING + timedelta(days=30)
        )
    )


async def told_hosts(lobby: Lobby) -> int:
    """How many messages to hosts were saved."""
    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.outbox.waiting("host_arrival")
    )
    return len(rows)


async def events_of(lobby: Lobby, subject: str) -> list[str]:
    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(subject)
    )
    return [event for _, event, _ in rows]


async def test_a_kept_check_in_is_a_visit(quiet: Lobby) -> None:
    """Statement 33: who came while the server was away is on site since they came."""
    invitation = await quiet.expect()
    entry = kept(quiet, skipped=("room", "wifi"), **{"pass": quiet.pass_of(invitation)})

    answer = await send(quiet, entry)
    visit = await quiet.visit(invitation)

    assert answer.status_code == 200
    assert answer.json() == {
        "outcomes": [
            {
                "request_id": entry["request_id"],
                "state": "kept",
                "visit": visit.id,
                "flags": ["offline"],
            }
        ]
    }
    assert visit.state is VisitState.ON_SITE
    assert visit.arrived_at == MORNING - HALF_AN_HOUR
    assert visit.kiosk_time == MORNING - HALF_AN_HOUR
    assert visit.arrival.skipped == (Skipped.ROOM, Skipped.WIFI)
    assert await events_of(quiet, f"visit:{visit.id}") == [
        "visit.invited",
        "visit.checked_in_offline",
    ]
    assert await told_hosts(quiet) == 1


async def test_sending_again_changes_nothing(quiet: Lobby) -> None:
    """R1: a kiosk that never got the answer sends again, and one visit it stays."""
    entry = kept(quiet, **WALK_IN)
    first = await send(quiet, entry)
    quiet.clock.forward(minutes=5)

    second = await send(quiet, entry, entry)

    assert second.json()["outcomes"] == first.json()["outcomes"] * 2
    assert len(await all_visits(quiet)) == 1
    assert await told_hosts(quiet) == 1


async def test_many_come_in_their_order(quiet: Lobby) -> None:
    """R1: a queue becomes as many visits, in its order and at their own times."""
    minutes = list(range(60, 10, -1))
    entries = [kept(quiet, ago=timedelta(minutes=ago), **WALK_IN) for ago in minutes]

    answer = await send(quiet, *entries)
    visits = {visit.id: visit for visit in await all_visits(quiet)}
    arrived = [visits[one["visit"]].arrived_at for one in answer.json()["outcomes"]]

    assert arrived == [MORNING - timedelta(minutes=ago) for ago in minutes]
    assert len(visits) == 50


async def test_what_was_answered_online_is_the_same_visit(quiet: Lobby) -> None:
    """R1: the answer got lost, the kiosk kept it as well: one visit, nothing flagged."""
    request_id, said = str(uuid4()), {"kiosk_time": MORNING.isoformat(), **WALK_IN}
    online = await quiet.check_in(request_id=request_id, **WALK_IN)
    body = {"request_id": request_id, **said}
    entry = sealed(quiet, body, request_id=request_id, ago=timedelta(seconds=9))

    answer = await send(quiet, entry)

    (outcome,) = answer.json()["outcomes"]
    assert outcome["visit"] == online.json()["visit"]["id"]
    assert outcome["flags"] == []
    assert len(await all_visits(quiet)) == 1


async def test_what_was_kept_is_the_same_visit_online(quiet: Lobby) -> None:
    """R1: a kiosk that asks at once for what it had kept gets the same visit."""
    request_id = str(uuid4())
    entry = kept(quiet, ago=timedelta(0), request_id=request_id, **WALK_IN)
    await send(quiet, entry)

    online = await quiet.check_in(request_id=request_id, **WALK_IN)

    assert online.status_code == 201
    assert len(await all_visits(quiet)) == 1


async def test_a_reused_id_changes_nothing(quiet: Lobby) -> None:
    """R5: another check-in under a known id is set aside, and nothing changes."""
    request_id = str(uuid4())
    await send(quiet, kept(quiet, request_id=request_id, **WALK_IN))
    other = WALK_IN | {"visitor": {"name": "Eve"}}

    answer = await send(quiet, kept(quiet, request_id=request_id, **other))

    assert answer.json()["outcomes"][0]["state"] == "unreadable"
    assert len(await all_visits(quiet)) == 1


async def test_the_same_person_at_two_kiosks(quiet: Lobby) -> None:
    """R17, statement 33: two kiosks that knew nothing of each other, one visit."""
    invitation = await quiet.expect()
    shown = {"pass": quiet.pass_of(invitation)}
    first = kept(quiet, ago=timedelta(minutes=20), **shown)
    second = kept(quiet, ago=timedelta(minutes=25), **shown)
    await send(quiet, first)

    answer = await send(quiet, second, token=HARBOUR_TOKEN)
    visit = await quiet.visit(invitation)
    both = await quiet.store.for_tenant(TENANT).read(
        lambda nouns: nouns.kept_check_ins.of(visit.id)
    )

    assert answer.json()["outcomes"][0]["flags"] == ["offline", "twice"]
    assert visit.arrival.flags == (Flag.OFFLINE, Flag.TWICE)
    assert visit.arrived_at == MORNING - timedelta(minutes=25)
    assert [one.kiosk for one in both] == ["kiosk-harbour", "kiosk-house"]
    assert [one.arrived_at for one in both] == [
        MORNING - timedelta(minutes=25),
        MORNING - timedelta(minutes=20),
    ]
    assert await told_hosts(quiet) == 1


async def test_a_second_scan_at_the_same_kiosk_is_no_news(quiet: Lobby) -> None:
    """Who held their pass to one kiosk twice was not checked in twice."""
    invitation = await quiet.expect()
    shown = {"pass": quiet.pass_of(invitation)}

    await send(quiet, kept(quiet, **shown), kept(quiet, **shown))
    visit = await quiet.visit(invitation)

    assert visit.arrival.flags == (Flag.OFFLINE,)


async def test_a_cancelled_visitor_who_came_is_on_site(quiet: Lobby) -> None:
    """R1: a visit that was cancelled meanwhile took place all the same, and says so."""
    invitation = await quiet.expect()
    await state_becomes(quiet, invitation.visit, VisitState.CANCELLED)

    answer = await send(quiet, kept(quiet, code=invitation.code))
    visit = await quiet.visit(invitation)

    assert answer.json()["outcomes"][0]["flags"] == ["offline", "was_cancelled"]
    assert visit.state is VisitState.ON_SITE


async def test_an_invitation_to_another_site(quiet: Lobby) -> None:
    """Who came to the wrong building is counted where they are."""
    invitation = await quiet.expect()

    answer = await send(quiet, kept(quiet, code=invitation.code), token=HARBOUR_TOKEN)
    visit = await quiet.visit(invitation)

    assert answer.json()["outcomes"][0]["flags"] == ["offline", "other_site"]
    assert (visit.site, visit.state) == (HARBOUR.id, VisitState.ON_SITE)


async def test_who_came_again_after_leaving_has_a_visit_more(quiet: Lobby) -> None:
    """A second arrival with a used pass is a visit of its own; the first stays."""
    invitation = await quiet.expect()
    await quiet.check_in(code=invitation.code)
    await quiet.store.for_tenant(TENANT).write(
        lambda nouns: check_out(
            nouns, invitation.visit, by="user:x", now=MORNING + timedelta(minutes=5)
        )
    )
    quiet.clock.forward(minutes=60)

    answer = await send(quiet, kept(quiet, code=invitation.code))
    first = await quiet.visit(invitation)

    (outcome,) = answer.json()["outcomes"]
    assert outcome["flags"] == ["offline", "was_over"]
    assert outcome["visit"] != first.id
    assert first.state is VisitState.LEFT
    assert len(await all_visits(quiet)) == 2


async def test_who_was_there_before_they_left_stays_gone(quiet: Lobby) -> None:
    """What happened before a check-out does not bring its visitor back on site."""
    invitation = await quiet.expect()
    await quiet.check_in(code=invitation.code)
    quiet.clock.forward(minutes=60)
    await quiet.store.for_tenant(TENANT).write(
        lambda nouns: check_out(
            nouns, invitation.visit, by="user:x", now=quiet.clock.now()
        )
    )

    answer = await send(quiet, kept(quiet, code=invitation.code), token=HARBOUR_TOKEN)
    visit = await quiet.visit(invitation)

    assert answer.json()["outcomes"][0]["flags"] == ["offline", "twice"]
    assert visit.state is VisitState.LEFT
    assert len(await all_visits(quiet)) == 1


async def test_who_came_yesterday_is_not_here_for_ever(quiet: Lobby) -> None:
    """An arrival of yesterday is kept; nobody is on site of it today."""
    invitation = await quiet.expect()
    quiet.clock.forward(days=1)
    await state_becomes(quiet, invitation.visit, VisitState.NO_SHOW)
    entry = kept(quiet, ago=timedelta(days=1), code=invitation.code)

    answer = await send(quiet, entry)
    visit = await quiet.visit(invitation)

    assert answer.json()["outcomes"][0]["flags"] == ["offline"]
    assert visit.arrived_at == MORNING
    assert visit.state is VisitState.EXPIRED
    assert await told_hosts(quiet) == 0


async def test_a_pass_whose_day_is_over_lets_nobody_disappear(quiet: Lobby) -> None:
    """Who came a day late with an old pass is on site now, and flagged."""
    invitation = await quiet.expect()
    old = quiet.pass_of(invitation, expires=MORNING + timedelta(hours=1))
    quiet.clock.forward(days=1)

    answer = await send(quiet, kept(quiet, **{"pass": old}))
    visit = await quiet.visit(invitation)

    assert answer.json()["outcomes"][0]["flags"] == ["offline", "was_over"]
    assert visit.state is VisitState.ON_SITE


async def test_a_host_who_was_switched_off_is_visited_all_the_same(
    quiet: Lobby,
) -> None:
    """A walk-in who came to somebody who left the list meanwhile is not lost."""
    await quiet.store.for_tenant(TENANT).write(
        lambda nouns: nouns.hosts.put(replace(JONAS, active=False))
    )

    answer = await send(quiet, kept(quiet, purpose="A parcel", **WALK_IN))
    (visit,) = await all_visits(quiet)

    assert answer.json()["outcomes"][0]["state"] == "kept"
    assert (visit.host, visit.purpose) == (JONAS.id, "A parcel")


async def test_a_pass_of_ours_that_nobody_knows_any_more(quiet: Lobby) -> None:
    """After a restored backup a visitor is on site all the same; somebody asks who."""
    invitation = replace(await quiet.expect(), id=str(uuid4()))
    entry = kept(quiet, **{"pass": quiet.pass_of(invitation)})
    helped = replace(HOUSE, help=HelpContact(email=JONAS.email))
    without = await send(quiet, entry)
    await quiet.store.for_tenant(TENANT).write(lambda n: n.sites.put(helped))

    answer = await send(quiet, entry)
    (visit,) = [one for one in await all_visits(quiet) if one.arrived_at]

    assert without.json()["outcomes"][0]["state"] == "unreadable"
    assert answer.json()["outcomes"][0]["flags"] == ["offline", "not_invited"]
    assert (visit.host, visit.invited) == (JONAS.id, False)


async def test_a_forged_pass_is_nobodys(quiet: Lobby) -> None:
    """What we never signed becomes no visit, whoever could be asked."""
    helped = replace(HOUSE, help=HelpContact(email=JONAS.email))
    await quiet.store.for_tenant(TENANT).write(lambda n: n.sites.put(helped))

    answer = await send(quiet, kept(quiet, **{"pass": "P1." + "A" * 151}))

    assert answer.json()["outcomes"][0]["state"] == "unreadable"
    assert await all_visits(quiet) == []


async def test_a_wrong_clock_is_said(quiet: Lobby) -> None:
    """R7: a kiosk five years ahead: nothing is lost, both times are kept, and flagged."""
    years = timedelta(days=1827)
    entry = kept(quiet, clock_off=years, **WALK_IN)

    answer = await send(quiet, entry, sent_at=MORNING + years)
    (visit,) = await all_visits(quiet)

    assert answer.json()["outcomes"][0]["flags"] == ["offline", "clock"]
    assert visit.arrived_at == MORNING - HALF_AN_HOUR
    assert visit.kiosk_time == MORNING - HALF_AN_HOUR + years


async def test_a_clock_that_was_not_set_is_said(quiet: Lobby) -> None:
    """R7: kept without a clock before a restart, sent with a right one: an estimate."""
    lost = kept(quiet, ago=None, skipped=("host", "clock"), **WALK_IN)
    measured = kept(quiet, skipped=("host", "clock"), **WALK_IN)

    answer = await send(quiet, lost, measured)

    flags = [one["flags"] for one in answer.json()["outcomes"]]
    assert flags == [["offline", "clock"], ["offline"]]


async def test_a_host_is_told_of_today_only(quiet: Lobby) -> None:
    """Twelve hours late, nobody is sent to the lobby any more."""
    soon = kept(quiet, ago=timedelta(hours=12), **WALK_IN)
    late = kept(quiet, ago=timedelta(hours=12, seconds=1), **WALK_IN)

    await send(quiet, soon, late)

    assert await told_hosts(quiet) == 1


async def test_the_real_arrival_is_news_after_one_taken_back(quiet: Lobby) -> None:
    """Reception checked in the wrong person and took it back: the host hears of the right one."""
    invitation = await quiet.expect()
    parts = quiet.app.state.parts
    by_hand = Receiving("user:x", MORNING, MORNING, parts.chance, parts.schedules)
    inside = quiet.store.for_tenant(TENANT)
    await inside.write(lambda nouns: receive(nouns, invitation.visit, by_hand))
    await inside.write(
        lambda nouns: undo_check_in(nouns, invitation.visit, by="user:x", now=MORNING)
    )

    await send(quiet, kept(quiet, code=invitation.code))

    assert await told_hosts(quiet) == 2


async def test_what_cannot_be_opened_is_set_aside(quiet: Lobby) -> None:
    """One that nobody can read is told so, is noted, and holds up no other."""
    stranger = seal(b"{}", to=bytes(range(32)), bound_to="x")
    broken = kept(quiet, **WALK_IN) | {"sealed": stranger}
    moved = kept(quiet, **WALK_IN) | {"request_id": str(uuid4())}
    nonsense = sealed(quiet, {}, request_id=str(uuid4()), ago=None)
    unknown = kept(quiet, code="ABCDEF")
    nowhere = kept(quiet, **WALK_IN | {"host_id": "nobody"})
    good = kept(quiet, **WALK_IN)

    with capture_logs() as logs:
        answer = await send(quiet, broken, moved, nonsense, unknown, nowhere, good)

    states = [one["state"] for one in answer.json()["outcomes"]]
    assert states == ["unreadable"] * 5 + ["kept"]
    assert (await events_of(quiet, "kiosk:kiosk-house")) == [
        "kiosk.kept_unreadable"
    ] * 5
    assert len(await all_visits(quiet)) == 1
    assert "Ada" not in str(logs)


async def test_codes_are_not_guessed_this_way(quiet: Lobby) -> None:
    """Whoever has a kiosk's token cannot try out codes by the hundred."""
    await send(quiet, *(kept(quiet, code="ABCDEF") for _ in range(10)))

    answer = await send(quiet, kept(quiet, **WALK_IN))

    assert answer.status_code == 429


async def test_a_revoked_kiosk_brings_nothing(quiet: Lobby) -> None:
    """R16: until somebody pairs it again, what a revoked kiosk kept stays with it."""
    entry = kept(quiet, **WALK_IN)
    inside = quiet.store.for_tenant(TENANT)
    await inside.write(
        lambda nouns: revoke(
            nouns, nouns.kiosks.get("kiosk-house"), by="user:x", now=MORNING
        )
    )

    refused = await send(quiet, entry)
    # It was paired again, at another site, under another name.
    taken = await send(quiet, entry, token=HARBOUR_TOKEN)

    assert refused.status_code == 401
    assert taken.json()["outcomes"][0]["state"] == "kept"


async def test_another_organisation_reads_nothing(quiet: Lobby) -> None:
    """What was kept for one organisation opens at no other."""
    answer = await send(quiet, kept(quiet, **WALK_IN), token=OTHER_TOKEN)

    assert answer.json()["outcomes"][0]["state"] == "unreadable"
    assert await all_visits(quiet) == []


async def test_nothing_is_half_taken(quiet: Lobby) -> None:
    """A call without a place for its check-ins is refused as a whole."""
    entries = [kept(quiet, **WALK_IN) for _ in range(101)]

    answer = await send(quiet, *entries)

    assert answer.status_code == 422
    assert await all_visits(quiet) == []


async def test_a_single_one_may_say_that_it_was_kept(quiet: Lobby) -> None:
    """A kept check-in that is sent by itself is answered 201, with its flags."""
    invitation = await quiet.expect()
    await state_becomes(quiet, invitation.visit, VisitState.CANCELLED)
    offline = {
        "boot_id": str(uuid4()),
        "waited_ms": 60_000,
        "skipped": ["server_rules"],
    }

    answer = await quiet.check_in(code=invitation.code, offline=offline)
    visit = await quiet.visit(invitation)

    assert answer.status_code == 201
    assert answer.json()["flags"] == ["offline", "was_cancelled"]
    assert answer.json()["visit"]["state"] == "on_site"
    assert visit.arrived_at == MORNING - timedelta(minutes=1)
    assert HOUSE.id == visit.site


@pytest.mark.parametrize("offline", [None, {"boot_id": str(uuid4())}])
async def test_a_repeat_may_say_otherwise_how_it_waited(
    quiet: Lobby, offline: dict[str, str] | None
) -> None:
    """R5: the same check-in stays the same, whether or not it had to wait."""
    request_id = str(uuid4())
    first = await quiet.check_in(request_id=request_id, **WALK_IN)

    again = await quiet.check_in(request_id=request_id, offline=offline, **WALK_IN)

    assert again.status_code == 201
    assert again.json()["visit"]["id"] == first.json()["visit"]["id"]


async def test_an_online_check_in_flags_nothing(quiet: Lobby) -> None:
    """Nobody reads of flags where nothing was out of the ordinary."""
    answer = await quiet.check_in(**WALK_IN)

    assert answer.json()["flags"] == []
