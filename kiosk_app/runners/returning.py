"""Asks the server what a returning visitor told; its silence is no obstacle."""

from kiosk_app.journey.events import Event, NotRecalled, Recalled
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from shared.looking_up import ReturningReply, ReturningRequest
from shared.refusals import Refused


async def recall(calls: ServerCalls, request: ReturningRequest) -> Event:
    """Ask for it, and say what came of it."""
    try:
        known = await calls.recall(request)
    except NoAnswer:
        return NotRecalled(request.email)
    except Refused:
        # A server that does not remember, or does not know the question yet.
        return Recalled(request.email, ReturningReply())
    return Recalled(request.email, known)
