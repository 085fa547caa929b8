"""Changing a visit that is still expected."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.changing import Wanted, change, wanted_of
from admin_server.core.invitations import InvitationWrong
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.visits import Visit
from admin_server.web.current import Parts, parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.inviting.hosts_search import chosen_host, find_hosts
from admin_server.web.dashboard.inviting.passes import Invited, invited_of
from admin_server.web.dashboard.inviting.visit_form import (
    Choices,
    choices_for,
    read_wanted,
    say_wrong,
    times_as_typed,
)
from shared.check_in import VisitState

router = APIRouter()
_Inviter = Annotated[CurrentUser, Depends(Needs(Action.INVITE))]


@router.get("/visits/{visit_id}/change")
async def ask_change(request: Request, who: _Inviter, visit_id: str) -> Response:
    """Show a visit as it is, to change it."""
    found, choices = await who.store.read(
        lambda nouns: _read(nouns, request, who, visit_id)
    )
    return _shown(request, found, choices)


@router.post("/visits/{visit_id}/change")
async def save_change(request: Request, who: _Inviter, visit_id: str) -> Response:
    """Change a visit, or find a host for it."""
    form = await read_form(request, words_for(request))
    finding = form.text("step") == "find"

    def save(nouns: Nouns) -> tuple[Invited, Choices, bool]:
        # A transaction may be tried again, from the start.
        form.errors.clear()
        found, choices = _read(nouns, request, who, visit_id)
        if finding or found.visit.state is not VisitState.EXPECTED:
            return found, choices, False
        done = _change(nouns, form, choices, who, found, parts_of(request))
        return found, choices, done

    found, choices, done = await who.store.write(save)
    if done:
        name = found.visitor.name
        return go_to(request, f"/visits/{visit_id}", said="inviting.changed", name=name)
    hosts = await who.store.read(
        lambda nouns: (
            find_hosts(nouns, form.text("host_name"))
            if not choices.fixed and (finding or chosen_host(nouns, form) is None)
            else None
        )
    )
    return _shown(request, found, choices, form=form, hosts=hosts)


def _read(
    nouns: Nouns, request: Request, who: CurrentUser, visit_id: str
) -> tuple[Invited, Choices]:
    found = invited_of(nouns, who, visit_id)
    choices = choices_for(request, who, nouns)
    known = {*choices.languages, found.visit.language}
    return found, replace(
        choices,
        # A visit may have a host or a language that would not be offered anew.
        own=found.host if choices.fixed else choices.own,
        languages=(*choices.languages, *sorted(known - {*choices.languages})),
    )


def _with_seconds(typed: Wanted, visit: Visit) -> Wanted:
    """Take times that were not changed as they are: a form knows minutes only."""
    arrival, departure = visit.expected_arrival, visit.expected_departure
    return replace(
        typed,
        arrival=arrival if _minute(arrival) == typed.arrival else typed.arrival,
        departure=departure
        if _minute(departure) == typed.departure
        else typed.departure,
    )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _change(
    nouns: Nouns,
    form: Filled,
    choices: Choices,
    who: CurrentUser,
    found: Invited,
    parts: Parts,
) -> bool:
    typed = read_wanted(nouns, form, choices)
    if typed is None or not form.fits:
        return False
    wanted = _with_seconds(typed, found.visit)
    if wanted == wanted_of(found.visit):
        return True
    if form.text("sequence") != str(found.invitation.sequence):
        form.wrong("visit", "inviting.wrong.changed_meanwhile")
        return False
    try:
        change(
            nouns,
            found.visit,
            wanted,
            now=parts.clock.now(),
            chance=parts.chance,
            by=who.actor,
        )
    except InvitationWrong as problem:
        say_wrong(form, problem.why)
        return False
    return True


def _shown(
    request: Request,
    found: Invited,
    choices: Choices,
    *,
    form: Filled | None = None,
    hosts: object = None,
) -> Response:
    visit = found.visit
    start = {
        "host": found.host.id,
        "host_name": found.host.name,
        "site": visit.site,
        "language": visit.language,
        "purpose": visit.purpose or "",
        "needs": visit.needs or "",
        "room_text": visit.room_text or "",
        **times_as_typed(found.site, visit.expected_arrival, visit.expected_departure),
    }
    gone = visit.state is not VisitState.EXPECTED
    wrong = form is not None and bool(form.errors)
    return page(
        request,
        "change_visit.html",
        status=409 if gone else 422 if wrong else 200,
        form=form,
        start=start,
        choices=choices,
        languages=choices.language_names(words_for(request)),
        visit=visit,
        visitor=found.visitor,
        sequence=found.invitation.sequence,
        gone=gone,
        found=hosts,
    )
