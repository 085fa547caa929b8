"""One's own second factor: an app that shows codes, and recovery codes."""

import base64
import io
from typing import Annotated

import qrcode
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.accounts import tell_of_change
from admin_server.core.errors import SecretUnreadable
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.second_factors import (
    may_add_factor,
    renew_recovery,
    turn_off,
    turn_on,
)
from admin_server.security import totp
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import (
    App,
    CurrentUser,
    Needs,
    NotAllowed,
)
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.own_account import proving
from admin_server.web.dashboard.signing_in.second_step import code_fits

PATH = "/account/second-factor"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.OWN_ACCOUNT))]
Unfinished = Annotated[CurrentUser, Depends(Needs(Action.OWN_ACCOUNT, unfinished=True))]
_SEALED_FOR = "new_totp"


@router.get(PATH)
async def show(request: Request, who: Unfinished, parts: App) -> HTMLResponse:
    """Show how it stands; a new secret is made for the page and kept nowhere."""
    return await _page(request, who, parts)


@router.post(PATH)
async def turn_on_codes(request: Request, who: Unfinished, parts: App) -> Response:
    """Ask for codes from now on, once a first one fits; shows the recovery codes."""
    if who.user.totp_on or not await _may_add(who):
        raise NotAllowed
    form = await read_form(request, words_for(request))
    secret = _secret_in(form, who, parts)
    now = parts.clock.now()
    step = totp.step_of(secret, form.needed("code", longest=20), now=now)
    if step is None:
        form.wrong("code", "own_factor.does_not_fit")
    if form.fits and proving.asks_for_password(who, parts):
        await proving.check_password(form, who, parts)
    if step is None or not form.fits:
        return await _page(request, who, parts, form=form, secret=secret)
    codes = totp.new_recovery_codes()
    sealed = totp.seal_totp_secret(
        parts.box, secret, tenant=who.tenant.id, user=who.user.id
    )

    def work(nouns: Nouns) -> bool:
        user = nouns.users.get(who.user.id)
        if user is None or user.totp_on:
            return False
        turn_on(nouns, user, sealed=sealed, step=step, recovery=_hashes(codes), now=now)
        _tell(nouns, parts, who, "factor_on")
        return True

    if not await who.store.write(work):
        return go_to(request, PATH)
    return await _codes_page(request, who, codes, strong=True)


@router.post(f"{PATH}/show")
async def show_code(request: Request, who: Unfinished, parts: App) -> Response:
    """Take a code in a session that began without one."""
    form = await read_form(request, words_for(request))
    typed = form.needed("code", longest=40)
    if form.fits and not await code_fits(
        parts, who.store, who.user, typed, tenant=who.tenant.id
    ):
        form.wrong("code", "second_step.does_not_fit")
    if not form.fits:
        return await _page(request, who, parts, form=form)
    response = go_to(request, "/")
    await proving.renew_session(response, who, strong=True)
    return response


@router.post(f"{PATH}/codes")
async def new_codes(request: Request, who: Who, parts: App) -> Response:
    """Make new recovery codes and show them once."""
    form = await _proven(request, who, parts)
    if not form.fits:
        return await _page(request, who, parts, form=form)
    codes, now = totp.new_recovery_codes(), parts.clock.now()

    def work(nouns: Nouns) -> None:
        user = nouns.users.get(who.user.id)
        if user is not None and user.totp_on:
            renew_recovery(nouns, user, _hashes(codes), now=now)

    await who.store.write(work)
    return await _codes_page(request, who, codes)


@router.get(f"{PATH}/off")
async def ask_to_turn_off(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Say what turning codes off does, before it is done."""
    if not who.user.totp_on or await _must_stay(who):
        raise NotAllowed
    return _off_page(request, who, parts)


@router.post(f"{PATH}/off")
async def turn_off_codes(request: Request, who: Who, parts: App) -> Response:
    """Ask for codes no more."""
    if await _must_stay(who):
        raise NotAllowed
    form = await _proven(request, who, parts)
    if not form.fits:
        return _off_page(request, who, parts, form)
    now = parts.clock.now()

    def work(nouns: Nouns) -> None:
        user = nouns.users.get(who.user.id)
        if user is not None and user.totp_on:
            turn_off(nouns, user, actor=who.actor, now=now)
            _tell(nouns, parts, who, "factor_off")

    await who.store.write(work)
    return go_to(request, "/account", said="own_factor.is_off")


def _off_page(
    request: Request, who: CurrentUser, parts: Parts, form: Filled | None = None
) -> HTMLResponse:
    return page(
        request,
        "own_factor_off.html",
        status=422 if form else 200,
        form=form,
        asks_for_password=proving.asks_for_password(who, parts),
    )


async def _proven(request: Request, who: CurrentUser, parts: Parts) -> Filled:
    """Read a form in which the password may be asked for again.

    Raises:
        NotAllowed: this session has not shown the second factor itself.
    """
    if not (who.user.totp_on and who.session.strong):
        raise NotAllowed
    form = await read_form(request, words_for(request))
    if proving.asks_for_password(who, parts):
        await proving.check_password(form, who, parts)
    return form


async def _may_add(who: CurrentUser) -> bool:
    return await who.store.read(
        lambda nouns: may_add_factor(nouns, who.user, who.session)
    )


async def _must_stay(who: CurrentUser) -> bool:
    """Tell whether it is the one factor that the organisation asks for."""
    passkeys = await who.store.read(lambda nouns: nouns.passkeys.of_user(who.user.id))
    return who.tenant.second_factor and not passkeys


def _secret_in(form: Filled, who: CurrentUser, parts: Parts) -> str:
    """Take the secret out of the form that it was sealed into, or make a new one."""
    try:
        bound_to = (_SEALED_FOR, who.tenant.id, who.user.id)
        return parts.box.open(form.text("secret", longest=400), *bound_to).decode()
    except SecretUnreadable:
        form.wrong("code", "own_factor.anew")
        return totp.new_totp_secret()


def _hashes(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(totp.hash_recovery_code(code) for code in codes)


def _tell(nouns: Nouns, parts: Parts, who: CurrentUser, what: str) -> None:
    message, now = parts.chance.new_id(), parts.clock.now()
    tell_of_change(nouns, who.user.id, what, message=message, now=now)


async def _codes_page(
    request: Request,
    who: CurrentUser,
    codes: tuple[str, ...],
    *,
    strong: bool = False,
) -> HTMLResponse:
    response = page(request, "recovery_codes.html", codes=codes)
    await proving.renew_session(response, who, strong=strong)
    return response


async def _page(
    request: Request,
    who: CurrentUser,
    parts: Parts,
    *,
    form: Filled | None = None,
    secret: str | None = None,
) -> HTMLResponse:
    secret = secret or totp.new_totp_secret()
    bound_to = (_SEALED_FOR, who.tenant.id, who.user.id)
    account = f"{who.tenant.name}: {who.user.email}"
    address = totp.app_address(secret, account=account, issuer="Portico")
    return page(
        request,
        "own_factor.html",
        status=422 if form else 200,
        form=form,
        may_add=await _may_add(who),
        must_stay=await _must_stay(who),
        passkeys=await who.store.read(lambda n: n.passkeys.of_user(who.user.id)),
        asks_for_password=proving.asks_for_password(who, parts),
        secret=secret,
        sealed=parts.box.seal(secret.encode(), *bound_to),
        address=address,
        picture=_picture(address),
    )


def _picture(text: str) -> str:
    """Draw a QR code as an address that an image can have."""
    file = io.BytesIO()
    qrcode.make(text, box_size=5, border=4).save(file)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
