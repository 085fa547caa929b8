"""How people permit us to read their Google calendars (OAuth 2.0 with PKCE)."""

import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from typing_extensions import override

from admin_server.calendars.google.addresses import LOGIN_URL, TOKEN_URL, is_here
from admin_server.calendars.google.id_tokens import Identity, read_identity
from admin_server.calendars.google.refusals import answer_refusal, token_refusal
from admin_server.calendars.google.scopes import BOOK, CALENDARS, EVENTS
from admin_server.core.connections import AppRegistration
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import Begun, Clock, Consent, Granted, Scope
from admin_server.outbound.client import (
    Client,
    LedElsewhere,
    NobodyTrusted,
    OutboundError,
    Reply,
    Request,
    TooLarge,
)
from admin_server.outbound.clients import Clients

_PAGE = "/o/oauth2/v2/auth"
_FORM = "application/x-www-form-urlencoded"
# Google writes this scope in another way than it is asked for.
_SAME = {"https://www.googleapis.com/auth/userinfo.email": "email"}


class GoogleConsent(Consent):
    """Consent at Google.

    A registration's settings: `login_url` and `token_url`, where Google is;
    `ca_file`, the certificates to trust.
    """

    revoke_url = "https://myaccount.google.com/permissions"

    def __init__(self, http: Client, clock: Clock) -> None:
        self._clients = Clients(http)
        self._clock = clock

    @override
    def scopes(self, *, books: bool) -> tuple[Scope, ...]:
        # One scope reads and writes: asked for twice, people would wonder.
        events = (BOOK, "read_and_book") if books else (EVENTS, "read_meetings")
        return (
            Scope(*events),
            Scope(CALENDARS, "list_calendars"),
            Scope("openid", "know_account"),
            Scope("email", "know_account"),
        )

    @override
    async def begin(
        self,
        app: AppRegistration,
        *,
        redirect_uri: str,
        books: bool,
        login_hint: str | None = None,
    ) -> Begun:
        held = {name: secrets.token_urlsafe(32) for name in ("state", "nonce")}
        verifier = secrets.token_urlsafe(48)
        asked = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(scope.name for scope in self.scopes(books=books)),
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
            "access_type": "offline",
            # Without it Google gives no refresh token the second time.
            "prompt": "consent",
            **held,
            **({"login_hint": login_hint} if login_hint else {}),
        }
        page = _login_url(app) + _PAGE
        kept = {**held, "verifier": verifier, "books": "yes" if books else ""}
        return Begun(f"{page}?{urlencode(asked)}", kept)

    @override
    async def finish(
        self,
        app: AppRegistration,
        held: Mapping[str, str],
        answer: Mapping[str, str],
        *,
        redirect_uri: str,
    ) -> Granted:
        code = _code_in(held, answer)
        stated = await self._redeem(app, held, code, redirect_uri=redirect_uri)
        now = self._clock.now()
        identity = read_identity(
            str(stated.get("id_token", "")),
            client_id=app.client_id,
            nonce=held.get("nonce", ""),
            now=now,
        )
        granted = self._granted_scopes(stated, books=bool(held.get("books")))
        return _granted(stated, granted, identity, now)

    @override
    def approval_url(self, app: AppRegistration, *, redirect_uri: str) -> str | None:
        # An administrator trusts an app in Google's own console, by its client id.
        return None

    @override
    async def close(self) -> None:
        await self._clients.close()

    def _granted_scopes(
        self, stated: Mapping[str, Any], *, books: bool
    ) -> tuple[str, ...]:
        """Make sure that nothing was unticked; gives what was really granted."""
        listed = str(stated.get("scope", "")).split()
        granted = tuple(_SAME.get(name, name) for name in listed)
        for scope in self.scopes(books=books):
            if scope.name not in granted:
                raise ConsentNeeded(ConsentReason.PERMISSION_MISSING, scope.name)
        return granted

    async def _redeem(
        self,
        app: AppRegistration,
        held: Mapping[str, str],
        code: str,
        *,
        redirect_uri: str,
    ) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": app.client_id,
            "client_secret": app.secret,
            "redirect_uri": redirect_uri,
            "code_verifier": held.get("verifier", ""),
        }
        headers = {"content-type": _FORM}
        body = urlencode(form).encode()
        reply = await self._send(app, Request("POST", _token_url(app), headers, body))
        if reply.status != HTTPStatus.OK:
            raise token_refusal(reply, self._clock.now())
        return _object_in(reply.body)

    async def _send(self, app: AppRegistration, request: Request) -> Reply:
        try:
            http = await self._clients.trusting(app.settings.get("ca_file"))
            return await http.send(request)
        except (TooLarge, LedElsewhere, NobodyTrusted) as error:
            raise StrangeReply(str(error)) from error
        except OutboundError as error:
            raise TryLater(detail=str(error)) from error


def _code_in(held: Mapping[str, str], answer: Mapping[str, str]) -> str:
    """Take the code out of an answer that belongs to what this browser began."""
    state, known = answer.get("state", ""), held.get("state", "")
    if not known or not hmac.compare_digest(state.encode(), known.encode()):
        raise StrangeReply("the answer belongs to no consent that was begun here")
    if "error" in answer:
        raise answer_refusal(answer["error"])
    code = answer.get("code", "")
    if not code:
        raise StrangeReply("an answer with neither a code nor an error")
    return code


def _granted(
    stated: Mapping[str, Any],
    scopes: tuple[str, ...],
    identity: Identity,
    now: datetime,
) -> Granted:
    token = stated.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise StrangeReply("Google gave no refresh token")
    # The registration stands beside it with every question; it is kept once.
    secret = {"type": "authorized_user", "refresh_token": token}
    return Granted(
        secret=json.dumps(secret),
        account=identity.email,
        personal=not identity.is_of_organisation,
        scopes=scopes,
        ends_at=_end_of(stated, now),
    )


def _end_of(stated: Mapping[str, Any], now: datetime) -> datetime | None:
    """Say until when a refresh token is good, where Google says so.

    Of apps that are being tested it says so: theirs end after seven days.
    """
    lasts = stated.get("refresh_token_expires_in")
    if isinstance(lasts, bool) or not isinstance(lasts, int) or lasts <= 0:
        return None
    try:
        return now + timedelta(seconds=lasts)
    except OverflowError:
        return None


def _object_in(body: bytes) -> Mapping[str, Any]:
    try:
        stated = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise StrangeReply("signing in: the answer is not JSON") from error
    if not isinstance(stated, dict):
        raise StrangeReply("signing in: the answer is no JSON object")
    return stated


def _login_url(app: AppRegistration) -> str:
    return _safe(app.settings.get("login_url") or LOGIN_URL).rstrip("/")


def _token_url(app: AppRegistration) -> str:
    return _safe(app.settings.get("token_url") or TOKEN_URL)


def _safe(url: str) -> str:
    """Let only addresses pass whose answers nobody can put into Google's mouth."""
    if urlsplit(url).scheme != "https" and not is_here(url):
        raise StrangeReply("consent needs https addresses")
    return url


def _challenge(verifier: str) -> str:
    digest = sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
