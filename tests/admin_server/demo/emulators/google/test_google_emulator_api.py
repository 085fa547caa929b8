"""The stand-in asks and answers as Google's own descriptions say."""

import time
from typing import Any

import pytest

from admin_server.demo.emulators.google.schema import CALENDAR, DIRECTORY, interface
from admin_server.demo.emulators.google.world import RoomManner

START = {"dateTime": "2026-03-04T10:00:00+01:00", "timeZone": "Europe/Berlin"}
END = {"dateTime": "2026-03-04T11:00:00+01:00", "timeZone": "Europe/Berlin"}
PEOPLE = [{"email": f"guest-{number}@x.example"} for number in range(5)]
READONLY = "https://www.googleapis.com/auth/calendar.events.readonly"


def event(**stated: Any) -> dict[str, Any]:
    return {"summary": "Plans", "start": START, "end": END, **stated}


def reason(reply) -> str:
    return str(reply.json()["error"]["errors"][0]["reason"])


def fits(schema: str, reply, document: str = CALENDAR) -> bool:
    assert reply.status_code == 200, reply.text
    assert list(interface(document).problems(schema, reply.json())) == []
    return True


# --- every answer has Google's form


def test_the_answers_about_events(caller) -> None:
    """What is made, changed, read and listed has the form that Google describes."""
    made = caller.events("POST", json=event(attendees=PEOPLE))
    path = f"/{made.json()['id']}"

    assert fits("Event", made)
    assert fits("Event", caller.events("PATCH", path, json={"location": "Here"}))
    assert fits("Event", caller.events("GET", path))
    assert fits("Events", caller.events())
    assert caller.events("DELETE", path).status_code == 204
    assert fits("Events", caller.events(params={"showDeleted": "true"}))


def test_a_series_and_its_exceptions(caller) -> None:
    """Occurrences, changed and left out, have the form that Google describes."""
    rule = {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}
    master = caller.events("POST", json=event(**rule)).json()["id"]
    second = f"/{master}_20260311T090000Z"
    caller.events("PATCH", second, json={"location": "Elsewhere"})
    caller.events("DELETE", f"/{master}_20260318T090000Z")

    single = caller.events(params={"singleEvents": "true", "showDeleted": "true"})

    assert fits("Events", single)
    assert fits("Events", caller.events(params={"showDeleted": "true"}))
    assert [one["status"] for one in single.json()["items"]] == [
        "confirmed",
        "confirmed",
        "cancelled",
    ]
    assert single.json()["items"][1]["location"] == "Elsewhere"
    assert set(single.json()["items"][2]) == {
        "kind",
        "id",
        "status",
        "recurringEventId",
        "originalStartTime",
    }


def test_the_answers_about_free_times(caller) -> None:
    """Free and busy times have the form that Google describes."""
    caller.events("POST", json=event())
    asked = {
        "timeMin": "2026-03-04T00:00:00Z",
        "timeMax": "2026-03-05T00:00:00Z",
        "items": [{"id": caller.host}, {"id": "nobody@x.example"}],
    }

    reply = caller.ask("POST", "/calendar/v3/freeBusy", json=asked)

    assert fits("FreeBusyResponse", reply)
    calendars = reply.json()["calendars"]
    assert calendars[caller.host]["busy"] == [
        {"start": "2026-03-04T09:00:00Z", "end": "2026-03-04T10:00:00Z"}
    ]
    assert calendars["nobody@x.example"]["errors"][0]["reason"] == "notFound"


def test_the_answers_about_rooms(caller) -> None:
    """Rooms and buildings have the form that Google describes, page by page."""
    for number in range(3):
        caller.seeding.add_room(
            f"room-{number}@x.example", f"Room {number}", building="HQ", floor="2"
        )
    path = "/admin/directory/v1/customer/my_customer/resources"
    scope = "https://www.googleapis.com/auth/admin.directory.resource.calendar.readonly"
    one = {"maxResults": "2", "query": "resourceCategory=CONFERENCE_ROOM"}

    first = caller.ask("GET", f"{path}/calendars", scope, params=one)
    token = {"pageToken": first.json()["nextPageToken"]}
    second = caller.ask("GET", f"{path}/calendars", scope, params={**one, **token})
    buildings = caller.ask("GET", f"{path}/buildings", scope)

    assert fits("CalendarResources", first, DIRECTORY)
    assert fits("CalendarResources", second, DIRECTORY)
    assert fits("Buildings", buildings, DIRECTORY)
    pages = (
        [one["resourceId"] for one in first.json()["items"]],
        [one["resourceId"] for one in second.json()["items"]],
    )
    assert len(pages[0]) == 2
    assert set(pages[0]).isdisjoint(pages[1])


def test_the_answer_about_a_channel(caller) -> None:
    """Who watches is told until when, and the first notice says "sync"."""
    body = {"id": caller.host, "type": "web_hook", "address": "https://x.example/"}

    reply = caller.events("POST", "/watch", json={**body, "token": "t"})
    again = caller.events("POST", "/watch", json=body)

    assert fits("Channel", reply)
    assert (again.status_code, reason(again)) == (400, "channelIdNotUnique")
    sent = caller.seeding.tell("notifications")["sent"]
    [notice] = [one for one in sent if one["X-Goog-Channel-ID"] == caller.host]
    assert notice["X-Goog-Resource-State"] == "sync"
    assert notice["X-Goog-Channel-Token"] == "t"
    assert notice["X-Goog-Message-Number"] == "1"


# --- what Google would not accept


@pytest.mark.parametrize(
    "parameters",
    [
        {"unheard": "of"},
        {"singleEvents": "yes"},
        {"maxResults": "many"},
        {"orderBy": "name"},
        {"eventTypes": "party"},
        {"timeMin": "2026-03-04T10:00:00"},
        {"timeMin": "today"},
        {"orderBy": "startTime"},
        {"syncToken": "a", "timeMin": "2026-03-04T10:00:00Z"},
        {"syncToken": "a"},
        {"pageToken": "a"},
        {"timeMin": "2026-03-05T00:00:00Z", "timeMax": "2026-03-04T00:00:00Z"},
        {"fields": "items(id"},
        {"fields": "items(id))"},
        {"fields": "items/"},
        {"fields": "items id"},
        {"maxResults": ["1", "2"]},
    ],
)
def test_questions_that_make_no_sense(caller, parameters) -> None:
    """A parameter that Google does not know, or a wrong value, is refused."""
    assert caller.events(params=parameters).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"unheard": "of"},
        {"start": START},
        {"start": {"dateTime": "soon"}, "end": END},
        {"start": {"date": "2026-3-4"}, "end": END},
        {"start": END, "end": START},
        {"start": START, "end": END, "attendees": {}},
        {"start": START, "end": END, "attendees": ["mia"]},
        {"start": START, "end": END, "location": 7},
        {"start": START, "end": END, "sequence": True},
        {"start": START, "end": END, "sequence": 2**40},
        {"start": START, "end": END, "id": "NO"},
        {
            "start": {"dateTime": "2026-03-04T10:00:00Z"},
            "end": END,
            "recurrence": ["RRULE:FREQ=DAILY"],
        },
    ],
)
def test_events_that_make_no_sense(caller, body) -> None:
    """A field that Google does not know, or a wrong value, is refused."""
    assert caller.events("POST", json=body).status_code == 400


@pytest.mark.parametrize("text", ["{", "[]"])
def test_bodies_that_are_none(caller, text: str) -> None:
    """What is no JSON object is refused."""
    assert caller.events("POST", content=text).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/calendar/v3/colors", 501),
        ("GET", "/calendar/v3/calendars/nobody%40x.example/events", 404),
        ("DELETE", "/calendar/v3/calendars/primary/events/abcde", 404),
        ("PATCH", "/calendar/v3/calendars/primary/events/abcde", 404),
        ("GET", "/calendar/v3/calendars/primary/events/abcde", 404),
        ("GET", "/calendar/v3/calendars/primary/events", 200),
        ("POST", "/calendar/v3/channels/stop", 404),
    ],
)
def test_addresses(caller, method: str, path: str, status: int) -> None:
    """What is not there, or not for us, is not found."""
    assert caller.ask(method, path, json={}).status_code == status


def test_a_question_that_is_too_long_for_an_address(caller) -> None:
    """A long question may be posted, as Google's library does."""
    reply = caller.events(
        "POST",
        headers={"X-HTTP-Method-Override": "GET"},
        content="singleEvents=true&fields=kind",
    )

    assert reply.json() == {"kind": "calendar#events"}


def test_a_scope_that_allows_reading_only(caller) -> None:
    """With a scope for reading, nothing can be written."""
    reply = caller.events("POST", json=event(), scope=READONLY)

    assert (reply.status_code, reason(reply)) == (403, "insufficientPermissions")


def test_a_reader_cannot_write(caller) -> None:
    """A calendar that is shared for reading cannot be written."""
    other = f"other-{caller.host}"
    caller.seeding.add_user(other)
    caller.seeding.share(other, caller.host)
    path = f"/calendar/v3/calendars/{other}/events"

    assert caller.ask("POST", path, json=event()).status_code == 403


def test_the_same_id_twice(caller) -> None:
    """An id that the client chose makes an event once."""
    first = caller.events("POST", json=event(id="abcde"))
    second = caller.events("POST", json=event(id="abcde"))

    assert first.status_code == 200
    assert (second.status_code, reason(second)) == (409, "duplicate")


def test_deleting_twice(caller) -> None:
    """What is deleted stays to be seen as cancelled, and cannot be deleted again."""
    caller.events("POST", json=event(id="abcde"))
    caller.events("DELETE", "/abcde")

    assert caller.events("DELETE", "/abcde").status_code == 410
    assert caller.events("GET", "/abcde").json()["status"] == "cancelled"


# --- traps that Google really has


def test_too_many_attendees_take_the_room_with_them(caller) -> None:
    """Who limits the attendees gets none at all but the own entry."""
    people = [*PEOPLE, {"email": caller.host}]
    path = f"/{caller.events('POST', json=event(attendees=people)).json()['id']}"

    short = caller.events("GET", path, params={"maxAttendees": "2"}).json()
    listed = caller.events(params={"maxAttendees": "2"}).json()["items"][0]

    assert [one["email"] for one in short["attendees"]] == [caller.host]
    assert short["attendeesOmitted"]
    assert listed["attendeesOmitted"]
    assert len(caller.events("GET", path).json()["attendees"]) == 6


def test_a_list_in_order_of_time_gives_no_mark(caller) -> None:
    """Only a list without an order can be continued."""
    ordered = caller.events(params={"singleEvents": "true", "orderBy": "startTime"})

    assert "nextSyncToken" not in ordered.json()
    assert "nextSyncToken" in caller.events(params={"singleEvents": "true"}).json()


def test_a_mark_belongs_to_its_question(caller) -> None:
    """A mark is only good for the same question again."""
    mark = caller.events(params={"singleEvents": "true"}).json()["nextSyncToken"]

    same = caller.events(params={"singleEvents": "true", "syncToken": mark})
    other = caller.events(params={"syncToken": mark})

    assert same.status_code == 200
    assert other.status_code == 400


def test_a_page_belongs_to_its_question(caller) -> None:
    """A page is only there for the same question again."""
    caller.events("POST", json=event())
    caller.events("POST", json=event())
    page = caller.events(params={"maxResults": "1"}).json()["nextPageToken"]

    assert caller.events(params={"pageToken": page}).status_code == 200
    other = {"pageToken": page, "singleEvents": "true"}
    assert caller.events(params=other).status_code == 400


def test_one_event_by_its_common_name(caller) -> None:
    """Events can be asked for by the name that all copies share."""
    caller.events("POST", json=event(iCalUID="common"))
    caller.events("POST", json=event())

    found = caller.events(params={"iCalUID": "common"}).json()["items"]

    assert [one["iCalUID"] for one in found] == ["common"]


# --- rooms answer later


def room_answer(caller, made) -> str:
    """Wait for the room's answer, as a program has to."""
    path = f"/{made.json()['id']}"
    for _ in range(100):
        [room] = caller.events("GET", path).json()["attendees"]
        if room["responseStatus"] != "needsAction":
            break
        time.sleep(0.02)  # noqa: TID251 - the stand-in is another process
    return str(room["responseStatus"])


@pytest.mark.parametrize("answer", ["accepted", "declined", "tentative"])
def test_a_room_answers_after_a_while(caller, answer: str) -> None:
    """A room has not answered when the event is made, and answers by itself."""
    room = f"room-{caller.host}"
    caller.seeding.add_room(room, "Room", manner=RoomManner(answer, after=0.1))
    attendees = [{"email": room, "resource": True}]

    made = caller.events("POST", json=event(attendees=attendees))

    assert made.json()["attendees"][0]["responseStatus"] == "needsAction"
    assert room_answer(caller, made) == answer


def test_a_room_is_not_booked_twice(caller) -> None:
    """A room declines what clashes with something that it accepted."""
    room = f"room-{caller.host}"
    caller.seeding.add_room(room, "Room")
    attendees = [{"email": room, "resource": True}]
    first = caller.events("POST", json=event(attendees=attendees))
    room_answer(caller, first)

    second = caller.events("POST", json=event(attendees=attendees))

    assert room_answer(caller, first) == "accepted"
    assert room_answer(caller, second) == "declined"
    asked = {
        "timeMin": "2026-03-04T00:00:00Z",
        "timeMax": "2026-03-05T00:00:00Z",
        "items": [{"id": room}],
    }
    reply = caller.ask("POST", "/calendar/v3/freeBusy", json=asked).json()
    assert len(reply["calendars"][room]["busy"]) == 1
