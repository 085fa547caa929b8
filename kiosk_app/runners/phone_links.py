"""Asks the server where a visitor's phone goes on."""

from uuid import UUID

from kiosk_app.journey.events import Event, PhoneLinkGiven, PhoneLinkNotGiven
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from shared.phone_links import PhoneLinkRequest
from shared.refusals import Refused


async def ask_for_link(calls: ServerCalls, request_id: UUID) -> Event:
    """Ask, and say what came of it."""
    try:
        reply = await calls.phone_link(PhoneLinkRequest(request_id=request_id))
    except (NoAnswer, Refused):
        return PhoneLinkNotGiven(request_id)
    return PhoneLinkGiven(request_id, reply.address)
