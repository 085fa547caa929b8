"""What a host does who connects a calendar of their own, step by step."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode

import httpx
from typing_extensions import override

from admin_server.core.connections import (
    Access,
    CalendarPolicy,
    Connection,
    OwnCalendar,
)
from admin_server.core.errors import CalendarError
from admin_server.core.ports import (
    CalendarRef,
    Directory,
    Following,
    Group,
    Person,
)
from admin_server.core.users import Role, User
from admin_server.core.watches import Push
from admin_server.security.connections import seal_secret
from tests.fakes.consents import ListedCalendar, ScriptedConsent, state_in
from tests.fakes.lobby import JONAS, MEMBER, PRIYA, TENANT, Lobby, open_lobby

PAGE = "/account/calendar"
READER_PAGE = "/settings/integrations/calendar"
CALLBACK = "/api/v1/integrations/oauth/callback"
LEAVING = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
PRIYA_USER = User("user-priya", PRIYA.email, PRIYA.name, Role.MEMBER)
MAIN = OwnCalendar("main", "Calendar", primary=True, writable=True)
TEAM = OwnCalendar("team", "Team Research", shared=True)
HOLIDAYS = OwnCalendar("holidays", "Holidays")


@dataclass
class ScriptedDirectory(Directory):
    """A directory with one group."""

    members: set[str] = field(default_factory=set)
    away: CalendarError | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    @override
    async def groups(self, ref: CalendarRef) -> list[Group]:
        return [Group("group-1", "Calendar people")]

    @override
    async def people(self, ref: CalendarRef, groups: tuple[str, ...]) -> list[Person]:
        return []

    @override
    async def is_member(self, ref: CalendarRef, group: str, email: str) -> bool:
        self.asked.append((group, email))
        if self.away is not None:
            raise self.away
        return email in self.members

    @override
    async def close(self) -> None:
        pass


class CountedFollowing(Following):
    """Counts how often it was told that something changed.

    Attributes:
        ended: which connections were let go of before they were removed.
    """

    def __init__(self) -> None:
        self.looks = 0
        self.ended: list[str] = []

    @override
    def nudge(self, tenant: str, watch: str) -> None:
        raise AssertionError("nobody pushes here")

    @override
    def look_again(self) -> None:
        self.looks += 1

    @override
    def pushed(self, push: Push) -> None:
        raise AssertionError("nobody pushes here")

    @override
    async def let_go(self, tenant: str, connection: str) -> None:
        self.ended.append(connection)


@dataclass
class CalendarLobby:
    """A lobby whose hosts may connect calendars at two providers."""

    lobby: Lobby
    google: ScriptedConsent
    microsoft: ScriptedConsent
    calendars: dict[str, ListedCalendar]
    directory: ScriptedDirectory
    following: CountedFollowing

    async def write(self, work, *, tenant: str = TENANT):
        """Change or read a tenant's data."""
        return await self.lobby.store.for_tenant(tenant).write(work)

    async def own(self, host: str = JONAS.id) -> dict[str, Connection]:
        """A host's own connections, by kind."""
        found = await self.write(lambda nouns: nouns.connections.of_host(host))
        return {one.kind: one for one in found}

    async def set_policy(self, **changes: object) -> None:
        """Change what the organisation permits."""
        await self.write(
            lambda nouns: nouns.change_tenant(
                replace(
                    nouns.tenant, calendar=replace(nouns.tenant.calendar, **changes)
                )
            )
        )

    async def events(self, connection: str) -> list[str]:
        """What the audit says of a connection, oldest first."""
        rows = await self.write(
            lambda nouns: nouns.audit.of(f"connection:{connection}")
        )
        return [event for _, event, _ in rows]


async def leave(
    browser: httpx.AsyncClient,
    kind: str = "microsoft",
    *,
    path: str = f"{PAGE}/connect",
) -> str:
    """Press Connect; gives the provider's address that the page goes on to."""
    answer = await browser.post(path, data={"provider": kind})
    found = LEAVING.search(answer.text)
    assert found, answer.text
    return html.unescape(found[1])


def back(address: str, **said: str) -> str:
    """The way by which a provider sends the browser back, with a code unless said."""
    query = {"state": state_in(address), **(said or {"code": "code-1"})}
    return f"{CALLBACK}?{urlencode(query)}"


async def connect(
    browser: httpx.AsyncClient, kind: str = "microsoft"
) -> httpx.Response:
    """Go the whole way: button, provider, back, and read the page."""
    return await follow(browser, back(await leave(browser, kind)))


async def follow(browser: httpx.AsyncClient, address: str) -> httpx.Response:
    """Open an address, and the page that it goes on to."""
    answer = await browser.get(address)
    assert answer.status_code == 303, answer.text
    return await browser.get(answer.headers["location"])


@asynccontextmanager
async def open_calendar_lobby(folder: Path) -> AsyncIterator[CalendarLobby]:
    """Run a lobby with two providers whose sign-in a test directs."""
    google, microsoft = ScriptedConsent(), ScriptedConsent()
    google.account = "jonas@gmail.example"
    listed = {kind: ListedCalendar(MAIN, TEAM) for kind in ("google", "microsoft")}
    directory, following = ScriptedDirectory(), CountedFollowing()
    async with open_lobby(
        folder,
        calendars=listed,
        consents={"google": google, "microsoft": microsoft},
        directories={"memory": directory},
    ) as lobby:
        lobby.app.state.parts = replace(
            lobby.app.state.parts,
            public_url="https://lobby.example",
            following=following,
        )
        opened = CalendarLobby(lobby, google, microsoft, listed, directory, following)
        await _permit(opened)
        yield opened


async def _permit(opened: CalendarLobby) -> None:
    await opened.set_policy(**vars(CalendarPolicy(own_calendars=True)))
    box = opened.lobby.app.state.parts.box

    def work(nouns) -> None:
        nouns.users.put(PRIYA_USER)
        for kind in ("google", "microsoft"):
            secret = seal_secret(box, TENANT, f"app-{kind}", f"{kind}-app-secret")
            nouns.connections.put(
                Connection(
                    f"app-{kind}",
                    kind,
                    f"hosts: {kind}",
                    settings={"client_id": f"{kind}-app"},
                    sealed_secret=secret,
                    access=Access.CLIENT,
                )
            )

    await opened.write(work)


__all__ = ["HOLIDAYS", "JONAS", "MAIN", "MEMBER", "PRIYA_USER", "TEAM"]
