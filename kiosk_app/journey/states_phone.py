"""What is shown to a visitor who goes on with their own phone; nothing is about them."""

from dataclasses import dataclass
from uuid import UUID

SECONDS = 60
"""How long the code stands before the kiosk goes home, unless somebody asks for more."""


@dataclass(frozen=True)
class OnPhone:
    """A code to hold a phone to, whose browser can translate what follows.

    Attributes:
        request_id: under which the phone will check in.
        before: the language that was spoken before; Back returns to it.
        address: where the phone goes on; None until the server has said.
        away: the server did not say.
    """

    request_id: UUID
    before: str
    address: str | None = None
    away: bool = False
    seconds_left: int = SECONDS
