"""What the server, the devices and the kiosk's own jobs answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from kiosk_app.journey.states import PairingCode
from shared.check_in import CheckInReply, HostFound, RoomReply
from shared.check_out import CheckOutReply
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


@dataclass(frozen=True)
class CheckInUnanswered:
    """No answer in time, or none that we understand."""

    request_id: UUID


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
class BadgePrinted:
    """The badge lies in the tray."""

    visit: str


@dataclass(frozen=True)
class BadgeFailed:
    """The badge could not be printed."""

    visit: str


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
    """The server could not be asked for a pairing code."""


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
class ScreenFailed:
    """Drawing or handling raised; the loop logged it."""


ByWorld: TypeAlias = (
    CheckInAnswered
    | CheckInRefused
    | CheckInUnanswered
    | CheckOutAnswered
    | CheckOutRefused
    | CheckOutUnanswered
    | RoomAnswered
    | HostsFound
    | HostsUnreachable
    | BadgePrinted
    | BadgeFailed
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
    | ScreenFailed
)
