"""Messages that must not get lost, and what became of sending one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

HOST_ARRIVAL = "host_arrival"
"""The kind of message that tells a host that their visitor has come."""


@dataclass(frozen=True)
class OutboxRow:
    """One message saved with the change that caused it, delivered after.

    Attributes:
        id: also the Message-ID's left part, so that a repeat can be recognised.
        kind: what it says, such as "host_arrival".
        payload: ids only; the words are written when it is sent.
        dedupe_key: at most one row per tenant has it.
    """

    id: str
    kind: str
    payload: dict[str, str]
    due_at: datetime
    dedupe_key: str | None = None
    attempt: int = 0


@dataclass(frozen=True)
class Message:
    """A message ready to be sent through one channel."""

    id: str
    to_address: str
    to_name: str
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivered:
    """The channel took it."""


@dataclass(frozen=True)
class TryAgain:
    """Not now; `after` is the least pause, where the channel said one."""

    why: str
    after: timedelta | None = None


@dataclass(frozen=True)
class GaveUp:
    """It will never be taken, such as an address that does not exist."""

    why: str


Outcome: TypeAlias = Delivered | TryAgain | GaveUp
