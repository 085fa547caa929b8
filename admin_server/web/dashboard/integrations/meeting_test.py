"""Trying the look-up: which of a host's meetings a visitor would get, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from admin_server.core.checklist import Progress, mark_steps
from admin_server.core.connection_states import Told
from admin_server.core.explaining import Tried, explain, try_question
from admin_server.core.finding_rooms import Question
from admin_server.core.people import Host, fold_email
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.web.dashboard import value_rules
from admin_server.web.dashboard.current import App, CurrentUser
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.integrations.explained import (
    Outcome,
    outcome_of,
    read_meetings,
)
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.inviting.hosts_search import chosen_host, find_hosts
from admin_server.web.dashboard.inviting.visit_form import read_moment
from admin_server.web.dashboard.settings import settling

PATH = "/settings/integrations/calendar/test"
INVITED, WALKS_IN = "invited", "walks_in"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Asked:
    """What was asked for, and whether anybody can be asked.

    Attributes:
        found: hosts of whom one may be meant.
    """

    tried: Tried | None = None
    question: Question | None = None
    found: tuple[Host, ...] | None = None


@router.get(PATH)
async def show(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Show the form; the time is now."""
    sites = await who.store.read(lambda nouns: nouns.sites.all())
    now = parts.clock.now()
    start = _start(sites[0], now) if sites else {}
    return _page(request, sites, start=start)


@router.post(PATH)
async def try_it(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Ask the host's calendar and explain what it answers; no visit is made."""
    form = await read_form(request, words_for(request))
    sites, asked = await who.store.read(
        lambda nouns: (nouns.sites.all(), _asked(nouns, form))
    )
    tried, question = asked.tried, asked.question
    if tried is None or question is None:
        not_known = tried.host if tried else None
        return _page(request, sites, form, found=asked.found, not_known=not_known)
    meetings = await read_meetings(parts, who.tenant.id, question)
    if isinstance(meetings, Told):
        return _page(request, sites, form, told=meetings)
    explanation = explain(
        meetings,
        question,
        now=tried.at,
        can_schedule=question.can_schedule(parts.schedules),
    )
    outcome = outcome_of(explanation, question, tried.at, form.words)
    if outcome.good:
        by = settling.author(who, parts)
        await who.store.write(
            lambda nouns: mark_steps(nouns, Progress.DONE, "meeting", by=by)
        )
    return _page(request, sites, form, outcome=outcome)


def _asked(nouns: Nouns, form: Filled) -> Asked:
    if form.text("step") == "find":
        return Asked(found=tuple(find_hosts(nouns, form.text("host_name"))))
    tried, found = _tried(nouns, form), None
    if "host_name" in form.errors and form.text("host_name"):
        found = tuple(find_hosts(nouns, form.text("host_name")))
    if tried is None or not form.fits:
        return Asked(found=found)
    return Asked(tried, try_question(nouns, tried))


def _tried(nouns: Nouns, form: Filled) -> Tried | None:
    host, site = chosen_host(nouns, form), nouns.sites.get(form.text("site"))
    if host is None:
        form.wrong("host_name", "inviting.wrong.no_host")
    if site is None:
        form.wrong("site", "inviting.wrong.no_site")
    at = read_moment(form, "arrival", site)
    email = form.text("email", value_rules.email)
    name, company = form.text("name"), form.text("company")
    if host is None or site is None or at is None:
        return None
    return Tried(
        host=host,
        site=site,
        at=at,
        invited=form.text("comes") != WALKS_IN,
        name=name,
        email=fold_email(email) or None,
        company=company or None,
    )


def _start(site: Site, now: datetime) -> dict[str, str]:
    local = site.local(now)
    return {
        "site": site.id,
        "arrival_day": f"{local:%Y-%m-%d}",
        "arrival_time": f"{local:%H:%M}",
        "comes": INVITED,
    }


def _page(  # noqa: PLR0913 - each is something that the page may show
    request: Request,
    sites: list[Site],
    form: Filled | None = None,
    *,
    start: dict[str, str] | None = None,
    found: tuple[Host, ...] | None = None,
    not_known: Host | None = None,
    told: Told | None = None,
    outcome: Outcome | None = None,
) -> HTMLResponse:
    return page(
        request,
        "meeting_test.html",
        form=form,
        status=422 if form is not None and form.errors else 200,
        start=start,
        sites=[(site.id, site.name) for site in sites],
        comes=(INVITED, WALKS_IN),
        found=found,
        not_known=not_known,
        told=told,
        outcome=outcome,
    )
