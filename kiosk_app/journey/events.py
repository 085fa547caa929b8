"""Everything that can happen to a journey; tense past, whoever caused it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from kiosk_app.journey.states import PairingCode, WalkInField, WalkInStep
from shared.check_in import CheckInReply, HostFound, RoomReply
from shared.check_out import CheckOutReply
from shared.refusals import Refusal


@dataclass(frozen=True)
class Stamp:
    """What a rule may not make itself: a fresh request id and the kiosk's time."""

    request_id: UUID
    kiosk_time: datetime


# What a visitor does.


@dataclass(frozen=True)
class Scanned:
    """The reader read a code."""

    text: str
    stamp: Stamp


@dataclass(frozen=True)
class CodeWanted:
    """The button for typing a code was touched."""


@dataclass(frozen=True)
class WalkInWanted:
    """The button for walk-ins was touched, on Welcome or after a refusal."""


@dataclass(frozen=True)
class LanguageWanted:
    """The language button was touched."""


@dataclass(frozen=True)
class LanguageChosen:
    """A language was touched."""

    language: str


@dataclass(frozen=True)
class Typed:
    """A key wrote a sign (or several: an accent, a pasted word)."""

    text: str
    stamp: Stamp


@dataclass(frozen=True)
class Erased:
    """Backspace."""


@dataclass(frozen=True)
class Cleared:
    """The field's clear button."""


@dataclass(frozen=True)
class CaretMoved:
    """One sign to the left (-1) or to the right (+1), as the text is read."""

    by: int


@dataclass(frozen=True)
class FieldTouched:
    """A field was touched; the keyboard writes there now."""

    field: WalkInField


@dataclass(frozen=True)
class NextTouched:
    """Next, Skip, or the keyboard's Enter."""


@dataclass(frozen=True)
class BackTouched:
    """Back."""


@dataclass(frozen=True)
class HostChosen:
    """One of the found hosts was touched."""

    host: HostFound


@dataclass(frozen=True)
class ChangeTouched:
    """Change, at a line of the confirmation."""

    step: WalkInStep


@dataclass(frozen=True)
class ConfirmTouched:
    """Check in."""

    stamp: Stamp


@dataclass(frozen=True)
class TryAgainTouched:
    """Try again, while the server was away."""


@dataclass(frozen=True)
class DoneTouched:
    """Done: the visitor has read what they need."""


@dataclass(frozen=True)
class CheckOutTouched:
    """Check out, on the screen of somebody who is here already."""

    stamp: Stamp


@dataclass(frozen=True)
class StillHereTouched:
    """The button of the cover was touched: somebody is still here."""


# What the world answers.


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


# What time does.


@dataclass(frozen=True)
class BecameSlow:
    """Checking lasts longer than a visitor takes for granted."""


@dataclass(frozen=True)
class LeftAlone:
    """Nobody touched the screen for the configured time."""

    seconds_left: int


@dataclass(frozen=True)
class SecondPassed:
    """One second of the countdown."""


@dataclass(frozen=True)
class TimeUp:
    """What is shown without a countdown has stood long enough."""


ByVisitor: TypeAlias = (
    Scanned
    | CodeWanted
    | WalkInWanted
    | LanguageWanted
    | LanguageChosen
    | Typed
    | Erased
    | Cleared
    | CaretMoved
    | FieldTouched
    | NextTouched
    | BackTouched
    | HostChosen
    | ChangeTouched
    | ConfirmTouched
    | TryAgainTouched
    | DoneTouched
    | CheckOutTouched
    | StillHereTouched
)
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
ByTime: TypeAlias = BecameSlow | LeftAlone | SecondPassed | TimeUp
Event: TypeAlias = ByVisitor | ByWorld | ByTime
