"""What kiosks bring besides check-ins, and what they are asked to print."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.help import HelpReason
from shared.offline import Flag


@dataclass(frozen=True)
class KeptCheckIn:
    """A check-in that a kiosk kept and sent later; it is never refused.

    Attributes:
        visit: the visit it led to, also where another kiosk's came first.
        arrived_at: when the visitor stood at the kiosk, as well as we know. UTC.
        kept_at: when the server took it over. UTC.
    """

    request_id: str
    visit: str
    kiosk: str
    arrived_at: datetime
    kept_at: datetime
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class Delivery:
    """Something that a courier brought for a host.

    Attributes:
        id: the kiosk's request id.
        ended_at: when it was handed over.
    """

    id: str
    site: str
    kiosk: str
    at: datetime
    host: str
    courier: str | None = None
    parcels: int = 1
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Photo:
    """What a visitor on site looks like; it is deleted when they leave.

    Attributes:
        sealed: a small JPEG, sealed to the visit.
    """

    visit: str
    taken_at: datetime
    sealed: str = field(repr=False)


@dataclass(frozen=True)
class HelpCall:
    """A visitor who waits at a kiosk for a person.

    Attributes:
        id: the kiosk's request id.
        ended_at: when somebody said that they go there.
        ended_by: the id of that user.
    """

    id: str
    site: str
    kiosk: str
    at: datetime
    reason: HelpReason
    name: str | None = None
    looked_for: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None


class OrderState(StrEnum):
    """How far a badge is that somebody ordered."""

    WAITING = "waiting"
    PRINTED = "printed"
    FAILED = "failed"
    PERHAPS = "perhaps"
    """Somebody has to look whether it came out."""
    EXPIRED = "expired"
    """The kiosk did not fetch it in time; nobody says so but the clock."""


@dataclass(frozen=True)
class OrderedBadge:
    """A badge that somebody wants printed at a kiosk.

    Attributes:
        ordered_by: who, as the audit names them: a person, or the kiosk that could
            not print it itself.
        reprint: the visitor had a badge already.
        ended_at: when the kiosk said what became of it.
    """

    id: str
    visit: str
    site: str
    kiosk: str
    ordered_at: datetime
    ordered_by: str
    reprint: bool = False
    state: OrderState = OrderState.WAITING
    ended_at: datetime | None = None
