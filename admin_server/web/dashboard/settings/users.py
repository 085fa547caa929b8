"""The people who sign in: adding them, their roles and sites, letting them go."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.accounts import is_locked
from admin_server.core.changes import Author
from admin_server.core.errors import AlreadyExists
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.second_factors import turn_off
from admin_server.core.staff import (
    LastAdmin,
    activate,
    add_user,
    change_user,
    deactivate,
    has_come,
    send_link_again,
)
from admin_server.core.users import Role, User
from admin_server.security.links import new_link
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import (
    App,
    CurrentUser,
    Needs,
    NotThere,
    StepNeeded,
)
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings.settling import author
from admin_server.web.dashboard.value_rules import email
from admin_server.web.dashboard.words import LANGUAGES

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_USERS))]
_NEW = User(id="", email="", name="", role=Role.RECEPTIONIST)


@dataclass(frozen=True)
class Listed:
    """A line of the list.

    Attributes:
        state: "active", "invited", "locked" or "gone".
    """

    user: User
    sites: tuple[str, ...]
    state: str


@router.get("/users")
async def users(request: Request, who: Who, parts: App) -> HTMLResponse:
    """List everybody who has an account."""
    return await _list_page(request, who, parts)


@router.get("/users/new")
async def new_user(request: Request, who: Who) -> HTMLResponse:
    """Show the empty form."""
    return await _form_page(request, who, _NEW)


@router.post("/users/new")
async def add(request: Request, who: Who, parts: App) -> Response:
    """Save somebody new and send them a link."""
    form = await read_form(request, words_for(request))
    sites = await who.store.read(lambda nouns: nouns.sites.all())
    asked = replace(_read(form, _NEW, sites), id=parts.chance.new_id())
    if not form.fits:
        return await _form_page(request, who, _NEW, form)
    link = new_link(parts.box, who.tenant.id, chance=parts.chance)
    by = author(who, parts)
    try:
        await who.store.write(lambda nouns: add_user(nouns, asked, link, by))
    except AlreadyExists:
        form.wrong("email", "users.email_taken")
        return await _form_page(request, who, _NEW, form)
    return go_to(request, "/users", said="users.added", name=asked.name)


@router.get("/users/{user_id}")
async def user(request: Request, who: Who, user_id: str) -> HTMLResponse:
    """Show somebody's account."""
    return await _form_page(request, who, await _find(who, user_id))


@router.post("/users/{user_id}")
async def change(request: Request, who: Who, parts: App, user_id: str) -> Response:
    """Save somebody's name, role and sites; it counts at their next request."""
    stored = await _find(who, user_id)
    form = await read_form(request, words_for(request))
    sites = await who.store.read(lambda nouns: nouns.sites.all())
    asked = _read(form, stored, sites)
    if not form.fits:
        return await _form_page(request, who, stored, form)
    by = author(who, parts)
    try:
        await who.store.write(lambda nouns: change_user(nouns, _over(nouns, asked), by))
    except AlreadyExists:
        form.wrong("email", "users.email_taken")
        return await _form_page(request, who, stored, form)
    except LastAdmin:
        form.wrong("role", "users.last_admin")
        return await _form_page(request, who, stored, form)
    return go_to(request, "/users", said="users.saved", name=asked.name)


@router.get("/users/{user_id}/deactivate")
async def ask_to_deactivate(request: Request, who: Who, user_id: str) -> HTMLResponse:
    """Say what deactivating somebody does, before it is done."""
    found = await _find(who, user_id)
    return page(request, "user_deactivate.html", user=found, last_admin=False)


@router.post("/users/{user_id}/deactivate")
async def let_go(request: Request, who: Who, parts: App, user_id: str) -> Response:
    """Let somebody in no more."""
    found = await _find(who, user_id)
    try:
        await _do(who, parts, found, deactivate)
    except LastAdmin:
        return page(
            request,
            "user_deactivate.html",
            status=422,
            user=found,
            last_admin=True,
        )
    return go_to(request, "/users", said="users.deactivated", name=found.name)


@router.post("/users/{user_id}/activate")
async def let_in_again(
    request: Request, who: Who, parts: App, user_id: str
) -> Response:
    """Let somebody in again, or at once after wrong tries."""
    found = await _find(who, user_id)
    await _do(who, parts, found, activate)
    return go_to(request, "/users", said="users.activated", name=found.name)


@router.post("/users/{user_id}/link")
async def send_again(request: Request, who: Who, parts: App, user_id: str) -> Response:
    """Send somebody a new link; the old one ends."""
    found = await _find(who, user_id)
    if not found.active:
        raise NotThere
    link = new_link(parts.box, who.tenant.id, chance=parts.chance)
    await _do(
        who, parts, found, lambda nouns, one, by: send_link_again(nouns, one, link, by)
    )
    return go_to(request, "/users", said="users.link_sent", name=found.name)


@router.get("/users/{user_id}/second-factor")
async def ask_to_turn_off(request: Request, who: Who, user_id: str) -> HTMLResponse:
    """Say what taking away somebody's second factor does, before it is done."""
    found = await _find_other(who, user_id)
    return page(request, "user_second_factor.html", user=found)


@router.post("/users/{user_id}/second-factor")
async def turn_factor_off(
    request: Request, who: Who, parts: App, user_id: str
) -> Response:
    """Take away the second factor of somebody who has lost it, and end their sessions."""
    found = await _find_other(who, user_id)

    def work(nouns: Nouns, one: User, by: Author) -> None:
        turn_off(nouns, one, actor=by.actor, now=by.at)
        for passkey in nouns.passkeys.of_user(one.id):
            nouns.passkeys.remove(passkey.id)
        nouns.sessions.end_all(one.id)

    await _do(who, parts, found, work)
    return go_to(request, "/users", said="users.factor_removed", name=found.name)


async def _find(who: CurrentUser, user_id: str) -> User:
    found = await who.store.read(lambda nouns: nouns.users.get(user_id))
    if found is None:
        raise NotThere
    return found


async def _find_other(who: CurrentUser, user_id: str) -> User:
    if user_id == who.user.id:
        # One's own is taken away where it has to be shown first.
        raise StepNeeded("/account/second-factor")
    return await _find(who, user_id)


async def _do(
    who: CurrentUser,
    parts: Parts,
    found: User,
    work: Callable[[Nouns, User, Author], None],
) -> None:
    by = author(who, parts)
    await who.store.write(
        # As they stand now: something may have changed since the page was made.
        lambda nouns: work(nouns, nouns.users.get(found.id) or found, by)
    )


def _read(form: Filled, stored: User, sites: list[Site]) -> User:
    name = form.needed("name", longest=100)
    address = form.needed("email", email, longest=254)
    role, chosen = _role(form), set(form.many("sites"))
    mine = tuple(sorted(site.id for site in sites if site.id in chosen))
    if role is not Role.TENANT_ADMIN and sites and not mine:
        form.wrong("sites", "users.needs_site")
    language = form.text("language")
    return replace(
        stored,
        name=name,
        email=address,
        role=role or stored.role,
        sites=_sites(stored, () if role is Role.TENANT_ADMIN else mine),
        language=language if language in LANGUAGES else stored.language,
        must_change=form.flag("must_change"),
    )


def _sites(stored: User, chosen: tuple[str, ...]) -> tuple[str, ...]:
    # The same ones in another order are no change.
    return stored.sites if set(stored.sites) == set(chosen) else chosen


def _role(form: Filled) -> Role | None:
    typed = form.text("role")
    if typed not in set(Role):
        form.wrong("role", "forms.needed")
        return None
    return Role(typed)


def _over(nouns: Nouns, asked: User) -> User:
    """Lay what was asked for over the account as it stands now."""
    now = nouns.users.get(asked.id) or asked
    return replace(
        now,
        name=asked.name,
        email=asked.email,
        role=asked.role,
        sites=asked.sites,
        language=asked.language,
        must_change=asked.must_change and now.password_hash is not None,
    )


async def _list_page(request: Request, who: CurrentUser, parts: Parts) -> HTMLResponse:
    everybody, sites = await who.store.read(
        lambda nouns: (nouns.users.all(), nouns.sites.all())
    )
    names = {site.id: site.name for site in sites}
    listed = [
        Listed(
            user=one,
            sites=tuple(names[site] for site in one.sites if site in names),
            state=_state(one, parts),
        )
        for one in everybody
    ]
    return page(
        request,
        "users.html",
        listed=sorted(listed, key=lambda line: line.state == "gone"),
    )


def _state(one: User, parts: Parts) -> str:
    if not one.active:
        return "gone"
    if is_locked(one, now=parts.clock.now()):
        return "locked"
    return "active" if has_come(one) else "invited"


async def _form_page(
    request: Request, who: CurrentUser, found: User, form: Filled | None = None
) -> HTMLResponse:
    sites = await who.store.read(lambda nouns: nouns.sites.all())
    return page(
        request,
        "user.html",
        status=422 if form else 200,
        form=form,
        start={
            "name": found.name,
            "email": found.email,
            "role": found.role.value,
            "language": found.language if found.id else who.user.language,
            "must_change": "yes" if found.must_change and form is None else "",
        },
        user=found,
        is_new=not found.id,
        has_come=has_come(found),
        has_factor=await _has_factor(who, found),
        roles=tuple(Role),
        languages=tuple(LANGUAGES.items()),
        sites=sorted(sites, key=lambda site: site.name.casefold()),
        chosen=set(form.many("sites")) if form else set(found.sites),
    )


async def _has_factor(who: CurrentUser, found: User) -> bool:
    passkeys = await who.store.read(lambda nouns: nouns.passkeys.of_user(found.id))
    return found.totp_on or bool(passkeys)
