"""What waited at the kiosk reaches the server, in order and once."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from kiosk_app.journey.events import ServerSeen, Unpaired
from kiosk_app.runners.drain import LONGEST_PAUSE_SECONDS, Drain
from kiosk_app.runners.kept_store import KeptEntry, KeptStore, NotKept
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls, open_client
from shared.offline import KeptOutcome, KeptReply, KeptState
from shared.refusals import Refused
from tests.fakes.kiosk_server import Answer
from tests.fakes.offline_day import NINE, TurnedClocks
from tests.fakes.sleeper import Sleeper, until
from tests.kiosk_app.journey.examples import REQUEST, reply

CALL = "POST check-ins/kept"
REVOKED = '{"error": "kiosk_unknown", "message": "x"}'
TOO_LARGE = '{"error": "request_too_large", "message": "x"}'


@pytest.fixture
def store(tmp_path):
    """The kiosk's disk."""
    on_disk = KeptStore(tmp_path / "kiosk")
    yield on_disk
    on_disk.close()


@pytest.fixture
def turned():
    """Clocks that the test turns."""
    return TurnedClocks()


@pytest.fixture
def sent():
    """What the journey is told."""
    return []


@pytest.fixture
def drain(calls, token, store, turned, sent):
    """The drain of a kiosk with a token."""
    return Drain(calls, token, store, turned.clocks(), send=sent.append)


def keep(store, *numbers, boot_id=None):
    """Let check-ins wait."""
    for number in numbers:
        one = KeptEntry(
            UUID(int=number), "sealed", boot_id or UUID(int=0), 900_000, NINE, ("room",)
        )
        store.keep(one)


def outcomes(*numbers, state=KeptState.KEPT):
    """Say what became of check-ins."""
    told = [KeptOutcome(request_id=UUID(int=number), state=state) for number in numbers]
    return KeptReply(outcomes=told)


def answer(*replies):
    """Answer with these outcomes together."""
    told = [outcome for one in replies for outcome in one.outcomes]
    return Answer(200, KeptReply(outcomes=told).model_dump_json())


def ids_of(seen):
    """Say which check-ins were in a call."""
    return [UUID(one["request_id"]).int for one in seen.json()["check_ins"]]


async def test_what_waited_is_sent_in_its_order(server, drain, store, sent):
    """The server hears of the visitors in the order in which they came."""
    keep(store, 3, 1, 2)
    server.answers(CALL, answer(outcomes(3, 1, 2)))

    await drain.send_oldest()

    assert ids_of(server.calls(CALL)[0]) == [3, 1, 2]
    assert store.waiting == 0
    assert sent == [ServerSeen(online=True)]


async def test_at_most_a_hundred_go_at_once(server, drain, store):
    """A long outage is told in pieces that the server takes quickly."""
    keep(store, *range(1, 131))
    server.answers(CALL, answer(outcomes(*range(1, 131))))

    await drain.send_oldest()
    await drain.send_oldest()

    assert [len(ids_of(seen)) for seen in server.calls(CALL)] == [100, 30]


async def test_the_wait_is_told_where_it_is_known(
    calls, server, token, store, turned, sent
):
    """R7: an hour by a clock that nobody sets, whatever the wall's clock did."""
    clocks = turned.clocks()
    drain = Drain(calls, token, store, clocks, send=sent.append)
    keep(store, 1, boot_id=clocks.boot_id)
    keep(store, 2)
    server.answers(CALL, answer(outcomes(1, 2)))
    turned.turn(timedelta(seconds=3500))
    turned.wall -= timedelta(days=1825)

    await drain.send_oldest()

    letter = server.calls(CALL)[0].json()
    waits = [one["offline"].get("waited_ms") for one in letter["check_ins"]]
    assert waits == [3_600_000, None]
    assert letter["check_ins"][0]["offline"]["skipped"] == ["room"]


async def test_what_the_server_cannot_read_is_set_aside(server, drain, store):
    """An unreadable check-in is said so, and holds nobody up."""
    keep(store, 1, 2)
    server.answers(CALL, answer(outcomes(1, state=KeptState.UNREADABLE), outcomes(2)))

    with capture_logs() as lines:
        await drain.send_oldest()

    assert store.waiting == 0
    assert [line["event"] for line in lines] == [
        "kept_check_ins_sent",
        "kept_check_ins_set_aside",
    ]


async def test_what_the_server_says_nothing_of_waits_on(server, drain, store):
    """Only a check-in that the server says it has is forgotten."""
    keep(store, 1, 2)
    server.answers(CALL, answer(outcomes(1)), answer())

    await drain.send_oldest()
    with pytest.raises(NoAnswer):
        await drain.send_oldest()

    assert [one.request_id.int for one in store.oldest(9)] == [2]


async def test_one_that_is_too_long_does_not_hold_up_the_others(server, drain, store):
    """The one that the server cannot take is found, and set aside."""
    keep(store, 1, 2)
    server.answers(
        CALL, Answer(413, TOO_LARGE), Answer(413, TOO_LARGE), answer(outcomes(2))
    )

    await drain.send_oldest()
    await drain.send_oldest()
    await drain.send_oldest()

    assert [ids_of(seen) for seen in server.calls(CALL)] == [[1, 2], [1], [2]]
    assert store.waiting == 0


async def test_any_other_no_leaves_everything_as_it_is(server, drain, store):
    """A suspended organisation loses nobody: its check-ins wait."""
    keep(store, 1)
    server.answers(CALL, Answer(403, '{"error": "not_allowed", "message": "x"}'))

    with pytest.raises(Refused):
        await drain.send_oldest()

    assert store.waiting == 1


async def test_a_visitors_own_check_in_goes_first(server, calls, drain, store):
    """Whoever stands at the kiosk never waits for those who have gone in."""
    keep(store, 1)
    server.answers("POST check-ins", Answer(201, reply().model_dump_json(), delay=0.2))
    server.answers(CALL, answer(outcomes(1)))
    live = asyncio.create_task(calls.check_in(REQUEST))
    await until(lambda: calls.is_checking_in)

    await drain.send_oldest()

    assert live.done()
    await live
    assert [seen.call for seen in server.seen] == ["POST check-ins", CALL]


async def test_it_starts_by_itself_when_the_server_answers(
    calls, server, token, store, turned, sent
):
    """Nobody has to press anything, and a server that is away is asked more rarely."""
    keep(store, 1)
    sleep = Sleeper()
    drain = Drain(calls, token, store, turned.clocks(), send=sent.append, sleep=sleep)
    running = asyncio.create_task(drain.run())
    await until(lambda: len(sleep.asked) == 1)
    await sleep.wake()
    await until(lambda: len(sleep.asked) == 2)
    server.answers(CALL, answer(outcomes(1)))
    await sleep.wake()

    await until(lambda: store.waiting == 0 and len(sleep.asked) == 3)

    assert sleep.asked == [1.0, 2.0, 1.0]
    assert max(sleep.asked) <= LONGEST_PAUSE_SECONDS
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_revoked_kiosk_keeps_what_waits(server, store, turned, sent, tmp_path):
    """R16: the queue stays, and goes to the server once the kiosk is paired again."""
    keep(store, 1)
    token = KioskToken("old", file=tmp_path / "token")
    token.take("old")
    server.answers(CALL, Answer(401, REVOKED), answer(outcomes(1)))
    sleep = Sleeper()
    async with open_client(server.address, token, None) as client:
        clocks = turned.clocks()
        drain = Drain(
            ServerCalls(client), token, store, clocks, send=sent.append, sleep=sleep
        )
        running = asyncio.create_task(drain.run())
        await until(lambda: Unpaired() in sent)
        assert store.waiting == 1
        token.take("new")
        await until(lambda: sleep.asleep == 1)
        await sleep.wake()

        await until(lambda: store.waiting == 0)

        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    shown = [seen.headers["authorization"] for seen in server.calls(CALL)]
    assert shown == ["Bearer old", "Bearer new"]


async def test_a_disk_that_forgets_nothing_sends_again(server, drain, store):
    """R6: what could not be crossed out is sent once more; the id makes it harmless."""
    keep(store, 1)
    store._opened.execute("PRAGMA query_only = ON")
    server.answers(CALL, answer(outcomes(1)))

    with pytest.raises(NotKept):
        await drain.send_oldest()
    await drain.send_oldest()

    assert [ids_of(seen) for seen in server.calls(CALL)] == [[1], [1]]
    assert store.waiting == 0


async def test_paired_again_what_was_set_aside_is_tried_once_more(
    server, drain, token, store
):
    """R16: another organisation could not read it; back at its own it is a visit."""
    keep(store, 1)
    store.settle([], [UUID(int=1)])
    server.answers(CALL, Answer(200, outcomes(1).model_dump_json()))
    running = asyncio.create_task(drain.run())
    await asyncio.sleep(0.05)
    aside = len(server.calls(CALL))

    token.take("another-token")
    await until(lambda: server.calls(CALL) and not store.waiting)
    running.cancel()

    assert aside == 0
    assert store.everything() == []


async def test_a_badge_that_waits_hears_which_visit_it_has_become(server, drain, store):
    """What was kept under the kiosk's own number has the server's from now on."""
    heard = []

    async def hear(request, visit):
        heard.append((request, visit))

    keep(store, 1)
    known = KeptOutcome(request_id=UUID(int=1), state=KeptState.KEPT, visit="visit-1")
    server.answers(CALL, answer(KeptReply(outcomes=[known])))
    drain.attend(hear)

    await drain.send_oldest()

    assert heard == [(str(UUID(int=1)), "visit-1")]
