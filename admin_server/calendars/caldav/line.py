"""The line to a CalDAV server as one connection has it: requests, limits, errors."""

import asyncio
from collections.abc import Coroutine, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from admin_server.calendars.caldav import xml
from admin_server.calendars.caldav.lanes import Lane
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import CalendarRef
from admin_server.outbound.client import (
    Client,
    LedElsewhere,
    OutboundError,
    Reply,
    Request,
    TooLarge,
)

T = TypeVar("T")
U = TypeVar("U")

_NOTHING_HERE = frozenset({404, 405, 410, 501})
_BUSY = frozenset({408, 423, 425, 429})
_LONGEST_PAUSE = 24 * 60 * 60


class Line:
    """Speaks to a server for one `CalendarRef`, and to no other server.

    Attributes:
        url: the server's address, ending in a slash.
        user: the account that signs in.
    """

    def __init__(
        self,
        ref: CalendarRef,
        http: Client,
        lane: Lane,
        *,
        now: datetime,
    ) -> None:
        url = ref.connection.settings.get("url", "")
        if urlsplit(url).scheme not in {"http", "https"}:
            raise StrangeReply("the connection's setting url is no web address")
        self.url = url if url.endswith("/") else f"{url}/"
        self.ref = ref
        self.user = ref.connection.settings.get("user") or ref.mailbox
        self._http = http
        self._lane = lane
        self._now = now

    async def ask(
        self, method: str, url: str, body: bytes, depth: int
    ) -> xml.Multistatus:
        """Ask and read the answer.

        Raises:
            CalendarError: the server refuses, or is away.
        """
        return await self.understood(await self.send(method, url, body, depth))

    async def send(self, method: str, url: str, body: bytes, depth: int) -> Reply:
        """Send a request; whatever comes back is an answer."""
        request = Request(
            method,
            url,
            headers={
                "Depth": str(depth),
                "Content-Type": "application/xml; charset=utf-8",
            },
            body=body,
            sign_in=(self.user, self.ref.secret or ""),
        )
        try:
            async with self._lane.entered():
                return await self._http.send(request)
        except (TooLarge, LedElsewhere) as error:
            raise StrangeReply(str(error)) from error
        except OutboundError as error:
            raise TryLater(detail=str(error)) from error

    async def understood(self, reply: Reply) -> xml.Multistatus:
        """Translate a status that is a refusal, or read the answer."""
        status = reply.status
        if status == HTTPStatus.MULTI_STATUS:
            # Away from the event loop: ten megabytes take their time.
            return await asyncio.to_thread(xml.read_multistatus, reply.body)
        if xml.says_token_is_invalid(reply.body):
            raise MarkExpired
        if status == HTTPStatus.UNAUTHORIZED:
            raise ConsentNeeded(ConsentReason.EXPIRED, "user or password is refused")
        if status == HTTPStatus.FORBIDDEN:
            raise ConsentNeeded(
                ConsentReason.PERMISSION_MISSING, "the account may not read this"
            )
        if status in _NOTHING_HERE:
            raise NoSuchCalendar("the server knows no such calendar")
        if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            pause = self._pause(reply)
            self._lane.close(pause)
            raise TryLater(pause, f"the server answered {status}")
        raise StrangeReply(f"the server answered {status}")

    def _pause(self, reply: Reply) -> timedelta | None:
        """Read how long the server wants to be left alone: seconds or a date."""
        stated = reply.headers.get("retry-after", "").strip()
        if stated.isdecimal():
            return timedelta(seconds=min(int(stated), _LONGEST_PAUSE))
        try:
            moment = parsedate_to_datetime(stated)
        except (ValueError, TypeError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        longest = timedelta(seconds=_LONGEST_PAUSE)
        return min(max(moment - self._now, timedelta()), longest)

    def same_server(self, base: str, href: str) -> str:
        """Resolve an address; ours carries a password, so it stays on one server."""
        address = urljoin(base, href)
        if urlsplit(address)[:2] != urlsplit(self.url)[:2]:
            raise StrangeReply("the server points to another server")
        return address


async def both(
    one: Coroutine[object, object, T], other: Coroutine[object, object, U]
) -> tuple[T, U]:
    """Do two things at once; the first failure stops the other and is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            first, second = group.create_task(one), group.create_task(other)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return first.result(), second.result()


async def all_of(work: Iterable[Coroutine[object, object, T]]) -> list[T]:
    """Do several things at once; the first failure stops the others and is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]
