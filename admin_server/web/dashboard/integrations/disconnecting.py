"""Ending a connection of the organisation: what stops, and what stays."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.connecting import (
    disconnect,
    read_by_means_of,
    what_stops,
)
from admin_server.core.connections import Connection
from admin_server.core.owned import APPS, CALENDAR, is_owned
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser, NotThere
from admin_server.web.dashboard.frame import go_to, page
from admin_server.web.dashboard.integrations import connecting
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.settings import settling

PATH = f"{connecting.PATH}/disconnect"
APP_PATH = f"{connecting.PATH}/own/{{kind}}/remove"
REVOKED_AT = {
    "microsoft": "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview",
    "google": "https://admin.google.com/ac/owl/domainwidedelegation",
}
"""Where an administrator takes back what the organisation permitted."""
_LISTED = 12
router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@router.get(PATH)
async def ask(request: Request, who: Who, parts: App) -> Response:
    """Say what stops, before anything does."""
    return await _ask(request, who, parts, await _organisations(who))


@router.post(PATH)
async def do(request: Request, who: Who, parts: App) -> Response:
    """Delete the organisation's connection with its secret."""
    await _end(who, parts, await _organisations(who))
    return go_to(request, connecting.PATH, said="connect.disconnected")


@router.get(APP_PATH)
async def ask_for_app(request: Request, who: Who, parts: App, kind: str) -> Response:
    """Say which hosts' own calendars stop."""
    return await _ask(request, who, parts, await _app(who, kind))


@router.post(APP_PATH)
async def do_for_app(request: Request, who: Who, parts: App, kind: str) -> Response:
    """Delete the registration with its secret."""
    await _end(who, parts, await _app(who, kind))
    return go_to(request, f"{connecting.PATH}/own", said="connect.app_removed")


async def _organisations(who: CurrentUser) -> Connection:
    found = await who.store.read(lambda nouns: nouns.connections.organisation())
    if found is None or is_owned(who.tenant, CALENDAR):
        raise NotThere
    return found


async def _app(who: CurrentUser, kind: str) -> Connection:
    found = await who.store.read(lambda nouns: nouns.connections.client(kind))
    if found is None or is_owned(who.tenant, f"{APPS}.{kind}"):
        raise NotThere
    return found


async def _ask(
    request: Request, who: CurrentUser, parts: Parts, connection: Connection
) -> Response:
    now = parts.clock.now()
    stops = await who.store.read(lambda nouns: what_stops(nouns, connection, now=now))
    is_app = connection.access == "client"
    return page(
        request,
        "calendar_disconnect.html",
        connection=connection,
        is_app=is_app,
        back=f"{connecting.PATH}/own/{connection.kind}" if is_app else connecting.PATH,
        stops=stops,
        named=stops.hosts[:_LISTED],
        more=len(stops.hosts[_LISTED:]),
        revoked_at=REVOKED_AT.get(connection.kind),
    )


async def _end(who: CurrentUser, parts: Parts, connection: Connection) -> None:
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> None:
        disconnect(nouns, connection, by)

    # While there is a token still: providers would go on telling us of changes.
    for one in await who.store.read(lambda nouns: read_by_means_of(nouns, connection)):
        await parts.following.let_go(who.tenant.id, one.id)
    await who.store.write(work)
    parts.following.look_again()
