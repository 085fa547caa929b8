"""What a kiosk and the server say when somebody is looked for by their full name."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.check_in import NAME_LENGTH, HostFound, VisitChoice, Wire, WireReply


class LookUpFor(StrEnum):
    """What somebody wants who types their own name."""

    ARRIVING = "arriving"
    LEAVING = "leaving"


class LookUpRequest(Wire):
    """Somebody types their full name.

    Only the whole name finds anything, and only a visit of today at this site:
    whoever tries a beginning learns nothing of others.
    """

    name: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]
    looking: LookUpFor = LookUpFor.ARRIVING


class LookUpReply(WireReply):
    """What `POST /look-ups` answers: nothing, or what the visitor may recognise."""

    choices: list[VisitChoice] = Field(default_factory=list)


class ReturningRequest(Wire):
    """Somebody without an invitation typed their name and confirmed their e-mail."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]
    email: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]


class ReturningReply(WireReply):
    """What `POST /look-ups/returning` answers: nothing, or what was told last time.

    Attributes:
        claim: stands for it in a check-in's `remembered`; None: nothing is known.
        company, phone: masked: "L•••t", "••• 45".
        host: whom they visited, by a masked name: "J••• W•••".
    """

    claim: Annotated[str | None, Field(repr=False)] = None
    company: str | None = None
    phone: str | None = None
    host: HostFound | None = None
