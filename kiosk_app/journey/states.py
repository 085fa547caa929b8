"""What the kiosk can be showing; each state has its screen of the same name."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from kiosk_app.journey.offline import OfflineArrival
from kiosk_app.journey.states_badges import BadgeState
from kiosk_app.journey.states_comfort import Comfort, Eased
from kiosk_app.journey.states_help import Delivering, DeliveryTold, Helping
from kiosk_app.journey.states_names import (
    NOTHING_TOLD,
    Companion,
    NotLeft,
    Punctual,
    Why,
)
from kiosk_app.journey.states_phone import OnPhone
from kiosk_app.journey.states_photo import CameraState, Photo, Portrait
from kiosk_app.journey.states_questions import (
    Answering,
    ChoosingType,
    Confirming,
    ConfirmingEmail,
    Recalling,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
    WelcomeBack,
)
from kiosk_app.journey.states_server import AskingServer, ServerFrom, TrustingServer
from kiosk_app.journey.states_staff import StaffCode, StaffPage, StaffPrinter
from kiosk_app.journey.states_typing import NOTHING_TYPED, Entry, SearchState
from shared.check_in import (
    CheckInReply,
    CheckInRequest,
    RoomReply,
    VisitChoice,
)
from shared.check_out import CheckOutRequest
from shared.kiosk import PrinterState
from shared.kiosk_options import KioskOptions
from shared.refusals import Refusal

# What lives in a module of its own, and is looked for here.
__all__ = [
    "Answering",
    "BadgeState",
    "ChoosingType",
    "Comfort",
    "Confirming",
    "ConfirmingEmail",
    "Delivering",
    "DeliveryTold",
    "Entry",
    "Helping",
    "OnPhone",
    "Recalling",
    "SearchState",
    "WalkIn",
    "WalkInField",
    "WalkInForm",
    "WalkInStep",
    "WelcomeBack",
]


@dataclass(frozen=True)
class Welcome:
    """Nobody is here: hold a code to the reader, or choose a way in.

    Attributes:
        touched: when the clock was touched of late; it leads to the staff's page.
    """

    touched: tuple[datetime, ...] = ()


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
        too_old: the server wants a newer version of this kiosk.
    """

    code: PairingCode | None = None
    away: bool = False
    denied: bool = False
    too_old: bool = False


@dataclass(frozen=True)
class ChoosingLanguage:
    """The visitor looks for their language."""


@dataclass(frozen=True)
class TypingCode:
    """The visitor types the six characters of the invitation."""

    entry: Entry = NOTHING_TYPED


@dataclass(frozen=True)
class Checking:
    """The server was asked; `slow` once a visitor would begin to wonder.

    Attributes:
        told: visits whose host's message ended meanwhile, and whether it arrived:
            such news may overtake the answer that names the visit.
        unanswered: the server was asked in vain; the kiosk decides by itself.
        looked_for: the host's name as a walk-in chose it.
        portrait: a walk-in's photo; it is sent once there is a visit.
    """

    request: CheckInRequest
    slow: bool = False
    told: tuple[tuple[str, bool], ...] = ()
    unanswered: bool = False
    looked_for: str | None = None
    portrait: Portrait = None


class HostTold(StrEnum):
    """Whether the host has been told."""

    TELLING = "telling"
    TOLD = "told"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Completed:
    """The visitor is checked in: room, Wi-Fi, host and badge.

    Attributes:
        moved: the room has become another one while it was shown.
        printer: why there is no badge, where there is none.
        badge_at: the kiosk that prints it instead.
    """

    reply: CheckInReply
    room: RoomReply
    badge: BadgeState = BadgeState.NONE
    host: HostTold = HostTold.TELLING
    punctual: Punctual = Punctual.ABOUT
    moved: bool = False
    printer: PrinterState = PrinterState.UNKNOWN
    badge_at: str = ""


@dataclass(frozen=True)
class TakingPhoto:
    """The visitor is photographed, before they confirm or after their pass was read.

    Attributes:
        then: what comes next: their form, or their room.
        photo: the picture that they look at; None: the camera shows them.
    """

    then: WalkInForm | Completed
    camera: CameraState = CameraState.OPENING
    photo: Photo | None = None


@dataclass(frozen=True)
class CheckedInOffline:
    """The visitor is checked in; the server hears of it later, from this kiosk.

    Attributes:
        printer, badge_at: as in Completed.
    """

    request: CheckInRequest
    arrival: OfflineArrival
    badge: BadgeState = BadgeState.NONE
    printer: PrinterState = PrinterState.UNKNOWN
    badge_at: str = ""


@dataclass(frozen=True)
class AlreadyHere:
    """The visitor was checked in before; room and Wi-Fi once more, or check out.

    Attributes:
        not_left: they wanted to check out, and the server did not answer.
        moved: as in Completed.
    """

    reply: CheckInReply
    room: RoomReply
    not_left: bool = False
    moved: bool = False


@dataclass(frozen=True)
class Leaving:
    """Somebody wants to check out: by badge, by pass, or by their full name.

    Attributes:
        nudged: the name was sent before there was one.
        trouble: why the last try did not end with a goodbye.
    """

    entry: Entry = NOTHING_TYPED
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
    """The server said no, and why; `detail` as in `shared.refusals.Refused`.

    Attributes:
        name, looked_for: what a walk-in said of themselves and their host.
    """

    code: Refusal
    detail: dict[str, str] = field(default_factory=dict)
    name: str | None = None
    looked_for: str | None = None


@dataclass(frozen=True)
class ServerAway:
    """The server did not answer; the same request may be sent again."""

    request: CheckInRequest
    portrait: Portrait = None


@dataclass(frozen=True)
class OutOfOrder:
    """The screen itself failed; a calm page before going home."""


Uncovered: TypeAlias = (
    Welcome
    | Pairing
    | ChoosingLanguage
    | OnPhone
    | Comfort
    | TypingCode
    | WalkIn
    | ConfirmingEmail
    | Recalling
    | WelcomeBack
    | ChoosingType
    | Answering
    | Confirming
    | Checking
    | Completed
    | TakingPhoto
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
    | Delivering
    | DeliveryTold
    | Helping
    | OutOfOrder
    | StaffCode
    | StaffPage
    | StaffPrinter
    | AskingServer
    | TrustingServer
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
        camera_works: False once the camera could not be used.
        prints_badges: whether this kiosk has a printer.
        paired: whether this kiosk has a token.
        server: who said where the server is.
        ease: what this visitor made easier to use; nothing at home.
        options: what the site's admin chose; nobody is looked up by name before
            the server has told.
    """

    state: State = Welcome()
    language: str = "en"
    default_language: str = "en"
    languages: tuple[str, ...] = ("en",)
    online: bool = True
    reader_works: bool = True
    camera_works: bool = True
    prints_badges: bool = False
    paired: bool = True
    server: ServerFrom = ServerFrom.OPERATOR
    ease: frozenset[Eased] = frozenset()
    options: KioskOptions = NOTHING_TOLD
