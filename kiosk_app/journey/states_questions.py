"""What somebody without an invitation is asked, page by page, and what they told."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk_app.journey.states_photo import Portrait
from kiosk_app.journey.states_typing import NOTHING_TYPED, Entry, SearchState
from shared.check_in import HostFound
from shared.kiosk_options import Question
from shared.looking_up import ReturningReply


class WalkInStep(StrEnum):
    """The pages of a walk-in, in their order; a site asks some of them only."""

    NAME = "name"
    DETAILS = "details"
    PHONE = "phone"
    TYPE = "type"
    QUESTION = "question"
    PURPOSE = "purpose"
    HOST = "host"


class WalkInField(StrEnum):
    """What a walk-in can type."""

    NAME = "name"
    COMPANY = "company"
    EMAIL = "email"
    PHONE = "phone"
    PURPOSE = "purpose"
    HOST = "host"


@dataclass(frozen=True)
class WalkInForm:
    """What a walk-in has told us so far.

    Attributes:
        confirmed_email: the address that they read and found right.
        visit_type: the key of the kind of visit they chose.
        answers: what they answered, by the question's key; empty: they passed it.
        portrait: their photo, or why there is none; None: they were not asked yet.
        remembered: what they told last time, masked, and do not type again.
    """

    name: Entry = NOTHING_TYPED
    company: Entry = NOTHING_TYPED
    email: Entry = NOTHING_TYPED
    phone: Entry = NOTHING_TYPED
    purpose: Entry = NOTHING_TYPED
    query: Entry = NOTHING_TYPED
    host: HostFound | None = None
    confirmed_email: str = ""
    visit_type: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    portrait: Portrait = None
    remembered: ReturningReply | None = None


@dataclass(frozen=True)
class WalkIn:
    """The visitor types who they are, how to reach them, and whom they visit.

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
class ConfirmingEmail:
    """The visitor reads their e-mail address letter by letter before it counts.

    Attributes:
        page: where it was typed, and where Change leads back to.
    """

    page: WalkIn


@dataclass(frozen=True)
class Recalling:
    """The server was asked what they told last time; `slow` as in Checking.

    Attributes:
        page: where the address was typed; it says how to go on.
    """

    page: WalkIn
    slow: bool = False


@dataclass(frozen=True)
class WelcomeBack:
    """The visitor was here before, and says whether what they told still counts.

    Attributes:
        known: what they told then and have not typed now, masked.
    """

    page: WalkIn
    known: ReturningReply


@dataclass(frozen=True)
class ChoosingType:
    """The visitor says what kind of visit it is.

    Attributes:
        shown: which screenful of the kinds is shown, from 0.
        changing, before: as in WalkIn.
    """

    form: WalkInForm
    shown: int = 0
    changing: bool = False
    before: WalkInForm | None = None


@dataclass(frozen=True)
class Answering:
    """The visitor answers one question that belongs to their kind of visit.

    Attributes:
        question: as it was when the page was opened: an admin may change it meanwhile.
        shown: which screenful of the choices is shown, from 0.
        nudged, changing, before: as in WalkIn.
    """

    form: WalkInForm
    question: Question
    entry: Entry = NOTHING_TYPED
    shown: int = 0
    nudged: bool = False
    changing: bool = False
    before: WalkInForm | None = None


@dataclass(frozen=True)
class Confirming:
    """The visitor reads what they told us before it is sent."""

    form: WalkInForm
