"""Why a visit has its room, or none: every meeting that was looked at."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from admin_server.core.connection_states import Told
from admin_server.core.explaining import explain, moment_of
from admin_server.core.finding_rooms import (
    Question,
    meetings_we_know,
    question_about,
)
from admin_server.core.meetings import Meeting
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.room_sources import first_rule
from admin_server.core.visits import Visit
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser, NotThere
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.integrations.explained import (
    outcome_of,
    read_meetings,
)
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars

router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Known:
    """A visit, and what we know of its host's meetings.

    Attributes:
        question: None where there is nobody to ask.
        read_at: when the oldest of our copies was read; None: there is none.
        at: the moment for which it is explained.
    """

    visit: Visit
    name: str
    question: Question | None
    meetings: list[Meeting]
    read_at: datetime | None
    at: datetime


@router.get("/visits/{visit_id}/why")
async def why(request: Request, who: Who, parts: App, visit_id: str) -> HTMLResponse:
    """Explain it by what we have read already."""
    known = await _known(who, parts, visit_id)
    return _page(request, parts, known, known.meetings, read_at=known.read_at)


@router.post("/visits/{visit_id}/why")
async def ask(request: Request, who: Who, parts: App, visit_id: str) -> HTMLResponse:
    """Ask the calendar now, and explain by that; nothing is stored."""
    known = await _known(who, parts, visit_id)
    if known.question is None:
        return _page(request, parts, known, [], read_at=None)
    read_at = parts.clock.now()
    meetings = await read_meetings(parts, who.tenant.id, known.question)
    if isinstance(meetings, Told):
        return _page(request, parts, known, [], read_at=None, told=meetings)
    return _page(request, parts, known, meetings, read_at=read_at)


async def _known(who: CurrentUser, parts: Parts, visit_id: str) -> Known:
    now = parts.clock.now()

    def work(nouns: Nouns) -> Known:
        visit = nouns.visits.get(visit_id)
        visitor = nouns.visitors.get(visit.visitor) if visit else None
        if visit is None or visitor is None:
            raise NotThere
        at = moment_of(visit, now=now)
        question = question_about(nouns, visit, now=at)
        return Known(
            visit=visit,
            name=visitor.name,
            question=question,
            meetings=meetings_we_know(nouns, question) if question else [],
            read_at=_read_at(nouns, question) if question else None,
            at=at,
        )

    return await who.store.read(work)


def _read_at(nouns: Nouns, question: Question) -> datetime | None:
    copies = [nouns.meetings.copy_for(line.source) for line in question.lines]
    times = [copy.read_at for copy in copies if copy is not None]
    return min(times) if times and len(times) == len(copies) else None


def _page(
    request: Request,
    parts: Parts,
    known: Known,
    meetings: list[Meeting],
    *,
    read_at: datetime | None,
    told: Told | None = None,
) -> HTMLResponse:
    t, question = words_for(request), known.question
    outcome = None
    if question is not None and read_at is not None:
        can_schedule = question.can_schedule(parts.schedules)
        explanation = explain(
            meetings, question, now=known.at, can_schedule=can_schedule
        )
        rule = first_rule(known.visit, question, explanation.rule)
        told_by = replace(explanation, rule=rule)
        outcome = outcome_of(told_by, question, known.at, t)
    return page(
        request,
        "why.html",
        visit=known.visit,
        name=known.name,
        question=question,
        at=question.site.local(known.at) if question else known.at,
        read_at=question.site.local(read_at) if question and read_at else None,
        told=told,
        outcome=outcome,
    )
