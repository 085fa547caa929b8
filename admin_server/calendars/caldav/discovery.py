"""Finding an account's calendars on a CalDAV server, from its address alone."""

from collections.abc import Sequence
from urllib.parse import quote, urljoin, urlsplit

from admin_server.calendars.caldav import xml
from admin_server.calendars.caldav.line import Line, all_of
from admin_server.core.connections import OwnCalendar
from admin_server.core.errors import CalendarError, NoSuchCalendar, StrangeReply

_WELL_KNOWN = "/.well-known/caldav"


class Discovery:
    """Looks for calendars: server, principal, home, and what lies there."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def collections(self) -> list[str]:
        """Find the addresses of the calendars to read.

        Raises:
            NoSuchCalendar: the account that signs in is not the mailbox's, and nobody
                said where the calendars of others are.
        """
        if self._line.ref.calendar is not None:
            return [self._line.same_server(self._line.url, self._line.ref.calendar)]
        homes, principal = await self._homes()
        if principal is not None and not self._is_their_own():
            # What lies there is the account's: every host would be read as having it.
            raise NoSuchCalendar("this account has the calendars of another mailbox")
        listed = await self._listed(homes, xml.KIND, xml.HOLDS)
        return sorted(listed)

    async def calendars(self) -> list[OwnCalendar]:
        """List the calendars of the account that hold events, by name.

        Which is the main one is not asked: servers hardly ever say it. Where there
        is but one, it is that one.
        """
        homes, principal = await self._homes()
        wanted = (xml.KIND, xml.HOLDS, xml.NAME, xml.OWNER, xml.RIGHTS)
        listed = await self._listed(homes, *wanted)
        found = [
            OwnCalendar(
                # Without the server's name: it may get another one.
                id=urlsplit(address).path,
                name=resource.name or urlsplit(address).path,
                primary=len(listed) == 1,
                shared=self._is_anothers(resource, principal),
                writable=resource.writable,
            )
            for address, resource in listed.items()
        ]
        return sorted(found, key=lambda one: (one.shared, one.name.lower(), one.id))

    async def check(self) -> None:
        """Make sure that the calendars are there and can be read.

        Raises:
            NoSuchCalendar: there is no calendar, or it holds no events.
        """
        addresses = await self.collections()
        if not addresses:
            raise NoSuchCalendar("there is no calendar for events")
        body = xml.ask_for(xml.KIND, xml.HOLDS)
        for address in addresses:
            answer = await self._line.ask("PROPFIND", address, body, 0)
            if not any(resource.holds_events for resource in answer.resources):
                raise NoSuchCalendar("there is no calendar for events at that path")

    async def _homes(self) -> tuple[list[str], str | None]:
        """Find where the mailbox's calendars are listed, and who it is there."""
        template = self._line.ref.connection.settings.get("home")
        if template:
            mailbox = quote(self._line.ref.mailbox, safe="@")
            home = template.replace("{mailbox}", mailbox)
            return [self._line.same_server(self._line.url, home)], None
        principal = await self._principal()
        answer = await self._line.ask("PROPFIND", principal, xml.ask_for(xml.HOME), 0)
        homes = [home for found in answer.resources for home in found.homes]
        if not homes:
            raise NoSuchCalendar("the server names no calendar home for this account")
        found = dict.fromkeys(self._line.same_server(principal, home) for home in homes)
        return list(found), principal

    def _is_their_own(self) -> bool:
        """Tell whether the mailbox is the account that signs in.

        Servers know people by a name or by an address: "anna" is anna@firma.example.
        """
        mailbox = self._line.ref.mailbox.casefold()
        user = self._line.user.casefold()
        if "@" in mailbox and "@" in user:
            return mailbox == user
        return mailbox.partition("@")[0] == user.partition("@")[0]

    async def _listed(
        self, homes: Sequence[str], *properties: str
    ) -> dict[str, xml.Resource]:
        """Give the calendars for events below some addresses."""
        body = xml.ask_for(*properties)
        answers = await all_of(
            self._line.ask("PROPFIND", home, body, 1) for home in homes
        )
        return {
            self._line.same_server(home, resource.href): resource
            for home, answer in zip(homes, answers, strict=True)
            for resource in answer.resources
            if resource.holds_events
        }

    def _is_anothers(self, resource: xml.Resource, principal: str | None) -> bool:
        if resource.is_shared or principal is None or resource.owner is None:
            return resource.is_shared
        owner = urlsplit(urljoin(principal, resource.owner)).path
        return owner.rstrip("/") != urlsplit(principal).path.rstrip("/")

    async def _principal(self) -> str:
        """Find who signs in, from the server's address alone (RFC 6764, 6).

        A place that answers anything else does not end the search: many servers
        have a page for people at one of the two.
        """
        trouble: CalendarError | None = None
        for address in self._places_to_start():
            try:
                found = await self._principal_at(address)
            except (NoSuchCalendar, StrangeReply) as error:
                trouble = error if isinstance(error, StrangeReply) else trouble
                continue
            if found is not None:
                return found
        raise trouble or NoSuchCalendar("there is no CalDAV server at this address")

    async def _principal_at(self, address: str) -> str | None:
        body = xml.ask_for(xml.PRINCIPAL)
        reply = await self._line.send("PROPFIND", address, body, 0)
        answer = await self._line.understood(reply)
        named = (found.principal for found in answer.resources if found.principal)
        principal = next(named, None)
        return self._line.same_server(reply.url, principal) if principal else None

    def _places_to_start(self) -> list[str]:
        """Give the address as it was set, and the well-known one (RFC 6764)."""
        well_known = urljoin(self._line.url, _WELL_KNOWN)
        bare = urlsplit(self._line.url).path == "/"
        return [well_known, self._line.url] if bare else [self._line.url, well_known]
