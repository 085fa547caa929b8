"""Reading the form of an identity provider."""

from dataclasses import replace
from urllib.parse import urlsplit

from admin_server.core.identities import GOOGLE, ProviderKind, microsoft_issuer
from admin_server.core.users import IdentityProvider
from admin_server.security.openid import is_usable_issuer
from admin_server.web.current import Parts
from admin_server.web.dashboard.forms import Filled
from admin_server.web.dashboard.signing_in.openid import bound_to

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_EVERYBODYS = frozenset({"common", "organizations", "organisations", "consumers"})
_LONGEST_NAME = 60


def read_provider(
    form: Filled, parts: Parts, tenant: str, before: IdentityProvider
) -> IdentityProvider:
    """Read a provider's settings; what is wrong is kept in the form.

    Args:
        before: as it stands; a new one has an id and a kind, and no issuer yet.
    """
    read = replace(
        before,
        name=form.needed("name", longest=_LONGEST_NAME),
        # The issuer of a provider never changes: people are known by it.
        issuer=before.issuer or _issuer(form, parts, before.kind),
        client_id=form.needed("client_id", _is_plain),
        active=form.flag("active"),
    )
    secret = form.secret("secret").strip()
    if secret and _is_plain(secret):
        form.wrong("secret", "providers.not_plain")
    elif secret:
        sealed = parts.box.seal(secret.encode(), *bound_to(tenant, read))
        return replace(read, sealed_secret=sealed)
    elif before.sealed_secret is None and read.kind != ProviderKind.OPENID:
        form.wrong("secret", "forms.needed")
    return read


def _issuer(form: Filled, parts: Parts, kind: str) -> str:
    match kind:
        case ProviderKind.MICROSOFT:
            return _microsoft(form)
        case ProviderKind.GOOGLE:
            return GOOGLE
        case _:
            return _any(form, parts)


def _microsoft(form: Filled) -> str:
    directory = form.needed("directory")
    if directory.casefold() in _EVERYBODYS:
        form.wrong("directory", "providers.everybodys")
        return ""
    try:
        return microsoft_issuer(directory) if directory else ""
    except ValueError:
        form.wrong("directory", "providers.no_directory")
        return ""


def _any(form: Filled, parts: Parts) -> str:
    issuer = form.needed("issuer", longest=500).removesuffix(
        "/.well-known/openid-configuration"
    )
    # On a machine that is only tried out, a provider may be a program beside us.
    beside_us = urlsplit(parts.public_url).hostname in _LOOPBACK
    if issuer and not is_usable_issuer(issuer, loopback=beside_us):
        form.wrong("issuer", "providers.not_https")
    host = (urlsplit(issuer).hostname or "") if form.fits else ""
    if host in {"login.microsoftonline.com", "accounts.google.com"}:
        form.wrong("issuer", "providers.own_kind")
    return issuer


def _is_plain(text: str) -> str | None:
    """Say what is wrong with a text that providers would write differently."""
    is_plain = text.isascii() and text.isprintable() and " " not in text
    return None if is_plain else "providers.not_plain"
