"""Calendars that push are looked at sooner, and asked all the same (E6, B44)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from admin_server.core.errors import ConsentNeeded, ConsentReason, StrangeReply
from admin_server.core.watches import Push, PushNews
from admin_server.jobs.incoming_pushes import MOST_WAITING
from tests.fakes.clock import MORNING
from tests.fakes.followed import LASTS, Followed, open_followed
from tests.fakes.lobby import JONAS, TENANT, meeting

HOUR = timedelta(hours=1)


@pytest.fixture
async def followed(tmp_path: Path) -> AsyncIterator[Followed]:
    async with open_followed(tmp_path, pushing=True) as opened:
        yield opened


# --- asking for pushes


async def test_a_watched_calendar_is_subscribed_to(followed) -> None:
    """B44: of a subscription we keep its name, its end, and its proof only hashed."""
    await followed.expect(MORNING + HOUR)

    watch = await followed.watch()

    assert followed.calendar.addresses == {
        "subscription-1": "https://portico.example/api/v1/calendar-pushes/memory"
    }
    assert watch.subscription == "subscription-1"
    assert watch.subscription_ends_at == MORNING + LASTS
    assert len(watch.push_hash) == 32
    assert "proof" not in repr(watch)


@pytest.mark.parametrize("address", [None, "http://127.0.0.1:8600"])
async def test_without_a_public_address_we_only_poll(tmp_path, address) -> None:
    """Where nobody outside reaches us, calendars are asked every two minutes."""
    async with open_followed(tmp_path, pushing=True, public_url=address) as followed:
        await followed.expect(MORNING + HOUR)
        await followed.look(minutes=2)

        assert followed.calendar.calls["subscribe"] == 0
        assert followed.calendar.calls["changes"] == 2


async def test_with_pushes_we_ask_less_often_and_stay_fresh(followed) -> None:
    """Every four minutes is enough where changes are told, and keeps copies fresh."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.calls.clear()

    await followed.look(minutes=3, seconds=59)
    early = followed.calendar.calls.total()
    await followed.look(seconds=5)

    assert early == 0
    assert followed.calendar.calls == {"changes": 1}
    assert (await followed.copy()).read_at == followed.lobby.clock.now()


async def test_renewed_at_half_of_what_was_granted(followed) -> None:
    """A subscription is renewed long before it ends, whatever we had asked for."""
    await followed.expect(MORNING + 20 * HOUR)

    await followed.look(hours=3, minutes=59)
    early = followed.calendar.calls["renew"]
    await followed.look(minutes=5)

    assert early == 0
    assert followed.calendar.calls["renew"] == 1
    assert followed.calendar.calls["subscribe"] == 1
    watch = await followed.watch()
    assert watch.subscription_ends_at == followed.lobby.clock.now() + LASTS


async def test_a_renewed_subscription_is_still_known(followed) -> None:
    """After the renewal, pushes carry the same proof and are believed."""
    await followed.expect(MORNING + 20 * HOUR)
    await followed.look(hours=4)
    followed.calendar.put(JONAS.email, meeting(MORNING + 20 * HOUR))

    await followed.push("subscription-1")
    await followed.look(seconds=1)

    assert await followed.starts() == [MORNING + 20 * HOUR]


async def test_a_lost_subscription_is_made_anew(followed) -> None:
    """A subscription that the provider forgot is asked for again at its half-life."""
    await followed.expect(MORNING + 20 * HOUR)
    followed.calendar.addresses.clear()

    await followed.look(hours=4)

    assert set(followed.calendar.addresses) == {"subscription-2"}
    assert (await followed.watch()).subscription == "subscription-2"


async def test_one_that_ended_unnoticed_is_made_anew(followed) -> None:
    """Where the server was off past the end, it simply subscribes anew."""
    await followed.expect(MORNING + 20 * HOUR)

    await followed.look(hours=9)

    assert followed.calendar.calls["renew"] == 0
    assert (await followed.watch()).subscription == "subscription-2"


@pytest.mark.parametrize(
    "trouble", [StrangeReply(), ConsentNeeded(ConsentReason.PERMISSION_MISSING)]
)
async def test_who_cannot_push_is_polled(followed, trouble) -> None:
    """Where a subscription is refused, the calendar is read, and one line says so."""

    async def refuse(ref, address):
        followed.calendar.calls["subscribe"] += 1
        raise trouble

    followed.calendar.subscribe = refuse

    with capture_logs() as lines:
        await followed.expect(MORNING + HOUR)
        await followed.look(minutes=2)
        await followed.look(minutes=2)

    assert followed.calendar.calls["subscribe"] == 1
    assert followed.calendar.calls["changes"] == 3
    events = [line["event"] for line in lines]
    assert events.count("calendar_not_pushing") == 1
    assert (await followed.watch()).failures == 0


# --- ending them


async def test_ended_when_nobody_needs_it(followed) -> None:
    """When the visit is called off, the provider need not push any more."""
    await followed.expect(MORNING + HOUR)
    store = followed.lobby.store.for_tenant(TENANT)
    await store.write(lambda nouns: nouns.hosts.put(replace(JONAS, mailbox=None)))

    await followed.look(minutes=1)

    assert followed.calendar.addresses == {}
    assert await followed.watches() == []


async def test_ended_before_a_calendar_is_disconnected(followed) -> None:
    """Disconnecting ends the pushes at the provider, and forgets the watches."""
    await followed.expect(MORNING + HOUR)

    await followed.follower.let_go(TENANT, "connection-1")

    assert followed.calendar.addresses == {}
    assert await followed.watches() == []


async def test_disconnecting_does_not_wait_for_a_provider_that_hangs(
    followed, monkeypatch
) -> None:
    """A provider that does not answer keeps nobody from disconnecting."""
    monkeypatch.setattr("admin_server.jobs.survey_visits._LETTING_GO", 0.05)
    await followed.expect(MORNING + HOUR)
    followed.calendar.delay = timedelta(minutes=1)

    await followed.follower.let_go(TENANT, "connection-1")

    assert await followed.watches() == []


# --- pushes


async def test_a_push_is_read_at_once(followed) -> None:
    """E12: what a push tells of is in our copy seconds later."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.put(JONAS.email, meeting(MORNING + HOUR))

    await followed.push("subscription-1")
    await followed.look(seconds=1)

    assert await followed.starts() == [MORNING + HOUR]
    assert (await followed.watch()).pushed_at == followed.lobby.clock.now()


async def test_a_storm_is_one_look(followed) -> None:
    """Five hundred pushes for one calendar make us look once."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.calls.clear()

    for _ in range(500):
        await followed.push("subscription-1")
    await followed.look(seconds=1)
    await followed.look(seconds=1)

    assert followed.calendar.calls == {"changes": 1}


async def test_a_push_while_we_read_is_another_look(followed) -> None:
    """What changes while we read is not missed."""
    await followed.expect(MORNING + HOUR)
    await followed.push("subscription-1")
    followed.calendar.delay = timedelta(seconds=0.2)
    followed.lobby.clock.forward(seconds=1)
    await followed.follower.look_round()
    await asyncio.sleep(0.1)
    followed.calendar.put(JONAS.email, meeting(MORNING + HOUR))
    followed.calendar.delay = timedelta()
    followed.follower.nudge(TENANT, (await followed.watch()).id)

    await followed.follower.settle()
    await followed.look(seconds=1)

    assert await followed.starts() == [MORNING + HOUR]


@pytest.mark.parametrize(
    "push",
    [
        Push("subscription-1", "a guess"),
        Push("subscription-1", ""),
        Push("subscription-7", "proof of subscription-7"),
        Push("", ""),
    ],
)
async def test_a_forged_push_is_ignored(followed, push) -> None:
    """Whoever does not know a subscription's proof cannot make us ask anybody."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.calls.clear()

    with capture_logs() as lines:
        followed.follower.pushed(push)
        await followed.look(seconds=5)

    assert followed.calendar.calls.total() == 0
    assert {"event": "pushes_ignored", "log_level": "debug", "number": 1} in lines


async def test_a_push_for_a_suspended_organisation(followed) -> None:
    """Nothing is read for an organisation that is suspended, whoever pushes."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.calls.clear()
    store = followed.lobby.store.for_tenant(TENANT)
    await store.write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, suspended_at=MORNING))
    )

    await followed.push("subscription-1")
    await followed.look(seconds=40)

    assert followed.calendar.calls.total() == 0


async def test_forged_pushes_cannot_fill_the_memory(followed) -> None:
    """However many forged pushes come, only so many wait."""
    for number in range(MOST_WAITING + 500):
        followed.follower.pushed(Push(f"made up {number}", ""))
    waiting = len(followed.follower._incoming._waiting)
    await followed.follower.stop()

    assert waiting == MOST_WAITING


@pytest.mark.parametrize("news", [PushNews.MISSED, PushNews.ENDED])
async def test_what_may_have_been_missed_is_read_anew(followed, news) -> None:
    """When pushes were lost on the way, the whole stretch is read again."""
    await followed.expect(MORNING + HOUR)
    followed.calendar.calls.clear()

    await followed.push("subscription-1", news)
    await followed.look(seconds=1)

    assert followed.calendar.calls["between"] == 1


async def test_a_subscription_that_was_removed_is_made_anew(followed) -> None:
    """When the provider says that a subscription ended, a new one is asked for."""
    await followed.expect(MORNING + HOUR)

    await followed.push("subscription-1", PushNews.ENDED)
    await followed.look(seconds=1)

    assert (await followed.watch()).subscription == "subscription-2"
    assert set(followed.calendar.addresses) == {"subscription-2"}


async def test_a_subscription_is_renewed_when_the_provider_asks(followed) -> None:
    """When the provider wants a renewal, it does not wait for the half-life."""
    await followed.expect(MORNING + HOUR)

    await followed.push("subscription-1", PushNews.RENEW)
    await followed.look(seconds=1)

    assert followed.calendar.calls["renew"] == 1
    assert (await followed.watch()).subscription == "subscription-1"
