"""Microsoft Graph as one connection sees it: requests, pages, limits, refusals."""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote, urlencode

from admin_server.calendars.microsoft.account import Account, same_server
from admin_server.calendars.microsoft.pauses import Pauses
from admin_server.calendars.microsoft.reading import json_object, list_at, text_at
from admin_server.calendars.microsoft.refusals import (
    failure_in,
    outbound_refusal,
    refusal,
)
from admin_server.core.connections import Access
from admin_server.core.errors import NoSuchCalendar, StrangeReply, TryLater
from admin_server.core.people import fold_email
from admin_server.core.ports import CalendarRef, Clock
from admin_server.outbound.client import Client, OutboundError, Reply, Request

# Ids that stay when an event is moved to another folder, and times in UTC: what
# Graph names zones by otherwise are Windows names and "tzone://Microsoft/Custom".
_PREFER = 'IdType="ImmutableId", outlook.timezone="UTC"'
_MOST_PAGES = 200
_CLAIMS = re.compile(r'claims="([^"]+)"')


@dataclass(frozen=True)
class Lane:
    """The way to one mailbox: how many may use it at once, and its pauses."""

    key: tuple[str, str]
    at_once: asyncio.Semaphore
    pauses: Pauses


class TokenSource(Protocol):
    """Gives access tokens: to an app as itself, or on behalf of a person."""

    async def get(
        self,
        ref: CalendarRef,
        account: Account,
        http: Client,
        *,
        instead_of: str | None = None,
        claims: str | None = None,
    ) -> str:
        """Give a token; `claims` says what Graph demands of it.

        Raises:
            CalendarError: there is none.
        """


@dataclass(frozen=True)
class Question:
    """One request to Graph.

    Attributes:
        is_advanced: whether it needs the slower index of the directory.
        page_size: how many items a page of a delta may have.
        absent: codes of refusals that only say that the thing is not there.
        follows_mark: whether the address came from a mark, which can be too old.
    """

    url: str
    method: str = "GET"
    body: Mapping[str, object] | None = None
    page_size: int | None = None
    absent: Collection[str] = ()
    follows_mark: bool = False
    is_advanced: bool = False


@dataclass
class Graph:
    """Speaks to Graph for one `CalendarRef`."""

    ref: CalendarRef
    account: Account
    http: Client
    token_source: TokenSource
    lane: Lane
    clock: Clock
    _token: str | None = field(default=None, repr=False)

    def address(self, path: str, **query: str) -> str:
        """Make an address of Graph's; in `query`, `_x` stands for `$x`."""
        named = {name.replace("_", "$", 1): text for name, text in query.items()}
        asked = f"?{urlencode(named)}" if named else ""
        return f"{self.account.graph_url}{path}{asked}"

    @property
    def is_own(self) -> bool:
        """Whether it is the mailbox of whoever signed in."""
        connection = self.ref.connection
        if connection.access is not Access.PERSON:
            return False
        account = fold_email(connection.account or "")
        return not account or account == fold_email(self.ref.mailbox)

    def of_mailbox(self, path: str = "") -> str:
        """Make a path under the mailbox.

        Raises:
            NoSuchCalendar: no mailbox can have such a name.
        """
        if self.is_own:
            # By name, Graph finds work accounts only, and no aliases.
            return f"/me{path}"
        mailbox = self.ref.mailbox.strip()
        if not is_segment(mailbox):
            raise NoSuchCalendar("the mailbox cannot be one")
        return f"/users/{quote(mailbox, safe='@')}{path}"

    async def ask(self, question: Question) -> Mapping[str, object] | None:
        """Send a request and read the answer; None where the thing is not there.

        Raises:
            CalendarError: it was refused, or there is no answer.
        """
        reply = await self._send(question)
        if reply.status in {HTTPStatus.NO_CONTENT, HTTPStatus.ACCEPTED}:
            return {}
        if HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            return json_object(reply.body)
        if failure_in(reply).code.casefold() in question.absent:
            return None
        error = refusal(reply, now=self.clock.now(), follows_mark=question.follows_mark)
        if isinstance(error, TryLater):
            self.lane.pauses.keep(self.lane.key, error.after)
        raise error

    async def pages(self, question: Question) -> AsyncIterator[Mapping[str, object]]:
        """Read an answer page by page; each link is followed as it was given.

        What is not there has no pages.

        Raises:
            CalendarError: a page was refused, or the pages do not end.
        """
        for _ in range(_MOST_PAGES):
            page = await self.ask(question)
            if page is None:
                return
            if not isinstance(page.get("value"), list):
                raise StrangeReply("an answer without a list")
            yield page
            following = text_at(page, "@odata.nextLink")
            if not following:
                return
            question = Question(
                self.ours(following),
                page_size=question.page_size,
                follows_mark=question.follows_mark,
                is_advanced=question.is_advanced,
            )
        raise StrangeReply("the pages do not end")

    async def everything(self, question: Question) -> list[object]:
        """Read the items of all pages."""
        return [
            item
            async for page in self.pages(question)
            for item in list_at(page, "value")
        ]

    def ours(self, link: str) -> str:
        """Make sure that a link leads to the same server: our token goes along.

        Raises:
            StrangeReply: it does not.
        """
        if not same_server(link, self.account.graph_url):
            raise StrangeReply("Graph points to another server")
        return link

    async def _send(self, question: Question) -> Reply:
        reply = await self._once(question, await self._current_token())
        if reply.status != HTTPStatus.UNAUTHORIZED:
            return reply
        self._token = await self.token_source.get(
            self.ref,
            self.account,
            self.http,
            instead_of=self._token,
            claims=_claims(reply),
        )
        return await self._once(question, self._token)

    async def _current_token(self) -> str:
        if self._token is None:
            self.lane.pauses.check(self.lane.key)
            self._token = await self.token_source.get(self.ref, self.account, self.http)
        return self._token

    async def _once(self, question: Question, token: str) -> Reply:
        request = _request(question, token)
        try:
            async with self.lane.at_once:
                # Looked at here: the pause may have begun while we waited.
                self.lane.pauses.check(self.lane.key)
                return await self.http.send(request)
        except OutboundError as error:
            raise outbound_refusal(error) from error


def lane_key(ref: CalendarRef) -> tuple[str, str]:
    """Say which requests share a limit: those to one mailbox of one connection."""
    return ref.connection.id, fold_email(ref.mailbox)


def is_segment(text: str) -> bool:
    """Tell whether a text can stand in an address without changing where it leads.

    Slashes are undone by servers before they look, and dots alone by everybody.
    """
    return bool(text.strip(".")) and not set(text) & {"/", "\\"}


def _request(question: Question, token: str) -> Request:
    prefer = _PREFER
    if question.page_size is not None:
        prefer += f", odata.maxpagesize={question.page_size}"
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        "Prefer": prefer,
    }
    if question.is_advanced:
        headers["ConsistencyLevel"] = "eventual"
    if question.body is None:
        return Request(question.method, question.url, headers=headers)
    headers["Content-Type"] = "application/json"
    body = json.dumps(question.body).encode()
    return Request(question.method, question.url, headers=headers, body=body)


def _claims(reply: Reply) -> str | None:
    """Read what a new token must claim, where Graph demands it (conditional access)."""
    found = _CLAIMS.search(reply.headers.get("www-authenticate", ""))
    if found is None:
        return None
    padded = found[1] + "=" * (-len(found[1]) % 4)
    try:
        claims = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        return claims if isinstance(json.loads(claims), dict) else None
    except (ValueError, RecursionError):
        return None
