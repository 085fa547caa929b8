"""What a request asks for besides its path: options and preferences."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from starlette.requests import Request

from admin_server.demo.emulators.graph.refusals import GraphRefusal, bad_request
from admin_server.demo.emulators.graph.rendering import Manner
from admin_server.demo.emulators.graph.schema import EVENT_PROPERTIES
from admin_server.demo.emulators.graph.times import UTC_NAME, zone
from admin_server.demo.emulators.graph.world import READ_ROLES, Call

_PREFERENCE = re.compile(r'\s*([A-Za-z.\-]+)\s*=\s*(?:"([^"]*)"|([^",\s]+))\s*(?:,|$)')
_NOT_EMULATED = frozenset({"$filter", "$expand", "$search", "$format"})
_LARGEST_TOP = 999
DEFAULT_PAGE = 10


def options(request: Request, allowed: Collection[str]) -> dict[str, str]:
    """Read the query options, each by its proper name.

    Raises:
        GraphRefusal: one is unknown here, or stands there twice.
    """
    proper = {name.casefold(): name for name in allowed}
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in _NOT_EMULATED and name not in allowed:
            # A gap of ours, and no answer that Graph would give.
            raise GraphRefusal(501, "NotEmulated", f"{name} is not emulated.")
        known = proper.get(name.casefold())
        if known is None:
            raise bad_request(f"The query parameter '{name}' is not supported.")
        if known in found:
            raise bad_request(f"Query option '{name}' was specified more than once.")
        found[known] = value
    return found


def preferences(request: Request) -> dict[str, str]:
    """Read the Prefer headers.

    Raises:
        GraphRefusal: they are no list of preferences.
    """
    stated = ", ".join(request.headers.getlist("prefer")).strip()
    found: dict[str, str] = {}
    position = 0
    while position < len(stated):
        match = _PREFERENCE.match(stated, position)
        if match is None:
            raise bad_request("The header 'Prefer' is malformed.", "InvalidHeader")
        found[match[1].casefold()] = match[2] or match[3] or ""
        position = match.end()
    return found


def manner(call: Call, select: str | None = None) -> Manner:
    """Say how this reader wants to see items.

    Raises:
        GraphRefusal: they ask for a zone or a property that there is not.
    """
    preferred = preferences(call.request)
    zone_name = preferred.get("outlook.timezone", UTC_NAME)
    zone(zone_name)
    fuller = call.permissions & set(READ_ROLES[1:])
    return Manner(
        zone=zone_name,
        immutable=preferred.get("idtype") == "ImmutableId",
        basic=not fuller,
        select=_selected(select) if select is not None else None,
    )


def page_bounds(stated: Mapping[str, str], *, largest: int) -> tuple[int, int]:
    """Read `$skip` and `$top`; the largest page is ours to choose.

    Raises:
        GraphRefusal: they are no numbers, or too large.
    """
    top = _whole(stated, "$top", DEFAULT_PAGE)
    if not 1 <= top <= _LARGEST_TOP:
        raise bad_request(
            f"The value of $top must lie between 1 and {_LARGEST_TOP}.",
            "ErrorInvalidParameter",
        )
    return _whole(stated, "$skip", 0), min(top, largest)


def next_link(call: Call, stated: Mapping[str, str], *, skip: int) -> str:
    """Write the link to the page that begins with item number `skip`."""
    path = call.request.url.path
    base = call.base.removesuffix("/v1.0")
    return f"{base}{path}?{urlencode({**stated, '$skip': str(skip)})}"


def _whole(stated: Mapping[str, str], name: str, otherwise: int) -> int:
    found = stated.get(name, str(otherwise))
    if not found.isdecimal():
        raise bad_request(
            f"Invalid value '{found}' for {name} query option found. The {name} query "
            "option requires a non-negative integer value.",
        )
    return int(found)


def _selected(select: str) -> frozenset[str]:
    names = frozenset(name.strip() for name in select.split(","))
    for name in sorted(names - EVENT_PROPERTIES):
        raise bad_request(
            f"Parsing OData Select and Expand failed: Could not find a property named "
            f"'{name}' on type 'microsoft.graph.event'.",
        )
    return names
