"""Calls a person for a visitor, and tells a host what came; goes on when unanswered."""

import structlog

from kiosk_app.journey.effects import CallHelp, SendOn, TellOfDelivery
from kiosk_app.journey.events import (
    DeliveryNotTaken,
    DeliveryTaken,
    Event,
    HelpAnswered,
    HelpUnanswered,
)
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from kiosk_app.runners.timers import Sleep
from shared.help import DeliveryRequest, HelpReply, HelpRequest
from shared.refusals import Refused

AGAIN_SECONDS = 5.0
TRIES = 180
"""A quarter of an hour: who called longer ago has gone, and nobody is rung then."""

log = structlog.get_logger()


class People:
    """Reaches people by the server.

    What was not answered is kept in memory only: it names people, and it is worth
    nothing any more by the time that a kiosk has been started again.
    """

    def __init__(self, calls: ServerCalls, sleep: Sleep) -> None:
        self._calls = calls
        self._sleep = sleep

    async def reach(self, effect: TellOfDelivery | CallHelp | SendOn) -> Event | None:
        """Do it, and say what came of it."""
        if isinstance(effect, SendOn):
            return await self._send_on(effect.request)
        answer = await self._send(effect.request)
        if _is_silence(answer):
            log.warning("people_not_reached", request=str(effect.request.request_id))
        return answer

    async def _send_on(self, request: DeliveryRequest | HelpRequest) -> Event | None:
        for _ in range(TRIES):
            await self._sleep(AGAIN_SECONDS)
            answer = await self._send(request)
            if not _is_silence(answer):
                return answer
        return None

    async def _send(self, request: DeliveryRequest | HelpRequest) -> Event:
        if isinstance(request, DeliveryRequest):
            return await self._tell(request)
        return await self._call(request)

    async def _tell(self, request: DeliveryRequest) -> Event:
        asked = request.request_id
        try:
            return DeliveryTaken(asked, await self._calls.tell_of_delivery(request))
        except NoAnswer:
            return DeliveryNotTaken(asked)
        except Refused as refusal:
            _log_refusal(request, refusal)
            return DeliveryNotTaken(asked, answered=True)

    async def _call(self, request: HelpRequest) -> Event:
        asked = request.request_id
        try:
            return HelpAnswered(asked, await self._calls.call_help(request))
        except NoAnswer:
            return HelpUnanswered(asked)
        except Refused as refusal:
            _log_refusal(request, refusal)
            return HelpAnswered(asked, HelpReply(told=False))


def _log_refusal(request: DeliveryRequest | HelpRequest, refusal: Refused) -> None:
    asked = str(request.request_id)
    log.warning("people_refused", request=asked, code=refusal.code.value)


def _is_silence(answer: Event) -> bool:
    match answer:
        case HelpUnanswered() | DeliveryNotTaken(answered=False):
            return True
        case _:
            return False
