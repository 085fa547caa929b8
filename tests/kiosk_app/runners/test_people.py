"""Calls for help and word of parcels: sent once, and again while nobody answers."""

import pytest
from structlog.testing import capture_logs

from kiosk_app.journey.effects import CallHelp, SendOn, TellOfDelivery
from kiosk_app.journey.events import (
    DeliveryNotTaken,
    DeliveryTaken,
    HelpAnswered,
    HelpUnanswered,
)
from kiosk_app.runners.outside import Outside, unanswered
from kiosk_app.runners.people import AGAIN_SECONDS, TRIES
from shared.help import DeliveryReply, HelpReply
from tests.fakes.kiosk_server import Answer
from tests.kiosk_app.journey.examples import CALL, ID, PARCELS

HELP_CALLS = "POST help-calls"
DELIVERIES = "POST deliveries"
COMING = HelpReply(told=True, phone="+49 30 5550 147")
TOLD = DeliveryReply(host="Jonas Weber", where="By the stairs")
YES = Answer(201, COMING.model_dump_json())
TAKEN = Answer(201, TOLD.model_dump_json())
NO = Answer(404, '{"error": "host_unknown", "message": "x"}')
DOWN = Answer(503)


@pytest.fixture
def slept():
    """How long each pause was."""
    return []


@pytest.fixture
def outside(calls, rooms, slept):
    """The world, where no pause lasts."""

    async def sleep(seconds):
        slept.append(seconds)

    return Outside(calls, rooms, sleep=sleep)


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (YES, HelpAnswered(ID, COMING)),
        (NO, HelpAnswered(ID, HelpReply(told=False))),
        (DOWN, HelpUnanswered(ID)),
    ],
)
async def test_a_call_for_help_is_answered(server, outside, answer, event):
    """Told, refused, or silence: the visitor reads which."""
    server.answers(HELP_CALLS, answer)

    assert await outside.perform(CallHelp(CALL)) == event


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (TAKEN, DeliveryTaken(ID, TOLD)),
        (NO, DeliveryNotTaken(ID, answered=True)),
        (DOWN, DeliveryNotTaken(ID)),
    ],
)
async def test_word_of_a_parcel_is_answered(server, outside, answer, event):
    """Taken, refused, or silence: the courier reads which."""
    server.answers(DELIVERIES, answer)

    assert await outside.perform(TellOfDelivery(PARCELS)) == event


@pytest.mark.parametrize(
    ("path", "waits", "expected"),
    [
        (HELP_CALLS, CALL, HelpAnswered(ID, COMING)),
        (DELIVERIES, PARCELS, DeliveryTaken(ID, TOLD)),
    ],
)
async def test_what_was_not_answered_is_sent_again(
    server, outside, slept, path, waits, expected
):
    """As soon as the server is back it hears the same call under the same id."""
    server.answers(path, DOWN, DOWN, Answer(201, expected.reply.model_dump_json()))

    answer = await outside.perform(SendOn(waits))

    sent = [asked.json() for asked in server.calls(path)]
    assert answer == expected
    assert slept == [AGAIN_SECONDS] * 3
    assert sent == [waits.model_dump(mode="json", exclude_none=True)] * 3


async def test_a_refusal_ends_the_tries(server, outside):
    """What the server will not have is not sent a second time."""
    server.answers(DELIVERIES, NO)

    answer = await outside.perform(SendOn(PARCELS))

    assert answer == DeliveryNotTaken(ID, answered=True)
    assert len(server.calls(DELIVERIES)) == 1


async def test_after_a_quarter_of_an_hour_nobody_is_called_any_more(
    server, outside, slept
):
    """Who called that long ago has gone, or found somebody."""
    server.answers(HELP_CALLS, DOWN)

    answer = await outside.perform(SendOn(CALL))

    assert answer is None
    assert len(slept) == TRIES
    assert TRIES * AGAIN_SECONDS == 15 * 60


@pytest.mark.parametrize(
    ("effect", "event"),
    [
        (CallHelp(CALL), HelpUnanswered(ID)),
        (TellOfDelivery(PARCELS), DeliveryNotTaken(ID)),
        (SendOn(CALL), None),
    ],
)
def test_a_failure_of_the_kiosk_itself_is_silence_too(effect, event):
    """Whatever goes wrong, the screen does not wait for ever."""
    assert unanswered(effect) == event


async def test_the_log_names_nobody(server, outside):
    """Neither the visitor nor who they looked for stands in the log."""
    asked = CALL.model_copy(update={"name": "Mara Lindt", "looked_for": "Jonas Weber"})
    server.answers(HELP_CALLS, DOWN)

    with capture_logs() as lines:
        await outside.perform(CallHelp(asked))

    [line] = lines
    assert line["event"] == "people_not_reached"
    assert "Mara" not in str(line)
    assert "Jonas" not in str(line)
