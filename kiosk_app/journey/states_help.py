"""What is shown to couriers, and to whoever needs a person."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk_app.journey.states_typing import NOTHING_TYPED, Entry, SearchState
from shared.check_in import HostFound
from shared.help import DeliveryRequest, HelpRequest


@dataclass(frozen=True)
class Delivering:
    """A courier looks for whom they bring something, then says how much.

    Attributes:
        hosts: what the search found for `query`, best first.
        nudged: Enter was pressed before a host was chosen; the screen says so.
        host: whom it is for; None while that is looked for.
        request: the server was asked to tell the host; None: not yet.
        slow: as in Checking.
    """

    query: Entry = NOTHING_TYPED
    search: SearchState = SearchState.IDLE
    hosts: tuple[HostFound, ...] = ()
    nudged: bool = False
    host: HostFound | None = None
    parcels: int = 1
    request: DeliveryRequest | None = None
    slow: bool = False


@dataclass(frozen=True)
class DeliveryTold:
    """The courier reads where to leave it, and whether the host knows.

    Attributes:
        told: the server tells the host; False: it did not answer, or said no.
        where: where to put it down, in the site's words.
    """

    request: DeliveryRequest
    host: str
    told: bool
    where: str | None = None


class Called(StrEnum):
    """What became of a call for help."""

    CALLING = "calling"
    COMING = "coming"
    NOBODY = "nobody"
    """Nobody is named who could be told."""
    AWAY = "away"
    """The server did not answer; it is asked again for a while."""


@dataclass(frozen=True)
class Helping:
    """Somebody needs a person, and reads whether one is coming.

    Attributes:
        phone: whom they may ring, as the server just told.
    """

    request: HelpRequest
    called: Called = Called.CALLING
    phone: str | None = None
