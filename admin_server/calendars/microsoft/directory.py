"""An organisation's people and groups in Microsoft Entra."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import quote

from typing_extensions import override

from admin_server.calendars.microsoft.graph import Graph, Question, is_segment
from admin_server.calendars.microsoft.graphs import Graphs
from admin_server.calendars.microsoft.permissions import lacking
from admin_server.calendars.microsoft.places import read_rooms
from admin_server.calendars.microsoft.reading import at, list_at, text_at
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    StrangeReply,
)
from admin_server.core.people import fold_email
from admin_server.core.ports import (
    CalendarRef,
    Clock,
    Directory,
    Group,
    Person,
    PersonKind,
)
from admin_server.outbound.client import Client

DEADLINE = timedelta(minutes=2)
"""How long reading everybody may take: nobody waits at a door for it."""
_PAGE_SIZE = "999"
_USER = (
    "id,displayName,mail,userPrincipalName,department,preferredLanguage,"
    "accountEnabled,userType,assignedLicenses"
)
_READ_USERS = "User.Read.All"
_READ_GROUPS = "GroupMember.Read.All"
_NOBODY = frozenset({"request_resourcenotfound", "resourcenotfound"})


class MicrosoftDirectory(Directory):
    """Reads the directory as the app that the organisation permitted.

    What Graph cannot tell: accounts say nowhere what they are for. A shared mailbox
    is known by being blocked and having no licence; one with a licence looks like a
    colleague who left, and one that was never blocked looks like a colleague. Rooms
    are known by standing in the directory of places, which takes Place.Read.All and
    leaves out those that are hidden; without it they look like shared mailboxes.
    """

    def __init__(
        self, http: Client, clock: Clock, *, deadline: timedelta = DEADLINE
    ) -> None:
        self._graphs = Graphs(http, clock, deadline=deadline)

    @override
    async def groups(self, ref: CalendarRef) -> list[Group]:
        async with self._graphs.opened(ref) as graph:
            url = graph.address("/groups", _select="id,displayName", _top=_PAGE_SIZE)
            items = await _everything(graph, Question(url), _READ_GROUPS)
        found = {
            name: Group(name, text_at(item, "displayName") or name)
            for item in items
            if (name := text_at(item, "id"))
        }
        return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))

    @override
    async def people(self, ref: CalendarRef, groups: tuple[str, ...]) -> list[Person]:
        async with self._graphs.opened(ref) as graph:
            if groups:
                # One after the other: they share a limit with everybody's look-ups.
                items = [item for one in groups for item in await _members(graph, one)]
            else:
                url = graph.address("/users", _select=_USER, _top=_PAGE_SIZE)
                items = await _everything(graph, Question(url), _READ_USERS)
            rooms = await _room_addresses(graph)
        found = {one.id: one for item in items if (one := _person(item, rooms))}
        return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))

    @override
    async def is_member(self, ref: CalendarRef, group: str, email: str) -> bool:
        if not is_segment(email.strip()):
            return False
        async with self._graphs.opened(ref) as graph:
            found = await _check(graph, email.strip(), group)
            if found is None:
                # Who signs in by another name than their address is not found by it.
                name = await _name_of(graph, email.strip())
                found = await _check(graph, name, group) if name else None
        return found is True

    @override
    async def close(self) -> None:
        await self._graphs.close()


async def _members(graph: Graph, group: str) -> list[object]:
    if not is_segment(group):
        raise StrangeReply("a group that cannot be one")
    members = f"/groups/{quote(group, safe='')}/transitiveMembers"
    url = graph.address(
        f"{members}/microsoft.graph.user",
        _select=_USER,
        _top=_PAGE_SIZE,
        # A cast to one kind of member is answered only together with these two.
        _count="true",
    )
    found = await _everything(graph, Question(url, is_advanced=True), _READ_GROUPS)
    if any(not text_at(item, "userPrincipalName") for item in found):
        # Graph names members without describing them where users may not be read.
        raise ConsentNeeded(ConsentReason.PERMISSION_MISSING, _READ_USERS)
    return found


async def _room_addresses(graph: Graph) -> frozenset[str]:
    """Give the addresses of rooms, as far as we may know them."""
    url = graph.address("/places/microsoft.graph.room", _top="100")
    try:
        rooms = read_rooms(await graph.everything(Question(url)))
    except (ConsentNeeded, NoSuchCalendar, StrangeReply):
        # Neither the permission nor, in some clouds, the directory has to be there.
        return frozenset()
    return frozenset(room.address for room in rooms)


async def _check(graph: Graph, name: str, group: str) -> bool | None:
    """Ask whether somebody is in a group; None where nobody has that name."""
    url = graph.address(f"/users/{quote(name, safe='@')}/checkMemberGroups")
    question = Question(url, "POST", {"groupIds": [group]}, absent=_NOBODY)
    try:
        answer = await graph.ask(question)
    except ConsentNeeded as error:
        raise _naming(error, _READ_GROUPS) from error
    return group in list_at(answer, "value") if answer is not None else None


async def _name_of(graph: Graph, email: str) -> str:
    quoted = email.replace("'", "''")
    url = graph.address("/users", _filter=f"mail eq '{quoted}'", _select="id", _top="2")
    found = await _everything(graph, Question(url), _READ_USERS)
    # An address that two accounts claim is nobody's proof.
    return text_at(found[0], "id") if len(found) == 1 else ""


async def _everything(graph: Graph, question: Question, needed: str) -> list[object]:
    try:
        return await graph.everything(question)
    except ConsentNeeded as error:
        raise _naming(error, needed) from error


def _naming(error: ConsentNeeded, needed: str) -> CalendarError:
    if error.reason is not ConsentReason.PERMISSION_MISSING:
        return error
    return lacking(needed, "for the directory", error)


def _person(item: object, rooms: Iterable[str]) -> Person | None:
    name = text_at(item, "id")
    if not name:
        return None
    signs_in_as = text_at(item, "userPrincipalName")
    email = fold_email(text_at(item, "mail"))
    return Person(
        id=name,
        name=text_at(item, "displayName") or email or signs_in_as,
        email=email,
        # Calendars are found by the name of signing in; without mail there is none.
        mailbox=fold_email(signs_in_as) if email else None,
        department=text_at(item, "department") or None,
        language=text_at(item, "preferredLanguage") or None,
        kind=_kind(item, email, rooms),
        active=at(item, "accountEnabled") is not False,
    )


def _kind(item: object, email: str, rooms: Iterable[str]) -> PersonKind:
    if text_at(item, "userType").casefold() == "guest":
        return PersonKind.GUEST
    if email in rooms:
        return PersonKind.ROOM
    is_blocked = at(item, "accountEnabled") is False
    if is_blocked and email and not list_at(item, "assignedLicenses"):
        return PersonKind.SHARED
    return PersonKind.MEMBER
