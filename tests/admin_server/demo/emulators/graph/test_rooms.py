"""Rooms at the emulator answer for themselves, late and not always with yes."""

from datetime import timedelta

import pytest

from tests.admin_server.demo.emulators.graph.graph_caller import (
    ANNA,
    NOW,
    Caller,
    seat,
    times,
)

ROOM = "a@rooms.example"
EVENTS = f"/users/{ANNA}/events"
SCHEDULE = f"/users/{ANNA}/calendar/getSchedule"


async def book(caller: Caller, **fields: object) -> dict:
    body = {"subject": "Secret", "attendees": [seat(ROOM)], **times(), **fields}
    answer = await caller.send("POST", EVENTS, body)
    return answer.json()


async def answer_of(caller: Caller, event: dict) -> str:
    found = (await caller.get(f"{EVENTS}/{event['id']}")).json()
    return found["attendees"][0]["status"]["response"]


@pytest.mark.parametrize("answer", ["accepted", "declined", "tentativelyAccepted"])
async def test_a_room_answers_later(caller: Caller, emulator, answer) -> None:
    """When an event is made nothing is booked yet; the room answers in its own time."""
    await caller.add_room(answer=answer, after=timedelta(seconds=5))
    event = await book(caller)
    before = await answer_of(caller, event)
    emulator.set_clock(NOW + timedelta(seconds=5))

    after = await answer_of(caller, event)

    assert event["attendees"][0]["status"]["response"] == before == "none"
    assert after == answer


async def test_a_room_that_never_answers(caller: Caller, emulator) -> None:
    """A room without an assistant is never booked."""
    await caller.add_room(answer=None)
    event = await book(caller)
    emulator.set_clock(NOW + timedelta(minutes=50))

    assert await answer_of(caller, event) == "none"


async def test_a_room_cannot_be_had_twice(caller: Caller) -> None:
    """Whoever comes second is declined; who comes after is not."""
    await caller.add_room()
    first = await book(caller)
    second = await book(caller, **times(hour=9.5))
    third = await book(caller, **times(hour=11))

    found = [await answer_of(caller, one) for one in (first, second, third)]

    assert found == ["accepted", "declined", "accepted"]


async def test_a_location_alone_books_nothing(caller: Caller) -> None:
    """A room that is only named as the place was not asked."""
    await caller.add_room()
    await book(caller, attendees=[], location={"displayName": "Room A"})

    assert await caller.view(ROOM) == []


async def test_a_room_calendar_hides_the_subject(caller: Caller) -> None:
    """In a room's own calendar the subject is the organiser's name."""
    await caller.add_room()
    event = await book(caller)
    await answer_of(caller, event)

    (found,) = await caller.view(ROOM)

    assert found["subject"] == "Anna Wirt"
    assert "Secret" not in str(found)


async def test_an_event_in_the_room_itself_books_it_twice(caller: Caller) -> None:
    """Writing into a room's own calendar goes past its assistant."""
    await caller.add_room()
    event = await book(caller)
    await answer_of(caller, event)
    await caller.send("POST", f"/users/{ROOM}/events", times())

    assert len(await caller.view(ROOM)) == 2


async def test_places(caller: Caller) -> None:
    """The directory shows every room but hidden ones, page by page."""
    await caller.add_room("a@rooms.example", building="East", floor="2", capacity=6)
    await caller.add_room("b@rooms.example", floor_number=3)
    await caller.add_room("c@rooms.example", hidden=True)

    first = (await caller.get("/places/microsoft.graph.room", _top="1")).json()
    second = (await caller.http.get(first["@odata.nextLink"])).json()
    one = (await caller.get("/places/b@rooms.example")).json()
    none = await caller.get("/places/nobody")

    assert first["value"][0]["building"] == "East"
    assert (first["value"][0]["floorLabel"], first["value"][0]["capacity"]) == ("2", 6)
    assert [two["emailAddress"] for two in second["value"]] == ["b@rooms.example"]
    assert "@odata.nextLink" not in second
    assert one["floorNumber"] == 3
    assert none.status_code == 404


async def test_who_is_free(caller: Caller) -> None:
    """Free and busy times are told in digits and in entries, strangers as errors."""
    await caller.add_room()
    event = await book(caller)
    await answer_of(caller, event)
    await caller.put("maybe", showAs="tentative", **times(hour=10))
    body = {"schedules": [ROOM, ANNA, "nobody@x.example"], **asked()}

    found = (await caller.send("POST", SCHEDULE, body)).json()["value"]

    assert [one["availabilityView"] for one in found] == ["0022000", "0022110", ""]
    assert found[0]["scheduleItems"][0]["status"] == "busy"
    assert found[2]["error"]["responseCode"] == "ErrorMailRecipientNotFound"


@pytest.mark.parametrize(
    "change",
    [
        {"schedules": [f"{number}@x.example" for number in range(21)]},
        {"schedules": []},
        {"endTime": {"dateTime": "2026-06-04T09:00:00", "timeZone": "UTC"}},
        {"availabilityViewInterval": 4},
        {"colour": "red"},
    ],
)
async def test_schedules_that_are_refused(caller: Caller, change) -> None:
    """Too many people, too long a time or unknown words are refused."""
    body = {"schedules": [ANNA], **asked(), **change}

    answer = await caller.send("POST", SCHEDULE, body)

    assert answer.status_code == 400


def asked() -> dict[str, object]:
    return {
        "startTime": {"dateTime": "2026-03-04T08:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2026-03-04T11:30:00", "timeZone": "UTC"},
        "availabilityViewInterval": 30,
    }
