"""A full name was typed: the server says which visits of today it may mean."""

from dataclasses import replace

from kiosk_app.journey.events import BecameSlow, Event, VisitsFound, VisitsUnknown
from kiosk_app.journey.states import ChoosingVisit, Finding, Journey, Leaving
from kiosk_app.journey.states_names import NotLeft, Why
from kiosk_app.journey.turn import Turn, show, stay
from kiosk_app.journey.walk_in import go_on
from shared.check_in import VisitChoice


def at_finding(journey: Journey, state: Finding, event: Event) -> Turn:
    """Take the answer to the name that was asked for, and no other."""
    match event:
        case VisitsFound(name, choices) if name == state.name:
            return _found(replace(journey, online=True), state, choices)
        case VisitsUnknown(name) if name == state.name:
            return _without(replace(journey, online=False), state, NotLeft.AWAY)
        case BecameSlow():
            return show(journey, replace(state, slow=True))
        case _:
            return stay(journey)


def _found(journey: Journey, state: Finding, choices: tuple[VisitChoice, ...]) -> Turn:
    if not choices:
        return _without(journey, state, NotLeft.NOBODY)
    why = Why.LEAVING if isinstance(state.before, Leaving) else Why.BY_NAME
    return show(journey, ChoosingVisit(choices, why, state.before))


def _without(journey: Journey, state: Finding, trouble: NotLeft) -> Turn:
    if isinstance(state.before, Leaving):
        return show(journey, replace(state.before, trouble=trouble))
    # Nobody who walks in has to know that we looked for them.
    return go_on(journey, state.before)
