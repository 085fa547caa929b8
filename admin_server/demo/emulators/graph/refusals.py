"""Graph's refusals: a status, a code and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from starlette.responses import JSONResponse, Response


@dataclass(eq=False)
class GraphRefusal(Exception):
    """A request that Graph answers with an error."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


def refusal_response(refusal: GraphRefusal, *, now: datetime) -> Response:
    """Write a refusal as Graph does."""
    request_id = str(uuid4())
    inner = {
        "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": request_id,
    }
    body = {
        "error": {
            "code": refusal.code,
            "message": refusal.message,
            "innerError": inner,
        }
    }
    headers = {**refusal.headers, "request-id": request_id}
    return JSONResponse(body, refusal.status, headers=headers)


def item_not_found() -> GraphRefusal:
    """Refuse an id behind which nothing stands."""
    return GraphRefusal(
        404, "ErrorItemNotFound", "The specified object was not found in the store."
    )


def bad_request(message: str, code: str = "BadRequest") -> GraphRefusal:
    """Refuse what a request says."""
    return GraphRefusal(400, code, message)


def throttled(pause: int, code: str = "ApplicationThrottled") -> GraphRefusal:
    """Ask to be left alone for some seconds."""
    after = {"Retry-After": str(pause)}
    if code == "ServiceUnavailable":
        return GraphRefusal(503, code, "The service is temporarily unavailable.", after)
    return GraphRefusal(
        429, code, "Application is over its MailboxConcurrency limit.", after
    )
