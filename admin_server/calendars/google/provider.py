"""The Google provider: meetings, rooms, changes and pushes from Google Calendar."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from typing_extensions import override

from admin_server.calendars.google.api import (
    CalendarApi,
    DirectoryApi,
    Json,
    items_of,
    silence_libraries,
)
from admin_server.calendars.google.directory import building_names, rooms_in
from admin_server.calendars.google.events import (
    FREE_BUSY_ONLY,
    Reader,
    Reading,
    needs_zone,
    zone_of,
)
from admin_server.calendars.google.keys import ROOMS
from admin_server.calendars.google.line import Lines
from admin_server.calendars.google.refusals import NotAccepted
from admin_server.core.connections import OwnCalendar
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
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

T = TypeVar("T")

DEADLINE = timedelta(seconds=15)
"""How long one call may take, however many requests it needs."""
_MARK_KIND = "google"
# Google drops fractions of a second, and what ends as the time begins.
_MARGIN = timedelta(seconds=1)

_log = structlog.get_logger(__name__)


class Google(Calendar):
    """Reads Google calendars.

    A connection's settings: `admin`, who may read the directory of rooms;
    `customer`, whose directory; `api_url` and `token_url`, where Google is;
    `ca_file`, the certificates to trust. Its secret is JSON: a service account's
    key, or one account's refresh token.
    """

    can_push = True
    has_rooms = True
    can_schedule = True

    def __init__(
        self, http: Client, clock: Clock, *, deadline: timedelta = DEADLINE
    ) -> None:
        silence_libraries()
        self._lines = Lines(http, clock, deadline)

    @override
    async def check(self, ref: CalendarRef) -> None:
        found = await self._ask(ref, lambda api: api.look(_calendar(ref)))
        if found.get("accessRole") in {FREE_BUSY_ONLY, "none"}:
            raise ConsentNeeded(
                ConsentReason.PERMISSION_MISSING, "only free and busy times are shared"
            )

    @override
    async def between(
        self, ref: CalendarRef, start: datetime, end: datetime
    ) -> list[Meeting]:
        def read(api: CalendarApi) -> Reading:
            pages = api.events(
                _calendar(ref),
                orderBy="startTime",
                # Otherwise a meeting that was called off would just be missing.
                showDeleted=True,
                timeMin=_stamp(start - _MARGIN),
                timeMax=_stamp(end + _MARGIN),
            )
            return _read(ref, pages)[0]

        reading = await self._ask(ref, read)
        return [one for one in reading.meetings if _overlaps(one, start, end)]

    @override
    async def meeting(self, ref: CalendarRef, meeting_id: str) -> Meeting | None:
        def read(api: CalendarApi) -> Meeting | None:
            try:
                item = api.event(_calendar(ref), meeting_id)
            except (NoSuchCalendar, MarkExpired):
                # The same 404 is said of a calendar, which then says it again.
                api.look(_calendar(ref))
                return None
            zone = api.look(_calendar(ref)) if needs_zone(item) else {}
            reading = Reader(ref.mailbox, zone_of(zone.get("timeZone"))).read([item])
            if reading.skipped:
                raise StrangeReply("the event cannot be read")
            return next((one for one in reading.meetings if not one.cancelled), None)

        return await self._ask(ref, read) if meeting_id else None

    @override
    async def rooms(self, ref: CalendarRef) -> list[Room]:
        settings = ref.connection.settings
        customer = settings.get("customer") or "my_customer"

        def read(api: DirectoryApi) -> list[Room]:
            rooms = [
                item for page in api.rooms(customer) for item in items_of(page, "items")
            ]
            buildings = [
                item
                for page in api.buildings(customer)
                for item in items_of(page, "buildings")
            ]
            return rooms_in(rooms, building_names(buildings))

        url = _api_url(ref)
        return await self._lines.run(
            ref,
            lambda wire: read(DirectoryApi(wire, url)),
            scope=ROOMS,
            subject=settings.get("admin"),
        )

    @override
    async def calendars(self, ref: CalendarRef) -> list[OwnCalendar]:
        await self.check(ref)
        return [OwnCalendar(id=ref.mailbox, name=ref.mailbox, primary=True)]

    @override
    async def changes(self, ref: CalendarRef, mark: str | None) -> Changes:
        # Every question about changes must be put in the same words; the first one
        # may have no order, or there is no mark at its end.
        since = {"syncToken": _token_in(mark)} if mark is not None else {}

        def read(api: CalendarApi) -> tuple[Reading, str]:
            return _read(ref, api.events(_calendar(ref), **since))

        try:
            reading, token = await self._ask(ref, read)
        except NotAccepted as error:
            # A mark that never was one of this calendar's is "invalid", not "gone".
            if mark is not None:
                raise MarkExpired from error
            raise
        if not token:
            raise StrangeReply("there is no mark in the answer")
        return Changes(
            changed=tuple(one for one in reading.meetings if not one.cancelled),
            removed=tuple(sorted(reading.gone)) if mark is not None else (),
            mark=json.dumps({"kind": _MARK_KIND, "token": token}),
        )

    @override
    async def subscribe(self, ref: CalendarRef, address: str) -> Subscription:
        channel = str(uuid4())
        stated = await self._ask(
            ref, lambda api: api.watch(_calendar(ref), channel, address)
        )
        return _subscription(stated, channel, address)

    @override
    async def renew(self, ref: CalendarRef, subscription: Subscription) -> Subscription:
        # Channels cannot be renewed. The new one first: twice is better than never.
        _, _, address = _parts(subscription)
        renewed = await self.subscribe(ref, address)
        await self.stop(ref, subscription)
        return renewed

    @override
    async def stop(self, ref: CalendarRef, subscription: Subscription) -> None:
        channel, resource, _ = _parts(subscription)
        try:
            await self._ask(ref, lambda api: api.stop(channel, resource))
        except NoSuchCalendar:
            return  # It ended by itself.

    @override
    async def close(self) -> None:
        await self._lines.close()

    async def _ask(self, ref: CalendarRef, work: Callable[[CalendarApi], T]) -> T:
        url = _api_url(ref)
        return await self._lines.run(ref, lambda wire: work(CalendarApi(wire, url)))


def _calendar(ref: CalendarRef) -> str:
    return ref.calendar or ref.mailbox


def _api_url(ref: CalendarRef) -> str | None:
    url = ref.connection.settings.get("api_url")
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise StrangeReply("the connection's setting api_url is no web address")
    return url


def _read(ref: CalendarRef, pages: Iterable[Json]) -> tuple[Reading, str]:
    """Read all pages; the mark stands on the last one."""
    items: list[object] = []
    page: Json = {}
    for page in pages:
        items += items_of(page, "items")
    reader = Reader(
        ref.mailbox,
        zone_of(page.get("timeZone")),
        sees_details=page.get("accessRole") != FREE_BUSY_ONLY,
    )
    reading = reader.read(items)
    if reading.skipped:
        _log.warning(
            "calendar_events_skipped",
            connection=ref.connection.id,
            events=reading.skipped,
        )
    return reading, str(page.get("nextSyncToken") or "")


def _overlaps(meeting: Meeting, start: datetime, end: datetime) -> bool:
    return meeting.start < end and (meeting.end > start or meeting.start >= start)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _token_in(mark: str) -> str:
    try:
        stated = json.loads(mark)
        if stated["kind"] == _MARK_KIND and isinstance(stated["token"], str):
            return str(stated["token"])
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise MarkExpired from error
    raise MarkExpired


def _subscription(stated: Json, channel: str, address: str) -> Subscription:
    """Read what Google promised; the id keeps what ending and renewing needs."""
    try:
        expires = datetime.fromtimestamp(int(stated["expiration"]) / 1000, UTC)
        return Subscription(f"{channel} {stated['resourceId']} {address}", expires)
    except (ValueError, TypeError, LookupError, OverflowError, OSError) as error:
        raise StrangeReply("the subscription has no end or no name") from error


def _parts(subscription: Subscription) -> tuple[str, str, str]:
    channel, _, rest = subscription.id.partition(" ")
    resource, _, address = rest.partition(" ")
    if not (channel and resource and address):
        raise StrangeReply("this is no subscription of ours")
    return channel, resource, address
