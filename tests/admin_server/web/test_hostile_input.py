"""Hostile requests to every route: refused in our shape, nothing saved, no fault."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin_server.app import describe_api
from admin_server.web.limits import BodyLimit, DeviceLimits
from shared.refusals import STATUS, Refusal
from tests.fakes.counting import count_rows
from tests.fakes.lobby import JONAS, TOKEN, Lobby, bearer, open_lobby
from tests.fakes.routes import TOKENLESS

REQUEST_ID = "0f6f1c36-3b5e-4f7a-9a53-0f5a8a4f8a10"
GOOD = {
    "request_id": REQUEST_ID,
    "kiosk_time": "2026-11-23T10:00:02+01:00",
    "visitor": {"name": "Ada"},
    "host_id": JONAS.id,
}
ROUTES = [
    (method.upper(), path)
    for path, methods in describe_api()["paths"].items()  # type: ignore[attr-defined]
    for method in methods
]
GUARDED = [
    route
    for route in ROUTES
    if route[1].startswith("/api/") and route[1] not in TOKENLESS
]
NASTY = [
    "", " ", "\0", "a\0b", "\ud800", "🧑‍🦽", "\u202ereversed", "A" * 5000,
    "' OR 1=1 --", "{{7*7}}", "%s%n", "../../etc/passwd", "\r\nX-Evil: 1",
    "<script>alert(1)</script>", "${jndi:ldap://x}", "P1." + "A" * 151, "-0", "1e999",
]  # fmt: skip
SAVED = ("visits", "visitors", "invitations", "audit", "outbox", "kiosk_events")


def rows(folder: Path) -> list[int]:
    """How many rows of what a check-in saves there are."""
    return [count_rows(folder, table) for table in SAVED]


async def ask(
    lobby: Lobby, method: str, path: str, *, signed: bool = True, **how
) -> httpx.Response:
    """Ask as a kiosk that never called too often."""
    parts = lobby.app.state.parts
    lobby.app.state.parts = replace(parts, limits=DeviceLimits())
    sign = bearer(TOKEN) if signed else {}
    headers = {"Content-Type": "application/json", **sign, **how.pop("headers", {})}
    return await lobby.http.request(method, path, headers=headers, **how)


def assert_refused(answer: httpx.Response, *statuses: int) -> None:
    """The answer is a refusal in our one shape, by a code from the list."""
    assert answer.status_code in (statuses or range(400, 500)), answer.text
    said = answer.json()
    assert said["error"] in {refusal.value for refusal in Refusal}
    assert isinstance(said["message"], str)
    assert said.keys() <= {"error", "message", "detail"}


_REFUSED_AT_ONCE = pytest.mark.sqlite_only("it is refused before a database is asked")

RAW = {
    "nothing": b"",
    "no JSON": b"{",
    "not UTF-8": b"\xff\xfe\x00{",
    "a list": b"[]",
    "a text": b'"check me in"',
    "null": b"null",
    "deep": b"[" * 16_000,
    "deep objects": b'{"visitor":' * 1400,
    "a huge number": b'{"request_id": ' + b"9" * 5000 + b"}",
    "not a number": b'{"kiosk_time": NaN}',
    "infinite": b'{"kiosk_time": 1e999}',
    "minus infinite": b'{"kiosk_time": -Infinity}',
    "half a letter as a key": b'{"\\ud800": 1}',
    "a name as a key": '{"Mara Lindt 🧑": 1}'.encode(),
    "too long": b" " * 17_000 + json.dumps(GOOD).encode(),
}


@_REFUSED_AT_ONCE
@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
async def test_a_body_that_is_none_is_refused(lobby: Lobby, raw: bytes) -> None:
    """Whatever bytes come as a check-in, the answer says what is wrong with them."""
    before = rows(lobby.folder)

    answer = await ask(lobby, "POST", "/api/v1/check-ins", content=raw)

    assert_refused(answer, 413, 422)
    assert rows(lobby.folder) == before


@_REFUSED_AT_ONCE
@pytest.mark.parametrize(
    "changed",
    [
        {"request_id": ""},
        {"request_id": "0"},
        {"request_id": 7},
        {"kiosk_time": "2026-11-23T10:00:02"},
        {"kiosk_time": "0001-01-01T00:00:00+14:00"},
        {"kiosk_time": "9999-12-31T23:59:59-14:00"},
        {"kiosk_time": 1e300},
        {"language": "de\n"},
        {"language": "../en"},
        {"language": None},
        {"pass": "P1.x"},
        {"code": "ABCDEF"},
        {"host_id": None},
        {"host_id": "x" * 65},
        {"host_id": ["host-jonas"]},
        {"visitor": None},
        {"visitor": "Ada"},
        {"visitor": {"name": "\ud800"}},
        {"visitor": {"name": "Ada", "confirmed": True}},
        {"visitor": {"name": "Ada", "id": "visitor-1"}},
        {"tenant": "7a0e2c4e-0000-4000-8000-000000000002"},
        {"site": "site-harbour"},
        {"state": "on_site"},
        {"arrived_at": "2020-01-01T00:00:00Z"},
        {"invited": True},
        {"meeting": "meeting-1"},
        {"room": {"state": "found", "name": "Vault"}},
    ],
    ids=str,
)
async def test_a_field_that_is_wrong_or_not_theirs_is_refused(
    lobby: Lobby, changed: dict[str, object]
) -> None:
    """Check 24: what a kiosk may not say, it cannot write either."""
    before = rows(lobby.folder)

    answer = await ask(
        lobby, "POST", "/api/v1/check-ins", content=json.dumps(GOOD | changed)
    )

    assert_refused(answer, 422)
    assert rows(lobby.folder) == before


async def test_a_refusal_repeats_no_value(lobby: Lobby) -> None:
    """What somebody typed wrongly stands in no answer, so it stands in no log."""
    typed = GOOD | {"visitor": {"name": "Zebulon Quux" * 20, "email": 7}}

    answer = await ask(lobby, "POST", "/api/v1/check-ins", content=json.dumps(typed))

    assert "Zebulon" not in answer.text


@_REFUSED_AT_ONCE
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data"]
)
async def test_another_content_type_checks_nobody_in(lobby: Lobby, kind: str) -> None:
    """A form of another website cannot check anybody in."""
    answer = await ask(
        lobby,
        "POST",
        "/api/v1/check-ins",
        content=json.dumps(GOOD),
        headers={"Content-Type": kind},
    )

    assert_refused(answer, 422)


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from(NASTY),
        st.text(max_size=50),
        st.datetimes().map(str),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from([*GOOD, "name", "pass", "code"]), inner),
    ),
    max_leaves=8,
)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changes=st.dictionaries(
        st.sampled_from([*GOOD, "language", "pass", "code", "x"]),
        json_values,
        min_size=1,
    )
)
async def test_no_check_in_breaks_the_server(
    lobby: Lobby, changes: dict[str, object]
) -> None:
    """However a request is bent, it is a check-in or a refusal, never a fault."""
    body = GOOD | {"host_id": "nobody"} | {"request_id": str(uuid4())} | changes

    answer = await ask(lobby, "POST", "/api/v1/check-ins", content=json.dumps(body))

    assert_refused(answer)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    route=st.sampled_from(GUARDED),
    part=st.one_of(st.sampled_from(NASTY[3:]), st.text(min_size=1, max_size=80)),
    query=st.dictionaries(
        st.sampled_from(["q", "wait", "after", "x"]),
        st.one_of(st.sampled_from(NASTY), st.integers().map(str), st.floats().map(str)),
    ),
)
async def test_no_address_breaks_the_server(
    lobby: Lobby, route: tuple[str, str], part: str, query: dict[str, str]
) -> None:
    """Whatever stands in the address, no route fails, and none saves anything."""
    method, path = route
    before = rows(lobby.folder)
    asked = {name: _sendable(text) for name, text in query.items() if name != "wait"}
    waits = {"wait": query["wait"]} if query.get("wait") in {"1e999", "-0"} else {}
    address = httpx.URL(
        "http://lobby" + path.replace("{visit_id}", _quoted(part)),
        params=asked | waits,
    )

    answer = await ask(lobby, method, str(address))

    assert answer.status_code < 500
    assert rows(lobby.folder) == before


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "replace")) or "%00"


@_REFUSED_AT_ONCE
@pytest.mark.parametrize("wait", ["nan", "inf", "-inf", "-1", "1e999", "11e400", "x"])
@pytest.mark.parametrize("path", ["/check-ins/x/room", "/kiosk/events"])
async def test_nobody_waits_for_ever(lobby: Lobby, path: str, wait: str) -> None:
    """A wait that is no time within bounds is refused, not waited for."""
    answer = await ask(lobby, "GET", f"/api/v1{path}?after=0&wait={wait}")

    assert_refused(answer, 422)


@pytest.mark.parametrize("query", ["%ff%fe", "%00", "%F0%9F%98%80", "ab%20" * 40])
async def test_a_search_for_anything_is_answered(lobby: Lobby, query: str) -> None:
    """No search, however odd, is a fault; it finds nobody."""
    answer = await ask(lobby, "GET", f"/api/v1/hosts?q={query}")

    assert answer.json() == {"hosts": []}


@_REFUSED_AT_ONCE
@pytest.mark.parametrize("number", ["-1", str(2**62 + 1), str(2**80), "1.5", "x", ""])
async def test_a_cursor_that_is_none_is_refused(lobby: Lobby, number: str) -> None:
    """A cursor of impossible size is refused before the database sees it."""
    answer = await ask(lobby, "GET", f"/api/v1/kiosk/events?after={number}")

    assert_refused(answer, 422)


@_REFUSED_AT_ONCE
@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("other", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_another_method_is_refused(
    lobby: Lobby, method: str, path: str, other: str
) -> None:
    """What can only be read cannot be changed, and the refusal has our shape."""
    answer = await ask(lobby, other, path, signed=False)

    assert_refused(answer, 405)


@_REFUSED_AT_ONCE
@pytest.mark.parametrize(("_", "path"), ROUTES)
@pytest.mark.parametrize("tail", ["/", "//", ";x=1", "%2f", "/../kiosk"])
async def test_a_bent_address_leads_nowhere(
    lobby: Lobby, _: str, path: str, tail: str
) -> None:
    """An address that is nearly one of ours is not: no redirect, no way round."""
    answer = await lobby.http.get(f"{path.replace('{visit_id}', 'x')}{tail}")

    assert_refused(answer, 401, 404, 405)


@_REFUSED_AT_ONCE
@pytest.mark.parametrize(("method", "path"), GUARDED)
@pytest.mark.parametrize(
    "authorization",
    [
        "", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, "Bearer pk_", "Bearer pk_x",
        f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Bearer pk_{'x' * 5000}",
        "Bearer pk_ü",
    ],
)  # fmt: skip
async def test_nearly_a_token_is_none(
    lobby: Lobby, method: str, path: str, authorization: str
) -> None:
    """A token that is not exactly one of ours opens no route."""
    sent = {"Authorization": authorization.encode("latin-1")}

    answer = await lobby.http.request(method, path, headers=sent, json=GOOD)

    assert_refused(answer, 401)


async def test_of_two_tokens_only_the_first_counts(lobby: Lobby) -> None:
    """A second sign-in header in one request adds nothing to the first."""
    twice = [("Authorization", "Bearer pk_wrong"), ("Authorization", f"Bearer {TOKEN}")]

    answer = await lobby.http.get("/api/v1/kiosk", headers=twice)

    assert_refused(answer, 401)


async def test_a_closed_store_says_unavailable_in_our_shape(tmp_path: Path) -> None:
    """When the data cannot be reached, every answer still has our shape."""
    async with open_lobby(tmp_path, deliver=False) as lobby:
        lobby.store.close()
        ready = await lobby.http.get("/readyz")
        answer = await ask(lobby, "POST", "/api/v1/check-ins", content=json.dumps(GOOD))

    assert_refused(ready, STATUS[Refusal.UNAVAILABLE])
    assert_refused(answer, STATUS[Refusal.UNAVAILABLE])


async def test_a_body_that_never_ends_is_given_up(lobby: Lobby) -> None:
    """Check 36: who sends a body letter by letter does not hold us for long."""

    async def never():
        yield b"{"
        await asyncio.Event().wait()

    hurried = BodyLimit(lobby.app, longest=0.05)
    transport = httpx.ASGITransport(hurried)
    async with httpx.AsyncClient(transport=transport, base_url="http://lobby") as http:
        answer = await http.post("/api/v1/check-ins", content=never())

    assert_refused(answer, 408)
