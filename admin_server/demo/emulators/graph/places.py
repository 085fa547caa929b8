"""The directory of rooms."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.organisation import Mailbox
from admin_server.demo.emulators.graph.queries import next_link, options
from admin_server.demo.emulators.graph.refusals import GraphRefusal, bad_request
from admin_server.demo.emulators.graph.shapes import Json
from admin_server.demo.emulators.graph.world import Call, call_of

_PAGE = 100
_ROLES = ("Place.Read.All", "Place.ReadWrite.All")


def place_routes() -> list[Route]:
    """Build the routes of places."""
    return [
        Route("/places/microsoft.graph.room", _rooms),
        Route("/places/{place}", _place),
    ]


async def _rooms(request: Request) -> Response:
    call = call_of(request)
    call.require(*_ROLES)
    stated = options(request, ("$top", "$skip", "$count"))
    for name, text in stated.items():
        if name != "$count" and not text.isdecimal():
            raise bad_request(f"Invalid value '{text}' for {name} query option found.")
    rooms = call.organisation.rooms()
    skip = int(stated.get("$skip", "0"))
    top = min(
        int(stated.get("$top", str(_PAGE))), _PAGE, call.organisation.largest_page
    )
    body: Json = {
        "@odata.context": f"{call.base}/$metadata#places/microsoft.graph.room",
        "value": [_written(room) for room in rooms[skip : skip + top]],
    }
    if stated.get("$count") == "true":
        body["@odata.count"] = len(rooms)
    if skip + top < len(rooms):
        body["@odata.nextLink"] = next_link(call, stated, skip=skip + top)
    return JSONResponse(body)


async def _place(request: Request) -> Response:
    call = call_of(request)
    call.require(*_ROLES)
    options(request, ())
    return JSONResponse(_written(_named(call, request.path_params["place"])))


def _named(call: Call, named: str) -> Mailbox:
    found = call.organisation.find(named)
    if found is None or found.room is None:
        raise GraphRefusal(404, "ResourceNotFound", f"Place '{named}' is not found.")
    return found


def _written(room: Mailbox) -> Json:
    return {
        "@odata.type": "#microsoft.graph.room",
        "id": room.id,
        "placeId": room.id,
        "emailAddress": room.address,
        "displayName": room.name,
        "nickname": room.name,
        "address": None,
        "geoCoordinates": None,
        "phone": None,
        "label": None,
        "tags": [],
        "building": None,
        "floorLabel": None,
        "floorNumber": None,
        "capacity": None,
        "bookingType": "standard",
        "audioDeviceName": None,
        "videoDeviceName": None,
        "displayDeviceName": None,
        "isWheelChairAccessible": False,
        "parentId": None,
        **room.place,
    }
