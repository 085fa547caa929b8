"""The directory of people: users, groups, and who belongs to them."""

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.calendar_views import json_body
from admin_server.demo.emulators.graph.organisation import (
    Group,
    Mailbox,
    Organisation,
)
from admin_server.demo.emulators.graph.queries import options
from admin_server.demo.emulators.graph.refusals import GraphRefusal, bad_request
from admin_server.demo.emulators.graph.schema import checked
from admin_server.demo.emulators.graph.shapes import Json, texts
from admin_server.demo.emulators.graph.world import Call, call_of

_PAGE, _LARGEST = 100, 999
_MOST_GROUPS = 20
_GROUPS = ("GroupMember.Read.All", "Group.Read.All", "Directory.Read.All")
_USERS = ("User.Read.All", "Directory.Read.All")
_USER_PROPERTIES = frozenset(
    {
        "accountEnabled",
        "assignedLicenses",
        "department",
        "displayName",
        "id",
        "mail",
        "preferredLanguage",
        "userPrincipalName",
        "userType",
    }
)
_GROUP_PROPERTIES = frozenset({"displayName", "id", "mailEnabled", "securityEnabled"})
_TOKEN = "$skiptoken"  # noqa: S105  # the name of a query option
_PAGED = ("$select", "$top", "$count", "$orderby", _TOKEN)


def directory_routes() -> list[Route]:
    """Build the routes of users and groups."""
    members = "/groups/{group}/transitiveMembers/microsoft.graph.user"
    return [
        Route("/users", _users),
        Route("/users/{user}", _user),
        Route("/users/{user}/checkMemberGroups", _check, methods=["POST"]),
        Route("/groups", _groups),
        Route(members, _members),
    ]


async def _users(request: Request) -> Response:
    call = call_of(request)
    call.require_in_directory(*_USERS)
    stated = options(request, (*_PAGED, "$filter"))
    found = list(call.organisation.mailboxes.values())
    if "$filter" in stated:
        wanted = _address_in(stated["$filter"])
        found = [one for one in found if (_mail(one) or "").casefold() == wanted]
    select = _selected(stated, _USER_PROPERTIES)
    return _page(call, stated, [_written(one, select) for one in found])


async def _user(request: Request) -> Response:
    call = call_of(request)
    box = _named(call.organisation, request.path_params["user"])
    is_own = call.user is not None and box is call.user
    call.require_in_directory(*_USERS, *(("User.Read",) if is_own else ()))
    stated = options(request, ("$select",))
    return JSONResponse(_written(box, _selected(stated, _USER_PROPERTIES)))


async def _groups(request: Request) -> Response:
    call = call_of(request)
    call.require_in_directory(*_GROUPS)
    stated = options(request, _PAGED)
    select = _selected(stated, _GROUP_PROPERTIES)
    found = [
        {name: value for name, value in _as_group(one).items() if name in select}
        for one in call.organisation.groups.values()
    ]
    return _page(call, stated, found)


async def _members(request: Request) -> Response:
    call = call_of(request)
    call.require_in_directory(*_GROUPS)
    stated = options(request, _PAGED)
    is_advanced = request.headers.get("consistencylevel") == "eventual"
    if not is_advanced or stated.get("$count") != "true":
        raise bad_request(
            "A cast to 'microsoft.graph.user' needs the header ConsistencyLevel and "
            "$count.",
            "Request_UnsupportedQuery",
        )
    select = _selected(stated, _USER_PROPERTIES)
    group = call.organisation.groups.get(request.path_params["group"])
    if group is None:
        raise _no_resource(request.path_params["group"])
    found = [
        _written(box, select)
        for address in sorted(_all_members(call.organisation, group))
        if (box := call.organisation.find(address))
    ]
    if not call.permissions & set(_USERS):
        # Who may not read users is told that they are there, and no more.
        found = [
            {name: one[name] if name == "id" else None for name in one} for one in found
        ]
    return _page(call, stated, found)


async def _check(request: Request) -> Response:
    call = call_of(request)
    call.require_in_directory(*_USERS)
    call.require_in_directory(*_GROUPS)
    asked = texts(checked(await json_body(request), "checkMemberGroups"), "groupIds")
    if not 1 <= len(asked) <= _MOST_GROUPS:
        raise bad_request(
            "The number of groups exceeds the limit.",
            "Directory_ResultSizeLimitExceeded",
        )
    box = _named(call.organisation, request.path_params["user"])
    groups = call.organisation.groups
    found = [
        name
        for name in asked
        if name in groups
        and box.address in _all_members(call.organisation, groups[name])
    ]
    context = f"{call.base}/$metadata#Collection(Edm.String)"
    return JSONResponse({"@odata.context": context, "value": found})


def _page(call: Call, stated: dict[str, str], items: Sequence[Json]) -> Response:
    top = stated.get("$top", str(_PAGE))
    if not top.isdecimal() or not 1 <= int(top) <= _LARGEST:
        raise bad_request(f"Invalid page size specified: '{top}'.")
    size = min(int(top), call.organisation.largest_page)
    token = stated.get(_TOKEN, "0")
    start = int(token) if token.isdecimal() else 0
    body: Json = {
        "@odata.context": f"{call.base}/$metadata#directory",
        "value": list(items[start : start + size]),
    }
    if stated.get("$count") == "true" and not start:
        body["@odata.count"] = len(items)
    if start + size < len(items):
        query = urlencode({**stated, _TOKEN: str(start + size)})
        path = call.request.url.path
        body["@odata.nextLink"] = f"{call.base.removesuffix('/v1.0')}{path}?{query}"
    return JSONResponse(body)


def _named(organisation: Organisation, named: str) -> Mailbox:
    found = organisation.find(named)
    if found is None:
        raise _no_resource(named)
    return found


def _no_resource(named: str) -> GraphRefusal:
    return GraphRefusal(
        404,
        "Request_ResourceNotFound",
        f"Resource '{named}' does not exist or one of its queried reference-property "
        "objects are not present.",
    )


def _all_members(
    organisation: Organisation, group: Group, seen: frozenset[str] = frozenset()
) -> set[str]:
    """Give the addresses of members, through groups in groups, which may go in rings."""
    found: set[str] = set()
    for member in group.members:
        inner = organisation.groups.get(member)
        if inner is None:
            found.add(member.casefold())
        elif inner.id not in seen:
            found |= _all_members(organisation, inner, seen | {group.id, inner.id})
    return found


def _mail(box: Mailbox) -> str | None:
    has_address = box.has_mailbox or box.entry.guest
    return box.entry.email or (box.address if has_address else None)


def _written(box: Mailbox, select: frozenset[str]) -> Json:
    entry, is_room = box.entry, box.room is not None
    whole: Json = {
        "id": box.id,
        "displayName": box.name,
        "mail": _mail(box),
        "userPrincipalName": box.address,
        "department": entry.department,
        "preferredLanguage": entry.language,
        # Rooms are accounts that nobody can sign in to.
        "accountEnabled": entry.enabled and not is_room,
        "userType": "Guest" if entry.guest else "Member",
        "assignedLicenses": (
            [{"skuId": "6fd2c87f-b296-42f0-b197-1e91e994b900", "disabledPlans": []}]
            if entry.licensed and not is_room
            else []
        ),
    }
    return {name: value for name, value in whole.items() if name in select | {"id"}}


def _as_group(group: Group) -> Json:
    return {
        "id": group.id,
        "displayName": group.name,
        "mailEnabled": False,
        "securityEnabled": True,
    }


def _selected(stated: dict[str, str], known: frozenset[str]) -> frozenset[str]:
    if "$select" not in stated:
        return known
    wanted = frozenset(name.strip() for name in stated["$select"].split(","))
    for name in sorted(wanted - known):
        raise bad_request(f"Could not find a property named '{name}'.")
    return wanted


def _address_in(stated: str) -> str:
    """Read the one filter that is emulated: who has this address."""
    before, is_mail, after = stated.partition("mail eq '")
    if before or not is_mail or not after.endswith("'"):
        raise GraphRefusal(501, "NotEmulated", f"$filter {stated} is not emulated.")
    return after.removesuffix("'").replace("''", "'").casefold()
