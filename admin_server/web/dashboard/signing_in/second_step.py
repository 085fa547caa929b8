"""The second step of a sign-in: a code of the app, or a recovery code."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from admin_server.core.ports import Nouns, TenantStore
from admin_server.core.second_factors import take_code
from admin_server.core.users import SignInMethod, User
from admin_server.security.totp import hash_recovery_code, open_totp_secret, step_of
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.signing_in.half_way import (
    HalfWay,
    forget,
    half_way_in,
    stamp_of,
)
from admin_server.web.dashboard.signing_in.sign_in import Anybody, let_in
from admin_server.web.pairing_limits import caller_address

router = APIRouter()


@router.get("/sign-in/code")
async def show(request: Request, _: Anybody) -> Response:
    """Ask for the code, where somebody has shown their password."""
    if half_way_in(request) is None:
        return RedirectResponse("/sign-in", status_code=303)
    return _page(request)


@router.post("/sign-in/code")
async def take(request: Request, parts: App, _: Anybody) -> Response:
    """Let somebody in whose code fits."""
    parts.people.sign_in(caller_address(request))
    half = half_way_in(request)
    if half is None:
        return RedirectResponse("/sign-in", status_code=303)
    form = await read_form(request, words_for(request))
    typed = form.needed("code", longest=40)
    if not form.fits:
        return _page(request, form)
    store = parts.store.for_tenant(half.tenant)
    user = await store.read(lambda nouns: _half_way(nouns, half))
    if user is None:
        return RedirectResponse("/sign-in", status_code=303)
    if not await code_fits(parts, store, user, typed, tenant=half.tenant):
        form.wrong("code", "second_step.does_not_fit")
        return _page(request, form)
    response = await let_in(
        request,
        store,
        user.id,
        method=SignInMethod.PASSWORD,
        strong=True,
        next_path=half.next_path,
    )
    forget(response)
    return response


async def code_fits(
    parts: Parts, store: TenantStore, user: User, typed: str, *, tenant: str
) -> bool:
    """Tell whether a code of the app or a recovery code fits, and use it up."""
    now, step = parts.clock.now(), None
    if user.sealed_totp is not None:
        secret = open_totp_secret(
            parts.box, user.sealed_totp, tenant=tenant, user=user.id
        )
        step = step_of(secret, typed, now=now)
    recovery = hash_recovery_code(typed)
    return await store.write(
        lambda nouns: take_code(nouns, user.id, step=step, recovery=recovery, now=now)
    )


def _half_way(nouns: Nouns, half: HalfWay) -> User | None:
    user = nouns.users.get(half.user)
    suspended = nouns.tenant.suspended_at is not None
    if user is None or suspended or stamp_of(user) != half.stamp:
        return None
    return user


def _page(request: Request, form: Filled | None = None) -> HTMLResponse:
    return page(request, "second_step.html", status=422 if form else 200, form=form)
