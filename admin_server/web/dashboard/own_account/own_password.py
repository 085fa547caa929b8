"""Changing one's own password."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.accounts import change_password, tell_of_change
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.own_account import proving
from admin_server.web.dashboard.signing_in.new_password import (
    read_new_password,
    words_of,
)

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.OWN_ACCOUNT, unfinished=True))]


@router.get("/account/password")
async def show(request: Request, who: Who) -> HTMLResponse:
    """Show the form; without a password a first one is set by mail."""
    return _page(request, who)


@router.post("/account/password")
async def change(request: Request, who: Who, parts: App) -> Response:
    """Save the new password; it needs the current one and ends the other sessions."""
    form = await read_form(request, words_for(request))
    new = read_new_password(form, own_words=words_of(who.tenant, who.user.email))
    tried = await proving.check_password(form, who, parts) if form.fits else None
    if form.fits and form.secret(proving.FIELD) == new:
        form.wrong("new_password", "passwords.same")
    if not form.fits:
        return _page(request, who, form)
    kept, now = await parts.passwords.hash(new), parts.clock.now()

    def work(nouns: Nouns) -> bool:
        done = change_password(
            nouns,
            who.user.id,
            tried=tried,
            kept=kept,
            session=who.session.id,
            now=now,
        )
        if done:
            message = parts.chance.new_id()
            tell_of_change(nouns, who.user.id, "password", message=message, now=now)
        return done

    if not await who.store.write(work):
        form.wrong(proving.FIELD, "passwords.not_yours")
        return _page(request, who, form)
    response = go_to(request, "/account", said="own_password.changed")
    await proving.renew_session(response, who)
    return response


def _page(
    request: Request, who: CurrentUser, form: Filled | None = None
) -> HTMLResponse:
    return page(
        request,
        "own_password.html",
        status=422 if form else 200,
        form=form,
        must=who.user.must_change,
        has_one=who.user.password_hash is not None,
    )
