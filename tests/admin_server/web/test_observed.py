"""Each request has an id, which nobody can abuse."""

from uuid import uuid4

import httpx
import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from admin_server.core.ports import NOT_MEASURED
from admin_server.web.observed import Observed
from tests.fakes.lobby import Lobby

_ID = "84cf5987-8802-4fc5-ac3b-a75808ef2189"


def client(app: ASGIApp) -> httpx.AsyncClient:
    """Somebody who asks an observed application."""
    transport = httpx.ASGITransport(
        Observed(app, NOT_MEASURED), raise_app_exceptions=False
    )
    return httpx.AsyncClient(transport=transport, base_url="http://o")


async def says_its_id(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer what would stand in the log."""
    await Response(get_contextvars()["call"])(scope, receive, send)


async def test_an_answer_carries_the_id_of_its_log_lines() -> None:
    """Who complains can name the id, and the operator finds the lines."""
    async with client(says_its_id) as http:
        answer = await http.get("/")

    assert answer.headers["x-request-id"] == answer.text
    assert len(answer.text) == 36


async def test_a_callers_own_id_is_kept() -> None:
    """A proxy that numbers requests finds its numbers in our log."""
    mine = str(uuid4())
    async with client(says_its_id) as http:
        answer = await http.get("/", headers={"X-Request-ID": mine})

    assert answer.text == answer.headers["x-request-id"] == mine


@pytest.mark.parametrize(
    "theirs", ["Mara Lindt", "x" * 36, "", _ID.upper(), f"{_ID}\t"]
)
async def test_free_text_is_no_id(theirs: str) -> None:
    """A name that somebody sends as an id does not reach the log."""
    async with client(says_its_id) as http:
        answer = await http.get("/", headers={"X-Request-ID": theirs})

    assert answer.text != theirs
    assert len(answer.text) == 36


async def test_the_next_request_starts_clean() -> None:
    """The id of one request is not that of the next."""
    async with client(says_its_id) as http:
        first, second = await http.get("/"), await http.get("/")

    assert first.text != second.text
    assert get_contextvars() == {}


async def test_what_nobody_thought_of_can_be_found_in_the_log(lobby: Lobby) -> None:
    """Whoever meets a fault of ours can name the id of the line that tells of it."""
    parts, lobby.app.state.parts = lobby.app.state.parts, None
    with capture_logs() as lines:
        answer = await lobby.get("/hosts", q="jonas")
    lobby.app.state.parts = parts

    assert answer.status_code == 500
    (told,) = [line for line in lines if line["event"] == "unexpected"]
    assert told["call"] == answer.headers["x-request-id"]


async def test_refusals_and_pages_have_ids_too(lobby: Lobby) -> None:
    """Whatever the answer: it can be found in the log."""
    answers = [
        await lobby.get("/check-ins/x/room"),
        await lobby.browser().get("/sign-in"),
        await lobby.browser().get("/nowhere"),
    ]

    assert all(len(answer.headers["x-request-id"]) == 36 for answer in answers)
