"""Whether hosts connect calendars of their own, who of them, and who helps."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from admin_server.core.connecting import change_rules
from admin_server.core.connections import CalendarPolicy, Connection
from admin_server.core.finding_rooms import Line
from admin_server.core.owned import RULES, locks
from admin_server.core.permissions import Action
from admin_server.core.ports import CalendarRef, Group, Nouns
from admin_server.core.reach import reach_of
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.integrations import connecting
from admin_server.web.dashboard.integrations.connection_forms import KINDS
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.integrations.trying import Trouble, asking
from admin_server.web.dashboard.settings import settling

PATH = f"{connecting.PATH}/own"
_SHOWN = 50
"""Groups on one page; whoever has more of them searches."""
router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Found:
    """The groups of the directory that a search found, and how many more there are."""

    groups: tuple[Group, ...] = ()
    more: int = 0
    trouble: Trouble | None = None


@router.get(PATH)
async def own(request: Request, who: Who, parts: App) -> Response:
    """Show who may connect, and by what."""
    return await _page(request, who, parts)


@router.post(PATH)
async def change_own(request: Request, who: Who, parts: App) -> Response:
    """Save whether hosts may, and whom they ask for help."""
    form = await read_form(request, words_for(request))
    allowed, support = form.flag("own_calendars"), form.text("support")
    if not form.fits:
        return await _page(request, who, parts, form)

    def asked(policy: CalendarPolicy) -> CalendarPolicy:
        return replace(policy, own_calendars=allowed, support=support or None)

    by = settling.author(who, parts)
    changed = await who.store.write(lambda nouns: change_rules(nouns, asked, by))
    # Whose own calendars were read may be read no longer.
    parts.following.look_again()
    said = "settings.saved" if changed else "settings.nothing_changed"
    return go_to(request, PATH, said=said)


@router.get(f"{PATH}/group")
async def groups(
    request: Request,
    who: Who,
    parts: App,
    q: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Show the directory's groups, to choose whose members may connect."""
    connection = await _with_directory(who, parts)
    return page(
        request,
        "calendar_group.html",
        start={"q": q},
        found=await _groups(who, parts, connection, q),
        chosen=who.tenant.calendar.group,
    )


@router.post(f"{PATH}/group")
async def choose_group(request: Request, who: Who, parts: App) -> Response:
    """Save whose members may connect; without a group, everybody may."""
    await _with_directory(who, parts)
    form = await read_form(request, words_for(request))
    group, name = form.text("group") or None, form.text("group_name") or None
    if not form.fits:
        raise NotThere

    def asked(policy: CalendarPolicy) -> CalendarPolicy:
        return replace(policy, group=group, group_name=name if group else None)

    by = settling.author(who, parts)
    changed = await who.store.write(lambda nouns: change_rules(nouns, asked, by))
    said = "settings.saved" if changed else "settings.nothing_changed"
    return go_to(request, PATH, said=said)


async def _with_directory(who: CurrentUser, parts: Parts) -> Connection:
    """Find the connection whose directory knows groups, if a file leaves them to us."""
    found = await who.store.read(lambda nouns: nouns.connections.organisation())
    locked = locks(who.tenant, RULES)
    if found is None or found.kind not in parts.directories or locked("group"):
        raise NotThere
    return found


async def _groups(
    who: CurrentUser, parts: Parts, connection: Connection, wanted: str
) -> Found:
    async def reference() -> CalendarRef:
        return await parts.refs.of(who.tenant.id, Line(connection, ""))

    directory = parts.directories[connection.kind]
    read = await asking(parts, connection, reference, directory.groups)
    if isinstance(read, Trouble):
        return Found(trouble=read)
    named = [one for one in read if wanted.strip().casefold() in one.name.casefold()]
    return Found(tuple(named[:_SHOWN]), len(named[_SHOWN:]))


async def _page(
    request: Request, who: CurrentUser, parts: Parts, form: Filled | None = None
) -> Response:
    locked, policy = locks(who.tenant, RULES), who.tenant.calendar
    kinds = [kind for kind in KINDS if kind in parts.consents]

    def work(nouns: Nouns) -> tuple[list[str], Connection | None]:
        there = [kind for kind in kinds if nouns.connections.client(kind)]
        return there, nouns.connections.organisation()

    there, organisation = await who.store.read(work)
    stored = {
        "own_calendars": "yes" if policy.own_calendars else "",
        "support": policy.support or "",
    }
    return page(
        request,
        "calendar_own.html",
        form=form,
        status=422 if form else 200,
        start=settling.start_or_owned(stored, locked, again=form is not None),
        locked=locked,
        policy=policy,
        apps=[(kind, kind in there) for kind in kinds],
        has_groups=organisation is not None and organisation.kind in parts.directories,
        reach=reach_of(parts.public_url),
    )
