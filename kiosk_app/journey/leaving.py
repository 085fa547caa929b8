"""Somebody who is here checks out."""

from dataclasses import replace

from kiosk_app.journey.effects import SendCheckOut
from kiosk_app.journey.events import (
    BecameSlow,
    CheckOutAnswered,
    CheckOutRefused,
    CheckOutUnanswered,
    DoneTouched,
    Event,
    Stamp,
    TimeUp,
)
from kiosk_app.journey.states import (
    AlreadyHere,
    CheckingOut,
    Goodbye,
    Journey,
    Refused,
)
from kiosk_app.journey.turn import Turn, home, show, stay
from shared.check_out import CheckOutRequest


def ask_to_leave(journey: Journey, here: AlreadyHere, stamp: Stamp) -> Turn:
    """Ask the server to check the visitor out whose room is on the screen."""
    request = CheckOutRequest(request_id=stamp.request_id, visit=here.reply.visit.id)
    return show(journey, CheckingOut(request, here), SendCheckOut(request))


def at_checking_out(journey: Journey, state: CheckingOut, event: Event) -> Turn:
    """Take the answer to the request that is under way, and no other."""
    asked = state.request.request_id
    match event:
        case CheckOutAnswered(request_id, reply) if request_id == asked:
            online = replace(journey, online=True)
            return show(online, Goodbye(reply.visitor.name))
        case CheckOutRefused(request_id, code) if request_id == asked:
            return show(replace(journey, online=True), Refused(code))
        case CheckOutUnanswered(request_id) if request_id == asked:
            offline = replace(journey, online=False)
            return show(offline, replace(state.here, not_left=True))
        case BecameSlow():
            return show(journey, replace(state, slow=True))
        case _:
            return stay(journey)


def at_goodbye(journey: Journey, event: Event) -> Turn:
    """Go home by itself; nobody has to touch anything."""
    over = isinstance(event, TimeUp | DoneTouched)
    return home(journey) if over else stay(journey)
