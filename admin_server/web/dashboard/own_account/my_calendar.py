"""A host's own calendars: what is connected, what is read of it, and the way out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import Author
from admin_server.core.connecting import Stops, what_stops
from admin_server.core.connections import Connection
from admin_server.core.own_calendars import (
    choose_calendars,
    disconnect,
    make_active,
    own_connection,
    read_without,
)
from admin_server.core.people import Host
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.web.current import App, Parts
from admin_server.web.dashboard.current import CurrentUser, NotThere
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.integrations.consent_kept import load_calendars
from admin_server.web.dashboard.integrations.consent_notices import (
    forget_notice,
    in_words,
    notice_in,
)
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.own_account.calendar_cards import (
    gather,
    provider_name,
)

PATH = "/account/calendar"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.OWN_ACCOUNT))]


@router.get(PATH)
async def my_calendar(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Show a host's own calendars."""
    return await _page(request, who, parts)


@router.post(f"{PATH}/active")
async def choose_active(request: Request, who: Who, parts: App) -> Response:
    """Have events entered by another of one's connections; nobody consents anew."""
    chosen = (await read_form(request, words_for(request))).text("connection")
    by = _author(who, parts)

    def work(nouns: Nouns) -> Connection:
        return make_active(nouns, *_own(nouns, who, chosen), by)

    active = await who.store.write(work)
    name = provider_name(active.kind)
    return go_to(request, PATH, said="my_calendar.made_active", provider=name)


@router.post(f"{PATH}/{{connection_id}}/calendars")
async def choose(
    request: Request, who: Who, parts: App, connection_id: str
) -> Response:
    """Save which calendars of an account are read."""
    form = await read_form(request, words_for(request))
    chosen, every = set(form.many("calendar")), form.text("which") == "every"
    by = _author(who, parts)

    def work(nouns: Nouns) -> bool:
        _, connection = _own(nouns, who, connection_id)
        return choose_calendars(nouns, connection, chosen, by, every=every)

    if not await who.store.write(work):
        return await _page(request, who, parts, none_chosen=connection_id)
    parts.following.look_again()
    return go_to(request, PATH, said="my_calendar.chosen")


@router.post(f"{PATH}/{{connection_id}}/load")
async def load(request: Request, who: Who, parts: App, connection_id: str) -> Response:
    """List the calendars of an account anew."""
    _, connection = await who.store.read(lambda nouns: _own(nouns, who, connection_id))
    if not who.tenant.calendar.own_calendars:
        raise NotThere
    if not await load_calendars(parts, who, connection):
        return go_to(request, PATH)
    parts.following.look_again()
    return go_to(request, PATH, said="my_calendar.loaded")


@router.get(f"{PATH}/{{connection_id}}/disconnect")
async def ask_disconnect(
    request: Request, who: Who, parts: App, connection_id: str
) -> HTMLResponse:
    """Say what stops before a connection is deleted."""
    now = parts.clock.now()

    def look(nouns: Nouns) -> tuple[Connection, Stops, tuple[Connection, ...]]:
        host, connection = _own(nouns, who, connection_id)
        stops = what_stops(nouns, connection, now=now)
        return connection, stops, read_without(nouns, host, connection)

    connection, stops, left = await who.store.read(look)
    consent = parts.consents.get(connection.kind)
    return page(
        request,
        "my_calendar_disconnect.html",
        connection=connection,
        provider=provider_name(connection.kind),
        visits=stops.visits,
        left=[provider_name(one.kind) for one in left],
        left_is_own=any(one.host for one in left),
        revoke_url=consent.revoke_url if consent else None,
    )


@router.post(f"{PATH}/{{connection_id}}/disconnect")
async def do_disconnect(
    request: Request, who: Who, parts: App, connection_id: str
) -> Response:
    """Delete a connection with its tokens; visits and rooms already found stay."""
    by = _author(who, parts)
    await who.store.read(lambda nouns: _own(nouns, who, connection_id))
    # Before its tokens are gone: the provider would go on telling us of changes.
    await parts.following.let_go(who.tenant.id, connection_id)

    def work(nouns: Nouns) -> tuple[Connection, Connection | None]:
        host, connection = _own(nouns, who, connection_id)
        return connection, disconnect(nouns, host, connection, by)

    gone, active = await who.store.write(work)
    parts.following.look_again()
    name = provider_name(gone.kind)
    if active is None:
        return go_to(request, PATH, said="my_calendar.disconnected", provider=name)
    other = provider_name(active.kind)
    said = "my_calendar.fell_back"
    return go_to(request, PATH, said=said, provider=name, other=other)


def _own(nouns: Nouns, who: CurrentUser, connection_id: str) -> tuple[Host, Connection]:
    mine = own_connection(nouns, who.user.email, connection_id)
    if mine is None:
        raise NotThere
    return mine


def _author(who: CurrentUser, parts: Parts) -> Author:
    return Author(actor=who.actor, at=parts.clock.now())


async def _page(
    request: Request, who: CurrentUser, parts: Parts, *, none_chosen: str = ""
) -> HTMLResponse:
    mine, notice = await gather(who, parts), notice_in(request)
    t = words_for(request)
    told = await in_words(notice, parts, who.tenant, t) if notice else None
    response = page(
        request,
        "my_calendar.html",
        status=422 if none_chosen else 200,
        mine=mine,
        told=told,
        notice_kind=notice.kind if notice else "",
        none_chosen=none_chosen,
        policy=who.tenant.calendar,
    )
    if notice is not None:
        forget_notice(response)
    return response
