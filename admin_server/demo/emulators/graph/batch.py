"""Several requests in one: each is judged alone, and they come back in any order."""

import asyncio
import json
from dataclasses import dataclass

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from admin_server.demo.emulators.graph.calendar_views import json_body
from admin_server.demo.emulators.graph.refusals import bad_request
from admin_server.demo.emulators.graph.schema import checked
from admin_server.demo.emulators.graph.shapes import Json, json_at, objects, text, texts
from admin_server.demo.emulators.graph.world import call_of

_MOST = 20
# Outlook works on so many of one batch at a time.
_AT_ONCE = 4
_FAILED = 400


@dataclass
class Batch:
    """Answers batches by asking the whole emulator again, request by request."""

    app: ASGIApp | None = None

    def routes(self) -> list[Route]:
        """Build the route of batches."""
        return [Route("/$batch", self._answer, methods=["POST"])]

    async def _answer(self, request: Request) -> Response:
        asked = objects(checked(await json_body(request), "batch"), "requests")
        if not 1 <= len(asked) <= _MOST:
            raise bad_request(f"The number of batch requests must not exceed {_MOST}.")
        if len({text(one, "id") for one in asked}) != len(asked):
            raise bad_request("The ids of batch requests must differ.")
        base = call_of(request).base
        answers: dict[str, Json] = {}
        places = asyncio.Semaphore(_AT_ONCE)
        signed = {"Authorization": request.headers["authorization"]}
        transport = httpx.ASGITransport(self.app or request.app)
        async with httpx.AsyncClient(transport=transport, headers=signed) as http:
            events = {text(one, "id"): asyncio.Event() for one in asked}

            async def one_of_them(one: Json) -> None:
                name = text(one, "id")
                for other in texts(one, "dependsOn"):
                    await events[other].wait()
                async with places:
                    if _has_failed(one, answers):
                        answers[name] = {"id": name, "status": 424}
                    else:
                        answers[name] = await _ask(http, base, one)
                events[name].set()

            await asyncio.gather(*map(one_of_them, asked))
        # Whoever joins by position instead of by id shall notice.
        return JSONResponse({"responses": list(reversed(answers.values()))})


def _has_failed(one: Json, answers: dict[str, Json]) -> bool:
    before = [answers[name]["status"] for name in texts(one, "dependsOn")]
    return any(isinstance(status, int) and status >= _FAILED for status in before)


async def _ask(http: httpx.AsyncClient, base: str, one: Json) -> Json:
    headers = {str(k): str(v) for k, v in json_at(one, "headers").items()}
    content = json.dumps(one["body"]) if "body" in one else None
    url = f"{base}/{text(one, 'url').lstrip('/')}"
    answer = await http.request(
        text(one, "method"), url, headers=headers, content=content
    )
    found: Json = {
        "id": text(one, "id"),
        "status": answer.status_code,
        "headers": dict(answer.headers),
    }
    if answer.headers.get("content-type", "").startswith("application/json"):
        found["body"] = answer.json()
    return found
