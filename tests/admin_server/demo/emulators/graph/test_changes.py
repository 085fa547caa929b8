"""Deltas, subscriptions, batches and failures at the emulator."""

import asyncio

import pytest

from admin_server.demo.emulators.graph import EmulatorFailed, EmulatorRoom, Fault
from tests.admin_server.demo.emulators.graph.graph_caller import (
    ANNA,
    DAY,
    Caller,
    times,
    weekly,
)

DELTA = f"/users/{ANNA}/calendarView/delta"
VIEW = f"/users/{ANNA}/calendarView"
MONTH = {**DAY, "endDateTime": "2026-04-04T00:00:00Z"}


async def first_delta(caller: Caller) -> dict:
    return (await caller.get(DELTA, **MONTH)).json()


async def test_occurrences_come_bare(caller: Caller) -> None:
    """A delta tells of an occurrence only when it is, and of the series everything."""
    await caller.put("series", recurrence=weekly(2), subject="Series")

    found = (await first_delta(caller))["value"]

    bare = [one for one in found if one["type"] == "occurrence"]
    whole = [one for one in found if one["type"] == "seriesMaster"]
    assert len(bare) == 2
    assert set(bare[0]) == {
        "@odata.type",
        "id",
        "type",
        "seriesMasterId",
        "start",
        "end",
    }
    assert [one["subject"] for one in whole] == ["Series"]


async def test_what_changed_and_what_is_gone(caller: Caller) -> None:
    """After a delta link only what changed is told, and what is gone by its id."""
    await caller.put("stays")
    await caller.put("goes")
    first = await first_delta(caller)
    await caller.tell("remove_event", ANNA, "goes")
    await caller.put("new", subject="New")

    second = (await caller.http.get(first["@odata.deltaLink"])).json()
    third = (await caller.http.get(second["@odata.deltaLink"])).json()

    new, gone = second["value"]
    assert new["subject"] == "New"
    assert gone["@removed"] == {"reason": "deleted"}
    assert gone["id"] in {one["id"] for one in first["value"]}
    assert third["value"] == []


async def test_what_leaves_the_window_is_gone(caller: Caller) -> None:
    """An event that moves out of the window is told as removed, though it lives."""
    await caller.put("moves")
    first = await first_delta(caller)
    await caller.put("moves", **times(hour=24 * 200))

    second = (await caller.http.get(first["@odata.deltaLink"])).json()

    assert [one["@removed"]["reason"] for one in second["value"]] == ["deleted"]


async def test_a_delta_comes_in_pages(caller: Caller) -> None:
    """Pages of a delta have the size that was preferred."""
    await asyncio.gather(*(caller.put(f"e{number}") for number in range(3)))

    first = (await caller.get(DELTA, prefer="odata.maxpagesize=2", **MONTH)).json()
    second = (await caller.http.get(first["@odata.nextLink"])).json()

    assert (len(first["value"]), len(second["value"])) == (2, 1)
    assert "@odata.deltaLink" in second


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({**MONTH, "_select": "id"}, 400),
        ({"_deltatoken": "old"}, 410),
        ({"_skiptoken": "old"}, 410),
        ({}, 400),
    ],
)
async def test_deltas_that_are_refused(caller: Caller, query, status) -> None:
    """A delta takes no choice of properties, and forgets old links."""
    answer = await caller.get(DELTA, **query)

    assert answer.status_code == status


@pytest.mark.parametrize("prefer", ["odata.maxpagesize=0", "odata.maxpagesize=x"])
async def test_page_sizes_that_are_refused(caller: Caller, prefer) -> None:
    """A page has at least one entry."""
    assert (await caller.get(DELTA, prefer=prefer, **MONTH)).status_code == 400


# --- subscriptions


def subscription(**more: object) -> dict[str, object]:
    return {
        "changeType": "created,updated,deleted",
        "resource": f"/users/{ANNA}/events",
        "notificationUrl": "https://x.example/push",
        "expirationDateTime": "2026-03-10T09:00:00Z",
        "clientState": "state",
        **more,
    }


async def test_the_life_of_a_subscription(caller: Caller) -> None:
    """A subscription is made, renewed, confirmed, told of, and ended."""
    made = (await caller.send("POST", "/subscriptions", subscription())).json()
    path = f"/subscriptions/{made['id']}"
    later = {"expirationDateTime": "2026-03-11T08:00:00Z"}

    renewed = await caller.send("PATCH", path, later)
    confirmed = await caller.send("POST", f"{path}/reauthorize", None)
    listed = await caller.get("/subscriptions")
    ended = await caller.send("DELETE", path, None)
    again = await caller.send("DELETE", path, None)

    assert made["expirationDateTime"].startswith("2026-03-10T09:00:00")
    assert renewed.json()["expirationDateTime"].startswith("2026-03-11T08:00:00")
    assert [one["id"] for one in listed.json()["value"]] == [made["id"]]
    found = [confirmed.status_code, ended.status_code, again.status_code]
    assert found == [204, 204, 404]


async def test_notifications(caller: Caller) -> None:
    """Each change is told, with the state that proves who tells it."""
    await caller.send("POST", "/subscriptions", subscription())
    await caller.put("x")
    await caller.put("x", subject="Other")
    await caller.tell("remove_event", ANNA, "x")

    notes = await caller.tell("received")

    assert [one["changeType"] for one in notes] == ["created", "updated", "deleted"]
    assert {one["clientState"] for one in notes} == {"state"}


async def test_the_shortest_life_is_lengthened(caller: Caller) -> None:
    """Less than three quarters of an hour is made to be so long."""
    soon = subscription(expirationDateTime="2026-03-04T09:05:00Z")

    made = (await caller.send("POST", "/subscriptions", soon)).json()

    assert made["expirationDateTime"].startswith("2026-03-04T09:45:00")


@pytest.mark.parametrize(
    "change",
    [
        {"expirationDateTime": "2026-03-20T09:00:00Z"},
        {"expirationDateTime": "2026-03-04T08:00:00Z"},
        {"expirationDateTime": "soon"},
        {"resource": "/users"},
        {"changeType": "burned"},
        {"clientState": "x" * 129},
        {"notificationUrl": "http://x.example/push"},
        {"notificationUrl": ""},
        {"lifecycleNotificationUrl": "https://127.0.0.1:1/"},
        {"colour": "red"},
        {"vapidPublicKey": "x"},
    ],
)
async def test_subscriptions_that_are_refused(caller: Caller, change) -> None:
    """A subscription that lasts too long, or leads nowhere, is refused."""
    answer = await caller.send("POST", "/subscriptions", subscription(**change))

    assert answer.status_code == 400


# --- batches


async def test_a_429_hides_in_a_batch(caller: Caller) -> None:
    """A batch is fine as a whole though a part of it was refused."""
    slow = Fault("/calendar", 429, headers={"Retry-After": "7"})
    await caller.tell("plan_fault", slow)
    requests = [
        {"id": "a", "method": "GET", "url": f"/users/{ANNA}/calendar"},
        {"id": "b", "method": "GET", "url": "/subscriptions", "dependsOn": ["a"]},
        {"id": "c", "method": "GET", "url": "/places/microsoft.graph.room"},
    ]

    answer = await caller.send("POST", "/$batch", {"requests": requests})

    parts = {one["id"]: one for one in answer.json()["responses"]}
    assert answer.status_code == 200
    assert [parts[name]["status"] for name in "abc"] == [429, 424, 200]
    assert parts["a"]["headers"]["retry-after"] == "7"
    assert parts["c"]["body"]["value"] == []


async def test_a_batch_that_writes(caller: Caller) -> None:
    """A part of a batch may bring a body."""
    request = {
        "id": "1",
        "method": "POST",
        "url": f"/users/{ANNA}/events",
        "headers": {"Content-Type": "application/json"},
        "body": times(),
    }

    answer = await caller.send("POST", "/$batch", {"requests": [request]})

    assert answer.json()["responses"][0]["status"] == 201
    assert len(await caller.view()) == 1


@pytest.mark.parametrize("ids", [[], ["1", "1"], [str(one) for one in range(21)]])
async def test_batches_that_are_refused(caller: Caller, ids) -> None:
    """A batch has one to twenty parts with different names."""
    requests = [{"id": one, "method": "GET", "url": "/x"} for one in ids]

    answer = await caller.send("POST", "/$batch", {"requests": requests})

    assert answer.status_code == 400


# --- failures and limits


async def test_failures_on_demand(caller: Caller) -> None:
    """A planned failure happens as often as it was planned, and then no more."""
    await caller.tell("plan_fault", Fault("calendarView", 503, html="<p>", times=2))

    found = [(await caller.get(VIEW, **DAY)).status_code for _ in range(3)]

    assert found == [503, 503, 200]


async def test_four_at_once(caller: Caller) -> None:
    """A fifth request to the same mailbox is refused, to another one it is not."""
    await caller.tell("add_user", "b@firma.example")
    await caller.tell("set_up", latency=0.3)
    paths = [VIEW] * 6 + ["/users/b@firma.example/calendarView"]

    answers = await asyncio.gather(*(caller.get(path, **DAY) for path in paths))

    found = [one.status_code for one in answers]
    assert sorted(found[:6]) == [200] * 4 + [429] * 2
    assert found[6] == 200
    assert (await caller.tell("most_at_once"))[ANNA] == 5


async def test_seeds_that_are_refused(caller: Caller) -> None:
    """A test that fills the emulator with nonsense is told so."""
    with pytest.raises(EmulatorFailed, match="colour"):
        await caller.put("x", colour="red")
    with pytest.raises(EmulatorFailed, match="404"):
        await asyncio.to_thread(caller.emulator._tell, "dance", caller.organisation)


async def test_a_room_can_be_a_host_too(caller: Caller) -> None:
    """A mailbox keeps its events when it is made again."""
    await caller.put("x")
    await caller.tell("add_user", ANNA, "Anna Neu")
    await caller.tell("add_room", EmulatorRoom(ANNA, "Anna's room"))

    assert len(await caller.view()) == 1
