"""Hosts from the directory: whether they come along, from where, and the last run."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.connection_states import Told, describe_state
from admin_server.core.connections import DirectorySync
from admin_server.core.directory_import import DirectoryPlan
from admin_server.core.directory_runs import (
    ask_for_run,
    leave_everything,
    permit_loss,
    plan_for,
    switch_off,
    switch_on,
)
from admin_server.core.permissions import Action
from admin_server.core.ports import Group
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.integrations.directory_reading import (
    MOST_GROUPS,
    Source,
    groups_named,
    read_groups,
    read_people,
    source_of,
)
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.settings import settling

PATH = "/settings/integrations/directory"
EVERYBODY, GROUPS = "everybody", "groups"
MOST_SHOWN = 50
"""So many people of each kind are shown before anything is saved."""
_LONG = 8
router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Choice:
    """Which groups the form shows, and how many more there are.

    Attributes:
        picked: ids of the ticked ones.
    """

    shown: tuple[Group, ...]
    picked: frozenset[str]
    found: int | None = None


@router.get(PATH)
async def directory(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Show how hosts come along."""
    return _page(request, await source_of(who, parts))


@router.post(PATH)
async def save(request: Request, who: Who, parts: App) -> Response:
    """Have hosts come along from what was chosen; the run itself begins soon."""
    form = await read_form(request, words_for(request))
    source = await source_of(who, parts)
    chosen = await _chosen(form, who, parts, source)
    if isinstance(chosen, Told) or not form.fits:
        return _not_taken(request, source, form, chosen)
    by, shown = settling.author(who, parts), _number(form.text("shown"))
    await who.store.write(lambda nouns: switch_on(nouns, chosen, by, allowed=shown))
    return go_to(request, PATH, said="directory.switched_on")


@router.post(f"{PATH}/groups")
async def find_groups(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Show the groups with a name; what was ticked before stays."""
    form = await read_form(request, words_for(request))
    source = await source_of(who, parts)
    groups = await read_groups(parts, who, source)
    if isinstance(groups, Told):
        return _page(request, source, form, told=groups)
    picked = frozenset(form.many("group"))
    found = groups_named(groups, form.text("search"))
    kept = [one for one in groups if one.id in picked and one not in found]
    choice = Choice((*kept, *found[:MOST_GROUPS]), picked, found=len(found))
    return _page(request, source, form, choice=choice, by_group=True)


@router.post(f"{PATH}/preview")
async def preview(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Show what the directory would change; nothing is saved."""
    form = await read_form(request, words_for(request))
    source = await source_of(who, parts)
    chosen = await _chosen(form, who, parts, source)
    if isinstance(chosen, Told) or not form.fits:
        return _not_taken(request, source, form, chosen)
    people = await read_people(parts, who, source, tuple(group.id for group in chosen))
    if isinstance(people, Told):
        return _not_taken(request, source, form, people)
    plan = await who.store.read(lambda nouns: plan_for(nouns, people))
    return _preview(request, source, chosen, plan)


@router.post(f"{PATH}/run")
async def run(request: Request, who: Who) -> Response:
    """Have a run begin soon."""
    begins = await who.store.write(ask_for_run)
    said = "directory.runs_soon" if begins else "settings.nothing_changed"
    return go_to(request, PATH, said=said)


@router.post(f"{PATH}/off")
async def turn_off(request: Request, who: Who, parts: App) -> Response:
    """Leave the hosts as they are from now on."""
    by = settling.author(who, parts)
    await who.store.write(lambda nouns: switch_off(nouns, by))
    return go_to(request, PATH, said="directory.switched_off")


@router.post(f"{PATH}/held")
async def answer_held(request: Request, who: Who, parts: App) -> Response:
    """Take the answer to a run that would have lost many hosts."""
    form = await read_form(request, words_for(request))
    by, shown = settling.author(who, parts), _number(form.text("shown"))
    if form.text("answer") == "lose":
        done = await who.store.write(lambda nouns: permit_loss(nouns, by, shown=shown))
        said = "directory.lost_soon" if done else "directory.held_changed"
        return go_to(request, PATH, said=said)
    done = await who.store.write(lambda nouns: leave_everything(nouns, by))
    said = "directory.left" if done else "settings.nothing_changed"
    return go_to(request, PATH, said=said)


async def _chosen(
    form: Filled, who: CurrentUser, parts: Parts, source: Source
) -> list[Group] | Told:
    """Give the ticked groups by what the directory calls them now."""
    if form.text("who") == EVERYBODY:
        return []
    if form.text("who") != GROUPS:
        form.wrong("who", "directory.choose_who")
        return []
    groups = await read_groups(parts, who, source)
    if isinstance(groups, Told):
        return groups
    picked = frozenset(form.many("group"))
    chosen = [group for group in groups if group.id in picked]
    if not chosen:
        # Nobody ticked is not everybody.
        form.wrong("search", "directory.choose_group")
    return chosen


def _not_taken(
    request: Request,
    source: Source,
    form: Filled,
    chosen: list[Group] | Told,
) -> HTMLResponse:
    told = chosen if isinstance(chosen, Told) else None
    by_group = form.text("who") == GROUPS
    return _page(request, source, form, told=told, by_group=by_group)


def _preview(
    request: Request, source: Source, chosen: list[Group], plan: DirectoryPlan
) -> HTMLResponse:
    return page(
        request,
        "directory_preview.html",
        on=source.sync.on,
        groups=chosen,
        plan=plan,
        most=MOST_SHOWN,
    )


def _page(
    request: Request,
    source: Source,
    form: Filled | None = None,
    *,
    choice: Choice | None = None,
    told: Told | None = None,
    by_group: bool | None = None,
) -> HTMLResponse:
    sync, stored = source.sync, _stored_choice(source.sync)
    ran_at = sync.ran_at.astimezone(source.zone) if sync.ran_at else None
    return page(
        request,
        "directory.html",
        form=form,
        status=422 if form is not None and form.errors else 200,
        source=source,
        sync=sync,
        choice=choice or stored,
        by_group=bool(stored.shown) if by_group is None else by_group,
        most=MOST_GROUPS,
        told=told,
        failed=_failure(source),
        ran_at=ran_at,
    )


def _stored_choice(sync: DirectorySync) -> Choice:
    stored = map(Group, sync.groups, sync.group_names)
    return Choice(tuple(stored), frozenset(sync.groups))


def _failure(source: Source) -> Told | None:
    sync, connection = source.sync, source.connection
    if sync.failure is None or connection is None:
        return None
    return describe_state(
        sync.failure,
        detail=sync.failure_detail,
        kind=connection.kind,
        access=connection.access,
    )


def _number(text: str) -> int:
    """Read a number that our own form wrote; 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONG else 0
