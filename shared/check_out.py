"""What a kiosk and the server say to each other about somebody leaving."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.check_in import (
    CLAIM_LENGTH,
    PASS_LENGTH,
    VisitorReply,
    VisitReply,
    Wire,
    WireReply,
)


class CheckOutRequest(Wire):
    """Somebody leaves: by their pass, their code, or the visit on the screen.

    Attributes:
        request_id: made by the kiosk once per check-out, for the logs of both.
        visit: the id of a visit that this kiosk was told of by a check-in's answer.
        claim: what `POST /look-ups` gave for somebody on site.
    """

    request_id: UUID
    pass_text: Annotated[str | None, Field(alias="pass", max_length=PASS_LENGTH)] = None
    code: Annotated[str, Field(max_length=40)] | None = None
    visit: Annotated[str, Field(max_length=64)] | None = None
    claim: Annotated[str, Field(max_length=CLAIM_LENGTH)] | None = None

    model_config = Wire.model_config | {"populate_by_name": True}

    @model_validator(mode="after")
    def _exactly_one_way_out(self) -> Self:
        ways = [self.pass_text, self.code, self.visit, self.claim]
        if sum(way is not None for way in ways) != 1:
            msg = "send exactly one of pass, code, visit, or claim"
            raise ValueError(msg)
        return self


class CheckOutReply(WireReply):
    """Who has left."""

    visit: VisitReply
    visitor: VisitorReply
