"""The kiosk asks its server where a visitor's phone goes on."""

import pytest

from kiosk_app.journey.effects import AskForPhoneLink
from kiosk_app.journey.events import PhoneLinkGiven, PhoneLinkNotGiven
from kiosk_app.runners.outside import Outside, unanswered
from tests.fakes.kiosk_server import Answer
from tests.kiosk_app.journey.examples import ID

ADDRESS = "https://a.example/phone/x"
GIVEN = f'{{"address": "{ADDRESS}", "seconds": 600}}'
NO = '{"error": "kiosk_unknown", "message": "x"}'


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Answer(201, GIVEN), PhoneLinkGiven(ID, ADDRESS)),
        (Answer(409, NO), PhoneLinkNotGiven(ID)),
        (Answer(200, "nonsense"), PhoneLinkNotGiven(ID)),
    ],
    ids=["given", "refused", "not understood"],
)
async def test_every_answer_reaches_the_visitor(calls, rooms, server, answer, event):
    """Whatever the server says, the screen does not wait for ever."""
    server.answers("POST phone-links", answer)

    told = await Outside(calls, rooms).perform(AskForPhoneLink(ID))

    assert told == event


async def test_nothing_but_a_fresh_id_is_sent(calls, rooms, server):
    """The server learns nothing of the visitor."""
    server.answers("POST phone-links", Answer(201, GIVEN))

    await Outside(calls, rooms).perform(AskForPhoneLink(ID))

    (asked,) = server.calls("POST phone-links")
    assert asked.json() == {"request_id": str(ID)}


def test_a_question_that_could_not_be_asked_is_answered():
    """A fault in the kiosk does not leave an empty screen."""
    assert unanswered(AskForPhoneLink(ID)) == PhoneLinkNotGiven(ID)
