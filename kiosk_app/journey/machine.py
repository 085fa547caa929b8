"""The whole journey in one function: a state and an event give the next state."""

import re
from dataclasses import replace

from kiosk_app.journey.answer import at_checking, at_refused, at_server_away
from kiosk_app.journey.arrival import at_arrival
from kiosk_app.journey.asking import scan
from kiosk_app.journey.belonging import belong
from kiosk_app.journey.choosing_visit import at_choosing_visit
from kiosk_app.journey.colleagues import at_colleagues
from kiosk_app.journey.comfort import at_comfort, ease
from kiosk_app.journey.confirming_email import at_confirming_email
from kiosk_app.journey.delivering import at_delivering, at_delivery_told
from kiosk_app.journey.entrance import at_code, at_languages, at_welcome
from kiosk_app.journey.events import (
    ByWorld,
    CodeGiven,
    CodeNotGiven,
    DoneTouched,
    EaseTouched,
    Event,
    HelpWanted,
    LanguagesOffered,
    LeftAlone,
    OptionsTold,
    ReaderSeen,
    Scanned,
    ScreenFailed,
    SecondPassed,
    ServerSeen,
    ServerTaken,
    StillHereTouched,
    TimeUp,
    TokenAsked,
    Unpaired,
)
from kiosk_app.journey.finding import at_finding
from kiosk_app.journey.finding_server import at_pairing, at_server
from kiosk_app.journey.guest_wifi import with_wifi
from kiosk_app.journey.helping import ask_for_help, at_helping
from kiosk_app.journey.kept import at_checked_in_offline
from kiosk_app.journey.leaving import (
    at_checking_out,
    at_goodbye,
    at_leaving,
    scan_out,
)
from kiosk_app.journey.on_phone import at_phone
from kiosk_app.journey.questions import at_answering, at_choosing_type
from kiosk_app.journey.returning import at_recalling, at_welcome_back
from kiosk_app.journey.staff import at_staff
from kiosk_app.journey.states import (
    AlreadyHere,
    Answering,
    CheckedInOffline,
    Checking,
    CheckingOut,
    ChoosingLanguage,
    ChoosingType,
    ChoosingVisit,
    Colleagues,
    Comfort,
    Completed,
    Confirming,
    ConfirmingEmail,
    Finding,
    Goodbye,
    Journey,
    Leaving,
    OnPhone,
    OutOfOrder,
    Pairing,
    Recalling,
    Refused,
    ServerAway,
    StillThere,
    TakingPhoto,
    TypingCode,
    WalkIn,
    Welcome,
    WelcomeBack,
)
from kiosk_app.journey.states_help import Delivering, DeliveryTold, Helping
from kiosk_app.journey.states_server import AskingServer, ServerFrom, TrustingServer
from kiosk_app.journey.states_staff import StaffCode, StaffPage, StaffPrinter
from kiosk_app.journey.taking_photo import at_taking_photo
from kiosk_app.journey.turn import Turn, at_home, home, show, stay
from kiosk_app.journey.walk_in import at_confirming, at_walk_in
from shared.help import DeliveryRequest

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def advance(journey: Journey, event: Event) -> Turn:
    """Say what is shown after an event, and what is asked of the world.

    Total: an event that means nothing in a state leaves everything as it is.
    """
    match event:
        case (
            ServerSeen()
            | ReaderSeen()
            | LanguagesOffered()
            | OptionsTold()
            | EaseTouched()
        ):
            return stay(_learn(journey, event))
        case Unpaired() | CodeGiven() | CodeNotGiven() | TokenAsked() | ServerTaken():
            return belong(journey, event)
        case ScreenFailed():
            return show(journey, OutOfOrder())
        case Scanned() | HelpWanted():
            return _wherever_one_is(journey, event)
        case LeftAlone(seconds_left):
            return stay(_cover(journey, seconds_left))
        case _:
            return _in_state(journey, event)


def _wherever_one_is(journey: Journey, event: Scanned | HelpWanted) -> Turn:
    if isinstance(event, HelpWanted):
        return ask_for_help(journey, event)
    match journey.state:
        case StaffCode() | StaffPage() | StaffPrinter() as state:
            return at_staff(journey, state, event)
        case AskingServer() | TrustingServer() as state:
            return at_server(journey, state, event)
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
        case (
            Welcome()
            | ChoosingLanguage()
            | OnPhone()
            | Comfort()
            | TypingCode()
            | StaffCode()
            | StaffPage()
            | StaffPrinter() as state
        ):
            return _coming_in(journey, state, event)
        case (
            WalkIn()
            | ConfirmingEmail()
            | Recalling()
            | WelcomeBack()
            | ChoosingType()
            | Answering()
            | Confirming() as state
        ):
            return _walking_in(journey, state, event)
        case Completed() | TakingPhoto() | AlreadyHere() | CheckedInOffline() as state:
            return _arrived(journey, state, event)
        case Leaving() | Finding() | ChoosingVisit() | Colleagues() as state:
            return _by_name(journey, state, event)
        case state:
            return _answered(journey, state, event)


def _arrived(
    journey: Journey,
    state: Completed | TakingPhoto | AlreadyHere | CheckedInOffline,
    event: Event,
) -> Turn:
    match state:
        case TakingPhoto():
            return at_taking_photo(journey, state, event)
        case CheckedInOffline():
            return at_checked_in_offline(journey, state, event)
        case _:
            return at_arrival(journey, state, event)


def _coming_in(
    journey: Journey,
    state: Welcome
    | ChoosingLanguage
    | OnPhone
    | Comfort
    | TypingCode
    | StaffCode
    | StaffPage
    | StaffPrinter,
    event: Event,
) -> Turn:
    match state:
        case Welcome():
            return at_welcome(journey, event)
        case ChoosingLanguage():
            return at_languages(journey, event)
        case OnPhone():
            return at_phone(journey, state, event)
        case Comfort():
            return at_comfort(journey, event)
        case StaffCode() | StaffPage() | StaffPrinter():
            return at_staff(journey, state, event)
        case _:
            return at_code(journey, state, event)


def _walking_in(
    journey: Journey,
    state: WalkIn
    | ConfirmingEmail
    | Recalling
    | WelcomeBack
    | ChoosingType
    | Answering
    | Confirming,
    event: Event,
) -> Turn:
    match state:
        case WalkIn():
            return at_walk_in(journey, state, event)
        case ConfirmingEmail() | Recalling() | WelcomeBack():
            return _by_email(journey, state, event)
        case ChoosingType():
            return at_choosing_type(journey, state, event)
        case Answering():
            return at_answering(journey, state, event)
        case _:
            return at_confirming(journey, state, event)


def _by_email(
    journey: Journey, state: ConfirmingEmail | Recalling | WelcomeBack, event: Event
) -> Turn:
    match state:
        case ConfirmingEmail():
            return at_confirming_email(journey, state, event)
        case Recalling():
            return at_recalling(journey, state, event)
        case _:
            return at_welcome_back(journey, state, event)


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


def _needing_people(
    journey: Journey, state: Delivering | DeliveryTold | Helping, event: Event
) -> Turn:
    match state:
        case Delivering():
            return at_delivering(journey, state, event)
        case DeliveryTold():
            return at_delivery_told(journey, state, event)
        case _:
            return at_helping(journey, state, event)


def _answered(
    journey: Journey,
    state: Checking
    | ServerAway
    | Refused
    | Delivering
    | DeliveryTold
    | Helping
    | CheckingOut
    | Goodbye
    | Pairing
    | AskingServer
    | TrustingServer
    | OutOfOrder,
    event: Event,
) -> Turn:
    match state:
        case Delivering() | DeliveryTold() | Helping():
            return _needing_people(journey, state, event)
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
    state: CheckingOut | Goodbye | Pairing | AskingServer | TrustingServer | OutOfOrder,
    event: Event,
) -> Turn:
    match state:
        case CheckingOut():
            return at_checking_out(journey, state, event)
        case Goodbye():
            return at_goodbye(journey, event)
        case AskingServer() | TrustingServer():
            return at_server(journey, state, event)
        case Pairing():
            return at_pairing(journey, event)
        case _:
            over = isinstance(event, TimeUp | DoneTouched)
            return home(journey) if over else stay(journey)


def _cover(journey: Journey, seconds_left: int) -> Journey:
    match journey.state:
        case Welcome() if at_home(journey):
            return journey
        case AskingServer() if journey.server is ServerFrom.NOBODY:
            return journey
        case (
            Pairing()
            | OnPhone()
            | Checking()
            | CheckingOut()
            | Finding()
            | Recalling()
            | Delivering(request=DeliveryRequest())
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
    event: ServerSeen | ReaderSeen | LanguagesOffered | OptionsTold | EaseTouched,
) -> Journey:
    match event:
        case ServerSeen(online):
            return replace(journey, online=online)
        case ReaderSeen(works):
            return replace(journey, reader_works=works)
        case OptionsTold(options, wifi):
            state = with_wifi(journey.state, wifi)
            return replace(journey, options=options, state=state)
        case EaseTouched():
            return ease(journey, event)
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
