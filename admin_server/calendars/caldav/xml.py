"""What we say to a CalDAV server in XML, and what it says back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from admin_server.core.errors import StrangeReply

_DAV = "{DAV:}"
_CALDAV = "{urn:ietf:params:xml:ns:caldav}"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_SPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
_WITH_EVENT = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"

PRINCIPAL = "D:current-user-principal"
HOME = "C:calendar-home-set"
KIND = "D:resourcetype"
HOLDS = "C:supported-calendar-component-set"
SYNC = "D:sync-token"
NAME = "D:displayname"
OWNER = "D:owner"
RIGHTS = "D:current-user-privilege-set"

_SHARED = "{http://calendarserver.org/ns/}shared"
# Any of them lets events be entered (RFC 3744, 3).
_WRITES = frozenset({f"{_DAV}all", f"{_DAV}write", f"{_DAV}bind"})


@dataclass(frozen=True)
class Resource:
    """One resource that a server told us of.

    Attributes:
        status: the status of the resource itself, where the server gave one.
        etag: what changes whenever the resource does.
        homes: where a principal's calendars are; servers may name several.
        events: its iCalendar text, where it has one.
        owner: whose it is, where the server says so.
        is_shared: the server says that somebody else shares it with us.
        writable: the server says that events may be entered.
    """

    href: str
    status: int = HTTPStatus.OK
    etag: str | None = None
    principal: str | None = None
    homes: tuple[str, ...] = ()
    holds_events: bool = False
    token: str | None = None
    events: str | None = None
    name: str | None = None
    owner: str | None = None
    is_shared: bool = False
    writable: bool = False


@dataclass(frozen=True)
class Multistatus:
    """A server's answer about several resources."""

    resources: tuple[Resource, ...]
    token: str | None = None


def ask_for(*properties: str) -> bytes:
    """Ask for properties of a resource."""
    names = "".join(f"<{name}/>" for name in properties)
    return _document(f"<D:propfind {_SPACES}><D:prop>{names}</D:prop></D:propfind>")


def query_between(start: datetime, end: datetime, *, expand: bool = False) -> bytes:
    """Ask for events that have an occurrence between two times.

    Of a series' exceptions only those in the range are wanted; servers that do
    not know how to leave out the others send them all, which does no harm.

    Args:
        expand: the server shall write out each occurrence (RFC 4791, 9.6.5).
    """
    stretch = f'start="{_stamp(start)}" end="{_stamp(end)}"'
    how = "expand" if expand else "limit-recurrence-set"
    return _document(
        f"<C:calendar-query {_SPACES}><D:prop><D:getetag/><C:calendar-data>"
        f"<C:{how} {stretch}/></C:calendar-data></D:prop><C:filter>"
        '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        f"<C:time-range {stretch}/></C:comp-filter></C:comp-filter></C:filter>"
        "</C:calendar-query>"
    )


def query_uid(uid: str) -> bytes:
    """Ask for the events with a UID; a server may answer with more."""
    return _document(
        f"<C:calendar-query {_SPACES}>{_WITH_EVENT}<C:filter>"
        '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        f'<C:prop-filter name="UID"><C:text-match collation="i;octet">{escape(uid)}'
        "</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter>"
        "</C:calendar-query>"
    )


def sync_from(token: str) -> bytes:
    """Ask which events of a collection changed since a token."""
    return _document(
        f"<D:sync-collection {_SPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop>"
        "</D:sync-collection>"
    )


def get_all(hrefs: Sequence[str]) -> bytes:
    """Ask for the events at some addresses."""
    named = "".join(f"<D:href>{escape(href)}</D:href>" for href in hrefs)
    return _document(
        f"<C:calendar-multiget {_SPACES}>{_WITH_EVENT}{named}</C:calendar-multiget>"
    )


def read_multistatus(body: bytes) -> Multistatus:
    """Read a server's answer.

    Raises:
        StrangeReply: it is not a CalDAV server's answer.
    """
    root = _parse(body)
    if root.tag != f"{_DAV}multistatus":
        raise StrangeReply("the answer is not a CalDAV server's")
    return Multistatus(
        resources=tuple(map(_resource, root.findall(f"{_DAV}response"))),
        token=_text(root, f"{_DAV}sync-token"),
    )


def says_token_is_invalid(body: bytes) -> bool:
    """Tell whether an error's body complains about the sync token."""
    return b"valid-sync-token" in body


def _parse(body: bytes) -> Element:
    try:
        root: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise StrangeReply("the answer is not XML") from error
    return root


def _resource(response: Element) -> Resource:
    # Each property group has a status of its own; only what was found counts.
    found = [
        group
        for group in response.findall(f"{_DAV}propstat")
        if _status(group) == HTTPStatus.OK
    ]
    properties = {
        element.tag: element for group in found for element in group.iterfind("./*/*")
    }
    return Resource(
        href=_text(response, f"{_DAV}href") or "",
        status=_status(response),
        etag=_own_text(properties.get(f"{_DAV}getetag")),
        principal=_href_in(properties.get(f"{_DAV}current-user-principal")),
        homes=_hrefs_in(properties.get(f"{_CALDAV}calendar-home-set")),
        holds_events=_holds_events(properties),
        token=_own_text(properties.get(f"{_DAV}sync-token")),
        events=_own_text(properties.get(f"{_CALDAV}calendar-data")),
        name=_own_text(properties.get(f"{_DAV}displayname")),
        owner=_href_in(properties.get(f"{_DAV}owner")),
        is_shared=_is_shared(properties.get(f"{_DAV}resourcetype")),
        writable=_is_writable(properties.get(f"{_DAV}current-user-privilege-set")),
    )


def _holds_events(properties: dict[str, Element]) -> bool:
    kind = properties.get(f"{_DAV}resourcetype")
    if kind is None or kind.find(f"{_CALDAV}calendar") is None:
        return False
    holds = properties.get(f"{_CALDAV}supported-calendar-component-set")
    # A server that does not say what a calendar holds lets it hold everything.
    return holds is None or any(comp.get("name") == "VEVENT" for comp in holds)


def _status(element: Element) -> int:
    """Read a line such as "HTTP/1.1 404 Not Found"; none means all is well."""
    words = (_text(element, f"{_DAV}status") or "").split()
    code = words[1] if len(words) > 1 else ""
    return int(code) if code.isdecimal() else HTTPStatus.OK


def _is_shared(kind: Element | None) -> bool:
    return kind is not None and kind.find(_SHARED) is not None


def _is_writable(rights: Element | None) -> bool:
    granted = rights.iterfind(f"{_DAV}privilege/*") if rights is not None else ()
    return any(right.tag in _WRITES for right in granted)


def _hrefs_in(element: Element | None) -> tuple[str, ...]:
    found = element.findall(f"{_DAV}href") if element is not None else []
    return tuple(text for one in found if (text := _own_text(one)))


def _href_in(element: Element | None) -> str | None:
    return None if element is None else _text(element, f"{_DAV}href")


def _text(element: Element, path: str) -> str | None:
    return _own_text(element.find(path))


def _own_text(element: Element | None) -> str | None:
    text = (element.text or "").strip() if element is not None else ""
    return text or None


def _document(text: str) -> bytes:
    return f"{_HEAD}{text}".encode()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
