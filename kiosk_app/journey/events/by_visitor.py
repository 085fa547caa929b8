"""What a visitor does at the screen or the reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from kiosk_app.journey.events.by_camera import BeforeCamera
from kiosk_app.journey.events.by_server import ServerWanted
from kiosk_app.journey.events.by_staff import ByStaff
from kiosk_app.journey.states import WalkInField, WalkInStep
from kiosk_app.journey.states_comfort import Eased
from shared.check_in import HostFound, VisitChoice


@dataclass(frozen=True)
class Stamp:
    """What a rule may not make itself: a fresh request id and the kiosk's time."""

    request_id: UUID
    kiosk_time: datetime


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
    """Change, at a line of the confirmation.

    Attributes:
        question: the key of the question whose answer it is, at that step.
    """

    step: WalkInStep
    question: str | None = None


@dataclass(frozen=True)
class RowChosen:
    """A kind of visit, or an answer, was touched; `key` as the site named it."""

    key: str


@dataclass(frozen=True)
class MoreWanted:
    """Show the rows that found no room here."""


@dataclass(frozen=True)
class SuggestionTaken:
    """The address that was probably meant was touched."""


@dataclass(frozen=True)
class ConfirmTouched:
    """Check in; or, at an address that is read back, that it is right."""

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
class CheckOutWanted:
    """Check out, on Welcome."""


@dataclass(frozen=True)
class VisitChosen:
    """One of several visits was touched."""

    choice: VisitChoice
    stamp: Stamp


@dataclass(frozen=True)
class NoneOfThese:
    """None of the visits on the screen is the visitor's."""


@dataclass(frozen=True)
class ColleaguesWanted:
    """The visitor wants to check in others of their party."""


@dataclass(frozen=True)
class ColleagueTouched:
    """A colleague's row was touched: they come along, or not."""

    at: int


@dataclass(frozen=True)
class ColleaguesConfirmed:
    """Check in all who are marked; one stamp for each of them."""

    stamps: tuple[Stamp, ...]


@dataclass(frozen=True)
class DeliveryWanted:
    """A courier brings something, on Welcome."""


@dataclass(frozen=True)
class ParcelsCounted:
    """One parcel more (1) or less (-1)."""

    by: int


@dataclass(frozen=True)
class HelpWanted:
    """Call reception, wherever it is offered."""

    stamp: Stamp


@dataclass(frozen=True)
class ComfortWanted:
    """The button for larger text, contrast and the like was touched."""


@dataclass(frozen=True)
class EaseTouched:
    """One of the things that make the screen easier was switched over."""

    what: Eased


@dataclass(frozen=True)
class PhoneWanted:
    """The row for another language was touched."""

    stamp: Stamp


@dataclass(frozen=True)
class StillHereTouched:
    """The button of the cover was touched: somebody is still here."""


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
    | RowChosen
    | MoreWanted
    | SuggestionTaken
    | ConfirmTouched
    | TryAgainTouched
    | DoneTouched
    | CheckOutTouched
    | CheckOutWanted
    | VisitChosen
    | NoneOfThese
    | ColleaguesWanted
    | ColleagueTouched
    | ColleaguesConfirmed
    | DeliveryWanted
    | ParcelsCounted
    | HelpWanted
    | ComfortWanted
    | EaseTouched
    | StillHereTouched
    | BeforeCamera
    | PhoneWanted
    | ByStaff
    | ServerWanted
)
