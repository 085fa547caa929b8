"""Brings a visitor's photo to the server; what cannot be brought is dropped."""

import base64

import structlog

from kiosk_app.journey.effects import SendPhoto
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from kiosk_app.runners.timers import Sleep
from shared.photos import LARGEST_PHOTO, NoPhoto, PhotoRequest
from shared.refusals import Refused

TRIES = 3
AGAIN_SECONDS = 2.0

log = structlog.get_logger()


async def bring_photo(calls: ServerCalls, effect: SendPhoto, sleep: Sleep) -> None:
    """Send a photo, or that there was no camera; nobody hears what came of it."""
    if effect.jpeg is not None and len(effect.jpeg) > LARGEST_PHOTO:
        log.warning("photo_not_sent", visit=effect.visit, why="too_large")
        return
    for left in reversed(range(TRIES)):
        try:
            await calls.photo(_request(effect))
        except Refused as refusal:
            log.warning("photo_not_sent", visit=effect.visit, why=refusal.code.value)
            return
        except NoAnswer as problem:
            if not left:
                log.warning("photo_not_sent", visit=effect.visit, why=str(problem))
                return
        else:
            return
        await sleep(AGAIN_SECONDS)


def _request(effect: SendPhoto) -> PhotoRequest:
    if effect.jpeg is None:
        return PhotoRequest(visit=effect.visit, missing=NoPhoto.NO_CAMERA)
    return PhotoRequest(
        visit=effect.visit, jpeg=base64.b64encode(effect.jpeg).decode("ascii")
    )
