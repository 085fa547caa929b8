"""Hosts' calendars are kept up with before their visitors arrive (E6, E10, E12)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from admin_server.core.connections import CalendarPolicy, Connection
from admin_server.core.errors import ConsentNeeded, ConsentReason, TryLater
from admin_server.core.finding_rooms import Line
from admin_server.core.people import Host
from admin_server.jobs.loop import Job, keep_going
from admin_server.jobs.notes_together import LONGEST
from shared.check_in import VisitState
from tests.fakes.clock import MORNING
from tests.fakes.followed import Followed, open_followed
from tests.fakes.lobby import JONAS, OTHER_TENANT, PRIYA, TENANT, meeting
from tests.fakes.sleeper import until

HOUR = timedelta(hours=1)


@pytest.fixture
async def followed(tmp_path: Path) -> AsyncIterator[Followed]:
    async with open_followed(tmp_path) as opened:
        yield opened


# --- who is watched


async def test_nobody_is_watched_without_a_visit(followed) -> None:
    """A host whom nobody visits is not looked at."""
    await followed.look()

    assert await followed.watches() == []
    assert followed.calendar.calls.total() == 0


async def test_a_host_is_watched_from_a_day_and_a_half_before(followed) -> None:
    """Only when the visit is near is the host's calendar read."""
    await followed.expect(MORNING + 37 * HOUR)
    before = await followed.watches()

    await followed.look(hours=2)

    assert before == []
    assert (await followed.watch()).host == JONAS.id


async def test_who_left_needs_no_calendar(followed) -> None:
    """When the last visitor has gone, the host's calendar is left alone."""
    await followed.expect()
    came = await followed.lobby.check_in(
        code=(await followed.lobby.expect("Ada Berg")).code
    )
    visits = await followed.lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.between(MORNING - HOUR, MORNING + HOUR)
    )

    await followed.lobby.store.for_tenant(TENANT).write(
        lambda nouns: [
            nouns.visits.set_state(one.id, VisitState.LEFT) for one in visits
        ]
    )
    await followed.look(minutes=1)

    assert came.status_code == 201
    assert await followed.watches() == []


@pytest.mark.parametrize(
    "change",
    [
        {"calendar_integration": False},
        {"calendar": CalendarPolicy(room_lookup=False)},
        {"suspended_at": MORNING},
    ],
)
async def test_who_may_not_be_read_is_not_read(followed, change) -> None:
    """D20: an organisation that switched look-ups off, or is suspended, is left alone."""
    await followed.lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, **change))
    )

    await followed.expect()

    assert followed.calendar.calls.total() == 0


async def test_a_suspended_organisation_is_left_in_the_middle(followed) -> None:
    """Suspending an organisation ends the reading of its calendars."""
    await followed.expect()
    asked = followed.calendar.calls.total()
    await followed.lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, suspended_at=MORNING))
    )

    await followed.look(minutes=10)

    assert followed.calendar.calls.total() == asked


async def test_another_connection_takes_over(followed) -> None:
    """Where the organisation connects anew, the new connection is watched."""
    await followed.expect()
    store = followed.lobby.store.for_tenant(TENANT)
    await store.write(lambda nouns: nouns.connections.remove("connection-1"))
    await store.write(
        lambda nouns: nouns.connections.put(Connection("newer", "memory", "Newer"))
    )

    await followed.look(minutes=1)

    assert (await followed.watch()).connection == "newer"
    assert (await followed.watch()).read_at == followed.lobby.clock.now()


# --- what a check-in finds


async def test_a_check_in_asks_nobody(followed) -> None:
    """E10: the room is known when the visitor arrives; no calendar is asked then."""
    followed.calendar.put(JONAS.email, meeting(MORNING + HOUR))
    code = (await followed.lobby.expect(arrival=MORNING + HOUR)).code
    await followed.look()
    await followed.look(minutes=58)
    await followed.look(minutes=2)
    asked = followed.calendar.calls.total()

    answer = await followed.lobby.check_in(code=code)

    assert answer.json()["room"]["state"] == "found"
    assert followed.calendar.calls.total() == asked


async def test_a_walk_in_asks_nobody(followed) -> None:
    """Somebody unexpected who visits a watched host is served from our copy."""
    await followed.expect(MORNING + 5 * HOUR)
    asked = followed.calendar.calls.total()

    answer = await followed.lobby.check_in(visitor={"name": "Ada"}, host_id=JONAS.id)

    assert answer.json()["room"]["state"] == "none"
    assert followed.calendar.calls.total() == asked


async def test_no_news_is_one_question(followed) -> None:
    """Every two minutes a calendar is asked what changed, and read only if it did."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.calls.clear()

    await followed.look(minutes=2)
    await followed.look(minutes=2)

    assert followed.calendar.calls == {"changes": 2}
    assert (await followed.copy()).read_at == followed.lobby.clock.now()


async def test_not_before_it_is_due(followed) -> None:
    """A calendar that was just read is left alone."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.calls.clear()

    await followed.look(seconds=60)
    await followed.look(seconds=59)

    assert followed.calendar.calls.total() == 0


async def test_a_moved_meeting_is_read(followed) -> None:
    """E6: a meeting that was moved stands at its new time within minutes."""
    one = meeting(MORNING + HOUR)
    followed.calendar.put(JONAS.email, one)
    await followed.expect(MORNING + HOUR)
    followed.calendar.move(JONAS.email, one.id, MORNING + HOUR / 2)

    await followed.look(minutes=2)

    assert await followed.starts() == [MORNING + HOUR / 2]


async def test_a_deleted_meeting_is_gone(followed) -> None:
    """E6: a meeting that was deleted is gone from our copy within minutes."""
    one = meeting(MORNING + HOUR)
    followed.calendar.put(JONAS.email, one)
    await followed.expect(MORNING + HOUR)
    followed.calendar.remove(JONAS.email, one.id)

    await followed.look(minutes=2)

    assert await followed.starts() == []


async def test_an_expired_mark_is_a_full_reading(followed) -> None:
    """Where the provider no longer knows what changed, everything is read."""
    one = meeting(MORNING + HOUR)
    followed.calendar.put(JONAS.email, one)
    await followed.expect(MORNING + HOUR)
    followed.calendar.remove(JONAS.email, one.id)
    followed.calendar.expire_marks()

    await followed.look(minutes=2)
    await followed.look(minutes=2)

    assert await followed.starts() == []
    assert (await followed.watch()).failures == 0


async def test_a_later_visit_widens_what_is_read(followed) -> None:
    """A second visit in the afternoon: the afternoon is read as well, at once."""
    followed.calendar.put(JONAS.email, meeting(MORNING + 6 * HOUR))
    await followed.expect(MORNING)
    morning_only = await followed.starts()

    await followed.expect(MORNING + 6 * HOUR)

    assert morning_only == []
    assert await followed.starts() == [MORNING + 6 * HOUR]


async def test_two_hosts_share_a_mailbox(followed) -> None:
    """A team's mailbox is read once, wide enough for both who use it."""
    store = followed.lobby.store.for_tenant(TENANT)
    await store.write(
        lambda nouns: nouns.hosts.put(replace(PRIYA, mailbox=JONAS.mailbox))
    )
    await followed.lobby.expect(host=PRIYA.id, arrival=MORNING + 6 * HOUR)

    await followed.expect(MORNING)

    copy = await followed.copy()
    assert followed.calendar.calls["between"] == 1
    assert copy.start <= MORNING - HOUR / 2
    assert copy.end >= MORNING + 6.5 * HOUR


async def test_a_slow_reading_never_replaces_a_newer_one(followed) -> None:
    """What was read for a visitor and came late does not hide what we know since."""
    followed.calendar.put(JONAS.email, meeting(MORNING))
    reader = followed.lobby.app.state.parts.rooms._lines
    connection = await followed.lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.connections.get("connection-1")
    )
    followed.calendar.delay = timedelta(seconds=0.3)
    slow = asyncio.create_task(
        reader.read(
            TENANT,
            Line(connection, JONAS.mailbox),
            (MORNING - HOUR, MORNING + HOUR),
            until=MORNING + HOUR,
        )
    )
    await asyncio.sleep(0.05)
    followed.calendar.delay = timedelta()
    followed.lobby.clock.forward(seconds=1)

    await followed.expect(MORNING)
    await slow
    await asyncio.sleep(0.05)

    assert (await followed.copy()).read_at == MORNING + timedelta(seconds=1)


# --- when a calendar cannot be read


async def test_failures_are_waited_out(followed) -> None:
    """A calendar that fails is asked less and less, at least every quarter hour."""
    await followed.expect(MORNING + 20 * HOUR)
    followed.calendar.fail_with = ConsentNeeded(ConsentReason.EXPIRED)
    await followed.look(minutes=2)
    pauses = [(await followed.watch()).due_at - followed.lobby.clock.now()]

    await followed.look(seconds=30)
    pauses.append((await followed.watch()).due_at - followed.lobby.clock.now())
    await followed.look(minutes=1)
    await followed.look(minutes=2)
    await followed.look(minutes=4)
    await followed.look(minutes=8)
    await followed.look(minutes=15)
    pauses.append((await followed.watch()).due_at - followed.lobby.clock.now())

    assert [one.total_seconds() for one in pauses] == [30, 60, 900]
    assert (await followed.watch()).failures == 7


async def test_it_is_followed_again(followed) -> None:
    """D20: a calendar that is back is read at the next try, and its failures forgotten."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.fail_with = TryLater()
    await followed.look(minutes=2)
    followed.calendar.fail_with = None
    followed.calendar.put(JONAS.email, meeting(MORNING + HOUR))

    await followed.look(seconds=30)

    assert await followed.starts() == [MORNING + HOUR]
    assert (await followed.watch()).failures == 0


async def test_never_before_the_provider_wants_to_be_asked(followed) -> None:
    """A provider that asks for twenty minutes gets them."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.fail_with = TryLater(timedelta(minutes=20))
    await followed.look(minutes=2)
    followed.calendar.calls.clear()

    await followed.look(minutes=10)
    await followed.look(minutes=9, seconds=59)
    left_alone = followed.calendar.calls.total()
    await followed.look(seconds=5)

    assert left_alone == 0
    assert followed.calendar.calls["changes"] == 1


async def test_one_failing_mailbox_holds_up_nobody(followed) -> None:
    """Jonas is read although a colleague's mailbox is gone."""
    store = followed.lobby.store.for_tenant(TENANT)
    await store.write(
        lambda nouns: nouns.hosts.put(replace(PRIYA, mailbox="gone@lakeside.example"))
    )
    await followed.lobby.expect(host=PRIYA.id)

    await followed.expect(MORNING)

    failures = {one.host: one.failures for one in await followed.watches()}
    assert failures == {JONAS.id: 0, PRIYA.id: 1}
    assert await followed.copy() is not None


async def test_a_hanging_mailbox_holds_up_nobody(followed) -> None:
    """While one calendar is waited for, the others of the house are read."""
    followed.calendar.delay = timedelta(seconds=30)
    await followed.lobby.expect()
    await followed.follower.look_round()
    await until(lambda: followed.calendar.calls.total() > 0)
    followed.calendar.delay = timedelta()
    store = followed.lobby.store.for_tenant(TENANT)
    followed.calendar.add_mailbox("priya@lakeside.example")
    await store.write(
        lambda nouns: nouns.hosts.put(replace(PRIYA, mailbox="priya@lakeside.example"))
    )
    await followed.lobby.expect(host=PRIYA.id)
    followed.follower.look_again()

    await followed.follower.look_round()
    await _until_read(followed, "priya@lakeside.example")

    assert await followed.copy() is None


async def _until_read(followed: Followed, source: str) -> None:
    async with asyncio.timeout(LONGEST + 20):
        while await followed.copy(source) is None:
            await asyncio.sleep(0.05)


async def test_a_bug_is_told_and_holds_up_nobody(followed) -> None:
    """Whatever goes wrong with one calendar is logged, without anybody's name."""
    followed.calendar.fail_with = RuntimeError("a bug")

    with capture_logs() as lines:
        await followed.expect(MORNING)

    failed = [line for line in lines if line["event"] == "watch_failed"]
    assert failed[0]["watch"] == (await followed.watch()).id
    assert JONAS.email not in str(lines)
    assert (await followed.watch()).failures == 1


async def test_a_calendar_too_large_for_marks_is_read_all_the_same(followed) -> None:
    """Where ten years of events are too much to list, the next hours are read."""
    changes = followed.calendar.changes

    async def too_much(ref, mark):
        await changes(ref, mark)
        raise TryLater(detail="took too long")

    followed.calendar.changes = too_much

    await followed.expect(MORNING + HOUR)
    await followed.look(minutes=2)
    await followed.look(minutes=2)

    assert (await followed.watch()).failures == 0
    assert (await followed.copy()).read_at == followed.lobby.clock.now()
    assert followed.calendar.calls == {"changes": 1, "between": 3}


# --- many houses


async def test_every_organisation_gets_its_turn(followed) -> None:
    """A house with hundreds of visits does not keep its neighbour waiting."""
    hosts = [
        Host(
            f"host-{n}", f"Host {n}", f"h{n}@lakeside.example", f"h{n}@lakeside.example"
        )
        for n in range(30)
    ]
    store = followed.lobby.store.for_tenant(TENANT)
    await store.write(lambda nouns: [nouns.hosts.put(one) for one in hosts])
    await asyncio.gather(*(followed.lobby.expect(host=one.id) for one in hosts))
    other = followed.lobby.store.for_tenant(OTHER_TENANT)
    invitation = await followed.lobby.expect()
    visit = await followed.lobby.visit(invitation)
    visitor = await store.read(lambda nouns: nouns.visitors.get(visit.visitor))
    await other.write(
        lambda nouns: (
            nouns.hosts.put(JONAS),
            nouns.connections.put(Connection("connection-2", "memory", "Calendar")),
            nouns.visitors.put(visitor),
            nouns.visits.put(visit),
        )
    )
    followed.calendar.delay = timedelta(seconds=0.2)

    await followed.follower.look_round()
    await asyncio.sleep(0.9)
    copies = await other.read(lambda nouns: nouns.meetings.copy_for(JONAS.email))
    reading = len(followed.follower._houses[TENANT].busy)
    await followed.follower.stop()

    assert copies is not None
    assert reading <= 8


# --- the job itself


async def test_the_job_goes_on_by_itself(followed) -> None:
    """Once it runs, a visit that is entered is noticed without anybody's doing."""
    job = asyncio.create_task(
        keep_going(Job("follow_meetings", followed.follower.turn))
    )
    await followed.lobby.expect(arrival=MORNING + HOUR)

    followed.follower.look_again()
    async with asyncio.timeout(5):
        while await followed.copy() is None:
            await asyncio.sleep(0.02)
    job.cancel()

    assert (await followed.watch()).read_at == MORNING


async def test_a_rest_lasts_until_something_is_due(followed) -> None:
    """Where nobody is expected, the job rests, and does not spin."""
    resting = asyncio.create_task(followed.follower.turn())
    await asyncio.sleep(0.3)
    was_resting = not resting.done()

    followed.follower.look_again()
    pause = await asyncio.wait_for(resting, 5)

    assert was_resting
    assert pause < 1


async def test_a_stopped_server_reads_no_more(followed) -> None:
    """An orderly stop ends every reading."""
    followed.calendar.delay = timedelta(minutes=1)
    await followed.lobby.expect()
    await followed.follower.look_round()

    async with asyncio.timeout(5):
        await followed.follower.stop()

    assert await followed.copy() is None


async def test_that_pushes_are_off_is_said_once(tmp_path) -> None:
    """Where providers cannot reach us, the log says so at the start, as no trouble."""
    with capture_logs() as lines:
        async with open_followed(tmp_path, public_url=None) as followed:
            await followed.expect()

    said = [line for line in lines if line["event"] == "calendar_pushes_off"]
    assert [line["log_level"] for line in said] == ["info"]


async def test_a_house_is_written_down_in_one_go(followed) -> None:
    """Eight calendars that were read together wake the open dashboards once."""
    hosts = [
        Host(f"host-{n}", f"Host {n}", f"{n}@lakeside.example", f"{n}@lakeside.example")
        for n in range(8)
    ]
    store = followed.lobby.store.for_tenant(TENANT)
    await store.write(lambda nouns: [nouns.hosts.put(one) for one in hosts])
    for host in hosts:
        followed.calendar.add_mailbox(host.email)
        await followed.lobby.expect(host=host.id, arrival=MORNING + HOUR)
    await followed.look()
    commits: list[object] = []
    followed.lobby.store.on_commit(commits.append)

    await followed.look(minutes=2)

    assert followed.calendar.calls["changes"] == 16
    assert len(commits) == 1


async def test_a_shared_mailbox_outlives_one_of_its_visits(followed) -> None:
    """When one of two hosts is no longer visited, the mailbox is read for the other."""
    store = followed.lobby.store.for_tenant(TENANT)
    await store.write(
        lambda nouns: nouns.hosts.put(replace(PRIYA, mailbox=JONAS.mailbox))
    )
    await followed.lobby.expect(host=PRIYA.id, arrival=MORNING + HOUR)
    theirs = await followed.lobby.visit(await followed.lobby.expect("Ada Berg"))
    await followed.look()
    before = (await followed.watch()).host

    await store.write(
        lambda nouns: nouns.visits.set_state(theirs.id, VisitState.CANCELLED)
    )
    await followed.look(minutes=3)

    assert before == JONAS.id
    assert len(await followed.watches()) == 1
    assert followed.calendar.calls["changes"] == 2
