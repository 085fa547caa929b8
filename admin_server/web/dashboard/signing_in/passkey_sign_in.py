"""Signing in by a passkey: nothing to type, the key says whose it is."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.passkeys import CounterWentBack, Owner, owner_in, use_passkey
from admin_server.core.ports import Nouns, TenantStore
from admin_server.core.users import Passkey, SignInMethod
from admin_server.security.passkeys import (
    PasskeyWrong,
    Place,
    ask_for_key,
    check_shown,
    place_of,
    read_shown,
)
from admin_server.web.current import App, Parts
from admin_server.web.dashboard.current import CurrentUser, NotThere, Open
from admin_server.web.dashboard.door import new_secret
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.signing_in.held import Held
from admin_server.web.dashboard.signing_in.sign_in import let_in

log = structlog.get_logger()
router = APIRouter()

_HELD = Held("passkey")
_LONGEST_ANSWER = 12_000
_Anybody = Annotated[CurrentUser | None, Depends(Open())]


@router.post("/sign-in/passkey/options")
async def ask(request: Request, parts: App, _: _Anybody) -> Response:
    """Say what the browser has to ask the authenticator for."""
    parts.sign_in_pace.begin(request)
    challenge = new_secret()
    options = ask_for_key(_place(parts), challenge=challenge.encode())
    response = Response(options, media_type="application/json")
    _HELD.give(request, response, challenge=challenge)
    return response


@router.post("/sign-in/passkey")
async def show(request: Request, parts: App, _: _Anybody) -> Response:
    """Let in whoever shows a passkey of ours."""
    place = _place(parts)
    form = await read_form(request, words_for(request))
    try:
        store, user = await _owner(
            request, parts, place, form.secret("answer", longest=_LONGEST_ANSWER)
        )
    except (PasskeyWrong, CounterWentBack, LookupError) as wrong:
        log.info("passkey_refused", why=f"{type(wrong).__name__}: {wrong}")
        response: Response = page(request, "passkey_refused.html", status=403)
    else:
        response = await let_in(
            request,
            store,
            user,
            method=SignInMethod.PASSKEY,
            strong=True,
            next_path=form.text("next"),
        )
    _HELD.drop(response)
    return response


async def _owner(
    request: Request, parts: Parts, place: Place, answer: str
) -> tuple[TenantStore, str]:
    """Find out whose passkey was shown, and that it was really shown, now."""
    words = _HELD.read(request)
    if words is None:
        raise PasskeyWrong("no question")
    shown = read_shown(answer)
    owner = owner_in(shown.handle)
    if owner is None or owner.tenant not in await parts.store.before_tenant.tenants():
        raise PasskeyWrong("no owner of ours")
    store = parts.store.for_tenant(owner.tenant)
    passkey = await store.read(lambda nouns: _find(nouns, owner, shown.credential))
    challenge = words["challenge"].encode()
    counter = check_shown(answer, passkey, place=place, challenge=challenge)
    if not _HELD.use_up(request, words, word="challenge"):
        raise PasskeyWrong("used before")
    now = parts.clock.now()
    await store.write(
        lambda nouns: use_passkey(nouns, passkey.credential, counter, now)
    )
    return store, owner.user


def _find(nouns: Nouns, owner: Owner, credential: bytes) -> Passkey:
    passkey, user = (
        nouns.passkeys.by_credential(credential),
        nouns.users.get(owner.user),
    )
    if passkey is None or user is None or passkey.user != user.id:
        raise PasskeyWrong("nobody's key")
    if not user.active or nouns.tenant.suspended_at is not None:
        raise PasskeyWrong("may not come in")
    return passkey


def _place(parts: Parts) -> Place:
    place = place_of(parts.public_url)
    if place is None:
        raise NotThere
    return place
