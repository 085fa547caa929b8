"""What every rule of the journey answers, and the few answers they share."""

from dataclasses import replace
from typing import TypeAlias

from kiosk_app.journey.effects import AskForCode, Effect, ForgetVisitor
from kiosk_app.journey.states import Journey, Pairing, State, Welcome

Turn: TypeAlias = tuple[Journey, tuple[Effect, ...]]


def stay(journey: Journey) -> Turn:
    """Leave everything as it is."""
    return journey, ()


def show(journey: Journey, state: State, *effects: Effect) -> Turn:
    """Show another state, and ask the world for these things."""
    return replace(journey, state=state), effects


def welcome(journey: Journey) -> Turn:
    """Go back to the beginning with the same visitor: their language stays."""
    return show(journey, Welcome(), ForgetVisitor())


def home(journey: Journey) -> Turn:
    """Forget the visitor and wait for the next one, or for an admin."""
    fresh = replace(journey, language=journey.default_language)
    if not journey.paired:
        return show(fresh, Pairing(), ForgetVisitor(), AskForCode())
    return show(fresh, Welcome(), ForgetVisitor())
