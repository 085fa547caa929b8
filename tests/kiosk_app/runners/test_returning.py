"""The kiosk asks its server what a returning visitor told."""

import pytest

from kiosk_app.journey.effects import Recall
from kiosk_app.journey.events import NotRecalled, Recalled
from kiosk_app.runners.outside import Outside, unanswered
from shared.looking_up import ReturningReply, ReturningRequest
from tests.fakes.kiosk_server import Answer
from tests.kiosk_app.journey.examples import KNOWN

EMAIL = "mara@lindt.example"
ASKED = Recall(ReturningRequest(name="Mara Lindt", email=EMAIL))
NO = '{"error": "not_found", "message": "x"}'


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Answer(200, KNOWN.model_dump_json()), Recalled(EMAIL, KNOWN)),
        (Answer(200, "{}"), Recalled(EMAIL, ReturningReply())),
        (Answer(404, NO), Recalled(EMAIL, ReturningReply())),
        (Answer(429, NO), Recalled(EMAIL, ReturningReply())),
        (Answer(503), NotRecalled(EMAIL)),
    ],
)
async def test_the_question_is_answered(server, calls, rooms, answer, event):
    """What is known, nothing where the server will not say, or nobody there."""
    server.answers("POST look-ups/returning", answer)

    assert await Outside(calls, rooms).perform(ASKED) == event


def test_what_cannot_be_asked_is_not_known():
    """Should asking itself fail, the visitor goes on all the same."""
    assert unanswered(ASKED) == NotRecalled(EMAIL)


def test_the_claim_is_not_written_where_the_answer_is():
    """The claim stands in no log line that shows the answer."""
    assert "claim-known" not in repr(KNOWN)
