"""Access tokens on behalf of people, by refresh tokens that change with each use."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

# It has no type hints; everything it gives is looked at before it is believed.
import msal  # type: ignore[import-untyped]

from admin_server.calendars.microsoft.account import Account
from admin_server.calendars.microsoft.applications import Applications, in_thread
from admin_server.calendars.microsoft.grants import OFFLINE, read_grant
from admin_server.calendars.microsoft.pauses import Pauses
from admin_server.calendars.microsoft.reading import at, text_at
from admin_server.calendars.microsoft.refusals import person_refusal
from admin_server.core.errors import SecretUnreadable, StoreUnavailable, TryLater
from admin_server.core.ports import CalendarRef, Clock
from admin_server.outbound.client import Client

# A token that ends while it travels is of no use.
_MARGIN = timedelta(minutes=5)
_SHORTEST_LIFE = timedelta(minutes=1)
# References that were opened before the secret changed still come with an old one.
_REMEMBERED = 8
# The sign-in library asks for these by itself, and refuses to be told.
_ASKED_ANYWAY = frozenset({"openid", "profile", OFFLINE})


@dataclass(frozen=True)
class _Held:
    """What a connection has right now.

    Attributes:
        account: a print of the registration that it was got by.
        seen: prints of the secrets that led to this one.
        secret: the one that counts.
    """

    account: str
    seen: tuple[str, ...]
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)
    until: datetime | None = None


class OwnTokens:
    """Gives access tokens for people's own connections, each refreshed once only."""

    def __init__(self, clock: Clock, pauses: Pauses) -> None:
        self._clock = clock
        self._pauses = pauses
        self._applications = Applications(clock)
        self._held: dict[str, _Held] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(
        self,
        ref: CalendarRef,
        account: Account,
        http: Client,
        *,
        instead_of: str | None = None,
        claims: str | None = None,
    ) -> str:
        """Give a token for a person's connection.

        Args:
            instead_of: a token that was refused, so that a new one is needed.
            claims: what Graph demanded of the new one.

        Raises:
            CalendarError: there is none.
        """
        connection = ref.connection.id
        lock = self._locks.setdefault(connection, asyncio.Lock())
        async with lock:
            held = self._current(ref, account)
            if held.token not in {"", instead_of} and self._lasts(held):
                return held.token
            self._pauses.check(connection)
            refreshing = _Refreshing(ref, account, http, self._applications, claims)
            try:
                held = await self._refreshed(held, refreshing)
            except TryLater as error:
                self._pauses.keep(connection, error.after)
                raise
            self._held[connection] = held
            return held.token

    def _current(self, ref: CalendarRef, account: Account) -> _Held:
        """Give what is held, unless the connection has another secret by now."""
        stated = ref.secret or ""
        held = self._held.get(ref.connection.id)
        if held and held.account == account.print and _print(stated) in held.seen:
            return held
        return _Held(account.print, (_print(stated),), stated)

    def _lasts(self, held: _Held) -> bool:
        return held.until is not None and self._clock.now() < held.until

    async def _refreshed(self, held: _Held, refreshing: "_Refreshing") -> _Held:
        asked_by = held.secret
        result = await refreshing.ask(asked_by)
        if text_at(result, "error") == "invalid_grant":
            # Another server may have used it before us and saved its successor.
            kept = await refreshing.keep(asked_by)
            if kept != asked_by:
                asked_by = kept
                result = await refreshing.ask(asked_by)
        token = text_at(result, "access_token")
        if not token:
            raise person_refusal(result)
        secret = await refreshing.keep_new(asked_by, result)
        seen = (*held.seen, _print(asked_by), _print(secret))[-_REMEMBERED:]
        until = self._clock.now() + _life(result)
        return _Held(held.account, seen, secret, token, until)


@dataclass(frozen=True)
class _Refreshing:
    """One refreshing of one connection's tokens."""

    ref: CalendarRef
    account: Account
    http: Client
    applications: Applications
    claims: str | None

    async def ask(self, secret: str) -> Mapping[str, object]:
        """Ask the sign-in server for new tokens."""
        grant = read_grant(secret)
        application = await self.applications.of(
            self.ref.connection.id, self.account, self.http
        )
        scopes = [
            self.account.permission(name)
            for name in grant.scopes
            if name not in _ASKED_ANYWAY
        ]
        work = partial(
            _refresh, application.known, grant.refresh_token, scopes, self.claims
        )
        return await in_thread(application.sign_in, work)

    async def keep_new(self, secret: str, result: Mapping[str, object]) -> str:
        """Save the successor, if there is one; give the secret that counts now."""
        successor = text_at(result, "refresh_token")
        grant = read_grant(secret)
        if not successor or successor == grant.refresh_token:
            return secret
        return await self.keep(replace(grant, refresh_token=successor).text())

    async def keep(self, secret: str) -> str:
        """Save a secret; give the one that counts now."""
        if self.ref.keep is None:
            return secret
        try:
            kept = await self.ref.keep(secret)
        except (StoreUnavailable, SecretUnreadable) as error:
            # The one we have stays good until its successor was used.
            raise TryLater(detail="a renewed permission cannot be saved") from error
        if read_grant(kept).who != read_grant(secret).who:
            # Whoever asked wants to read the account that was connected before.
            raise TryLater(detail="another account was connected meanwhile")
        return kept


def _refresh(
    application: msal.ConfidentialClientApplication,
    token: str,
    scopes: list[str],
    claims: str | None,
) -> Mapping[str, object]:
    more = {"data": {"claims": claims}} if claims else {}
    result = application.acquire_token_by_refresh_token(token, scopes=scopes, **more)
    return result if isinstance(result, Mapping) else {}


def _life(result: Mapping[str, object]) -> timedelta:
    stated = at(result, "expires_in")
    seconds = int(stated) if isinstance(stated, int | float) else 0
    return max(timedelta(seconds=min(seconds, 86_400)) - _MARGIN, _SHORTEST_LIFE)


def _print(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
