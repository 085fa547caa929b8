"""Asking an OpenID Connect provider who somebody is (code flow with PKCE).

The forms of requests are Authlib's; every request goes through our own client, which
has a deadline and a byte cap.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import SplitResult, urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from admin_server.outbound.client import Client, OutboundError, Reply, Request
from admin_server.security.id_tokens import (
    ClocksDiffer,
    Expected,
    TokenWrong,
    verify_id_token,
)

DEADLINE = timedelta(seconds=10)
"""How long somebody waits for their provider, all requests together."""
_SCOPES = "openid profile email"
_FORM = "application/x-www-form-urlencoded"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_OURS_TO_MEND = ("invalid_client", "unauthorized_client")


class Trouble(StrEnum):
    """Why nobody is signed in; each has a page that says what to do."""

    DENIED = "denied"
    """The person, or their provider, said no."""
    STALE = "stale"
    """The answer belongs to no sign-in that this browser has begun."""
    AWAY = "away"
    """The provider does not answer."""
    STRANGE = "strange"
    """The provider answers something that does not prove anything."""
    CLOCK = "clock"
    """The provider's clock and ours differ."""
    SETUP = "setup"
    """The provider does not know us: client id or secret are wrong."""
    STRANGER = "stranger"
    """The person is proved, and has no account here."""
    GONE = "gone"
    """There is no such provider any more."""


class OpenIdRefused(Exception):
    """Nobody is signed in.

    Attributes:
        detail: for the log; names no person and no secret.
    """

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(trouble, detail)
        self.trouble = trouble
        self.detail = detail


@dataclass(frozen=True)
class Metadata:
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    sign_in_by: tuple[str, ...] = ("client_secret_basic",)
    algorithms: tuple[str, ...] = ("RS256",)
    names_itself: bool = False
    """Whether its answers carry `iss` (RFC 9207)."""


@dataclass(frozen=True)
class Registration:
    """What a provider knows us by."""

    client_id: str
    redirect_uri: str
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Question:
    """The secrets of one sign-in, each used once."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def is_usable_issuer(issuer: str, *, loopback: bool) -> bool:
    """Tell whether an address can be a provider's.

    Args:
        loopback: also plain HTTP on this very machine, as tests have it.
    """
    parts = _split(issuer)
    if parts.query or parts.fragment or parts.username or parts.password:
        return False
    if loopback and parts.scheme == "http":
        return parts.hostname in _LOOPBACK
    return parts.scheme == "https" and bool(parts.hostname)


async def discover(client: Client, issuer: str) -> Metadata:
    """Read what a provider says of itself.

    Raises:
        OpenIdRefused: it does not answer, or not as that issuer.
    """
    url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    async with _in_time():
        return _metadata(await _json(client, Request("GET", url)), issuer)


def address_to_ask(
    metadata: Metadata,
    registration: Registration,
    question: Question,
    *,
    choose: bool = False,
) -> str:
    """Write the address where the provider asks a person to sign in.

    Args:
        choose: have the provider ask which account to use.
    """
    address: str = prepare_grant_uri(
        metadata.authorization_endpoint,
        registration.client_id,
        "code",
        redirect_uri=registration.redirect_uri,
        scope=_SCOPES,
        state=question.state,
        nonce=question.nonce,
        code_challenge=create_s256_code_challenge(question.verifier),
        code_challenge_method="S256",
        prompt="select_account" if choose else None,
    )
    return address


async def redeem(
    client: Client,
    metadata: Metadata,
    registration: Registration,
    question: Question,
    *,
    code: str,
    now: datetime,
) -> Mapping[str, object]:
    """Trade the code of an answer for what the provider's token claims.

    Raises:
        OpenIdRefused: the code does not count, or the token does not.
    """
    async with _in_time():
        tokens = await _tokens(client, metadata, registration, question, code=code)
        keys = await _send(client, Request("GET", metadata.jwks_uri))
        access_token = _word(tokens, "access_token")
        expected = Expected(
            issuer=metadata.issuer,
            client_id=registration.client_id,
            nonce=question.nonce,
            access_token=access_token,
            now=now,
        )
        claims = _verified(_word(tokens, "id_token"), keys.body, expected)
        if "email" in claims or metadata.userinfo_endpoint is None:
            return claims
        more = await _user_info(client, metadata.userinfo_endpoint, access_token)
        if more.get("sub") != claims["sub"]:
            raise OpenIdRefused(Trouble.STRANGE, "userinfo of somebody else")
        # What was signed wins over what was only said.
        return {**more, **claims}


def _verified(token: str, keys: bytes, expected: Expected) -> Mapping[str, object]:
    try:
        return verify_id_token(token, keys, expected)
    except ClocksDiffer as error:
        raise OpenIdRefused(Trouble.CLOCK, str(error)) from error
    except TokenWrong as error:
        raise OpenIdRefused(Trouble.STRANGE, f"id_token: {error}") from error


async def _tokens(
    client: Client,
    metadata: Metadata,
    registration: Registration,
    question: Question,
    *,
    code: str,
) -> Mapping[str, Any]:
    body = prepare_token_request(
        "authorization_code",
        redirect_uri=registration.redirect_uri,
        code=code,
        code_verifier=question.verifier,
    )
    who = ClientAuth(
        registration.client_id, registration.secret, _method(metadata, registration)
    )
    headers = {"Content-Type": _FORM, "Accept": "application/json"}
    url, headers, body = who.prepare("POST", metadata.token_endpoint, headers, body)
    asked = Request("POST", url, headers=headers, body=body.encode())
    reply = await _send(client, asked, refusals=True)
    answer = _object(reply.body)
    if reply.status == 200:  # noqa: PLR2004 - OK
        return answer
    error = str(answer.get("error", reply.status))[:60]
    trouble = Trouble.SETUP if error in _OURS_TO_MEND else Trouble.STALE
    raise OpenIdRefused(trouble, f"token endpoint: {error}")


def _method(metadata: Metadata, registration: Registration) -> str:
    if registration.secret is None:
        return "none"
    # In a form it is clear how a secret is written; in a header, providers differ.
    if "client_secret_post" in metadata.sign_in_by:
        return "client_secret_post"
    return "client_secret_basic"


async def _user_info(
    client: Client, endpoint: str, access_token: str
) -> Mapping[str, Any]:
    headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
    return await _json(client, Request("GET", endpoint, headers=headers))


async def _json(client: Client, request: Request) -> Mapping[str, Any]:
    return _object((await _send(client, request)).body)


async def _send(client: Client, request: Request, *, refusals: bool = False) -> Reply:
    """Send a request; what is no success counts as being away, or is given back."""
    try:
        reply = await client.send(request)
    except OutboundError as error:
        raise OpenIdRefused(Trouble.AWAY, f"{type(error).__name__}: {error}") from error
    if reply.status >= 500 or reply.status == 429:  # noqa: PLR2004 - HTTP's own words
        raise OpenIdRefused(Trouble.AWAY, f"status {reply.status}")
    if reply.status != 200 and not refusals:  # noqa: PLR2004 - OK
        raise OpenIdRefused(Trouble.STRANGE, f"status {reply.status}")
    return reply


def _metadata(read: Mapping[str, Any], issuer: str) -> Metadata:
    # A provider that names another issuer may be lending its face (RFC 9700, 4.4).
    if read.get("issuer") != issuer:
        raise OpenIdRefused(Trouble.STRANGE, "the issuer calls itself another name")
    info = read.get("userinfo_endpoint")
    return Metadata(
        issuer=issuer,
        authorization_endpoint=_endpoint(read, "authorization_endpoint", issuer),
        token_endpoint=_endpoint(read, "token_endpoint", issuer),
        jwks_uri=_endpoint(read, "jwks_uri", issuer),
        userinfo_endpoint=_endpoint(read, "userinfo_endpoint", issuer)
        if info
        else None,
        sign_in_by=_words(read, "token_endpoint_auth_methods_supported"),
        algorithms=_words(read, "id_token_signing_alg_values_supported"),
        names_itself=read.get("authorization_response_iss_parameter_supported") is True,
    )


def _endpoint(read: Mapping[str, Any], name: str, issuer: str) -> str:
    address = _word(read, name)
    parts, own = _split(address), _split(issuer)
    if parts.scheme == "https" and parts.hostname:
        return address
    # Only a provider of this machine may be spoken to in plain HTTP.
    if parts.scheme == own.scheme == "http" and parts.hostname in _LOOPBACK:
        return address
    raise OpenIdRefused(Trouble.STRANGE, f"{name} is not https")


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except ValueError as error:
        raise OpenIdRefused(Trouble.STRANGE, "no JSON") from error
    if not isinstance(read, dict):
        raise OpenIdRefused(Trouble.STRANGE, "no JSON object")
    return read


def _word(read: Mapping[str, Any], name: str) -> str:
    value = read.get(name)
    if not isinstance(value, str) or not value:
        raise OpenIdRefused(Trouble.STRANGE, f"no {name}")
    return value


def _words(read: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = read.get(name)
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(DEADLINE.total_seconds()):
            yield
    except TimeoutError as error:
        raise OpenIdRefused(Trouble.AWAY, "too slow") from error


def provider_words(tenant: str, provider_id: str) -> tuple[str, str, str]:
    """Say what the secret that we have at a provider is bound to."""
    return "identity_provider", tenant, provider_id
