"""What each effect of the journey does in the world, and the event it answers by."""

import asyncio

from kiosk_app.journey.effects import (
    AskForCode,
    AskForPhoneLink,
    AskForToken,
    AskRoom,
    AskStaffFacts,
    AwaitHost,
    CallHelp,
    CheckServer,
    CheckStaffPin,
    Effect,
    KeepCheckIn,
    LookUp,
    PrintAgain,
    PrintBadge,
    Recall,
    SearchHosts,
    SendCheckIn,
    SendCheckOut,
    SendOn,
    SendPhoto,
    TellOfDelivery,
    TrustServer,
)
from kiosk_app.journey.events import (
    Approval,
    BadgeFailed,
    CheckInAnswered,
    CheckInNotKept,
    CheckInRefused,
    CheckInUnanswered,
    CheckOutAnswered,
    CheckOutRefused,
    CheckOutUnanswered,
    CodeNotGiven,
    DeliveryNotTaken,
    Event,
    HelpUnanswered,
    HostOverdue,
    HostsFound,
    HostsUnreachable,
    NotRecalled,
    PhoneLinkNotGiven,
    RoomAnswered,
    ServerNotTaken,
    StaffFactsTold,
    StaffTurnedAway,
    TokenAsked,
    VisitsFound,
    VisitsUnknown,
)
from kiosk_app.journey.states_server import ServerProblem
from kiosk_app.runners.badges import Badges
from kiosk_app.runners.offline import OfflineCheckIns
from kiosk_app.runners.pairing import Pairings
from kiosk_app.runners.people import People
from kiosk_app.runners.phone_links import ask_for_link
from kiosk_app.runners.photos import bring_photo
from kiosk_app.runners.returning import recall
from kiosk_app.runners.rooms import NO_ROOM, Rooms
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from kiosk_app.runners.timers import Sleep
from shared.check_in import CheckInRequest
from shared.check_out import CheckOutRequest
from shared.looking_up import LookUpRequest
from shared.refusals import Refused

HOST_SECONDS = 10.0
"""After so long a visitor is told that their host has not been reached yet."""


class Outside:
    """The server and the printer, as the journey's effects reach them."""

    def __init__(
        self,
        calls: ServerCalls,
        rooms: Rooms,
        badges: Badges | None = None,
        pairings: Pairings | None = None,
        *,
        offline: OfflineCheckIns | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._offline = offline
        self._sleep = sleep
        self._calls = calls
        self._rooms = rooms
        self._badges = badges
        self._pairings = pairings
        self._people = People(calls, sleep)

    async def perform(self, effect: Effect) -> Event | None:
        """Do what the journey asks, and say what came of it."""
        match effect:
            case SendCheckIn(request):
                return await self._check_in(request)
            case AskRoom(visit, deadline_ms):
                room = await self._rooms.ask(visit, seconds=deadline_ms / 1000)
                return RoomAnswered(visit, room or NO_ROOM)
            case SearchHosts() | LookUp() | Recall():
                return await self._find(effect)
            case PrintBadge() | PrintAgain() if self._badges is not None:
                return await _print(self._badges, effect)
            case SendCheckOut(request):
                return await self._check_out(request)
            case _:
                return await self._wait_for_somebody(effect)

    async def _wait_for_somebody(self, effect: Effect) -> Event | None:
        match effect:
            case TellOfDelivery() | CallHelp() | SendOn():
                return await self._people.reach(effect)
            case AskForPhoneLink() | SendPhoto():
                return await self._besides_check_in(effect)
            case KeepCheckIn(request) if self._offline is not None:
                return await self._offline.keep(request)
            case AwaitHost(visit):
                await self._sleep(HOST_SECONDS)
                return HostOverdue(visit)
            case AskForCode() | AskForToken() if self._pairings is not None:
                return await _pair(self._pairings, effect)
            case _:
                return unanswered(effect)

    async def _besides_check_in(
        self, effect: AskForPhoneLink | SendPhoto
    ) -> Event | None:
        if isinstance(effect, AskForPhoneLink):
            return await ask_for_link(self._calls, effect.request_id)
        await bring_photo(self._calls, effect, self._sleep)
        return None

    async def _check_out(self, request: CheckOutRequest) -> Event:
        try:
            reply = await self._calls.check_out(request)
        except NoAnswer:
            return CheckOutUnanswered(request.request_id)
        except Refused as refusal:
            return CheckOutRefused(request.request_id, refusal.code)
        return CheckOutAnswered(request.request_id, reply)

    async def _check_in(self, request: CheckInRequest) -> Event:
        try:
            reply = await self._calls.check_in(request)
        except NoAnswer:
            return CheckInUnanswered(request.request_id)
        except Refused as refusal:
            return CheckInRefused(
                request.request_id,
                refusal.code,
                refusal.detail or {},
                refusal.choices or (),
            )
        return CheckInAnswered(request.request_id, reply)

    async def _find(self, effect: SearchHosts | LookUp | Recall) -> Event:
        match effect:
            case LookUp(request):
                return await self._look_up(request)
            case Recall(request):
                return await recall(self._calls, request)
            case SearchHosts(query):
                return await self._search(query)

    async def _look_up(self, request: LookUpRequest) -> Event:
        try:
            found = await self._calls.look_up(request)
        except NoAnswer:
            return VisitsUnknown(request.name)
        except Refused:
            # A server that will not look by name has found nobody.
            return VisitsFound(request.name, ())
        return VisitsFound(request.name, tuple(found.choices))

    async def _search(self, query: str) -> Event:
        try:
            found = await self._calls.hosts(query)
        except NoAnswer:
            known = self._offline.hosts(query) if self._offline else None
            return (
                HostsUnreachable(query) if known is None else HostsFound(query, known)
            )
        except Refused:
            return HostsUnreachable(query)
        return HostsFound(query, tuple(found.hosts))


async def _print(badges: Badges, effect: PrintBadge | PrintAgain) -> Event | None:
    if isinstance(effect, PrintBadge):
        return await badges.print(effect)
    await badges.again(effect.number)
    return None


async def _pair(pairings: Pairings, effect: AskForCode | AskForToken) -> Event | None:
    if isinstance(effect, AskForToken):
        return await pairings.ask_for_token(effect.code)
    return await pairings.ask_for_code()


def unanswered(effect: Effect) -> Event | None:
    """Say what an effect answers by when it could not be done at all."""
    match effect:
        case SendCheckIn(request):
            return CheckInUnanswered(request.request_id)
        case AskRoom(visit):
            return RoomAnswered(visit, NO_ROOM)
        case PrintBadge(visit):
            return BadgeFailed(visit)
        case AwaitHost(visit):
            return HostOverdue(visit)
        case SearchHosts(query):
            return HostsUnreachable(query)
        case _:
            return _unanswered_by_the_server(effect)


def _unanswered_by_the_server(effect: Effect) -> Event | None:
    match effect:
        case KeepCheckIn(request):
            return CheckInNotKept(request.request_id)
        case SendCheckOut(request):
            return CheckOutUnanswered(request.request_id)
        case LookUp() | Recall() | CheckServer() | TrustServer():
            return _not_found(effect)
        case AskForCode():
            return CodeNotGiven()
        case AskForToken(code):
            return TokenAsked(code, Approval.AWAY)
        case _:
            return _nobody_reached(effect)


def _not_found(effect: LookUp | Recall | CheckServer | TrustServer) -> Event:
    match effect:
        case Recall(request):
            return NotRecalled(request.email)
        case LookUp(request):
            return VisitsUnknown(request.name)
        case _:
            return ServerNotTaken(ServerProblem.NO_ANSWER)


def _nobody_reached(effect: Effect) -> Event | None:
    match effect:
        case TellOfDelivery(request):
            return DeliveryNotTaken(request.request_id)
        case CallHelp(request):
            return HelpUnanswered(request.request_id)
        case AskForPhoneLink(request_id):
            return PhoneLinkNotGiven(request_id)
        case CheckStaffPin():
            return StaffTurnedAway()
        case AskStaffFacts():
            return StaffFactsTold(None)
        case _:
            return None
