"""What the server answers when a visitor goes on with their own phone."""

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID


@dataclass(frozen=True)
class PhoneLinkGiven:
    """The server said where the phone goes on."""

    request_id: UUID
    address: str


@dataclass(frozen=True)
class PhoneLinkNotGiven:
    """The server did not answer."""

    request_id: UUID


ToPhone: TypeAlias = PhoneLinkGiven | PhoneLinkNotGiven
