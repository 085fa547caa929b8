"""The very first start: no account comes with the server, a link on its screen makes one."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import available_timezones

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import Author, change_site, new_site_key
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.staff import add_first_admin
from admin_server.core.tenants import Tenant
from admin_server.core.users import Role, SignInMethod, User
from admin_server.core.values import is_short_name
from admin_server.security.passes import new_pass_key
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, NotThere
from admin_server.web.dashboard.door import hash_secret, new_secret
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.signing_in.new_password import (
    read_new_password,
    words_of,
)
from admin_server.web.dashboard.signing_in.sign_in import (
    Anybody,
    is_insecure,
    let_in,
    remember_organisation,
)
from admin_server.web.dashboard.value_rules import email, time_zone
from admin_server.web.pairing_limits import caller_address

LASTS = timedelta(hours=1)
"""How long the link on the server's screen works."""
router = APIRouter()
_LONGEST_TOKEN = 100
_ZONE = "Europe/Berlin"


def print_line(line: str) -> None:
    """Print a line at once, past the log."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def offer_first_account(
    parts: Parts, *, say: Callable[[str], object] = print_line
) -> None:
    """While nobody has an account, print a link that makes the first one.

    The line goes to the screen and never to the log: whoever reads it is in.
    """
    before = parts.store.before_tenant
    if await before.has_users():
        return
    token = new_secret()
    expires_at = parts.clock.now() + LASTS
    await before.add_setup_link(hash_secret(token), expires_at=expires_at)
    say(
        "Nobody has an account yet. Within an hour, open "
        f"{parts.public_url}/set-up/{token}"
    )


@router.get("/set-up/{token}")
async def show(request: Request, parts: App, _: Anybody, token: str) -> HTMLResponse:
    """Show the form, as long as the link works; nothing is used up yet."""
    await _require_link(parts, token)
    return _page(request, await _tenants(parts))


@router.post("/set-up/{token}")
async def set_up(request: Request, parts: App, _: Anybody, token: str) -> Response:
    """Make the first account, and its organisation where there is none; once."""
    parts.people.set_up(caller_address(request))
    await _require_link(parts, token)
    there = await _tenants(parts)
    form = await read_form(request, words_for(request))
    tenant = _read_tenant(form, parts, there)
    site = _read_site(form, parts) if not there else None
    admin = _read_admin(form, parts)
    password = read_new_password(form, own_words=words_of(tenant, admin.email))
    if is_insecure(request) or not form.fits:
        return _page(request, there, form)
    kept = await parts.passwords.hash(password)
    now, before = parts.clock.now(), parts.store.before_tenant
    if not await before.use_setup_link(hash_secret(token), now=now):
        raise NotThere
    if not there:
        await before.add_tenant(tenant)
    store = parts.store.for_tenant(tenant.id)
    by = Author(f"user:{admin.id}", now)

    def work(nouns: Nouns) -> None:
        add_first_admin(nouns, replace(admin, password_hash=kept), now=now)
        if site is not None:
            key = new_site_key(nouns, site.name)
            change_site(nouns, replace(site, key=key), by)

    await store.write(work)
    response = await let_in(
        request,
        store,
        admin.id,
        method=SignInMethod.LINK,
        strong=False,
        next_path="/welcome",
    )
    remember_organisation(response, tenant.slug)
    return response


def _read_tenant(form: Filled, parts: Parts, there: list[Tenant]) -> Tenant:
    """Read which organisation it is: one that is there, or a new one."""
    if there:
        chosen = form.text("organisation") or there[0].slug
        found = next((one for one in there if one.slug == chosen), None)
        if found is None:
            form.wrong("organisation", "forms.needed")
        return found or there[0]
    tenant_id = parts.chance.new_id()
    public, sealed = new_pass_key(parts.box, tenant_id)
    return Tenant(
        id=tenant_id,
        slug=form.needed("slug", _short_name, longest=40),
        name=form.needed("organisation", longest=100),
        pass_key=public,
        sealed_pass_key=sealed,
    )


def _read_site(form: Filled, parts: Parts) -> Site:
    return Site(
        id=parts.chance.new_id(),
        key="",
        name=form.needed("site", longest=100),
        time_zone=form.needed("time_zone", time_zone),
    )


def _read_admin(form: Filled, parts: Parts) -> User:
    return User(
        id=parts.chance.new_id(),
        email=form.needed("email", email, longest=254),
        name=form.needed("name", longest=100),
        role=Role.TENANT_ADMIN,
        language=form.words.language,
    )


def _short_name(value: str) -> str | None:
    return None if is_short_name(value) else "set_up.slug_wrong"


async def _require_link(parts: Parts, token: str) -> None:
    now = parts.clock.now()
    before = parts.store.before_tenant
    if len(token) > _LONGEST_TOKEN or not await before.setup_link_works(
        hash_secret(token), now=now
    ):
        raise NotThere


async def _tenants(parts: Parts) -> list[Tenant]:
    return [
        await parts.store.for_tenant(tenant).read(lambda nouns: nouns.tenant)
        for tenant in await parts.store.before_tenant.tenants()
    ]


def _page(
    request: Request, there: list[Tenant], form: Filled | None = None
) -> HTMLResponse:
    return page(
        request,
        "set_up.html",
        status=422 if form else 200,
        form=form,
        start={"time_zone": _ZONE, "organisation": there[0].slug if there else ""},
        tenants=there,
        choices=[(one.slug, one.name) for one in there],
        zones=[(zone, zone.replace("_", " ")) for zone in sorted(_zones())],
        insecure=is_insecure(request),
    )


def _zones() -> set[str]:
    """Name the time zones that people live in."""
    return {
        zone
        for zone in available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))
    }
