"""What is read of the audit, and which part of it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class AuditRow:
    """One thing that happened.

    Attributes:
        number: the row's place; a later one is higher.
        personal: names and the like, as long as they may be kept.
    """

    number: int
    at: datetime
    event: str
    actor: str
    subject: str
    personal: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AuditFilter:
    """Which rows are wanted; what is None does not matter.

    Attributes:
        since, until: a stretch of time, [since, until).
        actor: who did it, as the audit names them, such as `user:…`.
        noun: what it was about: the event's first word.
    """

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    noun: str | None = None


@dataclass(frozen=True)
class MessageFate:
    """What became of a message in the outbox.

    Attributes:
        state: "queued", "running", "done" or "dead".
        why: what stood in the way at the last try.
    """

    state: str
    why: str | None = None
