"""What the server says about a check-in, and the screens where it said no."""

from dataclasses import replace
from datetime import timedelta

from kiosk_app.journey.arrival import host_told
from kiosk_app.journey.asking import send
from kiosk_app.journey.badges import badge_of
from kiosk_app.journey.effects import AskRoom, AwaitHost, Effect
from kiosk_app.journey.events import (
    BackTouched,
    BecameSlow,
    CheckInAnswered,
    CheckInKept,
    CheckInNotKept,
    CheckInRefused,
    CheckInUnanswered,
    CodeWanted,
    DoneTouched,
    Event,
    HostWasTold,
    TryAgainTouched,
    WalkInWanted,
)
from kiosk_app.journey.kept import go_on_alone
from kiosk_app.journey.photo_wanted import arrive, photo_of
from kiosk_app.journey.states import (
    AlreadyHere,
    BadgeState,
    Checking,
    ChoosingVisit,
    Completed,
    Journey,
    Refused,
    ServerAway,
    State,
    TypingCode,
    WalkIn,
)
from kiosk_app.journey.states_names import Punctual, Why
from kiosk_app.journey.turn import Turn, home, show, stay, welcome
from shared.check_in import CheckInReply, CheckInRequest, RoomState

_REMEMBERED = 8
_ABOUT = timedelta(minutes=15)
_CLOCK_WRONG = timedelta(days=1)


def at_checking(journey: Journey, state: Checking, event: Event) -> Turn:
    """Take the answer to the request that is under way, and no other."""
    asked = state.request.request_id
    match event:
        case CheckInAnswered(request_id, reply) if request_id == asked:
            return _checked_in(replace(journey, online=True), state, reply)
        case CheckInRefused(request_id) if request_id == asked:
            return show(replace(journey, online=True), _refused(state, event))
        case (
            CheckInUnanswered(request_id)
            | CheckInKept(request_id)
            | CheckInNotKept(request_id)
        ) if request_id == asked:
            return go_on_alone(journey, state, event)
        case BecameSlow():
            return show(journey, replace(state, slow=True))
        case HostWasTold(visit, reached):
            told = (*state.told, (visit, reached))[-_REMEMBERED:]
            return show(journey, replace(state, told=told))
        case _:
            return stay(journey)


def at_server_away(journey: Journey, state: ServerAway, event: Event) -> Turn:
    """Let somebody try again, with the same request and so the same id."""
    match event:
        case TryAgainTouched():
            return send(journey, state.request, portrait=state.portrait)
        case BackTouched():
            return welcome(journey)
        case DoneTouched():
            return home(journey)
        case _:
            return stay(journey)


def at_refused(journey: Journey, event: Event) -> Turn:
    """Offer the other ways in after a no."""
    match event:
        case CodeWanted():
            return show(journey, TypingCode())
        case WalkInWanted():
            return show(journey, WalkIn())
        case BackTouched():
            return welcome(journey)
        case DoneTouched():
            return home(journey)
        case _:
            return stay(journey)


def _checked_in(journey: Journey, asked: Checking, reply: CheckInReply) -> Turn:
    speaking = _speaking(journey, reply.language)
    looking = reply.room.state is RoomState.LOOKING
    ask: tuple[Effect, ...] = ()
    if looking:
        ask = (AskRoom(reply.visit.id, reply.deadline_ms),)
    if reply.already_here:
        return show(speaking, AlreadyHere(reply, reply.room), *ask)
    host = host_told(dict(asked.told).get(reply.visit.id))
    ask = (*ask, AwaitHost(reply.visit.id))
    done = Completed(
        reply, reply.room, host=host, punctual=_punctual(asked.request, reply)
    )
    if journey.prints_badges:
        done = replace(done, badge=BadgeState.PRINTING)
        ask = (*ask, badge_of(reply, journey.options, portrait=asked.portrait))
    if asked.request.visitor is None:
        return arrive(speaking, done, *ask)
    return show(speaking, done, *ask, *photo_of(reply.visit.id, asked.portrait))


def _refused(asked: Checking, no: CheckInRefused) -> State:
    if no.choices:
        return ChoosingVisit(no.choices, Why.SEVERAL)
    visitor = asked.request.visitor
    name = visitor.name if visitor else None
    return Refused(no.code, no.detail, name, asked.looked_for)


def _punctual(request: CheckInRequest, reply: CheckInReply) -> Punctual:
    if request.visitor is not None:
        return Punctual.ABOUT
    apart = request.kiosk_time - reply.visit.expected_arrival
    if abs(apart) < _ABOUT or abs(apart) >= _CLOCK_WRONG:
        return Punctual.ABOUT
    return Punctual.LATE if apart > timedelta() else Punctual.EARLY


def _speaking(journey: Journey, language: str) -> Journey:
    # An invitation may know the visitor's language; what they chose counts more.
    chosen = journey.language != journey.default_language
    if chosen or language not in journey.languages:
        return journey
    return replace(journey, language=language)
