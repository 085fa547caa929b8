"""The emulator's calendars answer as Graph documents it."""

import asyncio

import pytest

from tests.admin_server.demo.emulators.graph.graph_caller import (
    ANNA,
    DAY,
    Caller,
    seat,
    times,
    weekly,
)

VIEW = f"/users/{ANNA}/calendarView"
EVENTS = f"/users/{ANNA}/events"


async def test_ten_to_a_page_unless_said_otherwise(caller: Caller) -> None:
    """A page has ten events; its link leads to the rest, and says the same again."""
    hours = range(12)
    await asyncio.gather(
        *(caller.put(f"e{hour}", **times(hour=hour)) for hour in hours)
    )

    first = (await caller.get(VIEW, **DAY, _select="start")).json()
    second = (await caller.http.get(first["@odata.nextLink"])).json()

    assert (len(first["value"]), len(second["value"])) == (10, 2)
    assert set(second["value"][0]) == {"@odata.etag", "id", "start"}
    assert "@odata.nextLink" not in second
    assert len(await caller.view(_top="12")) == 12


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2026-03-04T09:00:00Z", "2026-03-04T10:00:00Z", 1),
        ("2026-03-04T10:00:00+01:00", "2026-03-04T11:00:00+01:00", 1),
        ("2026-03-04T09:00:00", "2026-03-04T10:00:00", 1),
        ("2026-03-04T09:00:00+01:00", "2026-03-04T10:00:00+01:00", 0),
        ("2026-03-04T10:00:00Z", "2026-03-04T11:00:00Z", 0),
    ],
)
async def test_each_edge_has_its_own_offset(caller: Caller, start, end, found) -> None:
    """A window is understood by the offsets it is written with, else in UTC."""
    await caller.put("x")

    assert len(await caller.view(startDateTime=start, endDateTime=end)) == found


@pytest.mark.parametrize("zone", ["Europe/Berlin", "W. Europe Standard Time"])
async def test_times_in_the_zone_that_was_preferred(caller: Caller, zone) -> None:
    """Times come in the preferred zone, without an offset and with seven digits."""
    await caller.put("x")
    prefer = f'outlook.timezone="{zone}"'

    answer = await caller.get(VIEW, prefer=prefer, **DAY)

    start = answer.json()["value"][0]["start"]
    assert start == {"dateTime": "2026-03-04T10:00:00.0000000", "timeZone": zone}
    assert answer.headers["preference-applied"] == prefer


async def test_ids_that_stay_and_ids_that_change(caller: Caller) -> None:
    """Ids that stay have to be asked for; both find the event."""
    await caller.put("x")
    plain = (await caller.get(VIEW, **DAY)).json()["value"][0]["id"]
    wanted = 'IdType="ImmutableId"'
    lasting = (await caller.get(VIEW, prefer=wanted, **DAY)).json()["value"][0]["id"]

    answers = [await caller.get(f"{EVENTS}/{one}") for one in (plain, lasting)]

    assert plain != lasting
    assert [one.json()["id"] for one in answers] == [plain, plain]


async def test_series_with_an_exception_and_a_pause(caller: Caller) -> None:
    """A series is shown as its occurrences, each with an id and a UID of its own."""
    await caller.put(
        "series",
        recurrence=weekly(4),
        exceptions={"2026-03-11T09:00:00": {**times(hour=200), "subject": "moved"}},
        left_out=["2026-03-18T09:00:00"],
    )

    found = await caller.view(endDateTime="2026-04-30T00:00:00Z")

    days = [one["start"]["dateTime"][8:10] for one in found]
    assert days == ["04", "12", "25"]
    assert [one["type"] for one in found] == ["occurrence", "exception", "occurrence"]
    assert len({one["seriesMasterId"] for one in found}) == 1
    assert len({one["iCalUId"] for one in found}) == 3


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        ({"type": "daily", "interval": 2}, ["04", "06", "08"]),
        ({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 4}, ["04"] * 3),
        (
            {
                "type": "relativeMonthly",
                "interval": 1,
                "daysOfWeek": ["wednesday"],
                "index": "first",
            },
            ["04", "01", "06"],
        ),
    ],
)
async def test_other_kinds_of_series(caller: Caller, pattern, days) -> None:
    """Daily and monthly series take place on the right days."""
    limits = {"type": "numbered", "startDate": "2026-03-04", "numberOfOccurrences": 3}
    await caller.put("series", recurrence={"pattern": pattern, "range": limits})

    found = await caller.view(endDateTime="2026-12-01T00:00:00Z")

    assert [one["start"]["dateTime"][8:10] for one in found] == days


async def test_a_series_until_a_day(caller: Caller) -> None:
    """The last day of a series counts."""
    pattern = {"type": "daily", "interval": 1}
    limits = {"type": "endDate", "startDate": "2026-03-04", "endDate": "2026-03-06"}
    await caller.put("series", recurrence={"pattern": pattern, "range": limits})

    assert len(await caller.view(endDateTime="2026-12-01T00:00:00Z")) == 3


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"_foo": "1"}, "BadRequest"),
        ({"colour": "red"}, "BadRequest"),
        ({"_select": "subject,colour"}, "BadRequest"),
        ({"_select": "createdDateTime"}, "BadRequest"),
        ({"_top": "many"}, "BadRequest"),
        ({"_top": "1000"}, "ErrorInvalidParameter"),
        ({"_top": "0"}, "ErrorInvalidParameter"),
        ({"_orderby": "subject"}, "BadRequest"),
        ({"startDateTime": ""}, "ErrorInvalidParameter"),
        ({"startDateTime": "today"}, "ErrorInvalidParameter"),
        ({"endDateTime": "2026-03-03T00:00:00Z"}, "ErrorInvalidParameter"),
        ({"endDateTime": "2036-03-03T00:00:00Z"}, "ErrorInvalidParameter"),
        ({"_filter": "subject eq 'x'"}, "NotEmulated"),
    ],
)
async def test_questions_that_are_refused(caller: Caller, query, code) -> None:
    """What Graph would not understand is refused, not ignored."""
    answer = await caller.get(VIEW, **{**DAY, **query})

    assert answer.status_code in {400, 501}
    assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("prefer", "code"),
    [
        ('outlook.timezone="Mars/Olympus"', "TimeZoneNotSupportedException"),
        ("outlook.timezone", "InvalidHeader"),
    ],
)
async def test_preferences_that_are_refused(caller: Caller, prefer, code) -> None:
    """A zone that there is not, and a header that is none, are refused."""
    answer = await caller.get(VIEW, prefer=prefer, **DAY)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/users/nobody/calendarView", 404, "ErrorInvalidUser"),
        (f"/users/{ANNA}/calendars/none/calendarView", 404, "ErrorItemNotFound"),
        (f"{EVENTS}/no-id", 400, "ErrorInvalidIdMalformed"),
        (f"{EVENTS}/AAMkADOTk5", 404, "ErrorItemNotFound"),
        ("/users/x/colours", 400, "BadRequest"),
    ],
)
async def test_what_is_not_there(caller: Caller, path, status, code) -> None:
    """Each thing that is not there is refused in its own way."""
    query = DAY if path.endswith("View") else {}

    answer = await caller.get(path, **query)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_an_event_from_its_making_to_its_end(caller: Caller) -> None:
    """An event is made, read, changed and deleted."""
    made = await caller.send("POST", EVENTS, {"subject": "New", **times()})
    path = f"{EVENTS}/{made.json()['id']}"
    changed = await caller.send("PATCH", path, {"subject": "Newer"})
    read = await caller.get(path)
    gone = await caller.send("DELETE", path, None)
    after = await caller.get(path)

    assert made.status_code == 201
    assert made.json()["isOrganizer"]
    assert changed.json()["subject"] == read.json()["subject"] == "Newer"
    assert changed.json()["@odata.etag"] != made.json()["@odata.etag"]
    assert (gone.status_code, after.status_code) == (204, 404)


async def test_one_occurrence_is_changed_alone(caller: Caller) -> None:
    """A change to one week's meeting makes it an exception; deleting it, a pause."""
    await caller.put("series", recurrence=weekly(3))
    until = {"endDateTime": "2026-04-30T00:00:00Z"}
    first, second, third = await caller.view(**until)
    await caller.send("PATCH", f"{EVENTS}/{second['id']}", {"subject": "Other"})
    await caller.send("DELETE", f"{EVENTS}/{third['id']}", None)

    found = await caller.view(**until)

    assert [one["id"] for one in found] == [first["id"], second["id"]]
    assert [one["type"] for one in found] == ["occurrence", "exception"]
    assert [one["subject"] for one in found] == ["", "Other"]


async def test_writing_the_location_wipes_the_locations(caller: Caller) -> None:
    """A new single location replaces all that were there."""
    places = [{"displayName": "A"}, {"displayName": "B"}]
    made = await caller.send("POST", EVENTS, {"locations": places, **times()})
    path = f"{EVENTS}/{made.json()['id']}"

    changed = await caller.send("PATCH", path, {"location": {"displayName": "C"}})

    assert made.json()["location"]["displayName"] == "A; B"
    assert [one["displayName"] for one in changed.json()["locations"]] == ["C"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"colour": "red"}, "RequestBodyRead"),
        ({"isCancelled": True}, "RequestBodyRead"),
        ({"start": {"when": "now"}}, "RequestBodyRead"),
        ({"attendees": [{"who": "me"}]}, "RequestBodyRead"),
        ({"attendees": "me"}, "RequestBodyRead"),
        ({"start": {"dateTime": "now"}}, "ErrorPropertyValidationFailure"),
        (
            {"start": {"dateTime": "2026-03-04T09:00:00", "timeZone": "Mars"}},
            "TimeZoneNotSupportedException",
        ),
        (times(hours=-1), "ErrorCalendarEndDateIsEarlierThanStartDate"),
    ],
)
async def test_events_that_are_refused(caller: Caller, fields, code) -> None:
    """An event with an unknown property or an impossible time is refused."""
    answer = await caller.send("POST", EVENTS, {**times(), **fields})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_bodies_that_are_refused(caller: Caller) -> None:
    """Only JSON that is called JSON is read."""
    url = f"{caller.emulator.graph_url}{EVENTS}"
    kind = {"Content-Type": "application/json"}

    plain = await caller.http.post(url, content=b"{}")
    broken = await caller.http.post(url, content=b"{", headers=kind)
    wrong = await caller.http.post(url, content=b"[]", headers=kind)

    found = [plain.status_code, broken.status_code, wrong.status_code]
    assert found == [415, 400, 400]


async def test_a_transaction_makes_one_event(caller: Caller) -> None:
    """The same transaction makes no second event."""
    body = {**times(), "transactionId": "t"}
    await caller.send("POST", EVENTS, body)

    again = await caller.send("POST", EVENTS, body)

    assert again.json()["error"]["code"] == "ErrorDuplicateTransactionId"
    assert len(await caller.view()) == 1


async def test_exchange_repeats_an_address_as_a_name(caller: Caller) -> None:
    """Whoever has no name is called by their address."""
    await caller.put("x", attendees=[{"emailAddress": {"address": "b@f.example"}}])

    (found,) = await caller.view()

    assert found["attendees"][0]["emailAddress"]["name"] == "b@f.example"
    assert found["attendees"][0]["status"]["response"] == "none"
    assert seat("x")["type"] == "resource"
