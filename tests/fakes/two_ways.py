"""A CalDAV server without a network that tells both kinds of question apart."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from typing_extensions import override

from admin_server.core.connections import Connection
from admin_server.core.ports import CalendarRef
from admin_server.outbound.client import Client, Reply, Request

DAV = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
_MORE = (
    "<D:response><D:href>/cal/</D:href><D:status>HTTP/1.1 507 More</D:status>"
    "</D:response>"
)
CALENDAR = "http://127.0.0.1:1/cal/"


@dataclass
class Said:
    """What a server says to one kind of question.

    Attributes:
        events: by name, the iCalendar text and the etag.
        seconds: how long it takes.
        cut_short: whether it says that there is more.
    """

    events: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    status: int = 207
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0
    cut_short: bool = False

    def reply(self) -> Reply:
        """Put it into an answer."""
        body = self.body if self.status != 207 else _multistatus(self)
        return Reply(self.status, dict(self.headers), body, CALENDAR)


class TwoWays(Client):
    """Answers for a server whose calendars are alike.

    Attributes:
        plain, expanded: what is said to a question, and to one that asks to expand.
        asked: the questions as they came, "plain" or "expanded".
    """

    def __init__(self, plain: Said, expanded: Said) -> None:
        super().__init__()
        self.plain = plain
        self.expanded = expanded
        self.asked: list[str] = []

    @property
    def ref(self) -> CalendarRef:
        """How to read its calendar."""
        return self.ref_to("/cal/")

    def ref_to(self, path: str) -> CalendarRef:
        """How to read a calendar of this server; all are alike."""
        settings = {"url": "http://127.0.0.1:1/", "time_zone": "Europe/Berlin"}
        connection = Connection("c", "caldav", "C", settings)
        return CalendarRef(connection, "anna@firma.example", path, secret="s")

    @override
    async def send(
        self, request: Request, *, deadline: timedelta | None = None
    ) -> Reply:
        way = "expanded" if b"C:expand" in request.body else "plain"
        self.asked.append(way)
        said = self.expanded if way == "expanded" else self.plain
        await asyncio.sleep(said.seconds)
        return said.reply()


def event(uid: str, *lines: str) -> str:
    """Write one event of a calendar; times are up to `lines`."""
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Tests//EN",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20260101T000000Z",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def _multistatus(said: Said) -> bytes:
    found = "".join(
        f"<D:response><D:href>/cal/{name}</D:href><D:propstat><D:prop>"
        f"<D:getetag>{etag}</D:getetag><C:calendar-data>{text}</C:calendar-data>"
        "</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
        for name, (text, etag) in said.events.items()
    )
    more = _MORE if said.cut_short else ""
    return f"<D:multistatus {DAV}>{found}{more}</D:multistatus>".encode()
