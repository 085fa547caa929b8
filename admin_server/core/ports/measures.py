"""What the server counts of itself. Nothing in it names a person or an organisation."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from typing_extensions import override


class Measures(Protocol):
    """Takes note of what happens; every word given to it comes from a closed list."""

    def answered(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """Note an answer; `route` is the template, never the address asked for."""

    def checked_in(self, outcome: str) -> None:
        """Note how a check-in was answered: done, already here, or a refusal's code."""

    def room_decided(self, outcome: str, *, seconds: float) -> None:
        """Note how the look-up of a visit's room ended, and after how long."""

    def calendar_read(self, *, provider: str, outcome: str, seconds: float) -> None:
        """Note what a kind of calendar answered when a stretch of it was read."""

    def message_done(self, *, kind: str, outcome: str) -> None:
        """Note what became of one try to deliver a message."""

    def writing(self) -> AbstractContextManager[None]:
        """Note how long a piece of work waits until it is saved, and whether it is."""

    def committed(self, tenants: frozenset[str]) -> None:
        """Note a commit; on the writer's thread, so it must be quick."""


class NotMeasured(Measures):
    """Takes note of nothing: nobody asked for metrics."""

    @override
    def answered(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """Do nothing."""

    @override
    def checked_in(self, outcome: str) -> None:
        """Do nothing."""

    @override
    def room_decided(self, outcome: str, *, seconds: float) -> None:
        """Do nothing."""

    @override
    def calendar_read(self, *, provider: str, outcome: str, seconds: float) -> None:
        """Do nothing."""

    @override
    def message_done(self, *, kind: str, outcome: str) -> None:
        """Do nothing."""

    @override
    def writing(self) -> AbstractContextManager[None]:
        """Do nothing."""
        return nullcontext()

    @override
    def committed(self, tenants: frozenset[str]) -> None:
        """Do nothing."""


NOT_MEASURED = NotMeasured()


@dataclass(frozen=True)
class Figures:
    """How much there is of something at one moment, over all tenants.

    Attributes:
        messages: those not sent yet, as "due", "retrying" or "scheduled".
        oldest_due: since when the longest waiting of them is due.
        dead: messages that were given up, by kind.
        connections: by state.
        kiosks_seen: how many called within the last two minutes.
    """

    messages: Mapping[str, int] = field(default_factory=dict)
    oldest_due: datetime | None = None
    dead: Mapping[str, int] = field(default_factory=dict)
    connections: Mapping[str, int] = field(default_factory=dict)
    kiosks_seen: int = 0


@dataclass(frozen=True)
class StoreCondition:
    """How the store is right now.

    Attributes:
        answers: it can be read.
        schema_is_ours: its tables have this version's shape.
        hears: it learns of what other servers commit; True where there are none.
    """

    answers: bool
    schema_is_ours: bool = True
    hears: bool = True

    @property
    def is_good(self) -> bool:
        """Whether everything can be read and saved there."""
        return self.answers and self.schema_is_ours
