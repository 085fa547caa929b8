"""Calendars, their views, and single events: reading and writing."""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.bookings import invite_rooms, seen_by
from admin_server.demo.emulators.graph.calendar_lists import (
    calendar_list_routes,
    chosen,
)
from admin_server.demo.emulators.graph.notices import tell
from admin_server.demo.emulators.graph.organisation import (
    Mailbox,
    Organisation,
    StoredEvent,
)
from admin_server.demo.emulators.graph.queries import (
    manner,
    next_link,
    options,
    page_bounds,
    preferences,
)
from admin_server.demo.emulators.graph.refusals import (
    GraphRefusal,
    bad_request,
    item_not_found,
)
from admin_server.demo.emulators.graph.rendering import Manner, key_of, rendered
from admin_server.demo.emulators.graph.schema import checked
from admin_server.demo.emulators.graph.series import Item, find_item, whole
from admin_server.demo.emulators.graph.shapes import Json, text
from admin_server.demo.emulators.graph.times import window_edge, zone
from admin_server.demo.emulators.graph.world import READ_ROLES, Call, call_of

_WINDOW = ("startDateTime", "endDateTime")
_PAGED = ("$top", "$skip", "$select", "$orderby", "$count")
_NOT_SELECTABLE = frozenset({"createdDateTime", "lastModifiedDateTime"})
_LONGEST_WINDOW = timedelta(days=1825)
_ASKS_ROOMS = frozenset({"attendees", "start", "end", "recurrence"})


def calendar_routes() -> list[Route]:
    """Build the routes of calendars and events."""
    mine = "/users/{user}"
    return [
        *calendar_list_routes(),
        Route(f"{mine}/calendarView", _view),
        Route(f"{mine}/calendar/calendarView", _view),
        Route(f"{mine}/calendars/{{calendar}}/calendarView", _view),
        Route(f"{mine}/events", _list, methods=["GET"]),
        Route(f"{mine}/events", _create, methods=["POST"]),
        Route(f"{mine}/events/{{event}}", _read, methods=["GET"]),
        Route(f"{mine}/calendars/{{calendar}}/events/{{event}}", _read),
        Route(f"{mine}/events/{{event}}", _change, methods=["PATCH"]),
        Route(f"{mine}/events/{{event}}", _delete, methods=["DELETE"]),
    ]


def window(stated: dict[str, str]) -> tuple[datetime, datetime]:
    """Read the two edges of a window.

    Raises:
        GraphRefusal: they are missing, or too far apart.
    """
    start, end = (window_edge(stated.get(name, ""), name) for name in _WINDOW)
    if end < start or end - start > _LONGEST_WINDOW:
        raise bad_request("The requested window is invalid.", "ErrorInvalidParameter")
    return start, end


async def _view(request: Request) -> Response:
    call = call_of(request)
    call.require(*READ_ROLES)
    box = call.mailbox(request.path_params["user"])
    stated = options(request, (*_WINDOW, *_PAGED))
    how = manner(call, stated.get("$select"))
    for name in _NOT_SELECTABLE & set(how.select or ()):
        raise bad_request(f"{name} cannot be selected on calendarView.")
    listed = chosen(call, box, request.path_params.get("calendar"))
    box = listed.owner
    items = [
        item
        for item in seen_by(call.organisation, box, *window(stated))
        if listed.uids is None or item.event.uid in listed.uids
    ]
    _sort(items, stated.get("$orderby", "start/dateTime"))
    return _page(call, box, items, stated, how)


async def _list(request: Request) -> Response:
    call = call_of(request)
    call.require(*READ_ROLES)
    box = call.mailbox(request.path_params["user"])
    stated = options(request, _PAGED)
    items = [whole(event) for event in box.events.values()]
    return _page(call, box, items, stated, manner(call, stated.get("$select")))


async def _read(request: Request) -> Response:
    call = call_of(request)
    call.require(*READ_ROLES)
    box = call.mailbox(request.path_params["user"])
    stated = options(request, ("$select",))
    box = chosen(call, box, request.path_params.get("calendar")).owner
    item = _named(box, request.path_params["event"])
    how = manner(call, stated.get("$select"))
    return _answer(call, rendered(item, box, how))


async def _create(request: Request) -> Response:
    call = call_of(request)
    call.require("Calendars.ReadWrite")
    box = call.mailbox(request.path_params["user"])
    fields = checked(await json_body(request), "event")
    _check_once(box, text(fields, "transactionId"))
    event = new_event(call.organisation, box, fields, now=call.now)
    _check_times(event)
    box.events[event.uid] = event
    invite_rooms(call.organisation, event, call.now)
    await tell(call.world, call.organisation, event, "created")
    return _answer(call, rendered(whole(event), box, manner(call)), status=201)


async def _change(request: Request) -> Response:
    call = call_of(request)
    call.require("Calendars.ReadWrite")
    box = call.mailbox(request.path_params["user"])
    fields = checked(await json_body(request), "event")
    if "location" in fields and "locations" not in fields:
        # The two correspond: who writes one wipes the other.
        fields["locations"] = []
    item = _named(box, request.path_params["event"])
    event = item.event
    if item.original is None:
        event.fields = {**event.fields, **fields}
        if _ASKS_ROOMS & set(fields):
            invite_rooms(call.organisation, event, call.now)
    else:
        before = event.exceptions.get(item.original, {})
        event.exceptions[item.original] = {**before, **fields}
    touch(event, call.now)
    await tell(call.world, call.organisation, event, "updated")
    changed = _named(box, request.path_params["event"])
    return _answer(call, rendered(changed, box, manner(call)))


async def _delete(request: Request) -> Response:
    call = call_of(request)
    call.require("Calendars.ReadWrite")
    box = call.mailbox(request.path_params["user"])
    item = _named(box, request.path_params["event"])
    if item.original is None:
        del box.events[item.event.uid]
    else:
        item.event.left_out.add(item.original)
        touch(item.event, call.now)
    await tell(call.world, call.organisation, item.event, "deleted")
    return Response(status_code=204)


def new_event(
    organisation: Organisation,
    box: Mailbox,
    fields: Json,
    *,
    now: datetime,
    uid: str | None = None,
) -> StoredEvent:
    """Make an event; without a UID it gets one as Exchange writes them."""
    number = organisation.new_number()
    own = f"040000008200E00074C5B7101A82E008{0:08X}{number:016X}{0:016X}10000000"
    return StoredEvent(
        number=number,
        owner=box.address,
        uid=uid or f"{own}{number:032X}",
        fields=fields,
        created=now,
        modified=now,
    )


def touch(event: StoredEvent, now: datetime) -> None:
    """Note that an event was changed."""
    event.version += 1
    event.modified = now


async def json_body(request: Request) -> object:
    """Read a JSON body.

    Raises:
        GraphRefusal: it is none, or is not called one.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":
        raise GraphRefusal(
            415,
            "UnsupportedMediaType",
            f"A media type of '{kind}' is not supported; use application/json.",
        )
    try:
        found: object = await request.json()
    except ValueError as error:
        raise bad_request("Unable to read JSON request payload.") from error
    return found


def _named(box: Mailbox, stated: str) -> Item:
    key = key_of(stated)
    if key is None:
        raise bad_request("Id is malformed.", "ErrorInvalidIdMalformed")
    number, _, original = key.partition(".")
    events = [one for one in box.events.values() if str(one.number) == number]
    if not events:
        raise item_not_found()
    item = find_item(events[0], original) if original else whole(events[0])
    if item is None:
        raise item_not_found()
    return item


def _sort(items: list[Item], order: str) -> None:
    name, _, direction = order.partition(" ")
    if name not in {"start/dateTime", "end/dateTime"} or direction not in {
        "",
        "asc",
        "desc",
    }:
        raise bad_request(f"The orderby clause '{order}' is not supported.")
    by_end = name.startswith("end")
    items.sort(
        key=lambda one: one.end if by_end else one.start, reverse=direction == "desc"
    )


def _page(
    call: Call, box: Mailbox, items: list[Item], stated: dict[str, str], how: Manner
) -> Response:
    skip, top = page_bounds(stated, largest=call.organisation.largest_page)
    shown = items[skip : skip + top]
    body: Json = {
        "@odata.context": f"{call.base}/$metadata#users/calendarView",
        "value": [rendered(item, box, how) for item in shown],
    }
    if stated.get("$count") == "true":
        body["@odata.count"] = len(items)
    if skip + top < len(items):
        body["@odata.nextLink"] = next_link(call, stated, skip=skip + top)
    return _answer(call, body)


def _answer(call: Call, body: Json, *, status: int = 200) -> Response:
    headers = {}
    preferred = preferences(call.request)
    if "outlook.timezone" in preferred:
        applied = f'outlook.timezone="{preferred["outlook.timezone"]}"'
        headers["Preference-Applied"] = applied
    return JSONResponse(body, status, headers=headers)


def _check_once(box: Mailbox, transaction: str) -> None:
    used = {text(one.fields, "transactionId") for one in box.events.values()} - {""}
    if transaction in used:
        raise GraphRefusal(
            409,
            "ErrorDuplicateTransactionId",
            "Your request can't be completed. The transactionId was used already.",
        )


def _check_times(event: StoredEvent) -> None:
    for name in ("start", "end"):
        zone(text(event.fields, name, "timeZone") or "UTC")
    item = whole(event)
    if item.end < item.start:
        raise bad_request(
            "The end time of the event is before its start time.",
            "ErrorCalendarEndDateIsEarlierThanStartDate",
        )
