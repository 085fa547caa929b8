"""Microsoft's own library understands everything that the emulator says."""

import pytest
from kiota_abstractions.serialization import Parsable
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from msgraph.generated.models.event import Event
from msgraph.generated.models.event_collection_response import (
    EventCollectionResponse,
)
from msgraph.generated.models.room_collection_response import RoomCollectionResponse
from msgraph.generated.models.schedule_information import ScheduleInformation
from msgraph.generated.models.subscription import Subscription

from tests.admin_server.demo.emulators.graph.graph_caller import (
    ANNA,
    DAY,
    NOW,
    Caller,
    seat,
    times,
    weekly,
)

ROOM = "a@rooms.example"


def parse(content: bytes, kind: type[Parsable]) -> Parsable:
    node = JsonParseNodeFactory().get_root_parse_node("application/json", content)
    return node.get_object_value(kind)


def unknown_in(found: object, seen: set[int] | None = None) -> set[str]:
    """Collect what the library put aside because it does not know it."""
    seen = seen if seen is not None else set()
    if id(found) in seen:
        return set()
    seen.add(id(found))
    if isinstance(found, list):
        return set().union(*(unknown_in(one, seen) for one in found))
    if not isinstance(found, Parsable):
        return set()
    inside = {**vars(found)}
    # It holds the same once more.
    inside.pop("backing_store", None)
    aside = inside.pop("additional_data", None) or {}
    # Annotations are no properties, and are put aside in replies of Graph too.
    names = {name for name in aside if not name.startswith("@odata.")}
    return names.union(*(unknown_in(one, seen) for one in inside.values()))


@pytest.fixture
async def filled(caller: Caller) -> Caller:
    await caller.add_room(building="East", floor="2", floor_number=2, capacity=6)
    await caller.put(
        "whole",
        subject="Whole",
        attendees=[seat(ROOM), seat("mia@acme.example", "required")],
        locations=[{"displayName": "Room A", "uniqueIdType": "directory"}],
        body={"contentType": "text", "content": "Text"},
        recurrence=weekly(2),
        exceptions={"2026-03-11T09:00:00": {"subject": "Other"}},
        isOnlineMeeting=True,
        onlineMeeting={"joinUrl": "https://teams.example/x"},
    )
    return caller


async def test_events_are_known(filled: Caller) -> None:
    """Events have no property that Microsoft's model lacks, and mean the same."""
    until = {**DAY, "endDateTime": "2026-04-01T00:00:00Z"}
    answer = await filled.get(f"/users/{ANNA}/calendarView", **until)

    found = parse(answer.content, EventCollectionResponse)

    first, second = found.value
    assert unknown_in(found) == set()
    assert (first.subject, second.subject) == ("Whole", "Other")
    assert first.attendees[0].type.value == "resource"
    assert first.attendees[0].status.response.value == "none"
    assert first.start.date_time == "2026-03-04T09:00:00.0000000"
    assert first.location.display_name == "Room A"
    assert first.online_meeting.join_url == "https://teams.example/x"
    assert first.type.value == "occurrence"


async def test_the_model_would_notice(filled: Caller) -> None:
    """The check above does not pass because it looks at nothing."""
    content = b'{"value": [{"id": "x", "start": {"colour": "red"}, "size": 3}]}'

    found = parse(content, EventCollectionResponse)

    assert unknown_in(found) == {"colour", "size"}


async def test_series_and_deltas_are_known(filled: Caller) -> None:
    """So are whole series, and what a delta tells."""
    listed = await filled.get(f"/users/{ANNA}/events")
    delta = await filled.get(f"/users/{ANNA}/calendarView/delta", **DAY)

    series = parse(listed.content, EventCollectionResponse)
    changes = parse(delta.content, EventCollectionResponse)

    assert unknown_in(series) == set()
    assert unknown_in(changes) == set()
    assert series.value[0].recurrence.pattern.type.value == "weekly"
    assert len(changes.value) == 2


async def test_rooms_are_known(filled: Caller) -> None:
    """So are rooms."""
    answer = await filled.get("/places/microsoft.graph.room")

    found = parse(answer.content, RoomCollectionResponse)

    room = found.value[0]
    assert unknown_in(found) == set()
    assert (room.display_name, room.building, room.capacity) == ("Room A", "East", 6)
    assert (room.floor_label, room.floor_number) == ("2", 2)


async def test_schedules_are_known(filled: Caller) -> None:
    """So are free and busy times."""
    body = {
        "schedules": [ANNA],
        "startTime": times()["start"],
        "endTime": times()["end"],
    }
    path = f"/users/{ANNA}/calendar/getSchedule"
    answer = await filled.send("POST", path, body)
    node = JsonParseNodeFactory().get_root_parse_node(
        "application/json", answer.content
    )

    found = node.get_child_node("value").get_collection_of_object_values(
        ScheduleInformation
    )

    assert unknown_in(found) == set()
    assert found[0].availability_view == "22"
    assert found[0].schedule_items[0].subject == "Whole"


async def test_subscriptions_are_known(filled: Caller) -> None:
    """So are subscriptions, and a single event."""
    body = {
        "changeType": "created",
        "resource": f"/users/{ANNA}/events",
        "notificationUrl": "https://x.example/push",
        "expirationDateTime": "2026-03-10T09:00:00Z",
    }
    made = await filled.send("POST", "/subscriptions", body)
    event = await filled.send("POST", f"/users/{ANNA}/events", times())

    found = parse(made.content, Subscription)
    single = parse(event.content, Event)

    assert unknown_in(found) == unknown_in(single) == set()
    assert (found.expiration_date_time - NOW).days == 6
