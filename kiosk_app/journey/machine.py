"""The whole journey in one function: a state and an event give the next state."""

import re
from dataclasses import replace

from kiosk_app.journey.answer import at_checking, at_refused, at_server_away
from kiosk_app.journey.arrival import at_arrival
from kiosk_app.journey.asking import scan
from kiosk_app.journey.belonging import belong
from kiosk_app.journey.choosing_visit import at_choosing_visit
from kiosk_app.journey.colleagues import at_colleagues
from kiosk_app.journey.entrance import at_code, at_languages, at_welcome
from kiosk_app.journey.events import (
    ByWorld,
    CodeGiven,
    CodeNotGiven,
    DoneTouched,
    Event,
    LanguagesOffered,
    LeftAlone,
    OptionsTold,
    ReaderSeen,
    Scanned,
    ScreenFailed,
    SecondPassed,
    ServerSeen,
    StillHereTouched,
    TimeUp,
    TokenAsked,
    Unpaired,
)
from kiosk_app.journey.finding import at_finding
from kiosk_app.journey.kept import at_checked_in_offline
from kiosk_app.journey.leaving import (
    at_checking_out,
    at_goodbye,
    at_leaving,
    scan_out,
)
from kiosk_app.journey.states import (
    AlreadyHere,
    CheckedInOffline,
    Checking,
    CheckingOut,
    ChoosingLanguage,
    ChoosingVisit,
    Colleagues,
    Completed,
    Confirming,
    Finding,
    Goodbye,
    Journey,
    Leaving,
    OutOfOrder,
    Pairing,
    Refused,
    ServerAway,
    StillThere,
    TypingCode,
    WalkIn,
    Welcome,
)
from kiosk_app.journey.turn import Turn, home, show, stay
from kiosk_app.journey.walk_in import at_confirming, at_walk_in

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def advance(journey: Journey, event: Event) -> Turn:
    """Say what is shown after an event, and what is asked of the world.

    Total: an event that means nothing in a state leaves everything as it is.
    """
    match event:
        case ServerSeen() | ReaderSeen() | LanguagesOffered() | OptionsTold():
            return stay(_learn(journey, event))
        case Unpaired() | CodeGiven() | CodeNotGiven() | TokenAsked():
            return belong(journey, event)
        case ScreenFailed():
            return show(journey, OutOfOrder())
        case Scanned():
            return _read(journey, event)
        case LeftAlone(seconds_left):
            return stay(_cover(journey, seconds_left))
        case _:
            return _in_state(journey, event)


def _read(journey: Journey, event: Scanned) -> Turn:
    match journey.state:
        case Leaving() as here:
            return scan_out(journey, here, event)
        case ChoosingVisit(before=Leaving() as here):
            return scan_out(journey, here, event)
        case _:
            return scan(journey, event)


def _in_state(journey: Journey, event: Event) -> Turn:
    match journey.state:
        case StillThere() as state:
            return _under_cover(journey, state, event)
        case Welcome() | ChoosingLanguage() | TypingCode() as state:
            return _coming_in(journey, state, event)
        case WalkIn() | Confirming() as state:
            return _walking_in(journey, state, event)
        case Completed() | AlreadyHere() | CheckedInOffline() as state:
            return _arrived(journey, state, event)
        case Leaving() | Finding() | ChoosingVisit() | Colleagues() as state:
            return _by_name(journey, state, event)
        case state:
            return _answered(journey, state, event)


def _arrived(
    journey: Journey,
    state: Completed | AlreadyHere | CheckedInOffline,
    event: Event,
) -> Turn:
    match state:
        case CheckedInOffline():
            return at_checked_in_offline(journey, state, event)
        case _:
            return at_arrival(journey, state, event)


def _coming_in(
    journey: Journey, state: Welcome | ChoosingLanguage | TypingCode, event: Event
) -> Turn:
    match state:
        case Welcome():
            return at_welcome(journey, event)
        case ChoosingLanguage():
            return at_languages(journey, event)
        case _:
            return at_code(journey, state, event)


def _walking_in(journey: Journey, state: WalkIn | Confirming, event: Event) -> Turn:
    match state:
        case WalkIn():
            return at_walk_in(journey, state, event)
        case _:
            return at_confirming(journey, state, event)


def _by_name(
    journey: Journey,
    state: Leaving | Finding | ChoosingVisit | Colleagues,
    event: Event,
) -> Turn:
    match state:
        case Leaving():
            return at_leaving(journey, state, event)
        case Finding():
            return at_finding(journey, state, event)
        case ChoosingVisit():
            return at_choosing_visit(journey, state, event)
        case _:
            return at_colleagues(journey, state, event)


def _answered(
    journey: Journey,
    state: Checking
    | ServerAway
    | Refused
    | CheckingOut
    | Goodbye
    | Pairing
    | OutOfOrder,
    event: Event,
) -> Turn:
    match state:
        case Checking():
            return at_checking(journey, state, event)
        case ServerAway():
            return at_server_away(journey, state, event)
        case Refused():
            return at_refused(journey, event)
        case _:
            return _by_itself(journey, state, event)


def _by_itself(
    journey: Journey,
    state: CheckingOut | Goodbye | Pairing | OutOfOrder,
    event: Event,
) -> Turn:
    match state:
        case CheckingOut():
            return at_checking_out(journey, state, event)
        case Goodbye():
            return at_goodbye(journey, event)
        case Pairing():
            return stay(journey)
        case _:
            over = isinstance(event, TimeUp | DoneTouched)
            return home(journey) if over else stay(journey)


def _cover(journey: Journey, seconds_left: int) -> Journey:
    match journey.state:
        case (
            Welcome()
            | Pairing()
            | Checking()
            | CheckingOut()
            | Finding()
            | Goodbye()
            | OutOfOrder()
            | StillThere()
        ):
            return journey
        case state:
            return replace(journey, state=StillThere(state, seconds_left))


def _under_cover(journey: Journey, cover: StillThere, event: Event) -> Turn:
    match event:
        case StillHereTouched():
            return show(journey, cover.covered)
        case SecondPassed() if cover.seconds_left > 1:
            left = cover.seconds_left - 1
            return show(journey, replace(cover, seconds_left=left))
        case SecondPassed():
            return home(journey)
        case _ if isinstance(event, ByWorld):
            return _change_covered(journey, cover, event)
        case _:
            return stay(journey)


def _change_covered(journey: Journey, cover: StillThere, event: ByWorld) -> Turn:
    beneath, effects = _in_state(replace(journey, state=cover.covered), event)
    state = beneath.state
    # No answer of the world covers a screen by itself: only the types need asking.
    covered = state.covered if isinstance(state, StillThere) else state
    return show(beneath, replace(cover, covered=covered), *effects)


def _learn(
    journey: Journey,
    event: ServerSeen | ReaderSeen | LanguagesOffered | OptionsTold,
) -> Journey:
    match event:
        case ServerSeen(online):
            return replace(journey, online=online)
        case ReaderSeen(works):
            return replace(journey, reader_works=works)
        case OptionsTold(options):
            return replace(journey, options=options)
        case LanguagesOffered(languages):
            return _offer(journey, languages)


def _offer(journey: Journey, languages: tuple[str, ...]) -> Journey:
    known = tuple(code for code in languages if _LANGUAGE.fullmatch(code))
    if not known:
        return journey
    # Whoever reads a screen now goes on in the language they began with.
    waiting = isinstance(journey.state, Welcome)
    chosen = journey.language != journey.default_language
    language = known[0] if waiting and not chosen else journey.language
    return replace(
        journey, languages=known, default_language=known[0], language=language
    )
