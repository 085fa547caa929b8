"""How a visitor comes in: the welcome, their language, their code."""

from dataclasses import replace

from kiosk_app.journey.asking import ask_by_code
from kiosk_app.journey.entries import edit_code
from kiosk_app.journey.events import (
    BackTouched,
    CameraSeen,
    CaretMoved,
    CheckOutWanted,
    Cleared,
    ClockTouched,
    CodeWanted,
    ComfortWanted,
    DeliveryWanted,
    Erased,
    Event,
    LanguageChosen,
    LanguageWanted,
    PhoneWanted,
    StaffWanted,
    Typed,
    WalkInWanted,
)
from kiosk_app.journey.on_phone import ask_for_phone
from kiosk_app.journey.staff import ask_for_pin, touch_clock
from kiosk_app.journey.states import (
    ChoosingLanguage,
    Comfort,
    Journey,
    Leaving,
    TypingCode,
    WalkIn,
    Welcome,
)
from kiosk_app.journey.states_help import Delivering
from kiosk_app.journey.turn import Turn, show, stay, welcome
from shared.visit_pass import tidy_code


def at_welcome(journey: Journey, event: Event) -> Turn:
    """Let somebody choose their way in."""
    match event:
        case CodeWanted():
            return show(journey, TypingCode())
        case WalkInWanted():
            return show(journey, WalkIn())
        case LanguageWanted():
            return show(journey, ChoosingLanguage())
        case ComfortWanted():
            return show(journey, Comfort())
        case _:
            return _do_something_else(journey, event)


def _do_something_else(journey: Journey, event: Event) -> Turn:
    match event:
        case CheckOutWanted():
            return show(journey, Leaving())
        case DeliveryWanted():
            return show(journey, Delivering())
        case ClockTouched(at):
            return touch_clock(journey, at)
        case StaffWanted():
            return ask_for_pin(journey)
        case CameraSeen(works):
            return stay(replace(journey, camera_works=works))
        case _:
            return stay(journey)


def at_languages(journey: Journey, event: Event) -> Turn:
    """Let somebody choose their language."""
    match event:
        case LanguageChosen(language) if language in journey.languages:
            return show(replace(journey, language=language), Welcome())
        case PhoneWanted():
            return ask_for_phone(journey, event)
        case BackTouched():
            return show(journey, Welcome())
        case _:
            return stay(journey)


def at_code(journey: Journey, state: TypingCode, event: Event) -> Turn:
    """Let somebody type the code; the sixth sign sends it."""
    match event:
        case Typed() | Erased() | Cleared() | CaretMoved():
            entry = edit_code(state.entry, event)
            code = tidy_code(entry.text)
            if isinstance(event, Typed) and code is not None:
                return ask_by_code(journey, code, event.stamp)
            return show(journey, replace(state, entry=entry))
        case BackTouched():
            return welcome(journey)
        case _:
            return stay(journey)
