"""The line to Google as one call has it: signed in, within limits, and in time."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TypeVar

from admin_server.calendars.google.addresses import TOKEN_URL, settings_of
from admin_server.calendars.google.keys import Acting, Keys
from admin_server.calendars.google.limits import Key, Limits
from admin_server.calendars.google.refusals import (
    NotSignedIn,
    api_refusal,
    token_refusal,
)
from admin_server.calendars.google.scopes import EVENTS
from admin_server.calendars.google.wire import Send, Wire, in_thread
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import CalendarRef, Clock
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

T = TypeVar("T")

# Threads only wait here, so there may be many; our own, because waiting for Google
# must not take the process's threads from the database.
_THREADS = 32


class Lines:
    """Runs the work of Google's libraries, for every connection."""

    def __init__(self, http: Client, clock: Clock, deadline: timedelta) -> None:
        self._clients = Clients(http)
        self._clock = clock
        self._deadline = deadline
        self._keys = Keys()
        self._limits = Limits(clock)
        self._threads = ThreadPoolExecutor(_THREADS, "google-calendar")

    async def run(
        self,
        ref: CalendarRef,
        work: Callable[[Wire], T],
        *,
        scope: str = EVENTS,
        subject: str | None = None,
    ) -> T:
        """Do work in a thread, with a wire that is signed in.

        Args:
            subject: for whom a key acts; otherwise for the mailbox.

        Raises:
            CalendarError: Google refused, or it took too long.
        """
        acting, pausing = self._acting(ref, subject or ref.mailbox, scope)
        about = (ref.connection.id, acting.subject or ref.mailbox)
        async with self._within_deadline():
            for last in (False, True):
                token = await self._token(ref, acting, about=about, pausing=pausing)
                send = self._sender(ref, token=token, about=about, pausing=pausing)
                try:
                    return await in_thread(self._threads, work, send)
                except NotSignedIn:
                    self._keys.forget(ref, acting, token)
                    if last:
                        break
        raise ConsentNeeded(ConsentReason.EXPIRED, "Google does not accept our token")

    async def close(self) -> None:
        """Close all connections, and let go of the threads."""
        await self._clients.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @asynccontextmanager
    async def _within_deadline(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._deadline.total_seconds()):
                yield
        except TimeoutError as error:
            raise TryLater(detail="Google took too long") from error

    def _acting(self, ref: CalendarRef, subject: str, scope: str) -> tuple[Acting, Key]:
        """Say for whom we act, and whose pauses we keep.

        A reader's account is asked about many mailboxes, but Google counts what
        the account asks, and one token serves all its scopes.
        """
        if self._keys.is_reader(ref):
            return Acting("", ""), (ref.connection.id, "")
        return Acting(subject, scope), (ref.connection.id, subject)

    async def _token(
        self, ref: CalendarRef, acting: Acting, *, about: Key, pausing: Key
    ) -> str:
        async with self._keys.lock(ref, acting):
            token = self._keys.known(ref, acting, self._clock.now())
            if token is None:
                token = await self._sign_in(ref, acting, about=about, pausing=pausing)
            await self._keys.keep_renewed(ref)
            return token

    async def _sign_in(
        self, ref: CalendarRef, acting: Acting, *, about: Key, pausing: Key
    ) -> str:
        async def ask(request: Request) -> Reply:
            return await self._once(ref, request, about=about, pausing=pausing)

        async def send(request: Request) -> Reply:
            reply = await ask(request)
            if reply.status == HTTPStatus.OK and _is_object(reply.body):
                return reply
            # Raised here, because google-auth would try again by itself.
            refusal = token_refusal(reply, self._clock.now())
            self._keep_pause(pausing, refusal)
            raise refusal

        without_key = self._keys.keyless(ref)
        if without_key is None:
            signing_in = self._keys.signing_in(ref, acting)
            return await in_thread(self._threads, signing_in, send)
        now = self._clock.now()
        signed = await without_key.assertion(
            ask, subject=acting.subject, scope=acting.scope, now=now
        )
        url = settings_of(ref).get("token_url") or TOKEN_URL
        reply = await send(replace(signed, url=url))
        return self._keys.take(ref, acting, reply.body, now)

    def _sender(
        self, ref: CalendarRef, *, token: str, about: Key, pausing: Key
    ) -> Send:
        async def send(request: Request) -> Reply:
            headers = {**request.headers, "authorization": f"Bearer {token}"}
            signed = replace(request, headers=headers)
            reply = await self._once(ref, signed, about=about, pausing=pausing)
            if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
                return reply
            refusal = api_refusal(reply, self._clock.now())
            self._keep_pause(pausing, refusal)
            raise refusal

        return send

    async def _once(
        self, ref: CalendarRef, request: Request, *, about: Key, pausing: Key
    ) -> Reply:
        try:
            ca_file = settings_of(ref).get("ca_file")
            http = await self._clients.trusting(ca_file)
            async with self._limits.at_once(about):
                # Here, not before: others may have been told to pause meanwhile.
                self._limits.check(pausing)
                return await http.send(request)
        except (TooLarge, LedElsewhere, NobodyTrusted) as error:
            raise StrangeReply(str(error)) from error
        except OutboundError as error:
            raise TryLater(detail=str(error)) from error

    def _keep_pause(self, pausing: Key, refusal: Exception) -> None:
        if isinstance(refusal, TryLater):
            self._limits.keep_pause(pausing, refusal.after)


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
