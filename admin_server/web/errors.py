"""Every way a request can fail, answered in one shape: `{"error", "message"}`."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from admin_server.core.errors import StoreUnavailable
from admin_server.web.observed import CALL, ID_HEADER, REFUSED, route_of
from shared.check_in import RefusalReply, VisitChoice
from shared.refusals import STATUS, Refusal, Refused

log = structlog.get_logger()

_FALLBACK = {
    400: Refusal.REQUEST_INVALID,
    401: Refusal.KIOSK_UNKNOWN,
    403: Refusal.NOT_ALLOWED,
    404: Refusal.NOT_FOUND,
    405: Refusal.NOT_FOUND,
    413: Refusal.REQUEST_TOO_LARGE,
}


class Limited(Exception):
    """The device called too often; it may come back after so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


OnPage = Callable[[Request, int], Response]
"""Answers a status as a page that a person reads."""


def answer_errors(app: FastAPI, *, on_page: OnPage) -> None:
    """Teach an application to answer every failure in our one shape.

    Below `/api/` that is JSON; a person's browser gets a page.
    """
    app.state.on_page = on_page
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(Limited, _limited)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(StoreUnavailable, _unavailable)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unexpected)


def refusal(
    code: Refusal,
    message: str,
    *,
    detail: dict[str, str] | None = None,
    choices: Sequence[VisitChoice] | None = None,
    status: int | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Answer a refusal."""
    body = RefusalReply(
        error=code.value,
        message=message,
        detail=detail,
        choices=None if choices is None else list(choices),
    )
    return JSONResponse(
        body.model_dump(mode="json", exclude_none=True),
        status_code=status or STATUS[code],
        headers=headers,
    )


async def _refused(request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, Refused)  # noqa: S101 - registered for it only
    request.scope[REFUSED] = problem.code.value
    log.info("refused", code=problem.code.value, path=_route(request))
    return refusal(
        problem.code,
        problem.message,
        detail=problem.detail,
        choices=problem.choices,
    )


async def _limited(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Limited)  # noqa: S101 - registered for it only
    request.scope[REFUSED] = Refusal.RATE_LIMITED.value
    log.warning("rate_limited", path=_route(request))
    headers = {"Retry-After": str(problem.seconds)}
    if _for_a_person(request):
        return _page(request, HTTPStatus.TOO_MANY_REQUESTS, headers)
    return refusal(
        Refusal.RATE_LIMITED,
        f"Too many calls; come back in {problem.seconds} s.",
        headers=headers,
    )


async def _malformed(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)  # noqa: S101 - see above
    request.scope[REFUSED] = Refusal.REQUEST_INVALID.value
    log.info("malformed", path=_route(request))
    # Where and what, never the value itself: it may be somebody's name.
    if _for_a_person(request):
        return _page(request, HTTPStatus.NOT_FOUND)
    first = problem.errors()[0] if problem.errors() else {}
    where = ".".join(str(part) for part in first.get("loc", ()) if part != "body")
    said = str(first.get("msg", "not understood"))
    return refusal(Refusal.REQUEST_INVALID, f"{where or 'body'}: {said}")


async def _unavailable(request: Request, problem: Exception) -> Response:
    request.scope[REFUSED] = Refusal.UNAVAILABLE.value
    log.error("store_unavailable", path=_route(request), why=str(problem))
    headers = {"Retry-After": "2"}
    if _for_a_person(request):
        return _page(request, HTTPStatus.SERVICE_UNAVAILABLE, headers)
    return refusal(
        Refusal.UNAVAILABLE,
        "The server cannot save anything now; send the same request again.",
        headers=headers,
    )


async def _plain(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)  # noqa: S101 - registered for it only
    log.info("turned_away", status=problem.status_code, path=_route(request))
    status = problem.status_code
    if _for_a_person(request):
        return _page(request, status, dict(problem.headers or {}))
    code = _FALLBACK.get(status, Refusal.REQUEST_INVALID)
    return refusal(
        code,
        str(problem.detail),
        # What the framework cannot parse is as malformed as what we cannot read.
        status=STATUS[code] if status == HTTPStatus.BAD_REQUEST else status,
        headers=dict(problem.headers or {}),
    )


async def _unexpected(request: Request, problem: Exception) -> Response:
    # This is answered outside of what binds and tells the id elsewhere.
    call = str(request.scope.get(CALL, "?"))
    log.error("unexpected", call=call, path=_route(request), exc_info=problem)
    headers = {ID_HEADER: call}
    if _for_a_person(request):
        return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR, headers)
    return JSONResponse(
        {"error": "unexpected", "message": "Something went wrong on our side."},
        status_code=500,
        headers=headers,
    )


def _for_a_person(request: Request) -> bool:
    return "text/html" in request.headers.get(
        "accept", ""
    ) and not request.url.path.startswith("/api/")


def _page(
    request: Request, status: int, headers: dict[str, str] | None = None
) -> Response:
    on_page: OnPage = request.app.state.on_page
    try:
        answer = on_page(request, status)
    except Exception:
        # What broke the page may break this one too; then plain words have to do.
        log.exception("trouble_page_broken", path=_route(request))
        answer = PlainTextResponse(
            "Something went wrong on our side. Nothing was changed.",
            status_code=HTTPStatus.INTERNAL_SERVER_ERROR,
        )
    answer.headers.update(headers or {})
    return answer


def _route(request: Request) -> str:
    return route_of(request.scope)
