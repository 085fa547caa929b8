"""Somebody whose language is not on offer goes on with their own phone."""

from dataclasses import replace

from kiosk_app.journey.effects import AskForPhoneLink
from kiosk_app.journey.events import (
    BackTouched,
    DoneTouched,
    Event,
    PhoneLinkGiven,
    PhoneLinkNotGiven,
    PhoneWanted,
    SecondPassed,
    StillHereTouched,
    TryAgainTouched,
)
from kiosk_app.journey.states import ChoosingLanguage, Journey
from kiosk_app.journey.states_phone import SECONDS, OnPhone
from kiosk_app.journey.turn import Turn, home, show, stay

_COMMON = "en"
"""What most people read who read none of the languages on offer."""


def ask_for_phone(journey: Journey, event: PhoneWanted) -> Turn:
    """Ask where a phone goes on, and speak English meanwhile."""
    request_id = event.stamp.request_id
    shown = OnPhone(request_id, before=journey.language)
    speaking = replace(journey, language=_COMMON)
    return show(speaking, shown, AskForPhoneLink(request_id))


def at_phone(journey: Journey, state: OnPhone, event: Event) -> Turn:
    """Show the code, count down, and go home; the visit is the phone's affair."""
    match event:
        case PhoneLinkGiven(asked, address) if asked == state.request_id:
            shown = replace(state, address=address, away=False, seconds_left=SECONDS)
            return show(journey, shown)
        case PhoneLinkNotGiven(asked) if asked == state.request_id:
            return show(journey, replace(state, away=True))
        case TryAgainTouched() if state.away:
            asking = replace(state, away=False, seconds_left=SECONDS)
            return show(journey, asking, AskForPhoneLink(state.request_id))
        case _:
            return _leave_or_stay(journey, state, event)


def _leave_or_stay(journey: Journey, state: OnPhone, event: Event) -> Turn:
    match event:
        case StillHereTouched():
            return show(journey, replace(state, seconds_left=SECONDS))
        case SecondPassed() if state.seconds_left > 1:
            return show(journey, replace(state, seconds_left=state.seconds_left - 1))
        case SecondPassed() | DoneTouched():
            return home(journey)
        case BackTouched():
            return show(replace(journey, language=state.before), ChoosingLanguage())
        case _:
            return stay(journey)
