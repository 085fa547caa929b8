"""A visitor says which visit is theirs, or which of theirs is the one now."""

from dataclasses import replace

from kiosk_app.journey.asking import ask_by_claim
from kiosk_app.journey.events import (
    BackTouched,
    DoneTouched,
    Event,
    NoneOfThese,
    VisitChosen,
)
from kiosk_app.journey.leaving import leave_by_claim
from kiosk_app.journey.states import ChoosingVisit, Journey, Leaving
from kiosk_app.journey.states_names import NotLeft
from kiosk_app.journey.turn import Turn, home, show, stay, welcome
from kiosk_app.journey.walk_in import go_on


def at_choosing_visit(journey: Journey, state: ChoosingVisit, event: Event) -> Turn:
    """Take one touch: a visit, none of them, or back."""
    match event:
        case VisitChosen(choice, stamp) if choice in state.choices:
            if isinstance(state.before, Leaving):
                return leave_by_claim(journey, state.before, choice.claim, stamp)
            return ask_by_claim(journey, choice.claim, stamp)
        case NoneOfThese():
            return _none(journey, state)
        case BackTouched():
            return _back(journey, state)
        case DoneTouched():
            return home(journey)
        case _:
            return stay(journey)


def _none(journey: Journey, state: ChoosingVisit) -> Turn:
    match state.before:
        case None:
            return home(journey)
        case Leaving() as before:
            return show(journey, replace(before, trouble=NotLeft.NOBODY))
        case before:
            return go_on(journey, before)


def _back(journey: Journey, state: ChoosingVisit) -> Turn:
    if state.before is None:
        return welcome(journey)
    return show(journey, state.before)
