"""The first day's checklist: mail, calendar, kiosk, and a whole visit rehearsed."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.checklist import STEPS, Progress, mark_steps, progress
from admin_server.core.people import Host
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.rehearsal import Scene
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.mail_tests import send_test_mail
from admin_server.web.dashboard.settings.rehearsing import rehearse
from admin_server.web.dashboard.settings.told import Told

PATH = "/welcome"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Shown:
    """What the page shows.

    Attributes:
        told: what was just tried, by step.
    """

    states: dict[str, Progress]
    hosts: list[Host]
    sites: list[Site]
    connected: bool
    told: dict[str, Told] = field(default_factory=dict)


@router.get(PATH)
async def checklist(request: Request, who: Who) -> HTMLResponse:
    """Show how far everything is."""
    return await _page(request, who)


@router.post(PATH)
async def do_step(request: Request, who: Who, parts: App) -> Response:
    """Try a step, or leave it out; what was tried is told on the page."""
    form = await read_form(request, words_for(request))
    asked, step = form.text("do"), form.text("step")
    if asked == "skip_all":
        await _mark(who, parts, Progress.SKIPPED, *await _open_steps(who))
        return go_to(request, "/settings", said="checklist.skipped_all")
    if asked in {"skip", "again"} and step in STEPS:
        to = Progress.SKIPPED if asked == "skip" else Progress.OPEN
        await _mark(who, parts, to, step)
        return go_to(request, PATH)
    told = await _try(form, who, parts, asked)
    if told.good:
        await _mark(who, parts, Progress.DONE, asked)
    return await _page(request, who, form, {asked: told})


async def _try(form: Filled, who: CurrentUser, parts: App, step: str) -> Told:
    match step:
        case "mail":
            return await send_test_mail(parts, who.tenant, who.user, form.words)
        case "rehearsal":
            return await _rehearse(form, who, parts)
        case _:
            raise NotThere


async def _rehearse(form: Filled, who: CurrentUser, parts: App) -> Told:
    def found(nouns: Nouns) -> tuple[Host | None, Site | None]:
        host = nouns.hosts.get(form.text("host"))
        return host, nouns.sites.get(form.text("site"))

    host, site = await who.store.read(found)
    if host is None or not host.active or site is None:
        raise NotThere
    scene = Scene(
        tester=who.user,
        host=host,
        site=site,
        visit=parts.chance.new_id(),
        visitor=parts.chance.new_id(),
    )
    return await rehearse(parts, who, scene, form.words)


async def _mark(who: CurrentUser, parts: App, to: Progress, *steps: str) -> None:
    by = settling.author(who, parts)
    await who.store.write(lambda nouns: mark_steps(nouns, to, *steps, by=by))


async def _open_steps(who: CurrentUser) -> list[str]:
    states = await who.store.read(
        lambda nouns: progress(nouns.tenant, nouns.kiosks.all())
    )
    return [step for step, state in states.items() if state is Progress.OPEN]


async def _page(
    request: Request,
    who: CurrentUser,
    form: Filled | None = None,
    told: dict[str, Told] | None = None,
) -> HTMLResponse:
    def work(nouns: Nouns) -> Shown:
        hosts = [host for host in nouns.hosts.all() if host.active]
        return Shown(
            states=progress(nouns.tenant, nouns.kiosks.all()),
            hosts=hosts,
            sites=who.sites_in(nouns),
            connected=nouns.connections.organisation() is not None,
            told=told or {},
        )

    shown = await who.store.read(work)
    first_open = next(
        (step for step in STEPS if shown.states[step] is Progress.OPEN), None
    )
    return page(
        request,
        "checklist.html",
        form=form,
        shown=shown,
        steps=STEPS,
        first_open=first_open,
        hosts=_options(shown.hosts),
        sites=[(site.id, site.name) for site in shown.sites],
    )


def _options(hosts: list[Host]) -> list[tuple[str, str]]:
    return [(host.id, host.name) for host in hosts]
