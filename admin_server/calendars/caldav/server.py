"""One CalDAV server as one connection sees it: requests, limits, and its errors."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

from admin_server.calendars.caldav import xml
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

_WELL_KNOWN = "/.well-known/caldav"
_NOTHING_HERE = frozenset({404, 405, 410, 501})
_BUSY = frozenset({408, 423, 425, 429})
_MORE_TO_COME = HTTPStatus.INSUFFICIENT_STORAGE
_MOST_SYNC_PAGES = 50
_LONGEST_PAUSE = 24 * 60 * 60


@dataclass(frozen=True)
class Touched:
    """What a sync says of a collection: addresses changed and gone, next token."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    token: str


class Server:
    """Speaks CalDAV for one `CalendarRef`."""

    def __init__(
        self,
        ref: CalendarRef,
        http: Client,
        *,
        at_once: asyncio.Semaphore,
        now: datetime,
    ) -> None:
        url = ref.connection.settings.get("url", "")
        if urlsplit(url).scheme not in {"http", "https"}:
            raise StrangeReply("the connection's setting url is no web address")
        self._url = url if url.endswith("/") else f"{url}/"
        self._ref = ref
        self._http = http
        self._at_once = at_once
        self._now = now

    async def collections(self) -> list[str]:
        """Find the addresses of the calendars to read."""
        if self._ref.calendar is not None:
            return [self._same_server(self._url, self._ref.calendar)]
        home = await self._home()
        answer = await self._ask("PROPFIND", home, xml.ask_for(xml.KIND, xml.HOLDS), 1)
        found = [
            self._same_server(home, resource.href)
            for resource in answer.resources
            if resource.holds_events
        ]
        return sorted(set(found))

    async def check(self) -> None:
        """Make sure that the calendars are there and can be read.

        Raises:
            NoSuchCalendar: there is no calendar, or it holds no events.
        """
        addresses = await self.collections()
        if not addresses:
            raise NoSuchCalendar("there is no calendar for events")
        body = xml.ask_for(xml.KIND, xml.HOLDS)
        for address in addresses:
            answer = await self._ask("PROPFIND", address, body, 0)
            if not any(resource.holds_events for resource in answer.resources):
                raise NoSuchCalendar("there is no calendar for events at that path")

    async def between(
        self, collection: str, start: datetime, end: datetime
    ) -> list[xml.Resource]:
        """Read the events of a collection that may overlap [start, end).

        One whose text the server keeps back is among them, without a text: whoever
        chooses between meetings must know that there is another.

        Raises:
            StrangeReply: the server says that it left events out.
        """
        body = xml.query_between(start, end)
        try:
            answer = await self._ask("REPORT", collection, body, 1)
        except NoSuchCalendar:
            if self._ref.calendar is not None:
                raise
            # Deleted in the moment since the server listed it.
            return []
        if any(found.status == _MORE_TO_COME for found in answer.resources):
            # RFC 4791 7.8: the answer is cut short.
            raise StrangeReply("the server left events out")
        return [found for found in answer.resources if _is_there(found, collection)]

    async def with_uid(self, collection: str, uid: str) -> list[xml.Resource]:
        """Read the events of a collection that may have this UID."""
        return await self._events(collection, xml.query_uid(uid))

    async def at(self, collection: str, hrefs: Sequence[str]) -> list[xml.Resource]:
        """Read the events at some addresses of a collection."""
        if not hrefs:
            return []
        return await self._events(collection, xml.get_all(hrefs))

    async def token(self, collection: str) -> str:
        """Read a collection's sync token as it is now.

        Raises:
            StrangeReply: the server cannot tell changes.
        """
        answer = await self._ask("PROPFIND", collection, xml.ask_for(xml.SYNC), 0)
        tokens = [found.token for found in answer.resources if found.token]
        if not tokens:
            raise StrangeReply("the server cannot tell what changed")
        return tokens[0]

    async def touched_since(self, collection: str, token: str) -> Touched:
        """Ask what changed in a collection since a token.

        Raises:
            MarkExpired: the server does not know the token any more.
        """
        changed: dict[str, None] = {}
        gone: dict[str, None] = {}
        for _ in range(_MOST_SYNC_PAGES):
            answer = await self._ask("REPORT", collection, xml.sync_from(token), 0)
            if answer.token is None:
                raise StrangeReply("a sync without a token")
            token = answer.token
            for found in answer.resources:
                missing = found.status == HTTPStatus.NOT_FOUND
                (gone if missing else changed)[found.href] = None
            # 507 for the collection itself: there is more to come.
            cut = [r for r in answer.resources if r.status == _MORE_TO_COME]
            for found in cut:
                changed.pop(found.href, None)
            if not cut:
                return Touched(tuple(changed), tuple(gone), token)
        raise MarkExpired

    async def _events(self, collection: str, body: bytes) -> list[xml.Resource]:
        answer = await self._ask("REPORT", collection, body, 1)
        return [found for found in answer.resources if found.events is not None]

    async def _home(self) -> str:
        """Find where the mailbox's calendars are listed."""
        template = self._ref.connection.settings.get("home")
        if template:
            mailbox = quote(self._ref.mailbox, safe="@")
            return self._same_server(self._url, template.replace("{mailbox}", mailbox))
        principal = await self._principal()
        answer = await self._ask("PROPFIND", principal, xml.ask_for(xml.HOME), 0)
        for found in answer.resources:
            if found.home:
                return self._same_server(principal, found.home)
        raise NoSuchCalendar("the server names no calendar home for this account")

    async def _principal(self) -> str:
        for address in self._places_to_start():
            body = xml.ask_for(xml.PRINCIPAL)
            reply = await self._send("PROPFIND", address, body, 0)
            if reply.status in _NOTHING_HERE:
                continue
            answer = await self._understood(reply)
            for found in answer.resources:
                if found.principal:
                    return self._same_server(reply.url, found.principal)
        raise NoSuchCalendar("there is no CalDAV server at this address")

    def _places_to_start(self) -> list[str]:
        """Give the address as it was set, and the well-known one (RFC 6764)."""
        well_known = urljoin(self._url, _WELL_KNOWN)
        bare = urlsplit(self._url).path == "/"
        return [well_known, self._url] if bare else [self._url, well_known]

    def _same_server(self, base: str, href: str) -> str:
        """Resolve an address; ours carries a password, so it stays on one server."""
        address = urljoin(base, href)
        if urlsplit(address)[:2] != urlsplit(self._url)[:2]:
            raise StrangeReply("the server points to another server")
        return address

    async def _ask(
        self, method: str, url: str, body: bytes, depth: int
    ) -> xml.Multistatus:
        return await self._understood(await self._send(method, url, body, depth))

    async def _send(self, method: str, url: str, body: bytes, depth: int) -> Reply:
        user = self._ref.connection.settings.get("user") or self._ref.mailbox
        request = Request(
            method,
            url,
            headers={
                "Depth": str(depth),
                "Content-Type": "application/xml; charset=utf-8",
            },
            body=body,
            sign_in=(user, self._ref.secret or ""),
        )
        try:
            async with self._at_once:
                return await self._http.send(request)
        except (TooLarge, LedElsewhere) as error:
            raise StrangeReply(str(error)) from error
        except OutboundError as error:
            raise TryLater(detail=str(error)) from error

    async def _understood(self, reply: Reply) -> xml.Multistatus:
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
            raise TryLater(self._pause(reply), f"the server answered {status}")
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


def _is_there(found: xml.Resource, collection: str) -> bool:
    # Some servers list the collection among its events.
    itself = found.href.rstrip("/") == urlsplit(collection).path.rstrip("/")
    gone = found.status == HTTPStatus.NOT_FOUND
    return found.events is not None or not (gone or itself)


async def all_of(work: Iterable[Coroutine[object, object, T]]) -> list[T]:
    """Do several things at once; the first failure stops the others and is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]
