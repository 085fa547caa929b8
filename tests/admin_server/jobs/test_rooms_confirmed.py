"""A visitor stands at the kiosk, and the room's calendar is looked at once more (E12)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.core.meetings import Answer, Attendee, AttendeeKind, Meeting
from admin_server.core.rooms import Room
from tests.fakes.clock import MORNING
from tests.fakes.followed import Followed, open_followed
from tests.fakes.lobby import HOUSE, JONAS, TENANT, meeting

MARA = Attendee("mara@lindt.example", "Mara Lindt", answer=Answer.ACCEPTED)
GARDEN = Room("garden@lakeside.example", "Garden Room", site=HOUSE.id)
SEAT = Attendee(GARDEN.address, GARDEN.name, AttendeeKind.ROOM, Answer.ACCEPTED)


@pytest.fixture
async def followed(tmp_path: Path) -> AsyncIterator[Followed]:
    async with open_followed(tmp_path) as opened:
        await opened.lobby.store.for_tenant(TENANT).write(
            lambda nouns: nouns.rooms.put(GARDEN)
        )
        yield opened


@pytest.fixture
async def pushing(tmp_path: Path) -> AsyncIterator[Followed]:
    async with open_followed(tmp_path, pushing=True) as opened:
        yield opened


async def expects_mara(followed: Followed) -> tuple[str, Meeting]:
    """Mara is asked to Jonas, and his calendar has been read, a whole day of it."""
    talk = meeting(MORNING, MARA)
    followed.calendar.put(JONAS.email, talk)
    invitation = await followed.lobby.expect(email=MARA.address)
    await followed.look()
    followed.follower.look_again()
    await followed.look()
    return invitation.code, talk


async def test_a_room_that_changed_a_minute_ago_is_corrected(followed) -> None:
    """E12: the room moved since we read; who reads the screen is told at once."""
    code, talk = await expects_mara(followed)
    followed.calendar.put(JONAS.email, replace(talk, attendees=(MARA, SEAT)))
    followed.lobby.clock.forward(minutes=1)

    came = (await followed.lobby.check_in(code=code)).json()
    await followed.look()

    visit = came["visit"]["id"]
    told = (await followed.lobby.get(f"/check-ins/{visit}/room")).json()
    assert came["room"]["name"] == "Conference Room A"
    assert told["name"] == "Garden Room"


async def test_what_was_read_just_now_is_not_read_again(followed) -> None:
    """E10: twenty visitors in a row are one question to the calendar, not twenty."""
    code, _ = await expects_mara(followed)
    followed.lobby.clock.forward(seconds=4)
    before = followed.calendar.calls.total()

    await followed.lobby.check_in(code=code)
    await followed.look()

    assert followed.calendar.calls.total() == before


async def test_who_is_told_of_changes_does_not_ask(pushing) -> None:
    """Where the provider tells of changes by itself, nobody has to ask once more."""
    code, _ = await expects_mara(pushing)
    pushing.lobby.clock.forward(minutes=1)
    before = pushing.calendar.calls.total()

    await pushing.lobby.check_in(code=code)
    await pushing.look()

    assert pushing.calendar.calls.total() == before


async def test_a_calendar_that_fails_waits_for_its_turn(followed) -> None:
    """A provider that is down is not asked more often because people come."""
    code, _ = await expects_mara(followed)
    watch = await followed.watch()
    failed = replace(watch, failures=3, due_at=MORNING + timedelta(hours=1))
    await followed.lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.watches.put(failed)
    )
    followed.lobby.clock.forward(minutes=1)
    before = followed.calendar.calls.total()

    await followed.lobby.check_in(code=code)
    await followed.look()

    assert followed.calendar.calls.total() == before
