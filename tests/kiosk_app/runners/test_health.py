"""The kiosk says how it is, and renews its token when it is asked to."""

import asyncio

import pytest

from kiosk_app.journey.events import Unpaired
from kiosk_app.runners.health import Health
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.server_calls import ServerCalls, open_client
from shared.kiosk import HealthReport, PrinterState
from tests.fakes.kiosk_server import Answer
from tests.fakes.sleeper import Sleeper, until

HEALTH = "POST kiosk/health"
RENEW = Answer(200, '{"renew_token": true}')
FINE = Answer(200, '{"renew_token": false}')
NEW = Answer(201, '{"token": "pk_k_new", "tenant": "T", "site": "S", "kiosk": "K"}')
GONE = Answer(401, '{"error": "kiosk_unknown", "message": "x"}')


@pytest.fixture
def sleep():
    """The minutes between two reports."""
    return Sleeper()


@pytest.fixture
def sent():
    """What the journey was told."""
    return []


@pytest.fixture
def kept(tmp_path):
    """A token that the kiosk keeps itself."""
    token = KioskToken(file=tmp_path / "token")
    token.take("pk_k_old")
    return token


@pytest.fixture
async def report(server, sleep, sent):
    """Reports for a token, until the test is over."""
    tasks, clients = [], []

    async def start(token):
        client = open_client(server.address, token, None)
        clients.append(client)
        health = Health(
            ServerCalls(client),
            token,
            report=lambda: HealthReport(version="1", printer=PrinterState.READY),
            send=sent.append,
            sleep=sleep,
        )
        tasks.append(asyncio.create_task(health.run()))
        return health

    yield start
    [task.cancel() for task in tasks]
    [await client.aclose() for client in clients]


async def test_the_server_hears_how_the_kiosk_is(server, report, sleep):
    """Once a minute version, waiting check-ins and printer are told."""
    server.answers(HEALTH, FINE)

    await report(KioskToken("pk_k_given"))
    await until(lambda: sleep.asleep == 1)

    [seen] = server.calls(HEALTH)
    assert seen.json() == {"version": "1", "queue_length": 0, "printer": "ready"}
    assert sleep.asked == [60]


async def test_a_token_is_renewed_when_the_server_asks(server, report, kept, sleep):
    """The next call already carries the new token."""
    server.answers(HEALTH, RENEW, FINE)
    server.answers("POST kiosk/token", NEW)

    await report(kept)
    await until(lambda: sleep.asleep == 1)
    await sleep.wake()
    await until(lambda: len(server.calls(HEALTH)) > 1)

    assert kept.text == "pk_k_new"
    assert server.calls(HEALTH)[1].headers["authorization"] == "Bearer pk_k_new"


async def test_an_operators_token_is_left_to_the_operator(server, report, sleep):
    """A token from the settings is not renewed behind the operator's back."""
    server.answers(HEALTH, RENEW)

    await report(KioskToken("pk_k_given"))
    await until(lambda: sleep.asleep == 1)

    assert server.calls("POST kiosk/token") == []


async def test_a_server_that_is_away_is_told_a_minute_later(
    server, report, kept, sleep, sent
):
    """A report that is lost is no reason to forget anything."""
    server.answers(HEALTH, Answer(503), FINE)

    await report(kept)
    await until(lambda: sleep.asleep == 1)
    await sleep.wake()
    await until(lambda: len(server.calls(HEALTH)) > 1)

    assert (kept.text, sent) == ("pk_k_old", [])


async def test_a_revoked_kiosk_forgets_its_token(server, report, kept, sleep, sent):
    """A kiosk that hears of its revocation here shows the pairing screen."""
    server.answers(HEALTH, GONE)

    await report(kept)
    await until(lambda: sleep.asleep == 1)

    assert (kept.text, sent) == (None, [Unpaired()])


async def test_a_change_is_told_at_once(server, report, sleep):
    """The dashboard hears of an empty roll now, not in a minute."""
    server.answers(HEALTH, FINE)
    health = await report(KioskToken("pk_k_given"))
    await until(lambda: sleep.asleep == 1)

    health.hurry()

    await until(lambda: len(server.calls(HEALTH)) == 2)
