"""Signing in by an OpenID Connect provider: off to the provider, and back."""

import hmac
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.errors import SecretUnreadable
from admin_server.core.identities import find_person, read_claims
from admin_server.core.ports import Nouns, TenantStore
from admin_server.core.users import IdentityProvider, SignInMethod
from admin_server.security.openid import (
    OpenIdRefused,
    Question,
    Registration,
    Trouble,
    address_to_ask,
    discover,
    provider_words,
    redeem,
)
from admin_server.web.current import App, Parts
from admin_server.web.dashboard.current import CurrentUser, Open
from admin_server.web.dashboard.door import new_secret
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.signing_in.held import Held
from admin_server.web.dashboard.signing_in.sign_in import let_in, remember_organisation

log = structlog.get_logger()
router = APIRouter()

CALLBACK = "/sign-in/openid/callback"
"""Where a provider sends the browser back to; each has to know it exactly."""
_HELD = Held("openid")
_Anybody = Annotated[CurrentUser | None, Depends(Open())]
_STATUS = {
    Trouble.DENIED: 403,
    Trouble.STRANGER: 403,
    Trouble.STALE: 400,
    Trouble.GONE: 404,
}
_PROVIDER_SAID_NO = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "login_required",
    }
)
_PROVIDER_IS_AWAY = frozenset({"server_error", "temporarily_unavailable"})


@router.post("/sign-in/openid")
async def begin(request: Request, parts: App, _: _Anybody) -> Response:
    """Take the browser to a provider of the tenant that the form names."""
    parts.sign_in_pace.begin(request)
    form = await read_form(request, words_for(request))
    tenant = await parts.store.before_tenant.tenant_by_slug(form.text("tenant"))
    words = {
        "slug": form.text("tenant"),
        "tenant": tenant or "",
        "provider": form.text("provider"),
        "next": form.text("next"),
    }
    try:
        return await _take_there(request, parts, words, choose=form.flag("choose"))
    except OpenIdRefused as refused:
        return _trouble_page(request, refused, words)


@router.get(CALLBACK)
async def finish(request: Request, parts: App, _: _Anybody) -> Response:
    """Let in whom the provider names, if it answers what this browser asked."""
    words = _HELD.read(request)
    state = request.query_params.get("state", "")
    if words is None or not _same(words["state"], state):
        # Not dropped: another page may have sent the browser here to spoil a
        # sign-in that is under way.
        return _trouble_page(request, OpenIdRefused(Trouble.STALE, "state"), words)
    try:
        response = await _let_in(request, parts, words)
    except OpenIdRefused as refused:
        response = _trouble_page(request, refused, words)
    _HELD.drop(response)
    return response


def registration_of(
    parts: Parts, tenant: str, provider: IdentityProvider
) -> Registration:
    """Say what a provider knows us by.

    Raises:
        OpenIdRefused: its secret cannot be opened any more.
    """
    secret = None
    if provider.sealed_secret is not None:
        try:
            opened = parts.box.open(provider.sealed_secret, *bound_to(tenant, provider))
        except SecretUnreadable as error:
            raise OpenIdRefused(Trouble.SETUP, "secret unreadable") from error
        secret = opened.decode()
    return Registration(provider.client_id, redirect_uri(parts), secret)


def bound_to(tenant: str, provider: IdentityProvider) -> tuple[str, str, str]:
    """What a provider's secret is sealed to."""
    return provider_words(tenant, provider.id)


def redirect_uri(parts: Parts) -> str:
    """The address that has to be registered with a provider, to the letter."""
    return f"{parts.public_url}{CALLBACK}"


async def _take_there(
    request: Request, parts: Parts, words: dict[str, str], *, choose: bool
) -> Response:
    _, provider = await _known(parts, words)
    registration = registration_of(parts, words["tenant"], provider)
    metadata = await discover(parts.http, provider.issuer)
    question = Question(new_secret(), new_secret(), new_secret())
    # A page that goes on by itself, not a redirect: browsers hold the redirects of
    # a form to the policy that our forms go nowhere but here.
    response = page(
        request,
        "openid_leaving.html",
        address=address_to_ask(metadata, registration, question, choose=choose),
        provider=provider,
    )
    _HELD.give(
        request,
        response,
        state=question.state,
        nonce=question.nonce,
        verifier=question.verifier,
        **words,
    )
    return response


async def _let_in(request: Request, parts: Parts, words: dict[str, str]) -> Response:
    if not _HELD.use_up(request, words, word="state"):
        raise OpenIdRefused(Trouble.STALE, "used before")
    store, provider = await _known(parts, words)
    _heed_refusal(request)
    claims = await _claims(request, parts, words, provider)
    claimed = read_claims(provider.kind, claims)
    if claimed is None:
        raise OpenIdRefused(Trouble.STRANGE, "no subject")
    now = parts.clock.now()
    user = await store.write(
        lambda nouns: find_person(nouns, provider, claimed, now=now)
    )
    if user is None:
        raise OpenIdRefused(Trouble.STRANGER)
    response = await let_in(
        request,
        store,
        user.id,
        method=SignInMethod.OPENID,
        strong=claimed.strong,
        next_path=words["next"],
    )
    remember_organisation(response, words["slug"])
    return response


async def _claims(
    request: Request, parts: Parts, words: dict[str, str], provider: IdentityProvider
) -> dict[str, object]:
    metadata = await discover(parts.http, provider.issuer)
    named = request.query_params.get("iss")
    # Another provider's answer must not be taken to this one (RFC 9207).
    if (named is not None or metadata.names_itself) and named != provider.issuer:
        raise OpenIdRefused(Trouble.STRANGE, "another issuer answered")
    code = request.query_params.get("code")
    if not code:
        raise OpenIdRefused(Trouble.STRANGE, "no code")
    question = Question(words["state"], words["nonce"], words["verifier"])
    registration = registration_of(parts, words["tenant"], provider)
    claims = await redeem(
        parts.http, metadata, registration, question, code=code, now=parts.clock.now()
    )
    return dict(claims)


async def _known(
    parts: Parts, words: dict[str, str]
) -> tuple[TenantStore, IdentityProvider]:
    """Find the tenant's provider, if people may sign in by it now."""
    if not words["tenant"]:
        raise OpenIdRefused(Trouble.GONE, "no such tenant")
    store = parts.store.for_tenant(words["tenant"])

    def look(nouns: Nouns) -> IdentityProvider | None:
        if nouns.tenant.suspended_at is not None:
            return None
        return nouns.identity_providers.get(words["provider"])

    provider = await store.read(look)
    if provider is None or not provider.active:
        raise OpenIdRefused(Trouble.GONE, "no such provider")
    return store, provider


def _heed_refusal(request: Request) -> None:
    error = request.query_params.get("error")
    if error is None:
        return
    if error in _PROVIDER_SAID_NO:
        raise OpenIdRefused(Trouble.DENIED, error)
    trouble = Trouble.AWAY if error in _PROVIDER_IS_AWAY else Trouble.SETUP
    raise OpenIdRefused(trouble, error[:60])


def _trouble_page(
    request: Request, refused: OpenIdRefused, words: dict[str, str] | None
) -> Response:
    known = words or {}
    log.info(
        "openid_refused",
        trouble=refused.trouble.value,
        detail=refused.detail,
        tenant=known.get("tenant"),
        provider=known.get("provider"),
    )
    return page(
        request,
        "openid.html",
        status=_STATUS.get(refused.trouble, 502),
        kind=refused.trouble.value,
        slug=known.get("slug"),
        provider_id=known.get("provider"),
        next_path=known.get("next", ""),
    )


def _same(kept: str, given: str) -> bool:
    return hmac.compare_digest(kept.encode(), given.encode())
