"""The scenes of the staff's page."""

from dataclasses import replace
from datetime import timedelta

from kiosk_app.journey.states_staff import (
    BadgeFate,
    BadgeTest,
    Mishap,
    ReaderState,
    ReaderTest,
    RecentBadge,
    StaffCode,
    StaffFacts,
    StaffPage,
    StaffPrinter,
)
from shared.kiosk import PrinterState
from tests.fakes.desk import STAMP
from tests.fakes.scene import Scene

NOW = STAMP.kiosk_time
FACTS = StaffFacts(
    version="0.1.0",
    server="visitors.lakeside.example",
    server_seen_at=NOW - timedelta(seconds=20),
    queue_length=0,
    printer=PrinterState.READY,
    reader=ReaderState.WORKS,
)
TROUBLED = StaffFacts(
    version="0.1.0",
    server="visitors.versorgungswirtschaft-nordwest.example:8600",
    server_seen_at=NOW - timedelta(days=1, hours=3),
    queue_length=147,
    printer=PrinterState.COVER_OPEN,
    reader=ReaderState.AWAY,
    mishaps=tuple(
        Mishap(code, NOW - timedelta(hours=5 * at))
        for at, code in enumerate(
            (
                "badge_failed",
                "scanner_away",
                "server_away",
                "kept_check_ins_set_aside",
                "memory_not_noted",
            )
        )
    ),
)
UNSEEN = StaffFacts(
    version="0.1.0",
    server="127.0.0.1:8600",
    server_seen_at=None,
    queue_length=0,
    printer=PrinterState.NONE,
    reader=ReaderState.NONE,
)
LAST = (
    RecentBadge(1284, NOW, BadgeFate.SENDING),
    RecentBadge(1283, NOW - timedelta(minutes=3), BadgeFate.PERHAPS),
    RecentBadge(1282, NOW - timedelta(minutes=4), BadgeFate.ELSEWHERE),
    RecentBadge(1281, NOW - timedelta(hours=1), BadgeFate.FAILED),
)


def printer(state: PrinterState, *, waiting: int = 0) -> StaffFacts:
    """Say how a kiosk is whose printer is so."""
    return replace(FACTS, printer=state, badges=LAST, badges_waiting=waiting)


STAFF = (
    Scene("staff_code", StaffCode("481")),
    Scene("staff_code-wrong", StaffCode(wrong=True)),
    Scene("staff_code-pause", StaffCode(until=NOW + timedelta(minutes=5))),
    Scene("staff_page", StaffPage(FACTS)),
    Scene(
        "staff_page-trying",
        StaffPage(FACTS, ReaderTest.WAITING, loading=True),
    ),
    Scene("staff_page-troubled", StaffPage(TROUBLED), online=False),
    Scene(
        "staff_page-failed",
        StaffPage(UNSEEN, ReaderTest.READ),
    ),
    Scene("staff_printer", StaffPrinter(StaffPage(FACTS))),
    *(
        Scene(
            f"staff_printer-{state}",
            StaffPrinter(StaffPage(printer(state, waiting=3)), BadgeTest.FAILED),
        )
        for state in (PrinterState.OUT_OF_PAPER, PrinterState.CUTTER)
    ),
    Scene(
        "staff_printer-unread",
        StaffPrinter(StaffPage(replace(FACTS, design_unread=True))),
    ),
)
