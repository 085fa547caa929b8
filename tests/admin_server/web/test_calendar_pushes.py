"""What calendar providers post to us, genuine or not (E6, E12)."""

import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from tests.fakes.clock import MORNING
from tests.fakes.followed import Followed, open_followed
from tests.fakes.lobby import JONAS, TENANT, meeting
from tests.fakes.ports import free_port
from tests.fakes.sleeper import until

MICROSOFT = "/api/v1/calendar-pushes/microsoft"
GOOGLE = "/api/v1/calendar-pushes/google"
HOUR = timedelta(hours=1)
PROOF = "proof of subscription-1"


@pytest.fixture
async def followed(tmp_path: Path) -> AsyncIterator[Followed]:
    async with open_followed(tmp_path, pushing=True) as opened:
        await opened.expect(MORNING + HOUR)
        opened.calendar.calls.clear()
        yield opened


def note(subscription: str = "subscription-1", **changes: object) -> dict[str, object]:
    """A notification as Graph writes it."""
    about: dict[str, object] = {
        "id": subscription,
        "subscriptionId": subscription,
        "subscriptionExpirationDateTime": "2026-11-25T09:00:00.0000000Z",
        "clientState": PROOF,
        "changeType": "updated",
        "resource": "Users/4711/Events/AAMk",
        "tenantId": "84bd8158-6d4d-4958-8b9f-9d6445542f95",
        "resourceData": {"@odata.type": "#Microsoft.Graph.Event", "id": "AAMk"},
    }
    return about | changes


async def post(followed: Followed, *notes: object) -> httpx.Response:
    return await followed.lobby.http.post(MICROSOFT, json={"value": list(notes)})


async def asked(followed: Followed) -> dict[str, int]:
    """What the calendar is asked because of all that was posted."""
    await followed.follower.settle()
    await followed.look(seconds=1)
    return dict(followed.calendar.calls)


# --- Microsoft


@pytest.mark.parametrize("token", ["Validation: 4711 & more", "<script>x</script>", ""])
async def test_the_handshake(followed, token) -> None:
    """Microsoft gets its token back as it was, as text that no browser runs."""
    answer = await followed.lobby.http.post(
        MICROSOFT, params={"validationToken": token}
    )

    assert (answer.status_code, answer.text) == (200, token)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_handshake_that_is_too_long(followed) -> None:
    """Nobody can have us say long texts of theirs."""
    answer = await followed.lobby.http.post(
        MICROSOFT, params={"validationToken": "x" * 1025}
    )

    assert answer.status_code == 422
    assert "xxx" not in answer.text


async def test_a_notification_is_answered_and_then_read(followed) -> None:
    """Microsoft has its answer before anything is asked; then the calendar is read."""
    followed.calendar.put(JONAS.email, meeting(MORNING + HOUR))

    answer = await post(followed, note())
    asked_before_the_answer = followed.calendar.calls.total()
    await asked(followed)

    assert (answer.status_code, answer.content) == (202, b"")
    assert asked_before_the_answer == 0
    assert await followed.starts() == [MORNING + HOUR]


async def test_many_notifications_in_one_post(followed) -> None:
    """Notes for several subscriptions, some of them nobody's, come in one request."""
    answer = await post(
        followed, note("unknown"), "odd", note(clientState=None), note(), note()
    )

    assert answer.status_code == 202
    assert await asked(followed) == {"changes": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"clientState": "a guess"},
        {"clientState": PROOF.upper()},
        {"clientState": ""},
        {"clientState": None},
        {"subscriptionId": "subscription-2"},
        {"lifecycleEvent": "something new"},
        {"clientState": "x" * 100_000},
    ],
)
async def test_a_forged_notification_sounds_the_same(followed, changes) -> None:
    """Who guesses learns nothing, and makes us ask nobody."""
    answer = await post(followed, note(**changes))

    assert (answer.status_code, answer.content) == (202, b"")
    assert await asked(followed) == {}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"value": 5}', b'{"value": [[[[]]]]}', b"\xff"],
)
async def test_what_is_no_notification(followed, body) -> None:
    """Whatever is posted, the answer is the same and nothing breaks."""
    answer = await followed.lobby.http.post(MICROSOFT, content=body)

    assert answer.status_code == 202
    assert await asked(followed) == {}


async def test_a_huge_body_is_refused(followed) -> None:
    """More than a megabyte is not read."""
    answer = await followed.lobby.http.post(MICROSOFT, content=b" " * 1_048_577)

    assert answer.status_code == 413


async def test_a_large_body_is_taken(followed) -> None:
    """A thousand notes in one request are no trouble."""
    answer = await post(followed, *[note()] * 1000)

    assert answer.status_code == 202
    assert await asked(followed) == {"changes": 1}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("missed", {"changes": 1, "between": 1}),
        ("reauthorizationRequired", {"renew": 1, "changes": 1}),
        (
            "subscriptionRemoved",
            {"subscribe": 1, "stop": 1, "changes": 1, "between": 1},
        ),
    ],
)
async def test_what_happened_to_a_subscription(followed, said, expected) -> None:
    """Lost pushes are made up for, and a subscription that ended is made anew."""
    life = note(lifecycleEvent=said)
    del life["resourceData"], life["changeType"]

    answer = await post(followed, life)

    assert answer.status_code == 202
    assert await asked(followed) == expected


async def test_a_neighbours_proof_does_not_count(followed) -> None:
    """Whoever has a subscription of their own cannot push for somebody else's."""
    watch = await followed.watch()
    followed.calendar.proofs["theirs"] = "proof of theirs"
    assert watch.subscription == "subscription-1"

    answer = await post(followed, note(clientState="proof of theirs"))

    assert answer.status_code == 202
    assert await asked(followed) == {}


async def test_nothing_is_asked_for_a_suspended_organisation(followed) -> None:
    """A suspended organisation's pushes are answered and ignored."""
    await followed.lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, suspended_at=MORNING))
    )

    answer = await post(followed, note())

    assert answer.status_code == 202
    assert await asked(followed) == {}


async def test_another_sites_page_may_as_well(followed) -> None:
    """Pushes come from elsewhere by nature: no cookie, no session, nothing to steal."""
    answer = await followed.lobby.http.post(
        MICROSOFT,
        json={"value": [note()]},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://graph.example"},
    )

    assert answer.status_code == 202
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_only_posts_are_taken(followed, method) -> None:
    """There is nothing to read here."""
    answer = await followed.lobby.http.request(method, MICROSOFT)

    assert answer.status_code == 405


# --- Google


async def name_as_google_does(followed: Followed) -> None:
    """Have Jonas' subscription named as Google's pushes name theirs."""
    watch = replace(await followed.watch(), subscription="channel-1 resource-1")
    await followed.lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.watches.put(watch)
    )


def headers(**changes: str) -> dict[str, str]:
    """A notification as Google writes it."""
    said = {
        "Channel-ID": "channel-1",
        "Channel-Token": PROOF,
        "Channel-Expiration": "Wed, 25 Nov 2026 09:00:00 GMT",
        "Resource-ID": "resource-1",
        "Resource-URI": "https://www.googleapis.com/calendar/v3/calendars/x/events",
        "Resource-State": "exists",
        "Message-Number": "10",
    }
    changed = {name.replace("_", "-"): text for name, text in changes.items()}
    return {f"X-Goog-{name}": text for name, text in (said | changed).items()}


@pytest.mark.parametrize("state", ["exists", "not_exists"])
async def test_google_tells_of_a_change(followed, state) -> None:
    """A push from Google has only headers, and makes us ask what changed."""
    await name_as_google_does(followed)

    answer = await followed.lobby.http.post(
        GOOGLE, headers=headers(Resource_State=state)
    )

    assert (answer.status_code, answer.content) == (200, b"")
    assert await asked(followed) == {"changes": 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"Resource_State": "sync"},
        {"Resource_State": "add"},
        {"Channel_Token": "a guess"},
        {"Channel_Token": ""},
        {"Channel_ID": "channel-2"},
        {"Resource_ID": "resource-2"},
        {"Channel_ID": "x" * 300},
    ],
)
async def test_what_google_says_that_is_no_news(followed, changes) -> None:
    """The first message of a channel, and what anybody made up, are ignored."""
    await name_as_google_does(followed)

    answer = await followed.lobby.http.post(GOOGLE, headers=headers(**changes))

    assert answer.status_code == 200
    assert await asked(followed) == {}


async def test_google_without_headers(followed) -> None:
    """A post without any headers is answered like every other."""
    answer = await followed.lobby.http.post(GOOGLE)

    assert answer.status_code == 200
    assert await asked(followed) == {}


# --- a burst


@asynccontextmanager
async def served(app: FastAPI, port: int) -> AsyncIterator[None]:
    """Serve an application that is alive already."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, lifespan="off", log_config=None, http="h11"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield
    server.should_exit = True
    await task


async def _slowest_of(port: int, request: bytes, *, number: int) -> float:
    """Send the same request over ten lines at once; give the 99th percentile."""
    taken: list[float] = []

    async def line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(number // 10):
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            assert head.startswith(b"HTTP/1.1 20") and length is not None
            await reader.readexactly(int(length[1]))
            taken.append(time.perf_counter() - began)
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(line() for _ in range(10)))
    return statistics.quantiles(taken, n=100)[-1]


@pytest.mark.timeout(60)
async def test_a_burst_is_answered_quickly(followed) -> None:
    """A thousand pushes at once are answered like the cheapest question there is."""
    port = free_port()
    body = json.dumps({"value": [note()]}).encode()
    push = (
        f"POST {MICROSOFT} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    look = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

    async with served(followed.lobby.app, port):
        cheap = await _slowest_of(port, look.encode(), number=1000)
        pushed = await _slowest_of(port, push.encode() + body, number=1000)
    reads = await asked(followed)

    sys.stdout.write(f"99 of 100 within {pushed * 1000:.0f} ms; ")
    sys.stdout.write(f"of the cheapest within {cheap * 1000:.0f} ms\n")
    assert pushed < 5 * cheap
    assert reads == {"changes": 1}
