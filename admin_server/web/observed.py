"""Each request has an id in log and answer, and is counted by its route."""

import re
import time
import uuid
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from admin_server.core.ports import Measures

REFUSED = "portico.refused"
"""Where in a request's scope stands by which code it was refused."""
CALL = "portico.call"
"""Where in it stands the request's own id."""
ID_HEADER = "x-request-id"
_WELL_FORMED = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}")
"""A UUID and nothing else: free text could carry a name into the log."""
_API = "/api/v1"
_CHECK_INS = f"{_API}/check-ins"
_DONE = {HTTPStatus.CREATED: "checked_in", HTTPStatus.OK: "already_here"}


class Observed:
    """Gives each request its id, and tells the measures how it was answered."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and take note of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, request_id = time.perf_counter(), _id_of(scope)
        scope[CALL] = request_id
        status = int(HTTPStatus.INTERNAL_SERVER_ERROR)

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = request_id
            await send(message)

        try:
            with bound_contextvars(call=request_id):
                await self._app(scope, receive, noted)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route, method = route_of(scope), scope["method"]
        self._measures.answered(
            route=route, method=method, status=status, seconds=seconds
        )
        if (route, method) == (_CHECK_INS, "POST"):
            code = scope.get(REFUSED) or _DONE.get(HTTPStatus(status), "failed")
            self._measures.checked_in(code)


def route_of(scope: Scope) -> str:
    """Give the template of the route that answered; "?" where there was none.

    Ids and searches stay in the address, and out of logs and metrics.
    """
    path = getattr(scope.get("route"), "path", "?")
    # A route knows its path within its router only.
    is_api = scope["path"].startswith(_API) and path != "?"
    return f"{_API}{path}" if is_api else str(path)


def _id_of(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _WELL_FORMED.fullmatch(value):
            return str(value.decode("ascii"))
    return str(uuid.uuid4())
