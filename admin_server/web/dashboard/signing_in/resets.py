"""Links from mails: asking for a new password, setting it, coming for the first time."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.accounts import (
    ask_for_reset,
    set_by_link,
    tell_of_change,
    whose_link,
)
from admin_server.core.people import fold_email
from admin_server.core.ports import Nouns, TenantStore
from admin_server.core.tenants import Tenant
from admin_server.core.users import LinkPurpose, SignInMethod, User
from admin_server.security.links import new_link
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App
from admin_server.web.dashboard.door import hash_secret
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.signing_in.new_password import (
    read_new_password,
    words_of,
)
from admin_server.web.dashboard.signing_in.sign_in import (
    Anybody,
    account_of,
    let_in,
    remember_organisation,
    remembered_organisation,
)
from admin_server.web.dashboard.signing_in.sign_in_ways import ways_of
from admin_server.web.pairing_limits import caller_address

router = APIRouter()
_LONGEST_TOKEN = 100


@dataclass(frozen=True)
class OpenLink:
    """A link that works, and whose it is."""

    id: str
    store: TenantStore
    tenant: Tenant
    user: User
    purpose: LinkPurpose


@router.get("/forgot")
async def forgot(request: Request, parts: App, _: Anybody) -> HTMLResponse:
    """Ask whose password is forgotten."""
    return await _forgot_page(request, parts)


@router.post("/forgot")
async def ask(request: Request, parts: App, _: Anybody) -> Response:
    """Send a link, if there is such an account; the answer is the same if not."""
    parts.people.reset(caller_address(request))
    form = await read_form(request, words_for(request))
    slug = form.needed("organisation", longest=40).casefold()
    email = form.needed("email", longest=254)
    if not form.fits:
        return await _forgot_page(request, parts, form)
    account = await account_of(parts, slug, email)
    if account is not None and parts.people.mail(
        f"{account.tenant}:{fold_email(email)}"
    ):
        link = new_link(parts.box, account.tenant, chance=parts.chance)
        now = parts.clock.now()
        await account.store.write(
            lambda nouns: ask_for_reset(nouns, email, link, now=now)
        )
    return page(request, "forgot_sent.html")


@router.get("/reset/{token}")
@router.get("/welcome/{token}")
async def show(request: Request, parts: App, _: Anybody, token: str) -> HTMLResponse:
    """Show whose password is set here; nothing is used up yet."""
    link = await _open(parts, token)
    return _gone(request) if link is None else _page(request, link)


@router.post("/reset/{token}")
@router.post("/welcome/{token}")
async def save(request: Request, parts: App, _: Anybody, token: str) -> Response:
    """Save the new password, once.

    Whoever comes for the first time is let in; after a reset the new password is
    asked for, with everything else that belongs to a sign-in.
    """
    parts.people.reset(caller_address(request))
    link = await _open(parts, token)
    if link is None:
        return _gone(request)
    form = await read_form(request, words_for(request))
    words = words_of(link.tenant, link.user.email)
    password = read_new_password(form, own_words=words)
    if not form.fits:
        return _page(request, link, form)
    kept = await parts.passwords.hash(password)
    user = await link.store.write(lambda nouns: _set(nouns, parts, link, kept))
    if user is None:
        return _gone(request)
    response = await _onwards(request, link, user)
    remember_organisation(response, link.tenant.slug)
    return response


def _set(nouns: Nouns, parts: Parts, link: OpenLink, kept: str) -> User | None:
    now = parts.clock.now()
    found = set_by_link(nouns, link.id, kept=kept, now=now)
    if found is None:
        return None
    user, purpose = found
    if purpose is LinkPurpose.RESET_PASSWORD:
        message = parts.chance.new_id()
        tell_of_change(nouns, user.id, "password", message=message, now=now)
    return user


async def _onwards(request: Request, link: OpenLink, user: User) -> Response:
    if link.purpose is not LinkPurpose.WELCOME or user.totp_on:
        return go_to(request, "/sign-in", said="resets.saved")
    return await let_in(
        request,
        link.store,
        user.id,
        method=SignInMethod.LINK,
        strong=False,
        next_path="/",
    )


async def _open(parts: Parts, token: str) -> OpenLink | None:
    if len(token) > _LONGEST_TOKEN:
        return None
    found = await parts.store.before_tenant.link_by_token(hash_secret(token))
    if found is None:
        return None
    store, now = parts.store.for_tenant(found.tenant), parts.clock.now()

    def look(nouns: Nouns) -> OpenLink | None:
        whose = whose_link(nouns, found.link, now=now)
        if whose is None:
            return None
        user, purpose = whose
        return OpenLink(found.link, store, nouns.tenant, user, purpose)

    return await store.read(look)


async def _forgot_page(
    request: Request, parts: Parts, form: Filled | None = None
) -> HTMLResponse:
    only = len(await parts.store.before_tenant.tenants()) == 1
    ours = (await ways_of(parts)).tenant if only else remembered_organisation(request)
    return page(
        request,
        "forgot.html",
        status=422 if form else 200,
        form=form,
        start={"organisation": ours},
        only=only,
    )


def _gone(request: Request) -> HTMLResponse:
    return page(request, "reset_gone.html", status=404)


def _page(request: Request, link: OpenLink, form: Filled | None = None) -> HTMLResponse:
    return page(
        request,
        "reset.html",
        status=422 if form else 200,
        form=form,
        link=link,
        is_new=link.purpose is LinkPurpose.WELCOME,
    )
