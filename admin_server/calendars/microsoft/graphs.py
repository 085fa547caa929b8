"""Opening Graph for one question: its account, token, lane and deadline."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from weakref import WeakValueDictionary

from admin_server.calendars.microsoft.account import account_of, ca_file_of
from admin_server.calendars.microsoft.deadlines import within
from admin_server.calendars.microsoft.graph import Graph, Lane, TokenSource, lane_key
from admin_server.calendars.microsoft.own_tokens import OwnTokens
from admin_server.calendars.microsoft.pauses import Pauses
from admin_server.calendars.microsoft.refusals import outbound_refusal
from admin_server.calendars.microsoft.tokens import Tokens
from admin_server.core.connections import Access
from admin_server.core.ports import CalendarRef, Clock
from admin_server.outbound.client import Client, NobodyTrusted
from admin_server.outbound.clients import Clients

# Outlook's own limit for one app and one mailbox.
_AT_ONCE = 4


class Graphs:
    """Gives Graph as each connection may use it."""

    def __init__(self, http: Client, clock: Clock, *, deadline: timedelta) -> None:
        self._clock = clock
        self._deadline = deadline
        self._clients = Clients(http)
        self._pauses = Pauses(clock)
        self._tokens = Tokens(clock, Pauses(clock))
        self._own_tokens = OwnTokens(clock, Pauses(clock))
        self._at_once: WeakValueDictionary[tuple[str, str], asyncio.Semaphore] = (
            WeakValueDictionary()
        )

    @asynccontextmanager
    async def opened(self, ref: CalendarRef) -> AsyncIterator[Graph]:
        """Give Graph for as long as the deadline lasts.

        Raises:
            CalendarError: its settings cannot be right, or it took too long.
        """
        account = account_of(ref)
        key = lane_key(ref)
        at_once = self._at_once.setdefault(key, asyncio.Semaphore(_AT_ONCE))
        graph = Graph(
            ref=ref,
            account=account,
            http=await self._client(ref),
            token_source=self._token_source(ref),
            lane=Lane(key, at_once, self._pauses),
            clock=self._clock,
        )
        async with within(self._deadline):
            yield graph

    async def close(self) -> None:
        """Close all connections."""
        await self._clients.close()

    def _token_source(self, ref: CalendarRef) -> TokenSource:
        is_persons = ref.connection.access is Access.PERSON
        return self._own_tokens if is_persons else self._tokens

    async def _client(self, ref: CalendarRef) -> Client:
        try:
            return await self._clients.trusting(ca_file_of(ref))
        except NobodyTrusted as error:
            raise outbound_refusal(error) from error
