"""What is shown to whoever looks after the kiosk; nothing personal is in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kiosk import PrinterState


@dataclass(frozen=True)
class StaffCode:
    """Somebody types the PIN of the day; the last digit asks.

    Attributes:
        wrong: the PIN before this one did not count.
        until: after too many wrong ones nothing is taken before then.
    """

    digits: str = ""
    wrong: bool = False
    until: datetime | None = None


class ReaderState(StrEnum):
    """What the kiosk knows of its code reader."""

    NONE = "none"
    WORKS = "works"
    AWAY = "away"


class BadgeTest(StrEnum):
    """How far the test of the printer is."""

    IDLE = "idle"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


class ReaderTest(StrEnum):
    """How far the test of the reader is."""

    IDLE = "idle"
    WAITING = "waiting"
    READ = "read"
    """Something was read; never what."""


@dataclass(frozen=True)
class Mishap:
    """Something that went wrong, by the name it has in the log."""

    code: str
    at: datetime


@dataclass(frozen=True)
class StaffFacts:
    """How the kiosk is.

    Attributes:
        server: the server's address.
        server_seen_at: when the server answered last; None: not since the start.
        mishaps: the last ones, newest first.
    """

    version: str
    server: str
    server_seen_at: datetime | None
    queue_length: int
    printer: PrinterState
    reader: ReaderState
    mishaps: tuple[Mishap, ...] = ()


@dataclass(frozen=True)
class StaffPage:
    """How the kiosk is, and what can be tried.

    Attributes:
        loading: everything is asked anew.
    """

    facts: StaffFacts
    badge: BadgeTest = BadgeTest.IDLE
    reader: ReaderTest = ReaderTest.IDLE
    loading: bool = False
