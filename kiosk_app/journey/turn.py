"""What every rule of the journey answers, and the few answers they share."""

from dataclasses import replace
from typing import TypeAlias

from kiosk_app.journey.effects import AskForCode, Effect, ForgetVisitor
from kiosk_app.journey.states import Journey, Pairing, State, Welcome
from kiosk_app.journey.states_server import AskingServer, ServerFrom

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


def at_home(journey: Journey) -> bool:
    """Tell whether nothing of a visitor's choices is left, such as their language."""
    return journey.language == journey.default_language and not journey.ease


def home(journey: Journey) -> Turn:
    """Forget the visitor and wait for the next one, or for an admin."""
    fresh = replace(
        journey,
        language=journey.default_language,
        ease=frozenset(),
        # A camera that failed is tried again for the next visitor.
        camera_works=True,
    )
    if journey.server is ServerFrom.NOBODY:
        return show(fresh, AskingServer(), ForgetVisitor())
    if not journey.paired:
        return show(fresh, Pairing(), ForgetVisitor(), AskForCode())
    return show(fresh, Welcome(), ForgetVisitor())
