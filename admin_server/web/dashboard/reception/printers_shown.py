"""Printers that need somebody, that soon will, or that print again: shown on Today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.printers import TROUBLES, has_printer, printer_of
from admin_server.core.tenants import Kiosk
from shared.kiosk import PrinterState

_GOOD_NEWS_STANDS = timedelta(minutes=15)
_SILENT = timedelta(hours=12)
"""A kiosk that was switched off says nothing more of its printer."""


@dataclass(frozen=True)
class ShownPrinter:
    """One line about a printer.

    Attributes:
        kind: "trouble", "low" or "mended", which is also its text's key.
        since: local, for the kinds that have one.
        advice: the key of the sentence that says what to do; "" for nothing.
    """

    id: str
    kiosk: str
    site: str
    kind: str
    since: datetime
    advice: str = ""


def read_printers(
    nouns: Nouns, sites: Sequence[Site], *, now: datetime
) -> tuple[ShownPrinter, ...]:
    """Read what is to be told of the printers at these sites, troubles first."""
    own = {site.id: site for site in sites}
    lines = [
        _line(kiosk, own[kiosk.site], now)
        for kiosk in nouns.kiosks.all()
        if kiosk.site in own and has_printer(kiosk)
    ]
    order = ("trouble", "low", "mended")
    shown = [one for one in lines if one is not None]
    return tuple(sorted(shown, key=lambda one: order.index(one.kind)))


def _line(kiosk: Kiosk, site: Site, now: datetime) -> ShownPrinter | None:
    seen, state, trouble = kiosk.last_seen_at, printer_of(kiosk), kiosk.trouble
    if seen is None or state is None or now - seen > _SILENT:
        return None
    named = (f"printer-{kiosk.id}", kiosk.name, site.name)
    if trouble.since is not None:
        known = state if state in TROUBLES else PrinterState.UNKNOWN
        local = site.local(trouble.since)
        return ShownPrinter(*named, "trouble", local, f"printers.do.{known.value}")
    if state is PrinterState.LOW:
        return ShownPrinter(*named, "low", site.local(seen), "printers.do.low")
    mended = trouble.mended_at
    if mended is not None and now - mended < _GOOD_NEWS_STANDS:
        return ShownPrinter(*named, "mended", site.local(mended))
    return None
