"""People who walk in while something is measured."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import structlog

from admin_server.core.finding_rooms import FRESH
from admin_server.core.meetings import Attendee
from admin_server.core.ports import MeetingCopy, Nouns
from admin_server.web.limits import DeviceLimits
from tests.fakes.lobby import JONAS, TENANT, Lobby, meeting


async def walk_ins(lobby: Lobby, many: int) -> None:
    """Let so many people check in one after the other, to a host with a calendar."""
    for _ in range(many):
        answer = await lobby.check_in(
            visitor={"name": "Mara Lindt", "company": "Lindt"},
            host_id=JONAS.id,
            language="en",
        )
        answer.raise_for_status()


async def asking_walk_ins(lobby: Lobby, many: int) -> None:
    """The same at long intervals: what was read for one is too old for the next."""
    for _ in range(many):
        lobby.clock.time += FRESH + timedelta(minutes=1)
        await walk_ins(lobby, 1)


async def read_calendar(lobby: Lobby) -> None:
    """Have a copy of the host's meetings that is fresh: nobody needs to be asked."""
    now = lobby.clock.now()
    around = timedelta(hours=12)
    guest = Attendee("mara@lindt.example", "Mara Lindt")
    copy = MeetingCopy(
        JONAS.mailbox or "", now - around, now + around, now, (meeting(now, guest),)
    )

    def keep(nouns: Nouns) -> None:
        nouns.meetings.keep(copy)

    await lobby.store.for_tenant(TENANT).write(keep)


def forget_pace(lobby: Lobby) -> None:
    """Let this kiosk be quicker than any lobby is."""
    state = lobby.app.state
    state.parts = replace(state.parts, limits=DeviceLimits())


@contextmanager
def silence() -> Iterator[None]:
    """Keep the log off the terminal: writing there would be measured as well."""
    usual = structlog.get_config()["wrapper_class"]
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    try:
        yield
    finally:
        structlog.configure(wrapper_class=usual)
