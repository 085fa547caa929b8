"""What a kiosk and the server say when somebody is looked for by their full name."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.check_in import NAME_LENGTH, VisitChoice, Wire, WireReply


class LookUpFor(StrEnum):
    """What somebody wants who types their own name."""

    ARRIVING = "arriving"
    LEAVING = "leaving"


class LookUpRequest(Wire):
    """Somebody types their full name, or confirms the e-mail of an earlier visit.

    Only the whole name finds anything, and only a visit of today at this site:
    whoever tries a beginning learns nothing of others.
    """

    name: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]
    looking: LookUpFor = LookUpFor.ARRIVING


class LookUpReply(WireReply):
    """What `POST /look-ups` answers: nothing, or what the visitor may recognise."""

    choices: list[VisitChoice] = Field(default_factory=list)
