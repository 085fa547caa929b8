"""One's own account: name, language, ways to sign in, and where one is signed in."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.users import Passkey, Session
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.door import has_ended
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.words import LANGUAGES

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.OWN_ACCOUNT))]


@router.get("/account")
async def account(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Show one's own account."""
    return await _page(request, who, parts)


@router.post("/account")
async def change(request: Request, who: Who, parts: App) -> Response:
    """Save one's own name and language."""
    form = await read_form(request, words_for(request))
    name, language = form.needed("name", longest=100), form.text("language")
    if language not in LANGUAGES:
        form.wrong("language", "forms.needed")
    if not form.fits:
        return await _page(request, who, parts, form)
    now = parts.clock.now()

    def work(nouns: Nouns) -> None:
        user = nouns.users.get(who.user.id) or who.user
        nouns.users.put(replace(user, name=name, language=language))
        nouns.audit.add(
            at=now,
            event="user.changed",
            actor=who.actor,
            subject=f"user:{user.id}",
            personal={"name": name},
        )

    await who.store.write(work)
    return go_to(request, "/account", said="account.saved")


@router.post("/account/sessions/{session_id}/end")
async def end_session(
    request: Request, who: Who, parts: App, session_id: str
) -> Response:
    """End one of one's own sessions, in another browser or in this one."""
    now = parts.clock.now()

    def work(nouns: Nouns) -> bool:
        session = nouns.sessions.get(session_id)
        if session is None or session.user != who.user.id:
            return False
        nouns.sessions.end(session_id)
        _note(nouns, who, now=now)
        return True

    if not await who.store.write(work):
        raise NotThere
    return go_to(request, "/account", said="account.session_ended")


@router.post("/account/sessions/end-others")
async def end_others(request: Request, who: Who, parts: App) -> Response:
    """End every session of one's own but this one."""
    now = parts.clock.now()

    def work(nouns: Nouns) -> None:
        if nouns.sessions.end_all(who.user.id, but=who.session.id):
            _note(nouns, who, now=now)

    await who.store.write(work)
    return go_to(request, "/account", said="account.others_ended")


def _note(nouns: Nouns, who: CurrentUser, *, now: datetime) -> None:
    nouns.audit.add(
        at=now,
        event="user.session_ended",
        actor=who.actor,
        subject=f"user:{who.user.id}",
    )


async def _page(
    request: Request, who: CurrentUser, parts: Parts, form: Filled | None = None
) -> HTMLResponse:
    def look(nouns: Nouns) -> tuple[list[Session], list[Passkey]]:
        return nouns.sessions.of_user(who.user.id), nouns.passkeys.of_user(who.user.id)

    sessions, passkeys = await who.store.read(look)
    return page(
        request,
        "account.html",
        status=422 if form else 200,
        form=form,
        start={"name": who.user.name, "language": who.user.language},
        languages=tuple(LANGUAGES.items()),
        sessions=[one for one in sessions if not has_ended(one, parts)],
        passkeys=passkeys,
    )
