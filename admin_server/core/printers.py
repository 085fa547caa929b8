"""How the kiosks' badge printers are, since when one needs somebody, and who is told."""

from dataclasses import replace
from datetime import datetime, timedelta

from admin_server.core.invitations import Invented
from admin_server.core.messages import PRINTER_TROUBLE, OutboxRow
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk, PrinterTrouble
from shared.kiosk import PrinterState

TROUBLES = frozenset(
    {
        PrinterState.OUT_OF_PAPER,
        PrinterState.COVER_OPEN,
        PrinterState.JAM,
        PrinterState.CUTTER,
        PrinterState.OVERHEATED,
        PrinterState.OFFLINE,
    }
)
"""Nothing comes out until somebody has looked after it."""
MENDS_ITSELF = timedelta(minutes=2)
"""Whoever puts in a new roll needs no mail; a trouble that lasts longer sends one."""


def printer_of(kiosk: Kiosk) -> PrinterState | None:
    """Say how a kiosk's printer is; None where it has said nothing that we know."""
    if kiosk.printer is None or kiosk.printer not in tuple(PrinterState):
        return None
    return PrinterState(kiosk.printer)


def has_printer(kiosk: Kiosk) -> bool:
    """Tell whether a badge can be ordered at a kiosk at all."""
    return kiosk.revoked_at is None and printer_of(kiosk) not in (
        None,
        PrinterState.NONE,
    )


def note_printer(
    nouns: Nouns, kiosk: Kiosk, said: PrinterState, *, now: datetime, chance: Invented
) -> None:
    """Note that a printer needs somebody, or does not any more.

    A trouble that becomes another one, such as an open cover while paper is put in, is
    still the same. A kiosk that does not know for a moment changes nothing.
    """
    since = kiosk.trouble.since
    if said in TROUBLES and since is None:
        _begin(nouns, kiosk, now=now, chance=chance)
    if since is not None and said not in TROUBLES | {PrinterState.UNKNOWN}:
        nouns.kiosks.note_printer(kiosk.id, PrinterTrouble(mended_at=now))
        _note(nouns, kiosk, "printer.mended", now=now)


def _begin(nouns: Nouns, kiosk: Kiosk, *, now: datetime, chance: Invented) -> None:
    nouns.kiosks.note_printer(kiosk.id, replace(kiosk.trouble, since=now))
    _note(nouns, kiosk, "printer.troubled", now=now)
    site = nouns.sites.get(kiosk.site)
    if site is None or not site.help.email:
        return
    since = now.isoformat()
    nouns.outbox.add(
        OutboxRow(
            id=chance.new_id(),
            kind=PRINTER_TROUBLE,
            payload={"kiosk": kiosk.id, "since": since},
            due_at=now + MENDS_ITSELF,
            dedupe_key=f"{PRINTER_TROUBLE}:{kiosk.id}:{since}",
        )
    )


def _note(nouns: Nouns, kiosk: Kiosk, event: str, *, now: datetime) -> None:
    named = f"kiosk:{kiosk.id}"
    nouns.audit.add(at=now, event=event, actor=named, subject=named)
