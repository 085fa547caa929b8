"""Signing in to Google: from a connection's secret to an access token."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials as ReaderCredentials
from google.oauth2.service_account import Credentials as KeyCredentials

from admin_server.calendars.google import keyless
from admin_server.calendars.google.addresses import TOKEN_URL, settings_of
from admin_server.calendars.google.keyless import Keyless, read_keyless
from admin_server.calendars.google.wire import TokenTransport, Wire
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    StoreUnavailable,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import CalendarRef

_READER = "authorized_user"
_KEY = "service_account"
# Google's library asks for a new token as long before an old one ends.
_EARLIER = timedelta(minutes=4)

_Credentials = KeyCredentials | ReaderCredentials


@dataclass(frozen=True)
class Acting:
    """Whom a token speaks for; without a subject, the reader's own account."""

    subject: str
    scope: str


@dataclass(frozen=True)
class _Token:
    text: str = field(repr=False)
    is_good: Callable[[datetime], bool]


@dataclass
class _Account:
    """One connection's secret as it was last seen, and the tokens it gave.

    Attributes:
        digests: of the secret, and of those that took its place while we read.
        unkept: a renewed secret that nobody has saved yet.
    """

    digests: set[bytes]
    stated: Mapping[str, Any] = field(repr=False)
    tokens: dict[Acting, _Token] = field(default_factory=dict)
    locks: dict[Acting, asyncio.Lock] = field(default_factory=dict)
    unkept: str | None = field(default=None, repr=False)

    @property
    def is_reader(self) -> bool:
        return self.stated.get("type") == _READER


class Keys:
    """Access tokens of all connections; they live in memory only."""

    def __init__(self) -> None:
        self._accounts: dict[str, _Account] = {}

    def is_reader(self, ref: CalendarRef) -> bool:
        """Tell whether one account reads, instead of somebody who may act for others.

        Raises:
            ConsentNeeded: the secret is neither.
        """
        return self._account(ref).is_reader

    def lock(self, ref: CalendarRef, acting: Acting) -> asyncio.Lock:
        """Give the lock under which a token is asked for once, not four times."""
        return self._account(ref).locks.setdefault(acting, asyncio.Lock())

    def known(self, ref: CalendarRef, acting: Acting, now: datetime) -> str | None:
        """Give the token that is still good, where there is one."""
        found = self._account(ref).tokens.get(acting)
        return found.text if found is not None and found.is_good(now) else None

    def forget(self, ref: CalendarRef, acting: Acting, token: str) -> None:
        """Drop a token that was refused, where no newer one has taken its place."""
        tokens = self._account(ref).tokens
        found = tokens.get(acting)
        if found is not None and found.text == token:
            del tokens[acting]

    def signing_in(self, ref: CalendarRef, acting: Acting) -> Callable[[Wire], str]:
        """Prepare the work of getting a token, for a thread."""
        account = self._account(ref)

        def sign_in(wire: Wire) -> str:
            credentials = _refreshed(_credentials(account, ref, acting), wire)
            text = str(credentials.token)
            account.tokens[acting] = _Token(text, lambda _: bool(credentials.valid))
            if isinstance(credentials, ReaderCredentials):
                _note_renewed(account, credentials)
            return text

        return sign_in

    def keyless(self, ref: CalendarRef) -> Keyless | None:
        """Give the account that Google signs for; None: a key or a reader signs in.

        Raises:
            ConsentNeeded: the secret names none.
        """
        stated = self._account(ref).stated
        if stated.get("type") != keyless.KIND:
            return None
        try:
            return read_keyless(stated)
        except ValueError as error:
            raise _unusable(str(error)) from error

    def take(
        self, ref: CalendarRef, acting: Acting, answer: bytes, now: datetime
    ) -> str:
        """Remember the token in an answer of the token endpoint."""
        try:
            stated = json.loads(answer)
            text = str(stated["access_token"])
            ends = now + timedelta(seconds=int(stated["expires_in"])) - _EARLIER
        except (ValueError, TypeError, LookupError, OverflowError) as error:
            raise StrangeReply("signing in: no token in the answer") from error
        self._account(ref).tokens[acting] = _Token(text, lambda then: then < ends)
        return text

    async def keep_renewed(self, ref: CalendarRef) -> None:
        """Have a refresh token saved that took the place of the one in the secret.

        Raises:
            TryLater: it could not be saved; the next question tries again.
        """
        account = self._account(ref)
        if account.unkept is None or ref.keep is None:
            return
        try:
            kept = await ref.keep(account.unkept)
        except StoreUnavailable as error:
            raise TryLater(detail="the renewed secret could not be saved") from error
        digest = _digest(ref, kept)
        if kept != account.unkept and digest in account.digests:
            # Whoever asks began before an earlier renewal, so that the store holds to
            # that one. The next question knows it, and can take its place.
            return
        # Somebody else may have renewed it meanwhile; then theirs is the one.
        account.digests.add(digest)
        account.stated = _read(kept)
        account.unkept = None

    def _account(self, ref: CalendarRef) -> _Account:
        secret = ref.secret or ""
        digest = _digest(ref, secret)
        known = self._accounts.get(ref.connection.id)
        if known is None or digest not in known.digests:
            # A secret that somebody entered anew takes its old tokens with it.
            known = _Account({digest}, _read(secret))
            self._accounts[ref.connection.id] = known
        return known


def _digest(ref: CalendarRef, secret: str) -> bytes:
    app = (ref.app.client_id, ref.app.secret) if ref.app is not None else ()
    return sha256(json.dumps([secret, *app]).encode()).digest()


def _note_renewed(account: _Account, credentials: ReaderCredentials) -> None:
    newest = credentials.refresh_token
    if newest and newest != account.stated.get("refresh_token"):
        account.stated = {**account.stated, "refresh_token": newest}
        account.unkept = json.dumps(account.stated)


def _read(secret: str) -> Mapping[str, Any]:
    try:
        stated = json.loads(secret)
    except (ValueError, RecursionError):
        stated = None
    kind = stated.get("type") if isinstance(stated, dict) else None
    if kind not in {_KEY, _READER, keyless.KIND}:
        raise _unusable("it is neither a service account nor a reader's account")
    return dict(stated)


def _credentials(account: _Account, ref: CalendarRef, acting: Acting) -> _Credentials:
    stated = dict(account.stated)
    wanted = settings_of(ref).get("token_url")
    stated["token_uri"] = wanted or stated.get("token_uri") or TOKEN_URL
    if account.is_reader:
        return _reader_credentials(stated, ref)
    # These come without types.
    read: Callable[..., KeyCredentials] = KeyCredentials.from_service_account_info
    try:
        return read(stated, scopes=[acting.scope], subject=acting.subject)
    # A damaged key breaks in the libraries below in many ways.
    except (GoogleAuthError, ValueError, TypeError, LookupError) as error:
        raise _unusable("the key in it cannot be read") from error


def _reader_credentials(
    stated: Mapping[str, Any], ref: CalendarRef
) -> ReaderCredentials:
    parts = {
        name: stated.get(name)
        for name in ("refresh_token", "client_id", "client_secret", "token_uri")
    }
    if ref.app is not None and parts["client_id"] is None:
        # A person's own holds their token alone; the registration is everybody's.
        registered = {"client_id": ref.app.client_id, "client_secret": ref.app.secret}
        parts = {**parts, **registered}
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
