"""Access tokens for Graph, for an app that signs in as itself."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from weakref import WeakValueDictionary

# It has no type hints; everything it gives is looked at before it is believed.
import msal  # type: ignore[import-untyped]

from admin_server.calendars.microsoft.account import Account
from admin_server.calendars.microsoft.applications import Applications, in_thread
from admin_server.calendars.microsoft.pauses import Pauses
from admin_server.calendars.microsoft.reading import text_at
from admin_server.calendars.microsoft.refusals import token_refusal
from admin_server.core.errors import TryLater
from admin_server.core.ports import CalendarRef, Clock
from admin_server.outbound.client import Client


class Tokens:
    """Gives access tokens; msal keeps each until shortly before it ends."""

    def __init__(self, clock: Clock, pauses: Pauses) -> None:
        # What it says in detail are requests with everything in them.
        logging.getLogger("msal").setLevel(logging.WARNING)
        self._pauses = pauses
        self._applications = Applications(clock)
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
        """Give a token for a connection.

        Args:
            instead_of: a token that was refused, so that a new one is needed.
            claims: what Graph demanded of the new one.

        Raises:
            CalendarError: there is none.
        """
        connection = ref.connection.id
        lock = self._locks.setdefault(connection, asyncio.Lock())
        async with lock:
            self._pauses.check(connection)
            try:
                application = await self._applications.of(connection, account, http)
                scope = account.permission(".default")
                result = await in_thread(
                    application.sign_in,
                    partial(_acquire, application.known, scope, instead_of, claims),
                )
            except TryLater as error:
                self._pauses.keep(connection, error.after)
                raise
        token = text_at(result, "access_token")
        if not token:
            raise token_refusal(result)
        return token


def _acquire(
    application: msal.ConfidentialClientApplication,
    scope: str,
    instead_of: str | None,
    claims: str | None,
) -> Mapping[str, object]:
    result = application.acquire_token_for_client([scope])
    # Somebody else may have had the same trouble, and a new one is there already.
    if instead_of and text_at(result, "access_token") == instead_of:
        if claims:
            result = application.acquire_token_for_client(
                [scope], claims_challenge=claims
            )
        else:
            application.remove_tokens_for_client()
            result = application.acquire_token_for_client([scope])
    return result if isinstance(result, Mapping) else {}
