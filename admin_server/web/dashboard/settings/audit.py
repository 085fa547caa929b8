"""The audit: who did what, and when; newest first."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from admin_server.core.permissions import Action
from admin_server.core.ports import AuditFilter, Nouns
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.settings.audit_names import NOUNS, Line, Names
from admin_server.web.dashboard.words import Words

PAGE = 50
"""Rows on one page."""
_AT_ONCE = 500
_HIGHEST = 2**62
_YEARS = range(2000, 2101)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.SEE_AUDIT))]


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: ids and a day, nobody's name.

    Attributes:
        day: as a date field writes it, such as "2026-11-23".
    """

    day: str = ""
    who: str = ""
    kind: str = ""

    def filter(self, zone: ZoneInfo) -> AuditFilter:
        """Say it as the store understands it; what makes no sense is left out."""
        first = _day(self.day)
        since = datetime.combine(first, time(), tzinfo=zone) if first else None
        # Local arithmetic on purpose: a day of a clock change has 23 or 25 hours.
        until = since + timedelta(days=1) if since else None
        return AuditFilter(
            since=since,
            until=until,
            actor=f"user:{self.who}" if self.who else None,
            noun=self.kind if self.kind in NOUNS else None,
        )


@router.get("/audit")
async def audit(
    request: Request,
    who: Who,
    day: Annotated[str, Query(max_length=10)] = "",
    person: Annotated[str, Query(max_length=60)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    before: Annotated[int | None, Query(ge=1, le=_HIGHEST)] = None,
) -> HTMLResponse:
    """List what happened, as far as a filter lets it through."""
    asked = Asked(day if _day(day) else "", person, kind)
    t = words_for(request)

    def work(nouns: Nouns) -> tuple[list[Line], ZoneInfo, list[tuple[str, str]]]:
        zone = _zone(nouns)
        lines = _lines(nouns, asked.filter(zone), t, limit=PAGE + 1, before=before)
        people = [(user.id, user.name) for user in nouns.users.all()]
        return lines, zone, people

    lines, zone, people = await who.store.read(work)
    shown = lines[:PAGE]
    return page(
        request,
        "audit.html",
        lines=[(line, line.row.at.astimezone(zone)) for line in shown],
        start={"day": asked.day, "person": asked.who, "kind": asked.kind},
        asked=asked,
        older=shown[-1].row.number if len(lines) > PAGE else None,
        before=before,
        people=[("", t("audit.everybody")), *people],
        kinds=[
            ("", t("audit.everything")),
            *((one, t(f"audit.kind.{one}")) for one in NOUNS),
        ],
        zone=zone.key,
    )


@router.post("/audit/export")
async def export(request: Request, who: Who, parts: App) -> StreamingResponse:
    """Give all rows of a filter as a CSV file; that it was taken is noted too."""
    form = await read_form(request, words_for(request))
    asked = Asked(form.text("day"), form.text("person"), form.text("kind"))
    now = parts.clock.now()

    def note(nouns: Nouns) -> None:
        subject = f"tenant:{nouns.tenant.id}"
        nouns.audit.add(
            at=now, event="audit.exported", actor=who.actor, subject=subject
        )

    await who.store.write(note)
    return StreamingResponse(
        _csv(who, asked, form.words),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="audit-{now:%Y-%m-%d}.csv"'
        },
    )


async def _csv(who: CurrentUser, asked: Asked, t: Words) -> AsyncIterator[str]:
    yield "\ufeff" + _row([t(f"audit.column.{name}") for name in _COLUMNS])
    before: int | None = None
    while True:
        portion = partial(_portion, asked=asked, t=t, before=before)
        lines, zone = await who.store.read(portion)
        if not lines:
            return
        yield "".join(_row(_cells(line, zone)) for line in lines)
        before = lines[-1].row.number


_COLUMNS = ("at", "what", "about", "words", "who", "event", "actor", "subject")


def _portion(
    nouns: Nouns, *, asked: Asked, t: Words, before: int | None
) -> tuple[list[Line], ZoneInfo]:
    zone = _zone(nouns)
    wanted = asked.filter(zone)
    return _lines(nouns, wanted, t, limit=_AT_ONCE, before=before), zone


def _lines(
    nouns: Nouns, wanted: AuditFilter, t: Words, *, limit: int, before: int | None
) -> list[Line]:
    names = Names(nouns, t)
    rows = nouns.audit.newest(wanted, limit=limit, before=before)
    return [names.line(row) for row in rows]


def _cells(line: Line, zone: ZoneInfo) -> list[str]:
    row = line.row
    at = row.at.astimezone(zone).isoformat(timespec="seconds")
    said = (line.what, line.about, line.words, line.who)
    return [at, *said, row.event, row.actor, row.subject]


def _row(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([harmless(cell) for cell in cells])
    return written.getvalue()


def harmless(cell: str) -> str:
    """Keep a spreadsheet from taking somebody's words for a formula (OWASP)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _zone(nouns: Nouns) -> ZoneInfo:
    """The organisation's own time: that of its first site."""
    sites = sorted(nouns.sites.all(), key=lambda site: site.name.casefold())
    return sites[0].zone if sites else ZoneInfo("UTC")


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # The first and the last day that there are have no neighbour to count to.
    return found if found.year in _YEARS else None
