"""One's own passkeys: seen, added, renamed, removed."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.accounts import tell_of_change
from admin_server.core.errors import AlreadyExists
from admin_server.core.passkeys import (
    MOST,
    LastFactor,
    Owner,
    add_passkey,
    find_passkey,
    handle_of,
    is_last_factor,
    remove_passkey,
    rename_passkey,
)
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.users import Passkey, SignInMethod
from admin_server.security.passkeys import (
    NewKey,
    PasskeyWrong,
    Place,
    ask_for_new_key,
    place_of,
    read_new_key,
)
from admin_server.web.current import App, Parts
from admin_server.web.dashboard.browsers import browser_of
from admin_server.web.dashboard.current import (
    CurrentUser,
    Needs,
    NotThere,
    StepNeeded,
)
from admin_server.web.dashboard.door import new_secret
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.own_account import proving
from admin_server.web.dashboard.signing_in.held import Held
from admin_server.web.dashboard.signing_in.sign_in import let_in

log = structlog.get_logger()
router = APIRouter()

LIST = "/account/passkeys"
_HELD = Held("new-passkey")
_LONGEST_ANSWER = 12_000
_LONGEST_NAME = 60
# Also for somebody who still needs a second factor: a passkey is one.
_Mine = Annotated[CurrentUser, Depends(Needs(Action.OWN_ACCOUNT, unfinished=True))]


@router.get(LIST)
async def own_passkeys(request: Request, parts: App, who: _Mine) -> Response:
    """List one's passkeys."""
    _change_password_first(who)
    return await _list(request, who, parts)


@router.post(f"{LIST}/options")
async def ask(request: Request, parts: App, who: _Mine) -> Response:
    """Say what the browser has to ask the authenticator for a new key."""
    place = await _place_to_add(parts, who)
    known = await who.store.read(lambda nouns: nouns.passkeys.of_user(who.user.id))
    challenge = new_secret()
    options = ask_for_new_key(
        place,
        who.user,
        handle=handle_of(Owner(who.tenant.id, who.user.id)),
        challenge=challenge.encode(),
        known=known,
    )
    response = Response(options, media_type="application/json")
    _HELD.give(request, response, challenge=challenge, user=who.user.id)
    return response


@router.post(LIST)
async def add(request: Request, parts: App, who: _Mine) -> Response:
    """Keep a key that the authenticator has made."""
    place = await _place_to_add(parts, who)
    form = await read_form(request, words_for(request))
    if proving.asks_for_password(who, parts):
        await proving.check_password(form, who, parts)
    passkey = _made(request, parts, who, place, form)
    if passkey is not None and await _kept(who, parts, passkey, form):
        response = await _added(request, who, passkey)
    else:
        response = await _list(request, who, parts, form=form, status=422)
    _HELD.drop(response)
    return response


@router.get(f"{LIST}/{{passkey_id}}")
async def one_passkey(request: Request, passkey_id: str, who: _Mine) -> Response:
    """Show one passkey: its name, and the way to remove it."""
    passkey = await _own(who, passkey_id)
    return page(request, "passkey.html", passkey=passkey, start={"name": passkey.name})


@router.post(f"{LIST}/{{passkey_id}}")
async def rename(request: Request, parts: App, passkey_id: str, who: _Mine) -> Response:
    """Give a passkey another name."""
    passkey = await _own_to_change(who, passkey_id)
    form = await read_form(request, words_for(request))
    name = form.needed("name", longest=_LONGEST_NAME)
    if not form.fits:
        return page(request, "passkey.html", status=422, form=form, passkey=passkey)
    now = parts.clock.now()
    await who.store.write(lambda nouns: rename_passkey(nouns, passkey, name, now=now))
    return go_to(request, LIST, said="passkeys.renamed", name=name)


@router.get(f"{LIST}/{{passkey_id}}/remove")
async def ask_to_remove(
    request: Request, parts: App, passkey_id: str, who: _Mine
) -> Response:
    """Ask before a passkey is removed, or say why it stays."""
    return await _remove_page(request, parts, who, await _own(who, passkey_id))


@router.post(f"{LIST}/{{passkey_id}}/remove")
async def remove(request: Request, parts: App, passkey_id: str, who: _Mine) -> Response:
    """Remove a passkey."""
    passkey = await _own_to_change(who, passkey_id)
    form = await read_form(request, words_for(request))
    if proving.asks_for_password(who, parts):
        await proving.check_password(form, who, parts)
    if not form.fits:
        return await _remove_page(request, parts, who, passkey, form)
    now, message = parts.clock.now(), parts.chance.new_id()

    def work(nouns: Nouns) -> None:
        remove_passkey(nouns, passkey, now=now)
        tell_of_change(nouns, who.user.id, "passkey_off", message=message, now=now)

    try:
        await who.store.write(work)
    except LastFactor:
        return await _remove_page(request, parts, who, passkey, form)
    return go_to(request, LIST, said="passkeys.removed", name=passkey.name)


def _change_password_first(who: CurrentUser) -> None:
    if who.user.must_change:
        raise StepNeeded("/account/password")


async def _place_to_add(parts: Parts, who: CurrentUser) -> Place:
    """Find where a new passkey would be good.

    Raises:
        StepNeeded: none may be added now; the list says why.
    """
    _change_password_first(who)
    place = place_of(parts.public_url)
    if place is None or await _is_locked(who):
        raise StepNeeded(LIST)
    return place


async def _is_locked(who: CurrentUser) -> bool:
    """Tell whether a second factor exists that this session has not shown.

    Else a password alone would be enough to add a passkey, and so to have both.
    """
    if who.session.strong:
        return False
    mine = await who.store.read(lambda nouns: nouns.passkeys.of_user(who.user.id))
    return who.user.totp_on or bool(mine)


async def _own(who: CurrentUser, passkey_id: str) -> Passkey:
    _change_password_first(who)
    passkey = await who.store.read(
        lambda nouns: find_passkey(nouns, who.user, passkey_id)
    )
    if passkey is None:
        raise NotThere
    return passkey


async def _own_to_change(who: CurrentUser, passkey_id: str) -> Passkey:
    passkey = await _own(who, passkey_id)
    if await _is_locked(who):
        raise StepNeeded(LIST)
    return passkey


def _made(
    request: Request, parts: Parts, who: CurrentUser, place: Place, form: Filled
) -> Passkey | None:
    """Read the key that was made; None, with the reason in the form, if it is none."""
    name = form.text("name", longest=_LONGEST_NAME)
    words = _HELD.read(request)
    if words is None or words["user"] != who.user.id:
        form.wrong("answer", "passkeys.too_late")
        return None
    key = _proved(form.secret("answer", longest=_LONGEST_ANSWER), place, words)
    if key is None or not _HELD.use_up(request, words, word="challenge"):
        form.wrong("answer", "passkeys.not_made")
    if key is None or not form.fits:
        return None
    return Passkey(
        id=parts.chance.new_id(),
        user=who.user.id,
        credential=key.credential,
        public_key=key.public_key,
        counter=key.counter,
        name=name or browser_of(request) or form.words("passkeys.passkey"),
        created_at=parts.clock.now(),
    )


def _proved(answer: str, place: Place, words: dict[str, str]) -> NewKey | None:
    challenge = words["challenge"].encode()
    try:
        return read_new_key(answer, place=place, challenge=challenge)
    except PasskeyWrong as wrong:
        log.info("passkey_not_made", why=str(wrong))
        return None


async def _kept(who: CurrentUser, parts: Parts, passkey: Passkey, form: Filled) -> bool:
    """Save a new passkey, unless it is one too many or known already."""

    def save(nouns: Nouns) -> bool:
        if len(nouns.passkeys.of_user(who.user.id)) >= MOST:
            return False
        add_passkey(nouns, passkey)
        message, now = parts.chance.new_id(), parts.clock.now()
        tell_of_change(nouns, who.user.id, "passkey_on", message=message, now=now)
        return True

    try:
        is_kept = await who.store.write(save)
    except AlreadyExists:
        is_kept = False
    if not is_kept:
        form.wrong("answer", "passkeys.not_made")
    return is_kept


async def _added(request: Request, who: CurrentUser, passkey: Passkey) -> Response:
    if who.session.strong:
        return go_to(request, LIST, said="passkeys.added", name=passkey.name)
    # Making a key shows it: from here on, this browser has shown a second factor.
    return await let_in(
        request,
        who.store,
        who.user.id,
        method=SignInMethod.PASSKEY,
        strong=True,
        next_path=LIST,
    )


async def _list(
    request: Request,
    who: CurrentUser,
    parts: Parts,
    *,
    form: Filled | None = None,
    status: int = 200,
) -> Response:
    mine = await who.store.read(lambda nouns: nouns.passkeys.of_user(who.user.id))
    return page(
        request,
        "passkeys.html",
        status=status,
        form=form,
        start={"name": ""},
        passkeys=mine,
        works=place_of(parts.public_url) is not None,
        asks_for_password=proving.asks_for_password(who, parts),
        locked=await _is_locked(who),
        full=len(mine) >= MOST,
    )


async def _remove_page(
    request: Request,
    parts: Parts,
    who: CurrentUser,
    passkey: Passkey,
    form: Filled | None = None,
) -> Response:
    last = await who.store.read(lambda nouns: is_last_factor(nouns, passkey))
    return page(
        request,
        "passkey_remove.html",
        status=422 if form else 200,
        form=form,
        passkey=passkey,
        last=last,
        asks_for_password=proving.asks_for_password(who, parts),
    )
