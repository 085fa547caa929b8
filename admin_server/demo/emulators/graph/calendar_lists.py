"""Which calendars somebody has: the main one, more of their own, and shared ones."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.organisation import Mailbox
from admin_server.demo.emulators.graph.queries import next_link, options, page_bounds
from admin_server.demo.emulators.graph.refusals import bad_request, item_not_found
from admin_server.demo.emulators.graph.shapes import Json
from admin_server.demo.emulators.graph.world import (
    READ_ROLES,
    SHARED,
    Call,
    call_of,
    denied,
)

_PROPERTIES = frozenset(
    {
        "canEdit",
        "canShare",
        "canViewPrivateItems",
        "changeKey",
        "color",
        "hexColor",
        "id",
        "isDefaultCalendar",
        "isRemovable",
        "name",
        "owner",
    }
)


@dataclass(frozen=True)
class Listed:
    """A calendar as it stands in somebody's list.

    Attributes:
        uids: the events that it has; None: every one of its owner.
    """

    id: str
    name: str
    owner: Mailbox
    uids: frozenset[str] | None = None
    is_default: bool = False
    is_shared: bool = False


def calendar_list_routes() -> list[Route]:
    """Build the routes of calendars."""
    return [
        Route("/users/{user}/calendar", _main),
        Route("/users/{user}/calendars", _all),
    ]


def chosen(call: Call, box: Mailbox, named: str | None) -> Listed:
    """Find a calendar that this caller may read; None names the main one.

    Raises:
        GraphRefusal: there is none, or it takes another permission.
    """
    listed = _listed(call, box)
    if named is None:
        return listed[0]
    found = next((one for one in listed if one.id == named), None)
    if found is None:
        raise item_not_found()
    if found.is_shared and SHARED not in call.permissions and call.user is not None:
        raise denied()
    return found


async def _main(request: Request) -> Response:
    call = call_of(request)
    call.require(*READ_ROLES)
    box = call.mailbox(request.path_params["user"])
    stated = options(request, ("$select",))
    return JSONResponse(_written(chosen(call, box, None), stated.get("$select")))


async def _all(request: Request) -> Response:
    call = call_of(request)
    call.require(*READ_ROLES)
    box = call.mailbox(request.path_params["user"])
    stated = options(request, ("$top", "$skip", "$select"))
    listed = _listed(call, box)
    skip, top = page_bounds(stated, largest=call.organisation.largest_page)
    select = stated.get("$select")
    body: Json = {
        "@odata.context": f"{call.base}/$metadata#users/calendars",
        "value": [_written(one, select) for one in listed[skip : skip + top]],
    }
    if skip + top < len(listed):
        body["@odata.nextLink"] = next_link(call, stated, skip=skip + top)
    return JSONResponse(body)


def _listed(call: Call, box: Mailbox) -> list[Listed]:
    own = [
        Listed(name, name, box, frozenset(uids)) for name, uids in box.calendars.items()
    ]
    shared = [
        Listed(f"AAkALgShared{owner.id}", owner.name, owner, is_shared=True)
        for address in box.shares
        if (owner := call.organisation.find(address))
    ]
    main = Listed(f"AAkALg{box.id}", "Calendar", box, is_default=True)
    return [main, *own, *shared]


def _written(one: Listed, select: str | None) -> Json:
    whole: Json = {
        "id": one.id,
        "name": one.name,
        "color": "auto",
        "hexColor": "",
        "changeKey": "0",
        "isDefaultCalendar": one.is_default,
        "isRemovable": not one.is_default,
        "canShare": not one.is_shared,
        "canViewPrivateItems": not one.is_shared,
        "canEdit": not one.is_shared,
        "owner": {"name": one.owner.name, "address": one.owner.address},
    }
    if select is None:
        return whole
    wanted = {name.strip() for name in select.split(",")}
    for name in sorted(wanted - _PROPERTIES):
        raise bad_request(
            f"Could not find a property named '{name}' on type "
            "'microsoft.graph.calendar'."
        )
    return {name: value for name, value in whole.items() if name in wanted | {"id"}}
