"""A visitor's photo on its way to the server."""

import pytest
from structlog.testing import capture_logs

from kiosk_app.journey.effects import SendPhoto
from kiosk_app.runners.outside import Outside, unanswered
from kiosk_app.runners.photos import AGAIN_SECONDS
from shared.photos import LARGEST_PHOTO
from tests.fakes.kiosk_server import Answer

PHOTOS = "POST photos"
KEPT = Answer(201, '{"kept": true}')
NO = Answer(404, '{"error": "visit_unknown", "message": "x"}')
DOWN = Answer(503)
PHOTO = SendPhoto("visit-1", b"\xff\xd8a picture")


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


async def test_a_photo_is_brought(server, outside):
    """The picture arrives as it was taken, and nobody waits for an answer."""
    server.answers(PHOTOS, KEPT)

    answer = await outside.perform(PHOTO)

    (asked,) = server.calls(PHOTOS)
    assert answer is None
    assert asked.json() == {"visit": "visit-1", "jpeg": "/9hhIHBpY3R1cmU="}


async def test_a_missing_camera_is_told(server, outside):
    """Where there was no camera, the server hears that instead."""
    server.answers(PHOTOS, Answer(201, '{"kept": false}'))

    await outside.perform(SendPhoto("visit-1", None))

    (asked,) = server.calls(PHOTOS)
    assert asked.json() == {"visit": "visit-1", "missing": "no_camera"}


async def test_a_photo_is_sent_again_and_then_dropped(server, outside, slept):
    """Three times at most; then it is dropped, and the log names the visit only."""
    server.answers(PHOTOS, DOWN)

    with capture_logs() as logs:
        await outside.perform(PHOTO)

    assert len(server.calls(PHOTOS)) == 3
    assert slept == [AGAIN_SECONDS, AGAIN_SECONDS]
    assert [one for one in logs if one["event"] == "photo_not_sent"] == [
        {
            "event": "photo_not_sent",
            "log_level": "warning",
            "visit": "visit-1",
            "why": "status_503",
        }
    ]


async def test_a_refused_photo_is_not_sent_again(server, outside):
    """A no is a no."""
    server.answers(PHOTOS, NO)

    await outside.perform(PHOTO)

    assert len(server.calls(PHOTOS)) == 1


async def test_a_photo_that_is_too_large_stays_here(server, outside):
    """What the server would refuse is not sent at all."""
    server.answers(PHOTOS, KEPT)

    await outside.perform(SendPhoto("visit-1", b"x" * (LARGEST_PHOTO + 1)))

    assert server.calls(PHOTOS) == []


def test_a_photo_that_fails_is_no_event():
    """Whatever goes wrong, the visitor's screen hears nothing of it."""
    assert unanswered(PHOTO) is None
