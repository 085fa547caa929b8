"""What an admin chooses for the kiosks of a site, as server and kiosk both read it."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.badge import Pattern

NAMES_BY_LANGUAGE = dict[str, str]
"""A text in several languages, by their codes; the first language's is the fallback."""
SHORTEST_SECONDS, LONGEST_SECONDS = 20, 300
"""Below this nobody could read a screen; above, the next visitor waits for nothing."""


class _Chosen(BaseModel):
    # A kiosk one version behind passes over what it does not know yet.
    model_config = ConfigDict(frozen=True, extra="ignore")


class WelcomeButton(StrEnum):
    """What the first screen may offer, besides the reader."""

    WALK_IN = "walk_in"
    CODE = "code"
    DELIVERY = "delivery"
    CHECK_OUT = "check_out"
    RECEPTION = "reception"


class Asked(StrEnum):
    """Whether a visitor is asked for something."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class QuestionKind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Question(_Chosen):
    """One question of a kind of visit, such as "Number plate".

    Attributes:
        choices: what can be touched, each in several languages, by its key.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
    kind: QuestionKind = QuestionKind.TEXT
    label: NAMES_BY_LANGUAGE
    required: bool = False
    choices: dict[str, NAMES_BY_LANGUAGE] = Field(default_factory=dict)


class VisitType(_Chosen):
    """A kind of visit, such as "Interview" or "Contractor".

    Attributes:
        pattern: what its badges show besides its name.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
    name: NAMES_BY_LANGUAGE
    pattern: Pattern = Pattern.NONE
    questions: Annotated[tuple[Question, ...], Field(max_length=12)] = ()


class BadgeChoice(_Chosen):
    """How a site's badges look.

    Attributes:
        design: a built-in design's name, or "own".
        own: the own design as TOML, see docs/badges.md.
        text: a line of the site's own, such as the number for emergencies.
    """

    design: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")] = "classic"
    own: Annotated[str, Field(max_length=16_384)] = ""
    text: Annotated[str, Field(max_length=120)] = ""


class KioskOptions(_Chosen):
    """The choices for one site.

    Attributes:
        by_name: whoever types the full name of an expected visitor is asked whether
            it is them, by a masked hint.
        remember: whoever confirms the e-mail of an earlier visit under the same full name
            is offered what they told then, masked.
        colleagues: after a check-in, others of the same party are offered.
        email, phone, company, purpose: what a walk-in is asked.
        photo: whether a visitor is photographed, whichever way they came in; where it
            is required nobody is turned away for want of a camera.
        badge: how badges look.
        camera_reader: a kiosk without a reader reads codes by its camera.
        visit_types: none: nobody is asked.
        wifi_offline: the guest network may be kept on the kiosk.
        read_seconds: how long the last screen stands before it asks.
        still_there_seconds: left alone this long, any other screen asks.
    """

    buttons: tuple[WelcomeButton, ...] = (
        WelcomeButton.WALK_IN,
        WelcomeButton.CODE,
        WelcomeButton.DELIVERY,
        WelcomeButton.CHECK_OUT,
        WelcomeButton.RECEPTION,
    )
    by_name: bool = True
    remember: bool = False
    colleagues: bool = True
    company: Asked = Asked.OPTIONAL
    email: Asked = Asked.OPTIONAL
    phone: Asked = Asked.OFF
    purpose: Asked = Asked.OFF
    photo: Asked = Asked.OFF
    camera_reader: bool = False
    badge: BadgeChoice = BadgeChoice()
    visit_types: Annotated[tuple[VisitType, ...], Field(max_length=12)] = ()
    wifi_offline: bool = False
    read_seconds: Annotated[int, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS)] = 45
    still_there_seconds: Annotated[
        int, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS)
    ] = 20
