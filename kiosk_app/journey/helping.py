"""Somebody needs a person: who is called, with what they have said so far."""

from dataclasses import dataclass, replace

from kiosk_app.journey.effects import CallHelp, SendOn
from kiosk_app.journey.entries import tidy
from kiosk_app.journey.events import (
    BackTouched,
    DoneTouched,
    Event,
    HelpAnswered,
    HelpUnanswered,
    HelpWanted,
)
from kiosk_app.journey.states import (
    Journey,
    Refused,
    ServerAway,
    State,
    WalkIn,
    WalkInStep,
    Welcome,
)
from kiosk_app.journey.states_help import Called, Delivering, DeliveryTold, Helping
from kiosk_app.journey.turn import Turn, home, show, stay
from shared.check_in import CheckInRequest
from shared.help import HelpReason, HelpRequest
from shared.refusals import Refusal


@dataclass(frozen=True)
class _Said:
    """What the screen knows already: nobody is asked twice."""

    reason: HelpReason = HelpReason.RECEPTION
    name: str | None = None
    looked_for: str | None = None


def ask_for_help(journey: Journey, event: HelpWanted) -> Turn:
    """Call somebody, from the screens that offer it."""
    said = _said(journey.state)
    if said is None:
        return stay(journey)
    request = HelpRequest(
        request_id=event.stamp.request_id,
        kiosk_time=event.stamp.kiosk_time,
        reason=said.reason,
        name=said.name or None,
        looked_for=said.looked_for or None,
    )
    return show(journey, Helping(request), CallHelp(request))


def at_helping(journey: Journey, state: Helping, event: Event) -> Turn:
    """Take the answer to this call, also one that came late."""
    asked = state.request.request_id
    match event:
        case HelpAnswered(request_id, reply) if request_id == asked:
            called = Called.COMING if reply.told else Called.NOBODY
            answered = replace(state, called=called, phone=reply.phone)
            return show(replace(journey, online=True), answered)
        case HelpUnanswered(request_id) if request_id == asked:
            away = replace(state, called=Called.AWAY)
            return show(replace(journey, online=False), away, SendOn(state.request))
        case DoneTouched() | BackTouched():
            return home(journey)
        case _:
            return stay(journey)


def _said(state: State) -> _Said | None:
    match state:
        case Welcome() | DeliveryTold():
            return _Said()
        case WalkIn():
            return _of_walk_in(state)
        case Delivering(host=None):
            return _Said(HelpReason.HOST_NOT_FOUND, looked_for=tidy(state.query))
        case Refused():
            return _of_refusal(state)
        case ServerAway(request):
            return _Said(name=_name(request))
        case _:
            return None


def _of_walk_in(state: WalkIn) -> _Said:
    name = tidy(state.form.name)
    if state.step is not WalkInStep.HOST:
        return _Said(name=name)
    return _Said(HelpReason.HOST_NOT_FOUND, name, tidy(state.form.query))


def _of_refusal(state: Refused) -> _Said:
    gone = state.code is Refusal.HOST_UNKNOWN
    reason = HelpReason.HOST_NOT_FOUND if gone else HelpReason.REFUSED
    return _Said(reason, state.name, state.looked_for)


def _name(request: CheckInRequest) -> str | None:
    return request.visitor.name if request.visitor else None
