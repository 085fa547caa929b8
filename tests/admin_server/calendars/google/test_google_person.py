"""A host's own Google connection: read, renewed, and its calendars listed."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from admin_server.calendars.google import Google
from admin_server.core.connections import OwnCalendar
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    StoreUnavailable,
    TryLater,
)
from admin_server.core.ports import CalendarRef
from admin_server.core.rooms import Room
from admin_server.outbound.client import Client
from tests.admin_server.calendars.google.google_world import GoogleWorld
from tests.admin_server.calendars.google.person_world import PersonWorld
from tests.contracts.calendar import HOUR, NOW, ROOM_A, CalendarContract, Planned
from tests.fakes.clock import FixedClock

OWN = "https://www.googleapis.com/auth/calendar.events.readonly"


@pytest.fixture
async def world(emulator, http, clock) -> AsyncIterator[PersonWorld]:
    google = Google(http, clock)
    yield PersonWorld(google, emulator.seeding)
    await google.close()
    emulator.seeding.fail(clear=True)
    emulator.seeding.tell("manner")


class TestPerson(CalendarContract):
    """The same as for an organisation, by what a host permitted (A6)."""


# --- signing in


async def test_a_consent_that_was_withdrawn(world, host) -> None:
    """When a host withdraws at Google, they are asked to connect again (15)."""
    await world.place(host)
    ref = world.ref(host)
    gone = replace(ref, secret=ref.secret.replace("1//own", "1//gone"))

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.between(gone, NOW, NOW + HOUR)

    assert refused.value.reason is ConsentReason.EXPIRED
    assert "invalid_grant" in refused.value.detail


async def test_a_registration_that_was_changed(world, host) -> None:
    """With a wrong client secret nobody's calendar is read, and the code says why."""
    await world.place(host)
    ref = world.ref(host)
    wrong = replace(ref, app=replace(ref.app, secret="other"))

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.check(wrong)

    assert "invalid_client" in refused.value.detail


async def test_without_a_registration(world, host) -> None:
    """A host's own connection is of no use when the app registration is gone."""
    await world.place(host)

    with pytest.raises(ConsentNeeded):
        await world.calendar.check(replace(world.ref(host), app=None))


class Shelf:
    """Takes a renewed secret only in the place of the one that is known, as stores do."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def ref(self, ref: CalendarRef) -> CalendarRef:
        """Give a reference as a question that begins now has it."""
        was = self.secret

        async def keep(secret: str) -> str:
            self.secret = secret if self.secret == was else self.secret
            return self.secret

        return replace(ref, secret=was, keep=keep)


class Safe:
    """Keeps what is renewed, as the store would."""

    def __init__(self, *, counts: str | None = None, failing: int = 0) -> None:
        self.kept: list[str] = []
        self.failing = failing
        self._counts = counts

    async def keep(self, secret: str) -> str:
        if self.failing:
            self.failing -= 1
            raise StoreUnavailable
        self.kept.append(secret)
        return self._counts or secret


async def test_a_token_that_is_renewed_is_kept(world, host) -> None:
    """A refresh token that Google changes is saved, and the next one works (B44)."""
    await world.place(host, Planned("one"))
    world.seeding.tell("manner", rotates=True)
    safe = Safe()
    ref = replace(world.ref(host), keep=safe.keep)

    await world.calendar.check(ref)
    world.seeding.tell("tokens")
    found = await world.calendar.between(ref, NOW, NOW + HOUR)

    assert [one.uid for one in found] == ["one"]
    assert len(safe.kept) == 2
    first, second = map(json.loads, safe.kept)
    assert first["refresh_token"] != second["refresh_token"]
    assert set(second) == {"type", "refresh_token"}


async def test_questions_at_one_time_renew_once(world, host) -> None:
    """Four questions at one time do not throw away each other's token."""
    await world.place(host)
    world.seeding.tell("manner", rotates=True)
    safe = Safe()
    ref = replace(world.ref(host), keep=safe.keep)

    await asyncio.gather(*(world.calendar.check(ref) for _ in range(4)))

    assert len(safe.kept) == 1


async def test_a_token_that_somebody_else_renewed(world, host) -> None:
    """Where another process was first, what it saved is used from then on."""
    await world.place(host)
    theirs = world.seeding.person(f"x{host}")
    world.seeding.tell("manner", rotates=True)
    world.seeding.add_user(f"x{host}")
    safe = Safe(counts=theirs)
    ref = replace(world.ref(host), keep=safe.keep)

    await world.calendar.check(ref)
    world.seeding.tell("tokens")
    await world.calendar.check(ref)

    # Renewed from theirs: our own would have been refused as used up.
    assert len(safe.kept) == 2


async def test_a_question_that_takes_long(world, host) -> None:
    """A question from before a renewal does not bring back a token that is used up."""
    await world.place(host)
    world.seeding.tell("manner", rotates=True)
    shelf = Shelf(world.ref(host).secret)
    long = shelf.ref(world.ref(host))
    await world.calendar.check(long)
    world.seeding.tell("tokens")
    await world.calendar.check(long)
    await world.calendar.check(shelf.ref(world.ref(host)))
    world.seeding.tell("tokens")

    anew = Google(Client(), FixedClock(NOW))
    await anew.check(shelf.ref(world.ref(host)))

    await anew.close()


async def test_a_renewed_token_that_could_not_be_saved(world, host) -> None:
    """While the database is away the renewed token is kept in mind, then saved."""
    await world.place(host)
    world.seeding.tell("manner", rotates=True)
    safe = Safe(failing=1)
    ref = replace(world.ref(host), keep=safe.keep)

    with pytest.raises(TryLater):
        await world.calendar.check(ref)
    await world.calendar.check(ref)

    assert len(safe.kept) == 1


# --- its calendars


async def test_the_calendars_of_an_account(world, host) -> None:
    """The host sees their own calendars first, then those shared with them (A9, A33)."""
    boss = f"boss-{host}"
    await world.place(host)
    await world.place(boss)
    world.seeding.add_calendar(host, f"trips-{host}", "Trips")
    world.seeding.share(boss, host)
    world.seeding.add_entry(
        host, id="w@group", summary="W", summaryOverride="Team", accessRole="writer"
    )

    found = await world.calendar.calendars(world.ref(host))

    assert found == [
        OwnCalendar(host, host, primary=True, writable=True),
        OwnCalendar(f"trips-{host}", "Trips", writable=True),
        OwnCalendar(boss, boss, shared=True),
        OwnCalendar("w@group", "Team", shared=True, writable=True),
    ]


async def test_calendars_in_which_nobody_meets(world, host) -> None:
    """Holidays, rooms, hidden calendars and mere busy times are not offered."""
    busy = f"busy-{host}"
    await world.place(host)
    await world.place(busy)
    world.seeding.share(busy, host, "freeBusyReader")
    reads = {"accessRole": "reader"}
    world.seeding.add_entry(host, id="de#holiday@group.v.calendar.google.com", **reads)
    world.seeding.add_entry(host, id="r@resource.calendar.google.com", **reads)
    world.seeding.add_entry(host, id="hidden@x", hidden=True, **reads)
    world.seeding.add_entry(host, id="deleted@x", deleted=True, **reads)

    found = await world.calendar.calendars(world.ref(host))

    assert [one.id for one in found] == [host]


async def test_a_long_list_of_calendars(world, host) -> None:
    """A list of many pages is read to its end."""
    await world.place(host)
    for number in range(5):
        world.seeding.add_calendar(host, f"{number}-{host}", f"Number {number}")
    world.seeding.tell("manner", page_size=2)

    found = await world.calendar.calendars(world.ref(host))

    assert len(found) == 6
    assert found[0].primary


async def test_a_list_that_was_not_permitted(world, host) -> None:
    """Without leave to list calendars, that permission is what is missing (A35, A44)."""
    await world.place(host)
    ref = replace(world.ref(host), secret=world.seeding.person(host, OWN))

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.calendars(ref)

    assert refused.value.reason is ConsentReason.PERMISSION_MISSING


async def test_one_of_the_calendars_is_read(world, host) -> None:
    """A calendar that the host chose is read by its id."""
    await world.place(host, Planned("main"))
    world.seeding.add_calendar(host, f"trips-{host}", "Trips")
    ref = replace(world.ref(host), calendar=f"trips-{host}")

    assert await world.calendar.between(ref, NOW, NOW + HOUR) == []


async def test_a_calendar_that_is_not_theirs(world, host) -> None:
    """A calendar that nobody shared with the host is not there for them."""
    await world.place(host)
    await world.place(f"other-{host}")
    ref = replace(world.ref(host), calendar=f"other-{host}")

    with pytest.raises(NoSuchCalendar):
        await world.calendar.between(ref, NOW, NOW + HOUR)


async def test_the_rooms_a_person_knows(world, host) -> None:
    """Rooms come from the host's meetings and from the room calendars they added."""
    await world.place(host, Planned("one", attendees=(ROOM_A,)))
    world.seeding.add_entry(
        host,
        id="hall@resource.calendar.google.com",
        summary="Hall",
        accessRole="freeBusyReader",
    )

    found = await world.calendar.rooms(world.ref(host))

    assert found == [
        Room("hall@resource.calendar.google.com", "Hall"),
        Room(ROOM_A.address, "Room A"),
    ]


async def test_the_calendars_of_a_mailbox_in_an_organisation(
    emulator, http, clock, host
) -> None:
    """A service account lists the calendars of whom it acts for."""
    google = Google(http, clock)
    organisation = GoogleWorld(google, emulator.seeding)
    await organisation.place(host)

    found = await google.calendars(organisation.ref(host))

    await google.close()
    assert [one.id for one in found] == [host]
