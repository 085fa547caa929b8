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


class BadgeFate(StrEnum):
    """What has become of one of the last badges."""

    WAITING = "waiting"
    SENDING = "sending"
    PRINTED = "printed"
    FAILED = "failed"
    PERHAPS = "perhaps"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class RecentBadge:
    """One of the last badges: when, and what became of it; never whose.

    Attributes:
        number: counts this kiosk's badges.
    """

    number: int
    at: datetime
    fate: BadgeFate


@dataclass(frozen=True)
class StaffFacts:
    """How the kiosk is.

    Attributes:
        server: the server's address.
        server_seen_at: when the server answered last; None: not since the start.
        mishaps: the last ones, newest first.
        badges: the last ones, newest first.
        badges_waiting: how many have still to be printed.
        design_unread: badges look other than the site chose: that cannot be read.
        clock_set: False after a start without a clock, until somebody set it.
    """

    version: str
    server: str
    server_seen_at: datetime | None
    queue_length: int
    printer: PrinterState
    reader: ReaderState
    mishaps: tuple[Mishap, ...] = ()
    badges: tuple[RecentBadge, ...] = ()
    badges_waiting: int = 0
    design_unread: bool = False
    clock_set: bool = True


@dataclass(frozen=True)
class StaffPage:
    """How the kiosk is, and what can be tried.

    Attributes:
        loading: everything is asked anew.
    """

    facts: StaffFacts
    reader: ReaderTest = ReaderTest.IDLE
    loading: bool = False


@dataclass(frozen=True)
class StaffPrinter:
    """How the printer is, and what became of the last badges.

    Attributes:
        page: where one came from, and goes back to.
        badge: how far the test is.
    """

    page: StaffPage
    badge: BadgeTest = BadgeTest.IDLE
