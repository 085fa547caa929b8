"""What makes the screen easier to use, switched on and off."""

from dataclasses import replace

from kiosk_app.journey.events import BackTouched, DoneTouched, EaseTouched, Event
from kiosk_app.journey.states import Journey, Welcome
from kiosk_app.journey.turn import Turn, show, stay


def ease(journey: Journey, event: EaseTouched) -> Journey:
    """Switch one of them over; it holds until home."""
    return replace(journey, ease=journey.ease ^ {event.what})


def at_comfort(journey: Journey, event: Event) -> Turn:
    """Let somebody choose, and go back to the beginning with what they chose."""
    match event:
        case BackTouched() | DoneTouched():
            return show(journey, Welcome())
        case _:
            return stay(journey)
