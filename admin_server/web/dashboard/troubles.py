"""How the dashboard answers what cannot be done: as a page, in plain words."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from admin_server.web.dashboard.current import (
    NotAllowed,
    NotThere,
    SignInNeeded,
    StepNeeded,
    SwitchedOff,
)


def answer_troubles(app: FastAPI) -> None:
    """Teach an application to answer the dashboard's refusals."""
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(StepNeeded, _step)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(SwitchedOff, _switched_off)
    app.add_exception_handler(NotThere, _not_there)


def trouble_page(request: Request, status: int) -> Response:
    """Say on a page what happened and what to do."""
    known = {403, 404, 408, 413, 429, 503}
    return _page(request, status, str(status) if status in known else "other")


async def _sign_in(request: Request, _: Exception) -> Response:
    return _send_to(request, f"/sign-in?next={quote(_wanted(request), safe='')}")


async def _step(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, StepNeeded)  # noqa: S101 - registered for it only
    return _send_to(request, problem.path)


async def _not_allowed(request: Request, _: Exception) -> Response:
    return trouble_page(request, HTTPStatus.FORBIDDEN)


async def _switched_off(request: Request, _: Exception) -> Response:
    return _page(request, HTTPStatus.FORBIDDEN, "calendars_off")


async def _not_there(request: Request, _: Exception) -> Response:
    return trouble_page(request, HTTPStatus.NOT_FOUND)


def _page(request: Request, status: int, kind: str) -> Response:
    # What draws pages is loaded with the first of them: see `LatePages`.
    from admin_server.web.dashboard.frame import page  # noqa: PLC0415 - see above

    return page(request, "trouble.html", status=status, kind=kind)


def _send_to(request: Request, path: str) -> Response:
    if "hx-request" in request.headers:
        # A fragment cannot show a whole page: the browser goes there itself.
        return Response(
            status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": path}
        )
    return RedirectResponse(path, status_code=HTTPStatus.SEE_OTHER)


def _wanted(request: Request) -> str:
    # Only what GET gave may be asked for again after signing in. What stands behind
    # the question mark goes with it: a kiosk's QR code carries its pairing code there.
    if request.method != "GET":
        return "/"
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
