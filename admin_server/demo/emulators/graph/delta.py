"""What changed in a window since a token: `calendarView/delta`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.calendar_views import window
from admin_server.demo.emulators.graph.organisation import Mailbox
from admin_server.demo.emulators.graph.queries import (
    DEFAULT_PAGE,
    manner,
    options,
    preferences,
)
from admin_server.demo.emulators.graph.refusals import GraphRefusal, bad_request
from admin_server.demo.emulators.graph.rendering import Manner, bare, item_id, rendered
from admin_server.demo.emulators.graph.series import Item, items_between, whole
from admin_server.demo.emulators.graph.shapes import Json
from admin_server.demo.emulators.graph.world import READ_ROLES, Call, call_of

_TOKENS = ("$skiptoken", "$deltatoken")


@dataclass(frozen=True)
class _State:
    """What a token stands for.

    Attributes:
        prints: by the key of each item, what it looked like.
        waiting: what is still to be told before that is so.
    """

    mailbox: str
    start: datetime
    end: datetime
    prints: Mapping[str, str]
    waiting: tuple[Json, ...] = ()


def delta_routes() -> list[Route]:
    """Build the route of the delta; it exists for the main calendar only."""
    return [
        Route("/users/{user}/calendarView/delta", _delta),
        Route("/users/{user}/calendar/calendarView/delta", _delta),
    ]


async def _delta(request: Request) -> Response:
    call = call_of(request)
    call.require(*READ_ROLES)
    box = call.mailbox(request.path_params["user"])
    stated = options(request, ("startDateTime", "endDateTime", *_TOKENS))
    how = manner(call)
    if "$skiptoken" in stated:
        state = _remembered(call, box, stated["$skiptoken"])
    elif "$deltatoken" in stated:
        state = _since(_remembered(call, box, stated["$deltatoken"]), box, how)
    else:
        start, end = window(stated)
        state = _since(_State(box.address, start, end, {}), box, how)
    return _page(call, state)


def _remembered(call: Call, box: Mailbox, token: str) -> _State:
    state = call.organisation.deltas.get(token)
    if not isinstance(state, _State) or state.mailbox != box.address:
        raise GraphRefusal(
            410,
            "SyncStateNotFound",
            "The sync state generation is not found; a full synchronisation is "
            "required.",
            {"Location": f"{call.base}/users/{box.id}/calendarView/delta"},
        )
    return state


def _since(old: _State, box: Mailbox, how: Manner) -> _State:
    """Find what differs from what was told before."""
    items = {
        item.key: item
        for item in items_between(box.events.values(), old.start, old.end)
    }
    masters = {
        item.event.number: whole(item.event)
        for item in items.values()
        if item.original is not None
    }
    items.update({str(number): item for number, item in masters.items()})
    prints = {key: _print(item, box) for key, item in items.items()}
    changed = [
        _told(items[key], box, how)
        for key in sorted(prints)
        if prints[key] != old.prints.get(key)
    ]
    gone: list[Json] = [
        {
            "@odata.type": "#microsoft.graph.event",
            "id": item_id(key, how),
            "@removed": {"reason": "deleted"},
        }
        for key in sorted(set(old.prints) - set(prints))
    ]
    return _State(old.mailbox, old.start, old.end, prints, (*changed, *gone))


def _told(item: Item, box: Mailbox, how: Manner) -> Json:
    """Write an item; occurrences have nothing but their time (as Graph has it)."""
    if item.kind == "occurrence":
        return bare(item, how)
    return {"@odata.type": "#microsoft.graph.event", **rendered(item, box, how)}


def _print(item: Item, box: Mailbox) -> str:
    return json.dumps(rendered(item, box, Manner()), sort_keys=True)


def _page(call: Call, state: _State) -> Response:
    stated = preferences(call.request).get("odata.maxpagesize", str(DEFAULT_PAGE))
    if not stated.isdecimal() or int(stated) < 1:
        raise bad_request("odata.maxpagesize is invalid.", "InvalidHeader")
    size = min(int(stated), call.organisation.largest_page)
    shown, left = state.waiting[:size], state.waiting[size:]
    rest = _State(state.mailbox, state.start, state.end, state.prints, left)
    token = call.organisation.remember_delta(rest)
    name, option = (
        ("@odata.nextLink", "$skiptoken")
        if left
        else ("@odata.deltaLink", "$deltatoken")
    )
    path = call.request.url.path
    link = f"{call.base.removesuffix('/v1.0')}{path}?{urlencode({option: token})}"
    body = {
        "@odata.context": f"{call.base}/$metadata#Collection(event)",
        "value": list(shown),
        name: link,
    }
    return JSONResponse(body)
