"""Subscriptions: the handshake, their life and their end."""

from datetime import datetime, timedelta
from urllib.parse import unquote_plus
from uuid import uuid4

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.calendar_views import json_body
from admin_server.demo.emulators.graph.notices import post, written_moment
from admin_server.demo.emulators.graph.organisation import Mailbox
from admin_server.demo.emulators.graph.refusals import GraphRefusal, bad_request
from admin_server.demo.emulators.graph.schema import checked
from admin_server.demo.emulators.graph.shapes import Json, text
from admin_server.demo.emulators.graph.world import Call, call_of, denied

_LONGEST = timedelta(minutes=10_080)
_SHORTEST = timedelta(minutes=45)
_LONGEST_STATE = 128
_KINDS = frozenset({"created", "updated", "deleted"})
_HTTP_OK = 200
_ROLES = ("Calendars.Read", "Calendars.ReadWrite")


def subscription_routes() -> list[Route]:
    """Build the routes of subscriptions."""
    one = "/subscriptions/{id}"
    return [
        Route("/subscriptions", _list, methods=["GET"]),
        Route("/subscriptions", _create, methods=["POST"]),
        Route(one, _renew, methods=["PATCH"]),
        Route(one, _delete, methods=["DELETE"]),
        Route(f"{one}/reauthorize", _reauthorise, methods=["POST"]),
    ]


async def _list(request: Request) -> Response:
    call = call_of(request)
    return JSONResponse({"value": list(call.organisation.subscriptions.values())})


async def _create(request: Request) -> Response:
    call = call_of(request)
    call.require(*_ROLES)
    asked = checked(await json_body(request), "subscription")
    resource = text(asked, "resource").strip("/")
    parts = _own(resource, call.user).split("/")
    if [parts[0].casefold(), parts[-1].casefold()] != ["users", "events"]:
        raise bad_request(f"Resource '{resource}' cannot be subscribed to.")
    box = call.mailbox(unquote_plus(parts[1]))
    if call.user is not None and box is not call.user:
        # What others share can be read, but nobody tells of its changes.
        raise denied()
    if not set(text(asked, "changeType").split(",")) <= _KINDS:
        raise bad_request("The changeType is invalid.")
    if len(text(asked, "clientState")) > _LONGEST_STATE:
        raise bad_request("The clientState is too long.")
    expires = _expires(asked, call.now)
    for name in ("notificationUrl", "lifecycleNotificationUrl"):
        await _shake_hands(call, text(asked, name), needed=name == "notificationUrl")
    made: Json = {
        "@odata.context": f"{call.base}/$metadata#subscriptions/$entity",
        "id": str(uuid4()),
        "applicationId": next(iter(call.organisation.clients)),
        "creatorId": str(uuid4()),
        "latestSupportedTlsVersion": "v1_2",
        **asked,
        "resource": unquote_plus("/".join(parts)),
        "expirationDateTime": written_moment(expires),
    }
    call.organisation.subscriptions[text(made, "id")] = made
    return JSONResponse(made, 201)


async def _renew(request: Request) -> Response:
    call = call_of(request)
    call.require(*_ROLES)
    kept = _named(call, request)
    asked = checked(await json_body(request), "subscription")
    if set(asked) != {"expirationDateTime"}:
        raise bad_request("Only expirationDateTime can be changed.")
    kept["expirationDateTime"] = written_moment(_expires(asked, call.now))
    return JSONResponse(kept)


async def _reauthorise(request: Request) -> Response:
    _named(call_of(request), request)
    return Response(status_code=204)


async def _delete(request: Request) -> Response:
    call = call_of(request)
    kept = _named(call, request)
    del call.organisation.subscriptions[text(kept, "id")]
    return Response(status_code=204)


def _named(call: Call, request: Request) -> Json:
    found = call.organisation.subscriptions.get(request.path_params["id"])
    if found is None:
        raise GraphRefusal(404, "ResourceNotFound", "The object was not found.")
    return found


def _own(resource: str, user: Mailbox | None) -> str:
    """Say whose it is, where it is one's own."""
    named, slash, rest = resource.partition("/")
    if user is None or named.casefold() != "me":
        return resource
    return f"users/{user.address}{slash}{rest}"


def _expires(asked: Json, now: datetime) -> datetime:
    try:
        expires = datetime.fromisoformat(text(asked, "expirationDateTime"))
    except ValueError as error:
        raise bad_request("The expirationDateTime is invalid.") from error
    if expires.tzinfo is None or expires <= now:
        raise bad_request("Subscription expiration must be in the future.")
    if expires > now + _LONGEST:
        raise bad_request(
            "Subscription expiration can only be 10080 minutes in the future."
        )
    return max(expires, now + _SHORTEST)


async def _shake_hands(call: Call, url: str, *, needed: bool) -> None:
    """Make sure that whoever is to be notified wants to be."""
    if not url and not needed:
        return
    if not url.startswith("https://"):
        raise bad_request("The notification url must be an https address.")
    token = f"Validation: {uuid4()} & more"
    try:
        answer = await post(call.world, url, None, validationToken=token)
    except httpx.HTTPError as error:
        raise _not_shaken() from error
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if (answer.status_code, kind, answer.text) != (_HTTP_OK, "text/plain", token):
        raise _not_shaken()


def _not_shaken() -> GraphRefusal:
    return bad_request(
        "Subscription validation request failed. Notification endpoint must respond "
        "with 200 OK to validation request.",
        "ValidationError",
    )
