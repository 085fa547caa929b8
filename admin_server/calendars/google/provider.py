"""The Google provider: meetings, rooms, changes and pushes from Google Calendar."""

import json
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import structlog
from typing_extensions import override

from admin_server.calendars.google.addresses import api_url, settings_of
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
from admin_server.calendars.google.line import Lines
from admin_server.calendars.google.own_calendars import calendars_in, rooms_among
from admin_server.calendars.google.refusals import NotAccepted
from admin_server.calendars.google.scopes import CALENDARS, EVENTS, ROOMS
from admin_server.core.connections import Access, OwnCalendar
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
_PRIMARY = "primary"
# How far around today a person's own meetings are looked through for rooms.
_AROUND = timedelta(days=31)
# Google drops fractions of a second, and what ends as the time begins.
_MARGIN = timedelta(seconds=1)

_log = structlog.get_logger(__name__)


class Google(Calendar):
    """Reads Google calendars.

    A connection's settings: `admin`, who may read the directory of rooms;
    `customer`, whose directory; `api_url` and `token_url`, where Google is;
    `ca_file`, the certificates to trust. Its secret is JSON: a service account's
    key, a service account without one, or one account's refresh token. A person's
    own has its settings from the registration by which it was consented to.
    """

    can_push = True
    has_rooms = True
    can_schedule = True

    def __init__(
        self, http: Client, clock: Clock, *, deadline: timedelta = DEADLINE
    ) -> None:
        silence_libraries()
        self._clock = clock
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
        if ref.connection.access is Access.PERSON:
            return await self._rooms_of_person(ref)
        settings = settings_of(ref)
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

        url = api_url(ref)
        return await self._lines.run(
            ref,
            lambda wire: read(DirectoryApi(wire, url)),
            scope=ROOMS,
            subject=settings.get("admin"),
        )

    async def _rooms_of_person(self, ref: CalendarRef) -> list[Room]:
        """Find the rooms that a person's own calendars know: theirs is no directory."""
        now = self._clock.now()
        meetings = await self.between(ref, now - _AROUND, now + _AROUND)
        return rooms_among(await self._listed(ref), meetings)

    @override
    async def calendars(self, ref: CalendarRef) -> list[OwnCalendar]:
        return calendars_in(await self._listed(ref))

    async def _listed(self, ref: CalendarRef) -> list[object]:
        def read(api: CalendarApi) -> list[object]:
            return [i for page in api.calendars() for i in items_of(page, "items")]

        return await self._ask(ref, read, scope=CALENDARS)

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
        channel, proof = str(uuid4()), secrets.token_urlsafe(32)
        stated = await self._ask(
            ref, lambda api: api.watch(_calendar(ref), channel, address, proof)
        )
        return _subscription(stated, channel, address, proof)

    @override
    async def renew(self, ref: CalendarRef, subscription: Subscription) -> Subscription:
        # Channels cannot be renewed. The new one first: twice is better than never.
        _, _, address = _parts(subscription)
        if not address:
            # Whoever kept only what a push names it by asks anew.
            raise MarkExpired
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

    async def _ask(
        self,
        ref: CalendarRef,
        work: Callable[[CalendarApi], T],
        *,
        scope: str = EVENTS,
    ) -> T:
        url = api_url(ref)
        return await self._lines.run(
            ref, lambda wire: work(CalendarApi(wire, url)), scope=scope
        )


def _calendar(ref: CalendarRef) -> str:
    if ref.connection.access is Access.PERSON:
        # Whoever signs in; their address may change, or be one of several.
        return ref.calendar or _PRIMARY
    return ref.calendar or ref.mailbox


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


def _subscription(stated: Json, channel: str, address: str, proof: str) -> Subscription:
    """Read what Google promised; the id keeps what ending and renewing needs.

    A push names channel and resource, which is enough for ending.
    """
    try:
        expires = datetime.fromtimestamp(int(stated["expiration"]) / 1000, UTC)
        named = f"{channel} {stated['resourceId']}"
    except (ValueError, TypeError, LookupError, OverflowError, OSError) as error:
        raise StrangeReply("the subscription has no end or no name") from error
    return Subscription(f"{named} {address}", expires, proof, named)


def _parts(subscription: Subscription) -> tuple[str, str, str]:
    channel, _, rest = subscription.id.partition(" ")
    resource, _, address = rest.partition(" ")
    if not (channel and resource):
        raise StrangeReply("this is no subscription of ours")
    return channel, resource, address
