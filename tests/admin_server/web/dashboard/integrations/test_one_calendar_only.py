"""Hosts whose calendars stand under paths of their own, as shares do at Nextcloud."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from typing_extensions import override

from admin_server.calendars.memory import MemoryCalendar
from admin_server.core.ports import CalendarRef
from admin_server.core.rooms import Room
from tests.fakes.calendar_house import CALDAV, PATH
from tests.fakes.lobby import ADMIN, JONAS, TENANT, Lobby, open_lobby
from tests.fakes.owning import ask

SHARE = "/dav/portico/personal_shared_by_jonas/"


class NotingCalendar(MemoryCalendar):
    """A server that notes which calendar it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.tried: list[str | None] = []
        self.sought: list[str | None] = []

    @override
    async def check(self, ref: CalendarRef) -> None:
        self.tried.append(ref.calendar)

    @override
    async def rooms(self, ref: CalendarRef) -> list[Room]:
        self.sought.append(ref.calendar)
        return []


@pytest.fixture
def provider() -> NotingCalendar:
    """The server behind the form."""
    return NotingCalendar()


@pytest.fixture
async def lobby(tmp_path: Path, provider: NotingCalendar) -> AsyncIterator[Lobby]:
    async with open_lobby(tmp_path, calendars={"caldav": provider}) as opened:
        shared = replace(JONAS, calendar=SHARE)
        await opened.store.for_tenant(TENANT).write(
            lambda nouns: nouns.hosts.put(shared)
        )
        yield opened


async def test_the_share_is_what_is_tried(lobby: Lobby, provider: NotingCalendar):
    """A connection is tried by what it will read of that host, and then saved (E9)."""
    browser = await lobby.sign_in(ADMIN)
    typed = CALDAV | {"mailbox": JONAS.mailbox.title()}

    answer = await browser.post(f"{PATH}/connect/caldav", data=typed)

    saved = await ask(lobby, lambda nouns: nouns.connections.organisation())
    assert answer.headers["location"] == PATH
    assert provider.tried == [SHARE]
    assert saved.kind == "caldav"


async def test_rooms_are_sought_in_the_share(lobby: Lobby, provider: NotingCalendar):
    """The rooms of a host are those that stand in the one calendar that is read."""
    browser = await lobby.sign_in(ADMIN)
    await browser.post(f"{PATH}/connect/caldav", data=CALDAV)

    await browser.post(f"{PATH}/rooms/look")

    assert provider.sought == [SHARE]
