"""Settings: the identity providers by which people may sign in."""

from dataclasses import dataclass, replace
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.changes import change_tenant
from admin_server.core.identities import ProviderKind, directory_of
from admin_server.core.identity_providers import (
    add_provider,
    change_provider,
    people_at,
    remove_provider,
)
from admin_server.core.owned import locks
from admin_server.core.permissions import Action
from admin_server.core.users import IdentityProvider
from admin_server.security.id_tokens import ALGORITHMS
from admin_server.security.openid import Metadata, OpenIdRefused, discover
from admin_server.web.current import App, Parts
from admin_server.web.dashboard.current import CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.provider_form import read_provider
from admin_server.web.dashboard.signing_in.openid import redirect_uri

log = structlog.get_logger()
router = APIRouter()

LIST = "/settings/sign-in"
_Admin = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_USERS))]


@router.get(LIST)
async def providers(request: Request, parts: App, who: _Admin) -> Response:
    """List the providers, and the address to register with them."""
    found = await who.store.read(lambda nouns: nouns.identity_providers.all())
    return page(
        request,
        "providers.html",
        start={"second_factor": "yes" if who.tenant.second_factor else ""},
        providers=found,
        kinds=list(ProviderKind),
        redirect_uri=redirect_uri(parts),
        locked=locks(who.tenant, "tenant"),
    )


@router.post(LIST)
async def second_factor(request: Request, parts: App, who: _Admin) -> Response:
    """Say whether everybody needs a second factor."""
    form = await read_form(request, words_for(request))
    needed, by = form.flag("second_factor"), settling.author(who, parts)
    changed = await who.store.write(
        lambda nouns: change_tenant(
            nouns,
            replace(nouns.tenant, second_factor=needed),
            by,
            event="tenant.second_factor_changed",
        )
    )
    said = "settings.saved" if changed else "settings.nothing_changed"
    return go_to(request, LIST, said=said)


@router.get(f"{LIST}/new/{{kind}}")
async def new_provider(request: Request, parts: App, kind: str, _: _Admin) -> Response:
    """Ask what a provider knows us by."""
    empty = _empty(kind)
    start = {"name": words_for(request)(f"providers.{kind}.name"), "active": "yes"}
    return _form_page(request, parts, empty, start=start)


@router.post(f"{LIST}/new/{{kind}}")
async def add(request: Request, parts: App, kind: str, who: _Admin) -> Response:
    """Save a new provider."""
    empty = replace(_empty(kind), id=parts.chance.new_id())
    form = await read_form(request, words_for(request))
    provider = read_provider(form, parts, who.tenant.id, empty)
    if not form.fits:
        return _form_page(request, parts, _empty(kind), form=form)
    by = settling.author(who, parts)
    await who.store.write(lambda nouns: add_provider(nouns, provider, by))
    path = f"{LIST}/{provider.id}"
    return go_to(request, path, said="providers.added", name=provider.name)


@router.get(f"{LIST}/{{provider_id}}")
async def one_provider(
    request: Request, parts: App, provider_id: str, who: _Admin
) -> Response:
    """Show a provider's settings."""
    provider = await _theirs(who, provider_id)
    return _form_page(request, parts, provider, start=_start(provider))


@router.post(f"{LIST}/{{provider_id}}")
async def change(
    request: Request, parts: App, provider_id: str, who: _Admin
) -> Response:
    """Save a provider's changed settings."""
    provider = await _theirs(who, provider_id)
    form = await read_form(request, words_for(request))
    changed = read_provider(form, parts, who.tenant.id, provider)
    if not form.fits:
        return _form_page(request, parts, provider, form=form)
    by = settling.author(who, parts)
    await who.store.write(lambda nouns: change_provider(nouns, changed, by))
    path = f"{LIST}/{provider.id}"
    return go_to(request, path, said="providers.changed", name=changed.name)


@router.post(f"{LIST}/{{provider_id}}/test")
async def try_provider(
    request: Request, parts: App, provider_id: str, who: _Admin
) -> Response:
    """Read what the provider says of itself, and tell it."""
    provider = await _theirs(who, provider_id)
    try:
        tried = _Tried(found=await discover(parts.http, provider.issuer))
    except OpenIdRefused as refused:
        log.info("provider_tried", provider=provider.id, detail=refused.detail)
        tried = _Tried(trouble=refused.trouble.value)
    return _form_page(request, parts, provider, start=_start(provider), tried=tried)


@router.get(f"{LIST}/{{provider_id}}/remove")
async def ask_to_remove(request: Request, provider_id: str, who: _Admin) -> Response:
    """Ask before a provider is removed."""
    provider = await _theirs(who, provider_id)
    people = await who.store.read(lambda nouns: people_at(nouns, provider))
    return page(
        request, "provider_remove.html", provider=provider, people=len(set(people))
    )


@router.post(f"{LIST}/{{provider_id}}/remove")
async def remove(
    request: Request, parts: App, provider_id: str, who: _Admin
) -> Response:
    """Remove a provider; whoever is signed in by it is signed out."""
    provider = await _theirs(who, provider_id)
    by = settling.author(who, parts)
    await who.store.write(lambda nouns: remove_provider(nouns, provider, by))
    return go_to(request, LIST, said="providers.removed", name=provider.name)


async def _theirs(who: CurrentUser, provider_id: str) -> IdentityProvider:
    found = await who.store.read(
        lambda nouns: nouns.identity_providers.get(provider_id)
    )
    if found is None:
        raise NotThere
    return found


def _empty(kind: str) -> IdentityProvider:
    if kind not in set(ProviderKind):
        raise NotThere
    return IdentityProvider(id="", kind=kind, name="", issuer="", client_id="")


def _start(provider: IdentityProvider) -> dict[str, str]:
    return {
        "name": provider.name,
        "directory": directory_of(provider),
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "active": "yes" if provider.active else "",
    }


def _form_page(
    request: Request,
    parts: Parts,
    provider: IdentityProvider,
    *,
    form: Filled | None = None,
    start: dict[str, str] | None = None,
    tried: "_Tried | None" = None,
) -> Response:
    return page(
        request,
        "provider.html",
        status=200 if form is None else 422,
        form=form,
        # A box that was not ticked comes with no value: the form says it all.
        start=start or {"directory": directory_of(provider), "issuer": provider.issuer},
        provider=provider,
        redirect_uri=redirect_uri(parts),
        tried=tried,
    )


@dataclass(frozen=True)
class _Tried:
    """How it went to read what a provider says of itself."""

    found: Metadata | None = None
    trouble: str = ""

    @property
    def usable(self) -> bool:
        """Whether it signs in a way that we accept."""
        return self.found is not None and bool(
            set(self.found.algorithms) & set(ALGORITHMS)
        )
