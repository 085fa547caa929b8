"""What the kiosk can be showing; each state has its screen of the same name."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from kiosk_app.journey.offline import OfflineArrival
from kiosk_app.journey.states_names import (
    NOTHING_TOLD,
    Companion,
    NotLeft,
    Punctual,
    Why,
)
from shared.check_in import (
    CheckInReply,
    CheckInRequest,
    HostFound,
    RoomReply,
    VisitChoice,
)
from shared.check_out import CheckOutRequest
from shared.kiosk_options import KioskOptions
from shared.refusals import Refusal


@dataclass(frozen=True)
class Entry:
    """A line of text being typed, and where the caret stands (0 = before all)."""

    text: str = ""
    caret: int = 0


@dataclass(frozen=True)
class Welcome:
    """Nobody is here: hold a code to the reader, or choose a way in."""


@dataclass(frozen=True)
class PairingCode:
    """What an admin needs to pair this kiosk.

    Attributes:
        text: eight letters, as `BCDF-GHJK`.
        address: where they are typed.
        address_with_code: the same for a QR code.
    """

    text: str
    address: str
    address_with_code: str


@dataclass(frozen=True)
class Pairing:
    """The kiosk has no token: it shows a code and waits for an admin.

    Attributes:
        code: None until the server has given one.
        away: the server did not answer the last question.
        denied: an admin turned the code before this one away.
    """

    code: PairingCode | None = None
    away: bool = False
    denied: bool = False


@dataclass(frozen=True)
class ChoosingLanguage:
    """The visitor looks for their language."""


@dataclass(frozen=True)
class TypingCode:
    """The visitor types the six characters of the invitation."""

    entry: Entry = Entry()


class WalkInStep(StrEnum):
    """The pages of a walk-in, in their order."""

    NAME = "name"
    DETAILS = "details"
    HOST = "host"


class WalkInField(StrEnum):
    """What a walk-in can type."""

    NAME = "name"
    COMPANY = "company"
    EMAIL = "email"
    HOST = "host"


class SearchState(StrEnum):
    """How far the search for a host is."""

    IDLE = "idle"
    SEARCHING = "searching"
    FOUND = "found"
    AWAY = "away"


@dataclass(frozen=True)
class WalkInForm:
    """What a walk-in has told us so far."""

    name: Entry = Entry()
    company: Entry = Entry()
    email: Entry = Entry()
    query: Entry = Entry()
    host: HostFound | None = None


@dataclass(frozen=True)
class WalkIn:
    """The visitor tells name, then company and e-mail if they like, then the host.

    Attributes:
        active: the field that the keyboard writes into.
        hosts: what the search found for `form.query`, best first.
        nudged: Next was touched too early; the screen says what is missing.
        changing: the visitor came back from Confirming; Next returns there.
        before: while changing, the form as Confirming showed it; Back returns to it.
    """

    step: WalkInStep = WalkInStep.NAME
    form: WalkInForm = WalkInForm()
    active: WalkInField = WalkInField.NAME
    search: SearchState = SearchState.IDLE
    hosts: tuple[HostFound, ...] = ()
    nudged: bool = False
    changing: bool = False
    before: WalkInForm | None = None


@dataclass(frozen=True)
class Confirming:
    """The visitor reads what they told us before it is sent."""

    form: WalkInForm


@dataclass(frozen=True)
class Checking:
    """The server was asked; `slow` once a visitor would begin to wonder.

    Attributes:
        told: visits whose host's message ended meanwhile, and whether it arrived:
            such news may overtake the answer that names the visit.
        unanswered: the server was asked in vain; the kiosk decides by itself.
    """

    request: CheckInRequest
    slow: bool = False
    told: tuple[tuple[str, bool], ...] = ()
    unanswered: bool = False


class BadgeState(StrEnum):
    """How far the badge is."""

    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


class HostTold(StrEnum):
    """Whether the host has been told."""

    TELLING = "telling"
    TOLD = "told"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Completed:
    """The visitor is checked in: room, Wi-Fi, host and badge."""

    reply: CheckInReply
    room: RoomReply
    badge: BadgeState = BadgeState.NONE
    host: HostTold = HostTold.TELLING
    punctual: Punctual = Punctual.ABOUT


@dataclass(frozen=True)
class CheckedInOffline:
    """The visitor is checked in; the server hears of it later, from this kiosk."""

    request: CheckInRequest
    arrival: OfflineArrival
    badge: BadgeState = BadgeState.NONE


@dataclass(frozen=True)
class AlreadyHere:
    """The visitor was checked in before; room and Wi-Fi once more, or check out.

    Attributes:
        not_left: they wanted to check out, and the server did not answer.
    """

    reply: CheckInReply
    room: RoomReply
    not_left: bool = False


@dataclass(frozen=True)
class Leaving:
    """Somebody wants to check out: by badge, by pass, or by their full name.

    Attributes:
        nudged: the name was sent before there was one.
        trouble: why the last try did not end with a goodbye.
    """

    entry: Entry = Entry()
    nudged: bool = False
    trouble: NotLeft | None = None


@dataclass(frozen=True)
class Finding:
    """The server was asked for visits by a full name; `slow` as in Checking.

    Attributes:
        before: the page on which the name was typed; it says how to go on.
    """

    name: str
    before: WalkIn | Leaving
    slow: bool = False


@dataclass(frozen=True)
class ChoosingVisit:
    """The visitor says which of these visits is theirs, or which one is now.

    Attributes:
        before: the page on which they typed their name; None with `SEVERAL`.
    """

    choices: tuple[VisitChoice, ...]
    why: Why
    before: WalkIn | Leaving | None = None


@dataclass(frozen=True)
class Colleagues:
    """A visitor who has just checked in brings others of their party along.

    Attributes:
        arrived: the page that they come from, and go back to.
    """

    arrived: Completed
    people: tuple[Companion, ...]


@dataclass(frozen=True)
class CheckingOut:
    """The server was asked to check somebody out; `slow` as in Checking.

    Attributes:
        here: the screen they come from, and go back to without an answer.
    """

    request: CheckOutRequest
    here: AlreadyHere | Leaving
    slow: bool = False


@dataclass(frozen=True)
class Goodbye:
    """The visitor has checked out."""

    name: str


@dataclass(frozen=True)
class Refused:
    """The server said no, and why; `detail` as in `shared.refusals.Refused`."""

    code: Refusal
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ServerAway:
    """The server did not answer; the same request may be sent again."""

    request: CheckInRequest


@dataclass(frozen=True)
class OutOfOrder:
    """The screen itself failed; a calm page before going home."""


Uncovered: TypeAlias = (
    Welcome
    | Pairing
    | ChoosingLanguage
    | TypingCode
    | WalkIn
    | Confirming
    | Checking
    | Completed
    | CheckedInOffline
    | AlreadyHere
    | Colleagues
    | Leaving
    | Finding
    | ChoosingVisit
    | CheckingOut
    | Goodbye
    | Refused
    | ServerAway
    | OutOfOrder
)


@dataclass(frozen=True)
class StillThere:
    """Left alone: a cover hides what stood here, and counts down to home."""

    covered: Uncovered
    seconds_left: int


State: TypeAlias = Uncovered | StillThere


@dataclass(frozen=True)
class Journey:
    """Everything the screen depends on.

    Attributes:
        language: the code of the language now shown.
        default_language: the one that home returns to.
        languages: the ones on offer.
        online: whether the last call to the server was answered.
        reader_works: False while this kiosk's code reader cannot be reached.
        prints_badges: whether this kiosk has a printer.
        paired: whether this kiosk has a token.
        options: what the site's admin chose; nobody is looked up by name before
            the server has told.
    """

    state: State = Welcome()
    language: str = "en"
    default_language: str = "en"
    languages: tuple[str, ...] = ("en",)
    online: bool = True
    reader_works: bool = True
    prints_badges: bool = False
    paired: bool = True
    options: KioskOptions = NOTHING_TOLD
