"""Somebody who is here checks out."""

from dataclasses import replace

from kiosk_app.journey.asking import ask_by_name
from kiosk_app.journey.effects import SendCheckOut
from kiosk_app.journey.entries import Key, edit, tidy
from kiosk_app.journey.events import (
    BackTouched,
    BecameSlow,
    CaretMoved,
    CheckOutAnswered,
    CheckOutRefused,
    CheckOutUnanswered,
    Cleared,
    DoneTouched,
    Erased,
    Event,
    NextTouched,
    Scanned,
    Stamp,
    TimeUp,
    Typed,
)
from kiosk_app.journey.states import (
    AlreadyHere,
    CheckingOut,
    Goodbye,
    Journey,
    Leaving,
    Refused,
    State,
)
from kiosk_app.journey.states_names import NotLeft
from kiosk_app.journey.turn import Turn, home, show, stay, welcome
from shared.check_out import CheckOutRequest
from shared.refusals import Refusal
from shared.visit_pass import looks_like_pass, tidy_code


def at_leaving(journey: Journey, state: Leaving, event: Event) -> Turn:
    """Let somebody type the name under which they are here."""
    match event:
        case Typed() | Erased() | Cleared() | CaretMoved():
            return _write(journey, state, event)
        case NextTouched() if not any(sign.isalnum() for sign in state.entry.text):
            return show(journey, replace(state, nudged=True, trouble=None))
        case NextTouched():
            asking = Leaving(state.entry)
            return ask_by_name(journey, tidy(state.entry), asking)
        case BackTouched():
            return welcome(journey)
        case _:
            return stay(journey)


def _write(journey: Journey, state: Leaving, key: Key) -> Turn:
    return show(journey, Leaving(edit(state.entry, key)))


def scan_out(journey: Journey, here: Leaving, event: Scanned) -> Turn:
    """Check out whoever holds up their badge or their pass."""
    code, request_id = tidy_code(event.text), event.stamp.request_id
    if code is not None:
        return _leave(journey, here, CheckOutRequest(request_id=request_id, code=code))
    if looks_like_pass(event.text):
        asked = CheckOutRequest(request_id=request_id, pass_text=event.text)
        return _leave(journey, here, asked)
    return show(journey, replace(here, trouble=NotLeft.UNKNOWN, nudged=False))


def leave_by_claim(journey: Journey, here: Leaving, claim: str, stamp: Stamp) -> Turn:
    """Check out the visit that somebody has chosen as theirs."""
    asked = CheckOutRequest(request_id=stamp.request_id, claim=claim)
    return _leave(journey, here, asked)


def _leave(journey: Journey, here: Leaving, request: CheckOutRequest) -> Turn:
    return show(journey, CheckingOut(request, here), SendCheckOut(request))


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
            return show(replace(journey, online=True), _refused(state, code))
        case CheckOutUnanswered(request_id) if request_id == asked:
            return show(replace(journey, online=False), _unanswered(state.here))
        case BecameSlow():
            return show(journey, replace(state, slow=True))
        case _:
            return stay(journey)


def _refused(state: CheckingOut, code: Refusal) -> State:
    if isinstance(state.here, AlreadyHere):
        return Refused(code)
    over = code is Refusal.ALREADY_USED
    trouble = NotLeft.OVER if over else NotLeft.UNKNOWN
    return replace(state.here, trouble=trouble)


def _unanswered(here: AlreadyHere | Leaving) -> State:
    if isinstance(here, Leaving):
        return replace(here, trouble=NotLeft.AWAY)
    return replace(here, not_left=True)


def at_goodbye(journey: Journey, event: Event) -> Turn:
    """Go home by itself; nobody has to touch anything."""
    over = isinstance(event, TimeUp | DoneTouched)
    return home(journey) if over else stay(journey)
