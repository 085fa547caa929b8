"""The Microsoft 365 provider: meetings, rooms and changes through Graph."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import structlog
from typing_extensions import override

from admin_server.calendars.microsoft import pushes
from admin_server.calendars.microsoft.account import same_server
from admin_server.calendars.microsoft.events import (
    FIELDS,
    Unreadable,
    read_event,
    read_events,
)
from admin_server.calendars.microsoft.graph import Graph, Question, is_segment
from admin_server.calendars.microsoft.graphs import Graphs
from admin_server.calendars.microsoft.marks import Mark, prints, read_mark
from admin_server.calendars.microsoft.own_calendars import LISTED, read_calendars
from admin_server.calendars.microsoft.permissions import lacking, naming_permission
from admin_server.calendars.microsoft.places import read_rooms
from admin_server.calendars.microsoft.reading import list_at, text_at
from admin_server.core.connections import OwnCalendar
from admin_server.core.errors import (
    ConsentNeeded,
    MarkExpired,
    StrangeReply,
)
from admin_server.core.meetings import Meeting
from admin_server.core.ports import (
    Calendar,
    CalendarRef,
    Changes,
    Clock,
    Subscription,
)
from admin_server.core.rooms import Room
from admin_server.outbound.client import Client

DEADLINE = timedelta(seconds=15)
"""How long one call may take, however many requests it needs."""
_PAGE_SIZE = 100
_DELTA_PAGE_SIZE = 50
_STRETCH = timedelta(days=31)
_MARK_LASTS = timedelta(days=7)
_GONE = frozenset({"erroritemnotfound", "errorinvalididmalformed", "errorinvalidid"})
# How clouds answer that have no directory of places (GCC High, DoD, China).
_NO_PLACES = frozenset({"badrequest", "resourcenotfound", "notimplemented"})

_log = structlog.get_logger(__name__)


class Microsoft(Calendar):
    """Reads calendars in Microsoft 365, as an app that the organisation permitted.

    A person's own connection reads as that person, by what they permitted; its
    settings are those of the registration by which they did.

    A connection's settings: `tenant` and `client_id`; `login_url` and `graph_url`
    for national clouds; `ca_file` for certificates to trust. Its secret is a client
    secret, or PEM text with a private key and its certificate.
    """

    can_push = True
    has_rooms = True
    can_schedule = True

    def __init__(
        self, http: Client, clock: Clock, *, deadline: timedelta = DEADLINE
    ) -> None:
        self._clock = clock
        self._graphs = Graphs(http, clock, deadline=deadline)

    @override
    async def check(self, ref: CalendarRef) -> None:
        now = self._clock.now()
        async with self._graphs.opened(ref) as graph:
            # One item tells as much as all of them.
            view = _view(graph, now, now + timedelta(minutes=1), size=1)
            with naming_permission(graph):
                await graph.ask(view)

    @override
    async def between(
        self, ref: CalendarRef, start: datetime, end: datetime
    ) -> list[Meeting]:
        async with self._graphs.opened(ref) as graph:
            return await self._between(graph, start, end)

    @override
    async def meeting(self, ref: CalendarRef, meeting_id: str) -> Meeting | None:
        if not is_segment(meeting_id):
            return None
        async with self._graphs.opened(ref) as graph:
            path = f"{_of_calendar(graph)}/events/{quote(meeting_id, safe='')}"
            url = graph.address(graph.of_mailbox(path), _select=FIELDS)
            with naming_permission(graph):
                event = await graph.ask(Question(url, absent=_GONE))
            try:
                return read_event(event) if event is not None else None
            except Unreadable:
                self._tell_skipped(graph, 1)
                return None

    @override
    async def rooms(self, ref: CalendarRef) -> list[Room]:
        async with self._graphs.opened(ref) as graph:
            own = graph.address(graph.of_mailbox("/calendar"), _select="id")
            with naming_permission(graph):
                await graph.ask(Question(own))
            url = graph.address("/places/microsoft.graph.room", _top=str(_PAGE_SIZE))
            try:
                found = await graph.everything(Question(url, absent=_NO_PLACES))
            except ConsentNeeded as error:
                raise lacking("Place.Read.All", "for rooms", error) from error
            return read_rooms(found)

    @override
    async def calendars(self, ref: CalendarRef) -> list[OwnCalendar]:
        async with self._graphs.opened(ref) as graph:
            path = graph.of_mailbox("/calendars")
            url = graph.address(path, _select=LISTED, _top=str(_PAGE_SIZE))
            with naming_permission(graph):
                return read_calendars(await graph.everything(Question(url)))

    @override
    async def changes(self, ref: CalendarRef, mark: str | None) -> Changes:
        now = self._clock.now()
        async with self._graphs.opened(ref) as graph:
            if mark is None:
                return await self._read_anew(graph, now)
            old = read_mark(mark)
            # The stretch stands in Graph's link and cannot be moved.
            if now > old.start + _STRETCH + _MARK_LASTS:
                raise MarkExpired
            return await self._read_since(graph, old)

    @override
    async def subscribe(self, ref: CalendarRef, address: str) -> Subscription:
        async with self._graphs.opened(ref) as graph:
            return await pushes.subscribe(graph, address, now=self._clock.now())

    @override
    async def renew(self, ref: CalendarRef, subscription: Subscription) -> Subscription:
        async with self._graphs.opened(ref) as graph:
            return await pushes.renew(graph, subscription, now=self._clock.now())

    @override
    async def stop(self, ref: CalendarRef, subscription: Subscription) -> None:
        async with self._graphs.opened(ref) as graph:
            await pushes.stop(graph, subscription)

    @override
    async def close(self) -> None:
        await self._graphs.close()

    async def _between(
        self, graph: Graph, start: datetime, end: datetime
    ) -> list[Meeting]:
        with naming_permission(graph):
            items = await graph.everything(_view(graph, start, end))
        reading = read_events(items)
        self._tell_skipped(graph, reading.skipped)
        # What moves while we turn a page may stand on two of them.
        once = {one.id: one for one in reading.meetings}
        return _in_order(
            one
            for one in once.values()
            if one.start < end and (one.end > start or one.start >= start)
        )

    async def _read_anew(self, graph: Graph, now: datetime) -> Changes:
        start, end = now - _STRETCH, now + _STRETCH
        link = None
        if graph.ref.calendar is None:
            # The link first: what changes while we read is then told once more.
            with naming_permission(graph):
                _, link = await _follow(graph, _delta(graph, start, end))
        found = await self._between(graph, start, end)
        return Changes(tuple(found), (), Mark(start, end, link, prints(found)).text())

    async def _read_since(self, graph: Graph, old: Mark) -> Changes:
        link = old.link
        if link is not None:
            if not same_server(link, graph.account.graph_url):
                raise MarkExpired
            is_news, link = await _follow(
                graph,
                Question(link, page_size=_DELTA_PAGE_SIZE, follows_mark=True),
            )
            if not is_news:
                return Changes((), (), replace(old, link=link).text())
        # Graph tells occurrences by id and time alone, and names things as removed
        # that only lie outside the stretch: so everything is read once more.
        found = await self._between(graph, old.start, old.end)
        known = prints(found)
        return Changes(
            changed=tuple(
                one for one in found if known[one.id] != old.known.get(one.id)
            ),
            removed=tuple(sorted(set(old.known) - set(known))),
            mark=Mark(old.start, old.end, link, known).text(),
        )

    def _tell_skipped(self, graph: Graph, skipped: int) -> None:
        if skipped:
            _log.warning(
                "calendar_events_skipped",
                connection=graph.ref.connection.id,
                events=skipped,
            )


def _view(
    graph: Graph, start: datetime, end: datetime, *, size: int = _PAGE_SIZE
) -> Question:
    url = graph.address(
        graph.of_mailbox(f"{_of_calendar(graph)}/calendarView"),
        startDateTime=_written(start),
        endDateTime=_written(end),
        _select=FIELDS,
        _top=str(size),
    )
    return Question(url)


def _of_calendar(graph: Graph) -> str:
    chosen = graph.ref.calendar
    return f"/calendars/{quote(chosen, safe='')}" if chosen is not None else ""


def _delta(graph: Graph, start: datetime, end: datetime) -> Question:
    url = graph.address(
        graph.of_mailbox("/calendarView/delta"),
        startDateTime=_written(start),
        endDateTime=_written(end),
    )
    return Question(url, page_size=_DELTA_PAGE_SIZE)


async def _follow(graph: Graph, question: Question) -> tuple[bool, str]:
    """Read a delta to its end; say whether there was news, and where to go on."""
    is_news = False
    last: object = None
    async for page in graph.pages(question):
        is_news = is_news or bool(list_at(page, "value"))
        last = page
    link = text_at(last, "@odata.deltaLink")
    if not link:
        raise StrangeReply("a delta without an end")
    return is_news, graph.ours(link)


def _written(moment: datetime) -> str:
    """Write a moment with its offset: without one, Graph reads it as UTC."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _in_order(meetings: Iterable[Meeting]) -> list[Meeting]:
    return sorted(meetings, key=lambda one: (one.start, one.id))
