"""What the server, the devices and the kiosk's own jobs answer."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from kiosk_app.journey.events.by_camera import OfCamera
from kiosk_app.journey.events.by_phone import ToPhone
from kiosk_app.journey.events.by_server import OfServer
from kiosk_app.journey.events.by_staff import ToStaff
from kiosk_app.journey.offline import OfflineArrival
from kiosk_app.journey.states import PairingCode
from shared.badge import Badge
from shared.check_in import CheckInReply, HostFound, RoomReply, VisitChoice, WifiReply
from shared.check_out import CheckOutReply
from shared.help import DeliveryReply, HelpReply
from shared.kiosk import PrinterState
from shared.kiosk_options import KioskOptions
from shared.looking_up import ReturningReply
from shared.refusals import Refusal


@dataclass(frozen=True)
class CheckInAnswered:
    """The server checked the visitor in, or knew them to be here."""

    request_id: UUID
    reply: CheckInReply


@dataclass(frozen=True)
class CheckInRefused:
    """The server said no."""

    request_id: UUID
    code: Refusal
    detail: dict[str, str]
    choices: tuple[VisitChoice, ...] = ()


@dataclass(frozen=True)
class CheckInUnanswered:
    """No answer in time, or none that we understand."""

    request_id: UUID


@dataclass(frozen=True)
class CheckInKept:
    """The kiosk checked the visitor in by itself; it lies on the disk.

    Attributes:
        badge: what to print; None where the kiosk does not know enough.
    """

    request_id: UUID
    arrival: OfflineArrival
    badge: Badge | None = None


@dataclass(frozen=True)
class CheckInNotKept:
    """The kiosk could not check the visitor in by itself.

    Attributes:
        code: why not, where it is sure of a no; None: it could not tell, or not keep.
    """

    request_id: UUID
    code: Refusal | None = None
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckOutAnswered:
    """The server checked the visitor out."""

    request_id: UUID
    reply: CheckOutReply


@dataclass(frozen=True)
class CheckOutRefused:
    """The server said no: they are not on site any more, or never were."""

    request_id: UUID
    code: Refusal


@dataclass(frozen=True)
class CheckOutUnanswered:
    """No answer in time, or none that we understand."""

    request_id: UUID


@dataclass(frozen=True)
class RoomAnswered:
    """The look-up ended: found or none."""

    visit: str
    room: RoomReply


@dataclass(frozen=True)
class HostsFound:
    """The search for `query` ended."""

    query: str
    hosts: tuple[HostFound, ...]


@dataclass(frozen=True)
class HostsUnreachable:
    """The search for `query` was not answered."""

    query: str


@dataclass(frozen=True)
class VisitsFound:
    """The look-up of a full name ended."""

    name: str
    choices: tuple[VisitChoice, ...]


@dataclass(frozen=True)
class VisitsUnknown:
    """The look-up of a full name was not answered."""

    name: str


@dataclass(frozen=True)
class Recalled:
    """The look-up of a confirmed e-mail ended; `known` may be empty."""

    email: str
    known: ReturningReply


@dataclass(frozen=True)
class NotRecalled:
    """The look-up of a confirmed e-mail was not answered."""

    email: str


@dataclass(frozen=True)
class DeliveryTaken:
    """The server tells the host what came for them."""

    request_id: UUID
    reply: DeliveryReply


@dataclass(frozen=True)
class DeliveryNotTaken:
    """The host is not told.

    Attributes:
        answered: the server said no; False: it did not answer.
    """

    request_id: UUID
    answered: bool = False


@dataclass(frozen=True)
class HelpAnswered:
    """The server took a call for help, whether or not anybody is told."""

    request_id: UUID
    reply: HelpReply


@dataclass(frozen=True)
class HelpUnanswered:
    """No answer in time, or none that we understand."""

    request_id: UUID


@dataclass(frozen=True)
class BadgePrinted:
    """The badge lies in the tray."""

    visit: str


@dataclass(frozen=True)
class BadgeFailed:
    """The badge could not be printed, for now at least.

    Attributes:
        printer: what keeps it from printing.
        perhaps: a part was sent: only somebody who looks can tell.
    """

    visit: str
    printer: PrinterState = PrinterState.UNKNOWN
    perhaps: bool = False


@dataclass(frozen=True)
class BadgeElsewhere:
    """Another kiosk of the site prints the badge instead.

    Attributes:
        kiosk: as people at the site call it.
    """

    visit: str
    kiosk: str


@dataclass(frozen=True)
class HostWasTold:
    """The host's message was delivered, or given up."""

    visit: str
    reached: bool


@dataclass(frozen=True)
class HostOverdue:
    """The time is over in which a host is usually told."""

    visit: str


@dataclass(frozen=True)
class VisitCancelled:
    """The visit on the screen was cancelled meanwhile."""

    visit: str


@dataclass(frozen=True)
class Unpaired:
    """This kiosk has no token: none yet, or the server took it back."""


@dataclass(frozen=True)
class CodeGiven:
    """The server gave a pairing code."""

    code: PairingCode


@dataclass(frozen=True)
class CodeNotGiven:
    """The server could not be asked for a pairing code.

    Attributes:
        too_old: it gives none to a kiosk of this version.
    """

    too_old: bool = False


class Approval(StrEnum):
    """How far an admin's decision is."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    AWAY = "away"
    """The server did not answer."""


@dataclass(frozen=True)
class TokenAsked:
    """The question whether a code was approved has ended."""

    code: str
    approval: Approval


@dataclass(frozen=True)
class ServerSeen:
    """A call outside a journey was answered, or not."""

    online: bool


@dataclass(frozen=True)
class ReaderSeen:
    """The code reader has gone, or is back."""

    works: bool


@dataclass(frozen=True)
class LanguagesOffered:
    """The configuration came; the first language is the default."""

    languages: tuple[str, ...]


@dataclass(frozen=True)
class OptionsTold:
    """The configuration came: what the site's admin chose.

    Attributes:
        wifi: the guest network as it is now.
    """

    options: KioskOptions
    wifi: WifiReply | None = None


@dataclass(frozen=True)
class ScreenFailed:
    """Drawing or handling raised; the loop logged it."""


ByWorld: TypeAlias = (
    CheckInAnswered
    | CheckInRefused
    | CheckInUnanswered
    | CheckInKept
    | CheckInNotKept
    | CheckOutAnswered
    | CheckOutRefused
    | CheckOutUnanswered
    | RoomAnswered
    | HostsFound
    | HostsUnreachable
    | VisitsFound
    | VisitsUnknown
    | Recalled
    | NotRecalled
    | DeliveryTaken
    | DeliveryNotTaken
    | HelpAnswered
    | HelpUnanswered
    | BadgePrinted
    | BadgeFailed
    | BadgeElsewhere
    | HostWasTold
    | HostOverdue
    | VisitCancelled
    | Unpaired
    | CodeGiven
    | CodeNotGiven
    | TokenAsked
    | ServerSeen
    | ReaderSeen
    | LanguagesOffered
    | OptionsTold
    | ScreenFailed
    | OfCamera
    | ToPhone
    | ToStaff
    | OfServer
)
