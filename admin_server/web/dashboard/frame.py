"""Rendering a page: the frame around it, its words, and what was just done."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from admin_server.core.errors import SecretUnreadable
from admin_server.core.places import Site
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.forms import Filled
from admin_server.web.dashboard.words import Words, best_language, words_in

_SAID = "__Host-portico-said"
_SAID_SECONDS = 60
_NO_FORM: dict[str, str] = {}


@dataclass(frozen=True)
class Undo:
    """How a done thing is taken back: a POST to `path`."""

    path: str


def words_for(request: Request) -> Words:
    """The words for who is asking: their own language, else their browser's."""
    who = who_in(request)
    if who is not None:
        return words_in(who.user.language)
    return words_in(best_language(request.headers.get("accept-language")))


def who_in(request: Request) -> CurrentUser | None:
    """Who is signed in, once a route's dependency has found out."""
    who: CurrentUser | None = getattr(request.state, "who", None)
    return who


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    form: Filled | None = None,
    **context: Any,  # noqa: ANN401 - a template takes what it takes
) -> HTMLResponse:
    """Render a page or a fragment.

    Every template has: `t` (words), `who`, `may(action, site)`, `path`, `said` (what
    was just done), `values` and `errors` (of a form that did not fit; give the form's
    first values as `start`), `local(moment, site)`, `now`.
    """
    words, who = words_for(request), who_in(request)
    said = _heard(request)
    start: dict[str, str] = context.pop("start", None) or {}
    text = (
        _environment()
        .get_template(template)
        .render(
            t=words,
            who=who,
            may=who.may if who else _nobody_may,
            path=request.url.path,
            fragment="hx-request" in request.headers,
            said=said,
            values={**start, **(form.values if form else _NO_FORM)},
            errors=form.errors if form else _NO_FORM,
            now=parts_of(request).clock.now(),
            local=_local,
            **context,
        )
    )
    response = HTMLResponse(text, status_code=status)
    if said is not None:
        response.delete_cookie(_SAID, secure=True, httponly=True, path="/")
    return response


def go_to(
    request: Request,
    path: str,
    *,
    said: str | None = None,
    undo: Undo | None = None,
    **values: str,
) -> Response:
    """Send the browser to another page after something was done.

    Args:
        said: the key of the line that tells it, shown at the top of the next page.
    """
    response = RedirectResponse(path, status_code=303)
    if said is not None:
        content = {"key": said, "values": values, "undo": undo.path if undo else None}
        # Sealed: the line may name somebody, and a cookie is no place for that.
        sealed = parts_of(request).box.seal(json.dumps(content).encode(), "said")
        response.set_cookie(
            _SAID,
            sealed,
            max_age=_SAID_SECONDS,
            secure=True,
            httponly=True,
            samesite="lax",
            path="/",
        )
    return response


def static_path(name: str) -> str:
    """Where a static file is, under a name that changes with its content."""
    return f"/static/{name}?v={_digest(name)}"


def icon(name: str, *, label: str | None = None) -> Markup:
    """Draw an icon; without a label it is hidden from screen readers."""
    said = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(
        said, static_path("icons.svg"), name
    )


def _local(moment: datetime, site: Site) -> datetime:
    return site.local(moment)


def _nobody_may(action: str, site: str | None = None) -> bool:
    del action, site
    return False


def _heard(request: Request) -> dict[str, Any] | None:
    sealed = request.cookies.get(_SAID)
    if not sealed or "hx-request" in request.headers:
        return None
    try:
        opened = parts_of(request).box.open(sealed, "said")
        heard: dict[str, Any] = json.loads(opened)
    except (SecretUnreadable, ValueError):
        return None
    return heard


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"static": static_path, "icon": icon}
    return environment


@cache
def _digest(name: str) -> str:
    file = resources.files(__package__) / "static" / name
    return sha256(file.read_bytes()).hexdigest()[:12]
