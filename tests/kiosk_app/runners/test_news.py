"""What the server tells the kiosk by itself."""

import asyncio

import pytest
from structlog.testing import capture_logs

from kiosk_app.journey.events import (
    HostWasTold,
    RoomAnswered,
    ServerSeen,
    Unpaired,
    VisitCancelled,
)
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.news import News
from tests.fakes.kiosk_server import NO_NEWS, Answer
from tests.fakes.sleeper import Sleeper, until
from tests.kiosk_app.journey.examples import FOUND
from tests.kiosk_app.runners.test_loop import PLAIN

EVENTS = "GET kiosk/events"
SITE = PLAIN.model_copy(update={"version": "1", "site": "Harbour"})
MOVED = SITE.model_copy(update={"version": "2", "site": "Hill"})
SILENCE = Answer(200, NO_NEWS, delay=60)


def news_of(kind, visit="visit-1"):
    """One piece of news."""
    body = f'{{"cursor":8,"kind":"{kind}","visit":"{visit}"}}'
    return Answer(200, f'{{"cursor": 8, "events": [{body}]}}')


class Kiosk:
    """Notes what it is told."""

    def __init__(self):
        self.events = []
        self.configurations = []


@pytest.fixture
def kiosk():
    """Who is told."""
    return Kiosk()


@pytest.fixture
def sleep():
    """The pauses between tries."""
    return Sleeper()


@pytest.fixture
async def listening(server, calls, rooms, token, kiosk, sleep):
    """The server knows the kiosk; the news begin when this is called."""
    server.answers("GET kiosk", Answer(200, SITE.model_dump_json()))
    tasks = []

    def listen():
        news = News(
            calls,
            rooms,
            token,
            send=kiosk.events.append,
            configure=kiosk.configurations.append,
            sleep=sleep,
        )
        tasks.append(asyncio.create_task(news.run()))
        return news

    yield listen
    [task.cancel() for task in tasks]


async def test_the_kiosk_learns_who_it_is(server, kiosk, listening):
    """Right after the start the kiosk knows its site, and that the server is there."""
    server.answers(EVENTS, Answer(200, NO_NEWS), SILENCE)

    listening()
    await until(lambda: len(server.calls(EVENTS)) > 1)

    assert kiosk.configurations == [SITE]
    assert kiosk.events == [ServerSeen(online=True)]
    assert server.calls(EVENTS)[1].query == {"after": "7", "wait": "25.00"}


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("visit_cancelled", VisitCancelled("visit-1")),
        ("host_told", HostWasTold("visit-1", reached=True)),
        ("host_not_reached", HostWasTold("visit-1", reached=False)),
        ("room_changed", RoomAnswered("visit-1", FOUND)),
    ],
)
async def test_news_become_events(server, kiosk, listening, kind, event):
    """Whatever happens to a visit reaches the screen."""
    server.answers(EVENTS, Answer(200, NO_NEWS), news_of(kind), SILENCE)
    server.answers("GET check-ins/visit-1/room", Answer(200, FOUND.model_dump_json()))

    listening()
    await until(lambda: len(server.calls(EVENTS)) > 2)

    assert event in kiosk.events
    assert server.calls(EVENTS)[2].query["after"] == "8"


async def test_a_room_that_cannot_be_asked_for_stays_as_it_is(server, kiosk, listening):
    """A moved room that nobody can tell does not wipe the old one away."""
    server.answers(EVENTS, Answer(200, NO_NEWS), news_of("room_changed"), SILENCE)
    server.answers(
        "GET check-ins/visit-1/room",
        Answer(404, '{"error": "visit_unknown", "message": "x"}'),
    )

    listening()
    await until(lambda: len(server.calls(EVENTS)) > 2)

    assert set(kiosk.events) == {ServerSeen(online=True)}


async def test_an_ordered_badge_is_asked_for(server, kiosk, listening):
    """The kiosk asks at its start, when the server is back, and when it is told."""
    asked = []
    server.answers(EVENTS, Answer(200, NO_NEWS), news_of("badge_ordered"), SILENCE)

    listening().attend(lambda: asked.append(len(server.calls(EVENTS))))
    await until(lambda: len(server.calls(EVENTS)) > 2)

    assert len(asked) == 2


async def test_unknown_news_are_ignored(server, kiosk, listening):
    """A newer server may tell what this kiosk does not understand."""
    server.answers(EVENTS, Answer(200, NO_NEWS), news_of("coffee_ready"), SILENCE)

    listening()
    await until(lambda: len(server.calls(EVENTS)) > 2)

    assert set(kiosk.events) == {ServerSeen(online=True)}


async def test_a_changed_configuration_is_fetched(server, kiosk, listening):
    """What an administrator changes appears at once."""
    server.answers(
        EVENTS, Answer(200, NO_NEWS), news_of("configuration_changed"), SILENCE
    )
    server.answers(
        "GET kiosk",
        Answer(200, SITE.model_dump_json()),
        Answer(200, MOVED.model_dump_json()),
    )

    listening()
    await until(lambda: len(kiosk.configurations) > 1)

    assert kiosk.configurations == [SITE, MOVED]


async def test_a_server_that_is_away_is_asked_again_and_again(
    server, kiosk, listening, sleep
):
    """The pauses grow up to ten seconds, and the log has one line for all of it."""
    server.answers(EVENTS, Answer(503))

    async def next_try():
        await until(lambda: sleep.asleep == 1)
        await sleep.wake()

    with capture_logs() as lines:
        listening()
        [await next_try() for _ in range(7)]

    assert sleep.asked[:7] == [0.5, 1, 2, 4, 8, 10, 10]
    assert set(kiosk.events) == {ServerSeen(online=False)}
    assert [line["event"] for line in lines] == ["server_away"]


async def test_a_server_that_comes_back_is_noticed(server, kiosk, listening, sleep):
    """Once it answers again the kiosk asks for what it missed."""
    server.answers(EVENTS, Answer(503), Answer(200, NO_NEWS), SILENCE)

    with capture_logs() as lines:
        listening()
        await until(lambda: sleep.asleep == 1)
        await sleep.wake()
        await until(lambda: kiosk.configurations)

    assert kiosk.events == [ServerSeen(online=False), ServerSeen(online=True)]
    assert [line["event"] for line in lines] == ["server_away", "server_back"]


async def test_a_kiosk_that_was_revoked_asks_only_now_and_then(
    server, kiosk, listening, sleep
):
    """A revoked kiosk does not pester the server, and says so in the log."""
    server.answers(EVENTS, Answer(401))

    with capture_logs() as lines:
        listening()
        await until(lambda: sleep.asleep == 1)

    assert sleep.asked == [30]
    assert lines[0]["event"] == "server_refuses_kiosk"
    assert lines[0]["why"] == "kiosk_unknown"


@pytest.fixture
def ours(tmp_path):
    """A token that the kiosk keeps itself."""
    token = KioskToken(file=tmp_path / "token")
    token.take("secret-token")
    return token


@pytest.fixture
async def paired(calls, rooms, ours, kiosk, sleep):
    """The news of a kiosk that was paired begin when this is called."""
    tasks = []

    def listen():
        news = News(
            calls,
            rooms,
            ours,
            send=kiosk.events.append,
            configure=kiosk.configurations.append,
            sleep=sleep,
        )
        tasks.append(asyncio.create_task(news.run()))
        return news

    yield listen
    [task.cancel() for task in tasks]


async def test_a_revoked_kiosk_shows_the_pairing_screen(
    server, kiosk, paired, ours, tmp_path
):
    """Check 10: a kiosk that pairs itself wipes its token and says that it has none."""
    server.answers(EVENTS, Answer(401, '{"error": "kiosk_unknown", "message": "x"}'))

    paired()
    await until(lambda: Unpaired() in kiosk.events)

    assert ours.text is None
    assert not (tmp_path / "token").exists()
    assert len(server.calls(EVENTS)) == 1


async def test_a_proxy_that_wants_a_password_does_not_unpair_a_kiosk(
    server, kiosk, paired, ours, sleep
):
    """Only our own server's word takes a token away."""
    server.answers(EVENTS, Answer(401, "<html>Sign in to the hotel's Wi-Fi</html>"))

    paired()
    await until(lambda: sleep.asleep == 1)

    assert ours.text == "secret-token"
    assert Unpaired() not in kiosk.events
