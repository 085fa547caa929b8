"""How a visitor comes in: the welcome, their language, their code."""

from dataclasses import replace

from kiosk_app.journey.asking import ask_by_code
from kiosk_app.journey.entries import edit_code
from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    CheckOutWanted,
    Cleared,
    CodeWanted,
    Erased,
    Event,
    LanguageChosen,
    LanguageWanted,
    TimeUp,
    Typed,
    WalkInWanted,
)
from kiosk_app.journey.states import (
    ChoosingLanguage,
    Journey,
    Leaving,
    TypingCode,
    WalkIn,
    Welcome,
)
from kiosk_app.journey.turn import Turn, home, show, stay, welcome
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
        case CheckOutWanted():
            return show(journey, Leaving())
        case TimeUp():
            return home(journey)
        case _:
            return stay(journey)


def at_languages(journey: Journey, event: Event) -> Turn:
    """Let somebody choose their language."""
    match event:
        case LanguageChosen(language) if language in journey.languages:
            return show(replace(journey, language=language), Welcome())
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
