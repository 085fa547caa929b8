"""People at the emulator's page of consent, and their connections afterwards."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import httpx
from typing_extensions import override

from admin_server.calendars.microsoft import MicrosoftConsent
from admin_server.core.connections import Access, AppRegistration, Connection
from admin_server.core.ports import Begun, CalendarRef, Granted
from tests.admin_server.calendars.microsoft.graph_world import (
    CLIENT,
    SECRET,
    GraphWorld,
)
from tests.contracts.calendar import Planned

REDIRECT = "https://portico.example/api/v1/integrations/oauth/callback"


@dataclass
class Person:
    """Somebody with a browser, and the registration that they may consent to."""

    settings: dict[str, str]
    browser: httpx.AsyncClient
    consent: MicrosoftConsent
    secret: str = SECRET

    @property
    def app(self) -> AppRegistration:
        return AppRegistration(CLIENT, self.secret, self.settings)

    async def begin(self, *, books: bool = False, hint: str | None = None) -> Begun:
        return await self.consent.begin(
            self.app, redirect_uri=REDIRECT, books=books, login_hint=hint
        )

    async def press(
        self, url: str, account: str, *, said: str = "permit"
    ) -> dict[str, str]:
        """Press a button on a page; give what the browser comes back with."""
        form = {"account": account, "answer": said}
        reply = await self.browser.post(url, data=form)
        assert reply.status_code == 303, reply.text
        assert reply.headers["location"].startswith(REDIRECT)
        return dict(parse_qsl(urlsplit(reply.headers["location"]).query))

    async def finish(self, begun: Begun, answer: dict[str, str]) -> Granted:
        return await self.consent.finish(
            self.app, begun.held, answer, redirect_uri=REDIRECT
        )

    async def connect(self, account: str, *, books: bool = False) -> Granted:
        """Go all the way."""
        begun = await self.begin(books=books)
        return await self.finish(begun, await self.press(begun.url, account))


@asynccontextmanager
async def person_at(
    world: GraphWorld, consent: MicrosoftConsent
) -> AsyncIterator[Person]:
    context = ssl.create_default_context(cafile=str(world.emulator.ca_file))
    async with httpx.AsyncClient(verify=context) as browser:
        yield Person(world.settings, browser, consent)


@dataclass
class OwnWorld(GraphWorld):
    """Hosts who connected their own calendars."""

    person: Person | None = None
    secrets: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    reader: str = "reader@firma.example"

    async def connect(self, person: Person) -> None:
        """Let people consent from now on; somebody has already."""
        self.person = person
        # Rooms are for organisations; this one gave them to everybody.
        await self.tell("set_consent", approved=["Place.Read.All"])
        await self.place(self.reader)

    @override
    async def place(self, mailbox: str, *planned: Planned) -> None:
        await super().place(mailbox, *planned)
        if self.person is not None and mailbox not in self.secrets:
            granted = await self.person.connect(mailbox)
            self.secrets[mailbox] = granted.secret

    @override
    def ref(
        self, mailbox: str, *, secret: str | None = None, calendar: str | None = None
    ) -> CalendarRef:
        account = mailbox if mailbox in self.secrets else self.reader
        connection = Connection(
            f"c-{account}", "microsoft", "M365", access=Access.PERSON, account=account
        )

        async def keep(renewed: str) -> str:
            self.kept.append(renewed)
            self.secrets[account] = renewed
            return renewed

        return CalendarRef(
            connection,
            mailbox,
            calendar,
            secret=secret or self.secrets.get(account),
            app=AppRegistration(CLIENT, SECRET, dict(self.settings)),
            keep=keep,
        )
