"""What we ask a CalDAV server about the events of its calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from admin_server.calendars.caldav import xml
from admin_server.calendars.caldav.line import Line
from admin_server.core.errors import MarkExpired, NoSuchCalendar, StrangeReply
from admin_server.outbound.client import Reply, TooLarge

_MORE_TO_COME = HTTPStatus.INSUFFICIENT_STORAGE
_MOST_SYNC_PAGES = 50
# What servers answer to being asked to expand: RFC 4791 leaves it open, and some
# fail over one event that they cannot expand, as they fail over anything else.
_CANNOT_EXPAND = frozenset({400, 409, 415, 500, 501, 507})
_REFUSES_THE_QUESTION = (
    b"supported-calendar-data",
    b"valid-filter",
    b"supported-filter",
    b"max-instances",
    b"number-of-matches-within-limits",
    b":expand",
)


class CannotExpand(Exception):
    """The server refuses to expand series; without that it may well answer."""


@dataclass(frozen=True)
class Touched:
    """What a sync says of a collection: addresses changed and gone, next token."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    token: str


class Server:
    """Asks one server for events, by one `CalendarRef`."""

    def __init__(self, line: Line) -> None:
        self._line = line

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
            answer = await self._line.ask("REPORT", collection, body, 1)
        except NoSuchCalendar as error:
            return self._nothing_there(error)
        if _is_cut_short(answer):
            raise StrangeReply("the server left events out")
        return [found for found in answer.resources if _is_there(found, collection)]

    async def expanded(
        self, collection: str, start: datetime, end: datetime
    ) -> list[xml.Resource]:
        """Read the same, each occurrence of a series written out by the server.

        A server that ignores the wish gives the series themselves.

        Raises:
            CannotExpand: it refuses; `between` may still be answered.
        """
        body = xml.query_between(start, end, expand=True)
        try:
            reply = await self._line.send("REPORT", collection, body, 1)
        except StrangeReply as error:
            # Written out, a series may be longer than anything we read.
            if isinstance(error.__cause__, TooLarge):
                raise CannotExpand from error
            raise
        if _refuses_to_expand(reply):
            raise CannotExpand
        try:
            answer = await self._line.understood(reply)
        except NoSuchCalendar as error:
            return self._nothing_there(error)
        if _is_cut_short(answer):
            raise CannotExpand
        return [found for found in answer.resources if _is_there(found, collection)]

    def _nothing_there(self, error: NoSuchCalendar) -> list[xml.Resource]:
        if self._line.ref.calendar is not None:
            raise error
        # Deleted in the moment since the server listed it.
        return []

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
        answer = await self._line.ask("PROPFIND", collection, xml.ask_for(xml.SYNC), 0)
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
            answer = await self._line.ask("REPORT", collection, xml.sync_from(token), 0)
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
        answer = await self._line.ask("REPORT", collection, body, 1)
        return [found for found in answer.resources if found.events is not None]


def _refuses_to_expand(reply: Reply) -> bool:
    if reply.status == HTTPStatus.FORBIDDEN:
        # Otherwise it is the account that may not read this.
        return any(name in reply.body for name in _REFUSES_THE_QUESTION)
    return reply.status in _CANNOT_EXPAND


def _is_cut_short(answer: xml.Multistatus) -> bool:
    # RFC 4791, 7.8.
    return any(found.status == _MORE_TO_COME for found in answer.resources)


def _is_there(found: xml.Resource, collection: str) -> bool:
    # Some servers list the collection among its events.
    itself = found.href.rstrip("/") == urlsplit(collection).path.rstrip("/")
    gone = found.status == HTTPStatus.NOT_FOUND
    return found.events is not None or not (gone or itself)
