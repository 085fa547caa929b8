"""What a journey asks the world to do; a runner does each and may answer by an event."""

from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from shared.badge import Badge
from shared.check_in import CheckInRequest, RoomReply
from shared.check_out import CheckOutRequest
from shared.help import DeliveryRequest, HelpRequest
from shared.looking_up import LookUpRequest, ReturningRequest


@dataclass(frozen=True)
class SendCheckIn:
    """Ask the server to check somebody in; answers by one `CheckIn…` event."""

    request: CheckInRequest


@dataclass(frozen=True)
class KeepCheckIn:
    """Decide without the server, and keep the check-in until it can be sent.

    Answers by `CheckInKept` or `CheckInNotKept`.
    """

    request: CheckInRequest


@dataclass(frozen=True)
class AskRoom:
    """Wait for the room of a visit, at most so long; answers by `RoomAnswered`.

    When the time is over without a room the answer is a room of state `none`.
    """

    visit: str
    deadline_ms: int


@dataclass(frozen=True)
class PrintBadge:
    """Print a badge; where the room is still looked for, wait for it first.

    The wait ends with the visit's `AskRoom`, whether or not the screen still
    shows the visit. Answers by `BadgePrinted`, `BadgeFailed` or `BadgeElsewhere`, and
    after a `BadgeFailed` perhaps once more.

    Attributes:
        visit: of a check-in that was kept, its request id; `is_kept` then.
    """

    visit: str
    badge: Badge
    room: RoomReply
    is_kept: bool = False


@dataclass(frozen=True)
class PrintAgain:
    """Print one of the last badges once more; `StaffFactsTold` says how far it is."""

    number: int


@dataclass(frozen=True)
class AwaitHost:
    """Give the host's message its usual time; answers by `HostOverdue`."""

    visit: str


@dataclass(frozen=True)
class SearchHosts:
    """Search the hosts; a newer search makes an older one's answer worthless."""

    query: str


@dataclass(frozen=True)
class LookUp:
    """Look for visits by a full name; answers by `VisitsFound`, or `VisitsUnknown`."""

    request: LookUpRequest


@dataclass(frozen=True)
class Recall:
    """Ask what a returning visitor told; answers by `Recalled`, or `NotRecalled`."""

    request: ReturningRequest


@dataclass(frozen=True)
class SendCheckOut:
    """Ask the server to check somebody out; answers by one `CheckOut…` event."""

    request: CheckOutRequest


@dataclass(frozen=True)
class TellOfDelivery:
    """Let a host know; answers by `DeliveryTaken` or `DeliveryNotTaken`."""

    request: DeliveryRequest


@dataclass(frozen=True)
class CallHelp:
    """Call somebody to this kiosk; answers by `HelpAnswered` or `HelpUnanswered`."""

    request: HelpRequest


@dataclass(frozen=True)
class SendOn:
    """Go on sending what the server did not answer, for as long as it makes sense.

    Answers as the first try would have, or not at all.
    """

    request: DeliveryRequest | HelpRequest


@dataclass(frozen=True)
class SendPhoto:
    """Bring a visitor's photo to the server; None: there was no camera.

    Nobody waits for it, and it is not kept: what cannot be sent is dropped.
    """

    visit: str
    jpeg: bytes | None = field(repr=False)


@dataclass(frozen=True)
class AskForCode:
    """Ask the server for a pairing code; answers by `CodeGiven` or `CodeNotGiven`.

    After a `CodeNotGiven` the question waits a little by itself.
    """


@dataclass(frozen=True)
class AskForToken:
    """Wait a little, then ask whether an admin has approved this code.

    Answers by `TokenAsked`; a token is kept before that is said.
    """

    code: str


@dataclass(frozen=True)
class CheckStaffPin:
    """Ask whether a PIN counts; answers by `StaffLetIn` or `StaffTurnedAway`."""

    pin: str


@dataclass(frozen=True)
class AskStaffFacts:
    """Ask the server for the configuration anew, then look how the kiosk is.

    Answers by `StaffFactsTold`.
    """


@dataclass(frozen=True)
class AskForPhoneLink:
    """Ask where a phone goes on; answers by `PhoneLinkGiven` or `PhoneLinkNotGiven`."""

    request_id: UUID


@dataclass(frozen=True)
class CheckServer:
    """Look who answers at an address as typed or scanned, and keep it if that is ours.

    Answers by `ServerTaken`, `ServerNotTaken` or `ServerUntrusted`.
    """

    text: str


@dataclass(frozen=True)
class TrustServer:
    """Keep the address that was looked at last, with the CA of this fingerprint.

    Answers by `ServerTaken` or `ServerNotTaken`.
    """

    fingerprint: str


@dataclass(frozen=True)
class ForgetVisitor:
    """The visitor has gone: drop whatever a runner still holds for the screen."""


Effect: TypeAlias = (
    SendCheckIn
    | KeepCheckIn
    | AskRoom
    | PrintBadge
    | PrintAgain
    | AwaitHost
    | SearchHosts
    | LookUp
    | Recall
    | SendCheckOut
    | TellOfDelivery
    | CallHelp
    | SendOn
    | SendPhoto
    | AskForCode
    | AskForToken
    | CheckStaffPin
    | AskStaffFacts
    | AskForPhoneLink
    | CheckServer
    | TrustServer
    | ForgetVisitor
)
