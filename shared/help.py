"""What a kiosk and the server say when a visitor needs a person, or a parcel has come."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.check_in import NAME_LENGTH, Wire, WireReply


class HelpReason(StrEnum):
    """Why a visitor asks for a person."""

    RECEPTION = "reception"
    """They touched "Call reception"."""
    HOST_NOT_FOUND = "host_not_found"
    """They could not find who they visit."""
    REFUSED = "refused"
    """They were refused and have nowhere to go on."""


class HelpRequest(Wire):
    """A visitor waits at a kiosk for a person.

    Attributes:
        request_id: made once per call; the same call rings once.
        name: who they say they are, where they have said so.
        looked_for: the host's name as they typed it.
    """

    request_id: UUID
    kiosk_time: AwareDatetime
    reason: HelpReason = HelpReason.RECEPTION
    name: Annotated[str, Field(max_length=NAME_LENGTH)] | None = None
    looked_for: Annotated[str, Field(max_length=NAME_LENGTH)] | None = None


class HelpReply(WireReply):
    """What `POST /help-calls` answers.

    Attributes:
        told: somebody at the site is being told; False: nobody is named who could be.
        phone: whom a visitor may ring themselves.
    """

    told: bool
    phone: str | None = None


class DeliveryRequest(Wire):
    """A courier brings something for a host.

    Attributes:
        request_id: made once per delivery; the same id tells the host once.
        courier: the firm, where it was said.
    """

    request_id: UUID
    kiosk_time: AwareDatetime
    host_id: Annotated[str, Field(max_length=64)]
    courier: Annotated[str, Field(max_length=NAME_LENGTH)] | None = None
    parcels: Annotated[int, Field(ge=1, le=99)] = 1


class DeliveryReply(WireReply):
    """What `POST /deliveries` answers.

    Attributes:
        host: whom we are telling.
        where: where to put it down, in the site's words.
    """

    host: str
    where: str | None = None
