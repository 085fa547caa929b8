"""The kiosk's calls to its server, over a real socket."""

import asyncio
import ssl

import pytest

from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls, open_client
from shared.check_in import HostFound, RoomState
from shared.kiosk import KioskEvent
from shared.refusals import Refusal, Refused
from tests.fakes.kiosk_server import Answer, rude_server
from tests.kiosk_app.journey.examples import ID, JONAS, PASS, REQUEST, reply

CHECK_INS = "POST check-ins"
YES = Answer(201, reply().model_dump_json())


async def test_a_check_in_is_sent_as_the_api_wants_it(server, calls):
    """The server gets the pass, the id and the time, and nothing that is empty."""
    server.answers(CHECK_INS, YES)

    answer = await calls.check_in(REQUEST)

    [seen] = server.seen
    assert answer == reply()
    assert seen.headers["authorization"] == "Bearer secret-token"
    assert seen.json() == {
        "request_id": str(ID),
        "kiosk_time": "2026-11-24T09:00:00Z",
        "language": "en",
        "pass": PASS,
    }


async def test_already_here_is_an_answer_too(server, calls):
    """A visitor who is here already is answered by the same words."""
    here = reply(already_here=True)
    server.answers(CHECK_INS, Answer(200, here.model_dump_json()))

    assert await calls.check_in(REQUEST) == here


async def test_one_bad_moment_of_the_server_is_not_noticed(server, calls):
    """The kiosk asks once more at once, under the same id."""
    server.answers(CHECK_INS, Answer(503), YES)

    answer = await calls.check_in(REQUEST)

    first, second = server.calls(CHECK_INS)
    assert answer == reply()
    assert first.body == second.body


@pytest.mark.parametrize(
    "bad",
    [
        Answer(500, '{"error": "unexpected", "message": "x"}'),
        Answer(503, '{"error": "unavailable", "message": "x"}'),
        Answer(201, "<html>Please sign in to the hotel's Wi-Fi</html>"),
        Answer(201, "{}"),
        Answer(404, "<html>nginx</html>"),
        Answer(302, ""),
        Answer(201, b"\xff\xfe\x00"),
        Answer(201, b" " * 1_000_001),
        Answer(201, "", delay=5),
    ],
    ids=lambda bad: f"{bad.status}-{len(bad.body)}-{bad.delay}",
)
async def test_what_is_no_answer_is_given_up_after_two_tries(server, calls, bad):
    """Whatever the server does, the visitor is told in time."""
    server.answers(CHECK_INS, bad)

    async with asyncio.timeout(1.5):
        with pytest.raises(NoAnswer):
            await calls.check_in(REQUEST)

    assert len(server.calls(CHECK_INS)) == 2


async def test_a_dropped_line_is_no_answer():
    """A line that breaks in mid-answer is like no answer."""
    async with (
        rude_server() as address,
        open_client(address, KioskToken("t"), None) as client,
    ):
        with pytest.raises(NoAnswer):
            await ServerCalls(client).check_in(REQUEST)


async def test_nobody_listening_is_no_answer():
    """A server that is switched off is noticed at once."""
    async with open_client("http://127.0.0.1:9", KioskToken("t"), None) as client:
        with pytest.raises(NoAnswer, match="ConnectError"):
            await ServerCalls(client).configuration()


@pytest.mark.parametrize(
    ("answer", "code", "detail"),
    [
        (
            Answer(409, '{"error":"other_site","message":"x","detail":{"site":"B"}}'),
            Refusal.OTHER_SITE,
            {"site": "B"},
        ),
        (
            Answer(422, '{"error":"new_one","message":"x"}'),
            Refusal.REQUEST_INVALID,
            None,
        ),
        (Answer(401, "<html>"), Refusal.KIOSK_UNKNOWN, None),
        (
            Answer(429, '{"error":"rate_limit_exceeded","message":"x"}'),
            Refusal.RATE_LIMITED,
            None,
        ),
    ],
)
async def test_a_no_is_told_with_its_reason(server, calls, answer, code, detail):
    """A refusal is final: it is not asked twice."""
    server.answers(CHECK_INS, answer)

    with pytest.raises(Refused) as refused:
        await calls.check_in(REQUEST)

    assert (refused.value.code, refused.value.detail) == (code, detail)
    assert len(server.seen) == 1


async def test_a_strange_reply_does_not_say_what_was_in_it(server, calls):
    """A visitor's name in a broken answer never reaches a log."""
    server.answers(CHECK_INS, Answer(201, '{"visitor": {"name": "Mara Lindt"}}'))

    with pytest.raises(NoAnswer) as failed:
        await calls.check_in(REQUEST)

    assert "Mara" not in repr(failed.value)
    assert failed.value.__cause__ is None


async def test_a_room_is_waited_for(server, calls):
    """The server holds the answer back until it knows the room."""
    server.answers("GET check-ins/a/b/room", Answer(200, '{"state": "none"}'))

    room = await calls.room("a/b", wait=1.5)

    assert room.state is RoomState.NONE
    assert server.seen[0].query == {"wait": "1.50"}


async def test_hosts_are_found(server, calls):
    """A name is searched as it was typed."""
    server.answers(
        "GET hosts", Answer(200, f'{{"hosts": [{JONAS.model_dump_json()}]}}')
    )

    found = await calls.hosts("Jo & Co?")

    assert found.hosts == [
        HostFound(id="host-1", name="Jonas Weber", department="Sales")
    ]
    assert server.seen[0].query == {"q": "Jo & Co?"}


async def test_news_begin_where_the_server_stands(server, calls):
    """A kiosk that starts hears only of what happens from now on."""
    news = '{"cursor": 9, "events": [{"cursor": 9, "kind": "host_told", "visit": "v"}]}'
    server.answers(
        "GET kiosk/events",
        Answer(200, '{"cursor": 8, "events": []}'),
        Answer(200, news),
    )

    cursor = await calls.cursor()
    told = await calls.news(cursor, wait=2)

    first, second = server.seen
    assert told.events == [KioskEvent(cursor=9, kind="host_told", visit="v")]
    assert first.query == {}
    assert second.query == {"after": "8", "wait": "2.00"}


async def test_certificates_are_always_checked():
    """A server with a certificate that nobody signed is not spoken to."""
    async with open_client("https://127.0.0.1:9", KioskToken("t"), None) as client:
        pool = client._transport._pool

    assert pool._ssl_context.verify_mode is ssl.CERT_REQUIRED
    assert pool._ssl_context.check_hostname is True
