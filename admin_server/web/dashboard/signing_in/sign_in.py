"""Signing in with a password, and out."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from admin_server.core.accounts import (
    accept_password,
    is_locked,
    note_failure,
    note_sign_in,
)
from admin_server.core.ports import Nouns, TenantStore
from admin_server.core.users import SignInMethod, User
from admin_server.core.values import is_short_name
from admin_server.web.current import Parts, parts_of
from admin_server.web.dashboard.browsers import browser_of
from admin_server.web.dashboard.current import App, CurrentUser, Open, current_user
from admin_server.web.dashboard.door import (
    give_cookie,
    new_secret,
    open_session,
    take_cookie,
)
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.signing_in.half_way import remember
from admin_server.web.dashboard.signing_in.known_browser import is_known, know
from admin_server.web.dashboard.signing_in.sign_in_ways import ways_of
from admin_server.web.pairing_limits import caller_address

router = APIRouter()
Anybody = Annotated[CurrentUser | None, Depends(Open())]

_ORGANISATION = "__Host-portico-organisation"
_ONE_YEAR = 365 * 24 * 3600
_LONGEST_SLUG, _LONGEST_EMAIL = 40, 254
_OWN_PATH = re.compile(r"/(?!/)[A-Za-z0-9/_.~%-]{0,200}(\?[A-Za-z0-9=&_.~%-]{0,200})?")
_THIS_MACHINE = re.compile(r"localhost|.+\.localhost|127(\.\d{1,3}){3}|::1|\[::1\]")


@dataclass(frozen=True)
class Account:
    """The account that somebody named, as far as there is one."""

    store: TenantStore
    tenant: str
    user: User | None


async def let_in(
    request: Request,
    store: TenantStore,
    user_id: str,
    *,
    method: SignInMethod,
    strong: bool,
    next_path: str,
) -> Response:
    """Open a session for somebody who has just proved who they are.

    The browser gets a new token, and a session that it had before ends.

    Args:
        strong: whether a second factor was shown, or a passkey.
        next_path: where they wanted to go; anything but a path of ours is "/".
    """
    parts, token = parts_of(request), new_secret()
    before = await current_user(request)
    if before is not None:
        await before.store.write(lambda nouns: nouns.sessions.end(before.session.id))

    def enter(nouns: Nouns) -> User | None:
        now, agent = parts.clock.now(), browser_of(request)
        user = note_sign_in(nouns, user_id, now=now)
        if user is None:
            return None
        open_session(
            nouns,
            parts,
            user_id,
            token=token,
            method=method,
            strong=strong,
            agent=agent,
        )
        nouns.audit.add(
            at=now,
            event="user.signed_in",
            actor=f"user:{user_id}",
            subject=f"user:{user_id}",
            personal={"method": method.value, "browser": agent},
        )
        return user

    if await store.write(enter) is None:
        return go_to(request, "/sign-in")
    response = go_to(request, own_path(next_path))
    give_cookie(response, token)
    return response


def own_path(wanted: str) -> str:
    """Give a path of ours back, and "/" for anything that may lead elsewhere."""
    return wanted if _OWN_PATH.fullmatch(wanted) else "/"


@router.get("/")
async def home(who: Anybody) -> Response:
    """Go to the day, or to the sign-in."""
    return RedirectResponse("/today" if who else "/sign-in", status_code=303)


@router.get("/sign-in")
async def show(
    request: Request,
    parts: App,
    who: Anybody,
    next: str = "/",  # noqa: A002 - the address says it so
) -> Response:
    """Show the form."""
    if who is not None:
        return RedirectResponse(own_path(next), status_code=303)
    return await _page(request, parts, next_path=own_path(next))


@router.post("/sign-in")
async def sign_in(request: Request, parts: App, _: Anybody) -> Response:
    """Let somebody in whose password fits; nobody learns what did not."""
    parts.people.sign_in(caller_address(request))
    form = await read_form(request, words_for(request))
    slug = form.needed("organisation", longest=_LONGEST_SLUG).casefold()
    email = form.needed("email", longest=_LONGEST_EMAIL)
    wanted = own_path(form.secret("next"))
    if is_insecure(request) or not form.fits:
        return await _page(request, parts, next_path=wanted, form=form)
    account = await account_of(parts, slug, email)
    known = (
        account is not None
        and account.user is not None
        and is_known(request, tenant=account.tenant, user=account.user.id)
    )
    password = form.secret("password")
    user = await user_with_password(parts, account, password, known=known)
    if account is None or user is None:
        form.wrong("account", "sign_in.does_not_fit")
        return await _page(request, parts, next_path=wanted, form=form)
    if user.totp_on:
        response: Response = RedirectResponse("/sign-in/code", status_code=303)
        remember(request, response, user, tenant=account.tenant, next_path=wanted)
    else:
        response = await let_in(
            request,
            account.store,
            user.id,
            method=SignInMethod.PASSWORD,
            strong=False,
            next_path=wanted,
        )
    remember_organisation(response, slug)
    know(request, response, tenant=account.tenant, user=user.id)
    return response


@router.post("/sign-in/organisation")
async def choose_organisation(request: Request, parts: App, _: Anybody) -> Response:
    """Remember an organisation, so that its own ways to sign in are shown."""
    parts.sign_in_pace.begin(request)
    form = await read_form(request, words_for(request))
    slug = form.text("organisation", longest=_LONGEST_SLUG).casefold()
    wanted = quote(own_path(form.secret("next")), safe="")
    response = RedirectResponse(f"/sign-in?next={wanted}", status_code=303)
    if is_short_name(slug):
        remember_organisation(response, slug)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, parts: App, who: Anybody) -> Response:
    """End this browser's session, here and on the server."""
    if who is not None:
        now = parts.clock.now()
        await who.store.write(lambda nouns: _end(nouns, who, now=now))
    response = go_to(request, "/sign-in", said="sign_in.signed_out")
    take_cookie(response)
    return response


async def account_of(parts: Parts, slug: str, email: str) -> Account | None:
    """Find the account that somebody names; None: there is no such organisation."""
    tenant = await parts.store.before_tenant.tenant_by_slug(slug)
    if tenant is None:
        return None
    store = parts.store.for_tenant(tenant)

    def look(nouns: Nouns) -> Account | None:
        if nouns.tenant.suspended_at is not None:
            return None
        return Account(store, tenant, nouns.users.by_email(email))

    return await store.read(look)


def is_insecure(request: Request) -> bool:
    """Tell whether the browser would drop our cookie: no HTTPS, and not this machine."""
    host = request.url.hostname or ""
    return request.url.scheme == "http" and not _THIS_MACHINE.fullmatch(host)


def remember_organisation(response: Response, slug: str) -> None:
    """Have the browser remember the organisation's short name, which is no secret."""
    response.set_cookie(
        _ORGANISATION,
        slug,
        max_age=_ONE_YEAR,
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
    )


def remembered_organisation(request: Request) -> str:
    """Say which organisation this browser signed in at last."""
    return request.cookies.get(_ORGANISATION, "")[:_LONGEST_SLUG]


async def user_with_password(
    parts: Parts, account: Account | None, password: str, *, known: bool = False
) -> User | None:
    """Give the user whose password it is; as much is done where there is none.

    Args:
        known: it is typed in a browser of theirs, which a stranger's wrong tries
            elsewhere do not keep out.
    """
    user, now = (account.user if account else None), parts.clock.now()
    is_open = user is not None and user.active
    is_open = is_open and (known or user is None or not is_locked(user, now=now))
    kept = user.password_hash if user is not None and is_open else None
    checked = await parts.passwords.check(password, kept)
    if account is None:
        return None
    if user is None or kept is None or not checked.fits:
        named = user.id if user else None
        await account.store.write(lambda nouns: note_failure(nouns, named, now=now))
        return None
    return await account.store.write(
        lambda nouns: accept_password(
            nouns,
            user.id,
            tried=kept,
            renewed=checked.renewed,
            now=now,
            known=known,
        )
    )


async def _page(
    request: Request, parts: Parts, *, next_path: str, form: Filled | None = None
) -> HTMLResponse:
    only = len(await parts.store.before_tenant.tenants()) == 1
    typed = form.text("organisation") if form else remembered_organisation(request)
    ways = await ways_of(parts, None if only else typed.casefold())
    return page(
        request,
        "sign_in.html",
        status=422 if form else 200,
        form=form,
        start={"organisation": ways.tenant if only else typed},
        only=only,
        ways=ways,
        providers=ways.providers,
        next_path=next_path,
        insecure=is_insecure(request),
        safe_address=_safe_address(parts),
    )


def _safe_address(parts: Parts) -> str | None:
    ours = parts.public_url
    return f"{ours}/sign-in" if ours.startswith("https://") else None


def _end(nouns: Nouns, who: CurrentUser, *, now: datetime) -> None:
    nouns.sessions.end(who.session.id)
    nouns.audit.add(
        at=now,
        event="user.signed_out",
        actor=who.actor,
        subject=f"user:{who.user.id}",
    )
