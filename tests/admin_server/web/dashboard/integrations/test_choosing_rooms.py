from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.core.errors import ConsentNeeded, ConsentReason, TryLater
from admin_server.core.meetings import Answer, Attendee, AttendeeKind
from admin_server.core.rooms import Room
from tests.fakes.calendar_house import PATH, CalendarHouse, open_calendar_house
from tests.fakes.lobby import (
    HARBOUR,
    HOUSE,
    JONAS,
    NOTE_A,
    PRIYA,
    ROOM_A,
    SITE_ADMIN,
    TENANT,
    meeting,
)
from tests.fakes.owning import ask, events, own

GARDEN = Room("garden@lakeside.example", "Garden", site=HARBOUR.id, selected=False)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[CalendarHouse]:
    """A lobby whose calendar names rooms."""
    async with open_calendar_house(tmp_path) as opened:
        yield opened


async def rooms(house: CalendarHouse) -> dict[str, Room]:
    return {
        room.address: room for room in await ask(house.lobby, lambda n: n.rooms.all())
    }


async def know(house: CalendarHouse, *known: Room) -> None:
    def work(nouns) -> None:
        for room in known:
            nouns.rooms.put(room)

    await house.lobby.store.for_tenant(TENANT).write(work)


def name_in_calendar(house: CalendarHouse, *seats: Attendee) -> None:
    """Let a meeting of Jonas's name these rooms and no others."""
    now = house.lobby.clock.now()
    house.lobby.calendar.put(JONAS.mailbox, meeting(now, attendees=seats))


def seat(address: str, name: str) -> Attendee:
    return Attendee(address, name, AttendeeKind.ROOM, Answer.ACCEPTED)


async def test_new_rooms_appear_unticked(house: CalendarHouse):
    """Rooms that the calendar names are noted, and serve nobody before a tick (E16)."""
    name_in_calendar(
        house, seat(ROOM_A.address, ROOM_A.name), seat("garden@x.example", "Garden")
    )

    answer = await house.post("/rooms/look")

    found = await rooms(house)
    assert found["garden@x.example"] == Room(
        "garden@x.example", "Garden", selected=False
    )
    assert found[ROOM_A.address] == ROOM_A
    assert "The calendar named 2 rooms." in answer.text
    assert "1 is new." in answer.text


async def test_a_new_name_comes_along(house: CalendarHouse):
    """A room that was renamed in the calendar is shown by its new name (E8)."""
    name_in_calendar(house, seat(ROOM_A.address, "Lake View"))

    await house.post("/rooms/look")

    found = await rooms(house)
    note = await ask(house.lobby, lambda n: n.room_notes.get(ROOM_A.address))
    assert found[ROOM_A.address] == replace(ROOM_A, name="Lake View")
    assert note == NOTE_A


async def test_rooms_are_looked_for_in_several_calendars(house: CalendarHouse):
    """Where there is no list of rooms, those in every host's meetings are found."""
    priya = replace(PRIYA, mailbox=PRIYA.email)
    await house.lobby.store.for_tenant(TENANT).write(lambda n: n.hosts.put(priya))
    attic = meeting(
        house.lobby.clock.now(), attendees=(seat("attic@x.example", "Attic"),)
    )
    house.lobby.calendar.put(PRIYA.email, attic)

    answer = await house.post("/rooms/look")

    assert "The calendar named 1 room." in answer.text
    assert "attic@x.example" in await rooms(house)


async def test_a_vanished_room_is_marked_and_stays(house: CalendarHouse):
    """A room that the calendar no longer names is not deleted behind our backs."""
    house.lobby.calendar.can_schedule = True
    name_in_calendar(house, seat("garden@x.example", "Garden"))

    answer = await house.post("/rooms/look")

    assert answer.text.count("The calendar does not name it any more") == 1
    assert "1 room that we know is not named any more." in answer.text
    assert (await rooms(house))[ROOM_A.address] == ROOM_A


async def test_a_room_without_a_meeting_is_not_gone(house: CalendarHouse):
    """Where rooms are known by meetings only, one that nobody booked is no news."""
    name_in_calendar(house, seat("garden@x.example", "Garden"))

    answer = await house.post("/rooms/look")

    assert "The calendar named 1 room." in answer.text
    assert "any more" not in answer.text


async def test_a_calendar_without_rooms_says_so(house: CalendarHouse):
    """An answer without rooms says what to do meanwhile."""
    house.lobby.calendar.add_mailbox(JONAS.mailbox)

    answer = await house.post("/rooms/look")

    assert "named no room" in answer.text
    assert "name them by hand" in answer.text


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (TryLater(), "does not answer"),
        (
            ConsentNeeded(ConsentReason.PERMISSION_MISSING, "Place.Read.All"),
            "Place.Read.All",
        ),
    ],
)
async def test_a_calendar_that_cannot_be_asked_is_told(
    house: CalendarHouse, trouble: Exception, said: str
):
    """Whoever asks in vain reads why; a missing permission by its name (A44)."""
    house.lobby.calendar.fail_with = trouble

    answer = await house.post("/rooms/look")

    assert "We could not ask." in answer.text
    assert said in answer.text
    assert await rooms(house) == {ROOM_A.address: ROOM_A}


async def test_rooms_wait_for_the_first_host(house: CalendarHouse):
    """A new organisation without hosts reads what to do first, not of a mailbox."""
    without = [replace(host, mailbox=None) for host in (JONAS, PRIYA)]
    store = house.lobby.store.for_tenant(TENANT)
    await store.write(lambda n: [n.hosts.put(host) for host in without])

    answer = await house.post("/rooms/look")

    assert "no host has a mailbox yet" in answer.text
    assert "does not know this mailbox" not in answer.text


async def test_a_lost_key_is_named(house: CalendarHouse):
    """A secret that cannot be opened is the server's trouble, and named."""
    connection = await house.organisation()
    lost = replace(connection, secret_from="env:NOWHERE_TO_BE_FOUND")
    await house.lobby.store.for_tenant(TENANT).write(lambda n: n.connections.put(lost))

    answer = await house.post("/rooms/look")

    assert "cannot be opened on this server" in answer.text


async def test_nobody_is_asked_without_a_connection(house: CalendarHouse):
    """Without a calendar the page only takes rooms by hand."""
    await house.lobby.store.for_tenant(TENANT).write(
        lambda n: n.connections.remove("connection-1")
    )

    shown = await house.get("/rooms")
    answer = await house.post("/rooms/look")

    assert "/rooms/look" not in shown.text
    assert answer.status_code == 200


async def test_an_unknown_kind_is_told(house: CalendarHouse):
    """A provider that this server does not know cannot be asked."""
    connection = replace(await house.organisation(), kind="abacus")
    await house.lobby.store.for_tenant(TENANT).write(
        lambda n: n.connections.put(connection)
    )

    answer = await house.post("/rooms/look")

    assert "We could not ask." in answer.text


async def test_rooms_are_chosen_by_ticks_and_sites(house: CalendarHouse):
    """Ticked rooms serve visitors, at the site that is chosen for each (E9, E16)."""
    await know(house, GARDEN)

    answer = await house.post(
        "/rooms",
        shown=[ROOM_A.address, GARDEN.address],
        site=["", HOUSE.id],
        chosen=[GARDEN.address],
    )

    assert answer.headers["location"] == PATH
    assert await rooms(house) == {
        ROOM_A.address: replace(ROOM_A, selected=False, site=None),
        GARDEN.address: replace(GARDEN, selected=True, site=HOUSE.id),
    }
    assert [name for name, _ in await events(house.lobby)] == ["room.changed"] * 2


async def test_all_are_ticked_before_they_are_saved(house: CalendarHouse):
    """One button ticks every box; nothing is saved before Save."""
    await know(house, GARDEN)

    all_of = await house.post(
        "/rooms",
        tick="all",
        shown=[ROOM_A.address, GARDEN.address],
        site=[HOUSE.id, HOUSE.id],
    )
    none_of = await house.post("/rooms", tick="none")

    assert all_of.text.count('name="chosen"') == 2
    assert all_of.text.count(" checked") == 2
    assert none_of.text.count(" checked") == 0
    assert await rooms(house) == {ROOM_A.address: ROOM_A, GARDEN.address: GARDEN}


async def test_a_room_that_came_in_meanwhile_stays(house: CalendarHouse):
    """A room that was not on the page when it was made keeps its tick."""
    await know(house, replace(GARDEN, selected=True))

    await house.post(
        "/rooms", shown=[ROOM_A.address], site=[HOUSE.id], chosen=[ROOM_A.address]
    )

    assert (await rooms(house))[GARDEN.address].selected


async def test_a_site_of_nobodys_changes_nothing(house: CalendarHouse):
    """A site that is not ours is not taken."""
    await house.post(
        "/rooms",
        shown=[ROOM_A.address],
        site=["site-theirs"],
        chosen=[ROOM_A.address],
    )

    assert (await rooms(house))[ROOM_A.address] == ROOM_A


async def test_an_owned_choice_is_locked(house: CalendarHouse):
    """What the configuration file says of a room stays, whatever is sent."""
    await own(
        house.lobby,
        f"room.{ROOM_A.address}.selected",
        f"room.{ROOM_A.address}.site",
    )

    shown = await house.get("/rooms")
    await house.post("/rooms", shown=[ROOM_A.address], site=[HARBOUR.id])

    assert shown.text.count(" disabled") == 2
    assert (await rooms(house))[ROOM_A.address] == ROOM_A


async def test_a_room_by_hand_serves_visitors(house: CalendarHouse):
    """Where the calendar has no list, a room is named by hand (E8, A5)."""
    await house.post("/rooms/add", name="Attic", address="Attic@Lakeside.example")

    assert (await rooms(house))["attic@lakeside.example"] == Room(
        "attic@lakeside.example", "Attic"
    )


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("", "attic@lakeside.example", "Fill this in."),
        ("Attic", "", "Fill this in."),
        ("Attic", "the attic", "not an e-mail address"),
        ("Attic", ROOM_A.address.upper(), "in the list already"),
    ],
)
async def test_a_wrong_room_is_told(
    house: CalendarHouse, name: str, address: str, said: str
):
    """What does not fit is named at its field, and no room is added."""
    answer = await house.post("/rooms/add", name=name, address=address)

    assert answer.status_code == 422
    assert said in answer.text
    assert await rooms(house) == {ROOM_A.address: ROOM_A}


async def test_a_thousand_rooms_can_be_chosen(house: CalendarHouse):
    """A large house's choice fits into one form."""
    many = [
        Room(f"room-{n}@rooms.lakeside.example", f"Room {n}", selected=False)
        for n in range(1000)
    ]
    await know(house, *many)
    addresses = [room.address for room in many]

    answer = await house.post(
        "/rooms", shown=addresses, site=[HOUSE.id] * 1000, chosen=addresses
    )

    assert answer.status_code == 303
    assert sum(room.selected for room in (await rooms(house)).values()) == 1001


async def test_a_site_admin_does_not_ask_the_calendar(house: CalendarHouse):
    """Asking the calendar for rooms is the organisation's business."""
    answer = await house.post("/rooms/look", SITE_ADMIN)

    assert answer.status_code == 403
    assert house.lobby.calendar.calls["rooms"] == 0
