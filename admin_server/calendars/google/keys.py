"""Signing in to Google: from a connection's secret to an access token."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials as ReaderCredentials
from google.oauth2.service_account import Credentials as KeyCredentials

from admin_server.calendars.google.wire import TokenTransport, Wire
from admin_server.core.errors import ConsentNeeded, ConsentReason, StrangeReply
from admin_server.core.ports import CalendarRef

EVENTS = "https://www.googleapis.com/auth/calendar.events.readonly"
"""Read events; the narrowest scope that lists them with their attendees."""
ROOMS = "https://www.googleapis.com/auth/admin.directory.resource.calendar.readonly"
"""Read the directory of rooms and buildings."""
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address

_Credentials = KeyCredentials | ReaderCredentials


@dataclass(frozen=True)
class Acting:
    """Whom a token speaks for; without a subject, the reader's own account."""

    subject: str
    scope: str


@dataclass
class _Account:
    """One connection's secret as it was last seen, and the tokens it gave."""

    digest: bytes
    stated: Mapping[str, Any]
    tokens: dict[Acting, _Credentials] = field(default_factory=dict)
    locks: dict[Acting, asyncio.Lock] = field(default_factory=dict)

    @property
    def is_reader(self) -> bool:
        return self.stated.get("type") == "authorized_user"


class Keys:
    """Access tokens of all connections; they live in memory only."""

    def __init__(self) -> None:
        self._accounts: dict[str, _Account] = {}

    def is_reader(self, ref: CalendarRef) -> bool:
        """Tell whether one account reads for all, instead of a key that may act.

        Raises:
            ConsentNeeded: the secret is neither.
        """
        return self._account(ref).is_reader

    def lock(self, ref: CalendarRef, acting: Acting) -> asyncio.Lock:
        """Give the lock under which a token is asked for once, not four times."""
        return self._account(ref).locks.setdefault(acting, asyncio.Lock())

    def known(self, ref: CalendarRef, acting: Acting) -> str | None:
        """Give the token that is still good, where there is one."""
        found = self._account(ref).tokens.get(acting)
        return str(found.token) if found is not None and found.valid else None

    def forget(self, ref: CalendarRef, acting: Acting, token: str) -> None:
        """Drop a token that was refused, where no newer one has taken its place."""
        tokens = self._account(ref).tokens
        found = tokens.get(acting)
        if found is not None and found.token == token:
            del tokens[acting]

    def signing_in(self, ref: CalendarRef, acting: Acting) -> Callable[[Wire], str]:
        """Prepare the work of getting a token, for a thread."""
        account = self._account(ref)

        def sign_in(wire: Wire) -> str:
            credentials = _refreshed(_credentials(account, ref, acting), wire)
            account.tokens[acting] = credentials
            return str(credentials.token)

        return sign_in

    def _account(self, ref: CalendarRef) -> _Account:
        digest = sha256((ref.secret or "").encode()).digest()
        known = self._accounts.get(ref.connection.id)
        if known is None or known.digest != digest:
            # A renewed secret takes its old tokens with it.
            known = _Account(digest, _read(ref.secret or ""))
            self._accounts[ref.connection.id] = known
        return known


def _read(secret: str) -> Mapping[str, Any]:
    try:
        stated = json.loads(secret)
    except (ValueError, RecursionError):
        stated = None
    kind = stated.get("type") if isinstance(stated, dict) else None
    if kind not in {"service_account", "authorized_user"}:
        raise _unusable("it is neither a service account's key nor a reader's account")
    return dict(stated)


def _credentials(account: _Account, ref: CalendarRef, acting: Acting) -> _Credentials:
    stated = dict(account.stated)
    wanted = ref.connection.settings.get("token_url")
    stated["token_uri"] = wanted or stated.get("token_uri") or TOKEN_URL
    if account.is_reader:
        return _reader_credentials(stated)
    # These come without types.
    read: Callable[..., KeyCredentials] = KeyCredentials.from_service_account_info
    try:
        return read(stated, scopes=[acting.scope], subject=acting.subject)
    # A damaged key breaks in the libraries below in many ways.
    except (GoogleAuthError, ValueError, TypeError, LookupError) as error:
        raise _unusable("the key in it cannot be read") from error


def _reader_credentials(stated: Mapping[str, Any]) -> ReaderCredentials:
    parts = {
        name: stated.get(name)
        for name in ("refresh_token", "client_id", "client_secret", "token_uri")
    }
    if not all(isinstance(text, str) and text for text in parts.values()):
        raise _unusable("a reader's client_id, client_secret or refresh_token lacks")
    make: Callable[..., ReaderCredentials] = ReaderCredentials
    return make(token=None, **parts)


def _refreshed(credentials: _Credentials, wire: Wire) -> _Credentials:
    refresh: Callable[[TokenTransport], None] = credentials.refresh
    try:
        refresh(TokenTransport(wire))
    except (GoogleAuthError, ValueError, TypeError, LookupError) as error:
        # Refusals were translated on the wire: this is an answer without a token.
        raise StrangeReply("signing in: no token in the answer") from error
    return credentials


def _unusable(why: str) -> ConsentNeeded:
    return ConsentNeeded(ConsentReason.EXPIRED, f"the secret is unusable: {why}")
