"""How a kiosk learns where its server is: typed or scanned, looked at, then kept."""

from dataclasses import replace

from kiosk_app.journey.effects import CheckServer, TrustServer
from kiosk_app.journey.entries import edit
from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    Cleared,
    ConfirmTouched,
    Erased,
    Event,
    NextTouched,
    Scanned,
    ServerNotTaken,
    ServerUntrusted,
    ServerWanted,
    Typed,
)
from kiosk_app.journey.states import Journey
from kiosk_app.journey.states_server import (
    AskingServer,
    ServerFrom,
    ServerProblem,
    TrustingServer,
)
from kiosk_app.journey.states_typing import Entry
from kiosk_app.journey.turn import Turn, home, show, stay


def ask_for_server(journey: Journey) -> Turn:
    """Let somebody say where the server is, unless the operator did."""
    if journey.server is ServerFrom.OPERATOR:
        return stay(journey)
    return show(journey, AskingServer())


def at_pairing(journey: Journey, event: Event) -> Turn:
    """Let somebody mend the address of a server that nobody is paired with yet."""
    return ask_for_server(journey) if isinstance(event, ServerWanted) else stay(journey)


def at_server(
    journey: Journey, state: AskingServer | TrustingServer, event: Event
) -> Turn:
    """Take an address, and have it looked at before it counts."""
    match state:
        case TrustingServer():
            return _at_trusting(journey, state, event)
        case AskingServer(looking=True):
            return _while_looking(journey, state, event)
        case _:
            return _at_asking(journey, state, event)


def _at_asking(journey: Journey, state: AskingServer, event: Event) -> Turn:
    match event:
        case Typed() | Erased() | Cleared() | CaretMoved():
            return show(journey, AskingServer(edit(state.entry, event)))
        case NextTouched():
            return _look(journey, state.entry.text)
        case Scanned(text):
            return _look(journey, text)
        case BackTouched():
            return home(journey)
        case _:
            return stay(journey)


def _look(journey: Journey, text: str) -> Turn:
    if not text.strip():
        missing = AskingServer(problem=ServerProblem.NO_ADDRESS)
        return show(journey, missing)
    # What a code brought stands in the field: it can be read, and mended.
    shown = text.partition("#")[0].strip()
    looking = AskingServer(Entry(shown, len(shown)), looking=True)
    return show(journey, looking, CheckServer(text))


def _while_looking(journey: Journey, state: AskingServer, event: Event) -> Turn:
    match event:
        case ServerNotTaken(problem):
            return show(journey, AskingServer(state.entry, problem=problem))
        case ServerUntrusted(address, fingerprint):
            return show(journey, TrustingServer(address, fingerprint, state.entry))
        case BackTouched():
            return show(journey, replace(state, looking=False))
        case _:
            return stay(journey)


def _at_trusting(journey: Journey, state: TrustingServer, event: Event) -> Turn:
    match event:
        case ConfirmTouched():
            looking = AskingServer(state.entry, looking=True)
            return show(journey, looking, TrustServer(state.fingerprint))
        case BackTouched():
            return show(journey, AskingServer(state.entry))
        case _:
            return stay(journey)
