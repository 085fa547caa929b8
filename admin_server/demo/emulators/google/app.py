"""The stand-in as a web application: what is asked is checked, then answered."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.google import consenting, machine
from admin_server.demo.emulators.google.answers import Answers
from admin_server.demo.emulators.google.asking import Asked
from admin_server.demo.emulators.google.consenting import Consenting
from admin_server.demo.emulators.google.control import Control
from admin_server.demo.emulators.google.machine import Machine
from admin_server.demo.emulators.google.mask import masked, read_mask
from admin_server.demo.emulators.google.refusing import (
    Refusing,
    TokenRefusing,
    throttled,
)
from admin_server.demo.emulators.google.schema import (
    CALENDAR,
    DIRECTORY,
    Interface,
    Method,
    interface,
)
from admin_server.demo.emulators.google.tokens import Tokens
from admin_server.demo.emulators.google.world import Fault, World

_PAGE = "<html><title>Sorry</title><body>We're sorry. That's an error.</body></html>"


class GoogleApp:
    """Google as far as this product needs it."""

    def __init__(
        self,
        world: World,
        tokens: Tokens,
        answers: Answers,
        control: Control,
        *,
        consent: Consenting,
        computer: Machine,
    ) -> None:
        self._world = world
        self._tokens = tokens
        self._answers = answers
        self._interfaces = (interface(CALENDAR), interface(DIRECTORY))
        self.asgi = Starlette(
            routes=[
                Route("/token", self._token, methods=["POST"]),
                Route(consenting.PATH, consent.show, methods=["GET"]),
                Route(consenting.PATH, consent.decide, methods=["POST"]),
                Route(machine.METADATA, computer.token, methods=["GET"]),
                Route(machine.SIGNING, computer.sign, methods=["POST"]),
                Route("/emulator/{what}", control.answer, methods=["GET", "POST"]),
                Route("/{path:path}", self._api, methods=_VERBS),
            ]
        )

    async def _token(self, request: Request) -> Response:
        form = {
            name: texts[0] for name, texts in parse_qs(await _text(request)).items()
        }
        self._world.requests["token"] += 1
        try:
            failing = self._failing("/token")
            if failing is not None:
                return failing
            return JSONResponse(self._tokens.give(form, str(request.url)))
        except TokenRefusing as refusing:
            return JSONResponse(refusing.body, refusing.status)
        except Refusing as refusing:
            return _token_failure(refusing)

    async def _api(self, request: Request) -> Response:
        path = request.scope["raw_path"].decode()
        verb = request.headers.get("x-http-method-override", request.method)
        async with self._counted(path) as refused:
            try:
                failing = self._failing(path)
                if failing is not None:
                    return failing
                if refused is not None:
                    raise refused
                return await self._answered(request, verb, path)
            except Refusing as refusing:
                return _refused(refusing)

    async def _answered(self, request: Request, verb: str, path: str) -> Response:
        found, method, pieces = self._method(verb, path)
        grant = self._tokens.grant(request.headers.get("authorization", ""))
        if not method.scopes & grant.scopes:
            raise Refusing(403, "insufficientPermissions")
        text = await _text(request)
        overridden = verb != request.method
        query = parse_qs(
            text if overridden else request.url.query, keep_blank_values=True
        )
        _refuse(found.parameter_problems(method, query))
        body = {} if overridden else _body(text)
        if method.body is not None:
            _refuse(found.problems(method.body, body))
        answer = self._answers.by_id.get(method.id)
        if answer is None:
            raise Refusing(501, "notImplemented", "Not emulated")
        said = answer(Asked(grant.user, pieces, query, body))
        return _said(said, query)

    def _method(
        self, verb: str, path: str
    ) -> tuple[Interface, Method, Mapping[str, str]]:
        for one in self._interfaces:
            for method in one.methods:
                match = method.path.fullmatch(path)
                if match is not None and method.verb == verb:
                    pieces = match.groupdict()
                    return one, method, {key: unquote(x) for key, x in pieces.items()}
        raise Refusing(404, "notFound")

    @asynccontextmanager
    async def _counted(self, path: str) -> AsyncIterator[Refusing | None]:
        """Count requests, and how many there are at one time for each calendar.

        Gives the refusal, where the calendar is to be left alone.
        """
        world = self._world
        # What a path says before "/events" names the calendar.
        about = unquote(path.partition("/events")[0].rpartition("/")[2])
        world.requests[about] += 1
        world.open_now[about] += 1
        world.at_once[about] = max(world.at_once[about], world.open_now[about])
        # What is no calendar's has a limit of its own.
        come = world.throttle.enter(about, world.now(), spared="/events" not in path)
        try:
            await asyncio.sleep(world.delay)
            yield throttled(come.kind, come.pause) if come.kind else None
        finally:
            world.open_now[about] -= 1
            world.throttle.leave(come)

    def _failing(self, path: str) -> Response | None:
        """Fail on demand; a page for people is answered, the rest is raised."""
        fault = next((f for f in self._world.faults if f.path in unquote(path)), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.times <= 0:
            self._world.faults.remove(fault)
        if fault.html:
            return HTMLResponse(_PAGE, fault.status, _after(fault.after))
        raise _as_refusing(fault)


_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def _as_refusing(fault: Fault) -> Refusing:
    return Refusing(fault.status, fault.reason, after=fault.after)


def _refuse(problems: Any) -> None:  # noqa: ANN401 - any iterator of texts
    first = next(iter(problems), None)
    if first is not None:
        raise Refusing(400, "badRequest", first)


def _body(text: str) -> dict[str, Any]:
    try:
        stated = json.loads(text or "{}")
    except ValueError as error:
        raise Refusing(400, "parseError", "Parse Error") from error
    if not isinstance(stated, dict):
        raise Refusing(400, "parseError", "Parse Error")
    return stated


def _said(answer: object, query: Mapping[str, list[str]]) -> Response:
    if answer is None:
        return Response(status_code=204)
    fields = next(iter(query.get("fields", [])), "")
    try:
        return JSONResponse(masked(answer, read_mask(fields)) if fields else answer)
    except ValueError as error:
        message = f"Invalid field selection {fields}"
        raise Refusing(400, "invalidParameter", message) from error


def _refused(refusing: Refusing) -> Response:
    return JSONResponse(refusing.body, refusing.status, _after(refusing.after))


def _token_failure(refusing: Refusing) -> Response:
    """Say a failure on demand as the token endpoint would."""
    body = {"error": refusing.reason, "error_description": refusing.message}
    return JSONResponse(body, refusing.status, _after(refusing.after))


def _after(stated: str | None) -> dict[str, str]:
    return {} if stated is None else {"Retry-After": stated}


async def _text(request: Request) -> str:
    return (await request.body()).decode()
