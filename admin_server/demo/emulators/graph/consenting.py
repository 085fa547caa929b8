"""The pages on which people permit an app to read their calendars."""

import html
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.grants import CODE_LASTS, Code, Permitted
from admin_server.demo.emulators.graph.organisation import (
    PERSONAL,
    Mailbox,
    Organisation,
    PlannedConsent,
)
from admin_server.demo.emulators.graph.world import World

ANY_TENANT = frozenset({"common", "organizations", "consumers"})
"""Authorities behind which the person's own organisation is found later."""
_SEE_OTHER = 303
_DECLINED = PlannedConsent("access_denied", 65004, "cancel")
_UNAPPROVED = PlannedConsent("consent_required", 65001)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head>
<body><main><h1>{title}</h1>{body}</main></body></html>
"""


def consent_routes(world: World) -> list[Route]:
    """Build the pages, and the one for administrators."""
    desk = _Desk(world)
    page, approval = "/{tenant}/oauth2/v2.0/authorize", "/{tenant}/v2.0/adminconsent"
    return [
        Route(page, desk.ask, methods=["GET"]),
        Route(page, desk.answer, methods=["POST"]),
        Route(approval, desk.ask_administrator, methods=["GET"]),
        Route(approval, desk.approve, methods=["POST"]),
    ]


class _Desk:
    def __init__(self, world: World) -> None:
        self._world = world

    async def ask(self, request: Request) -> Response:
        """Let somebody choose an account, and permit or refuse."""
        asked = dict(request.query_params)
        problem = self._problem(request, asked)
        if problem:
            return _page("Sign in", f"<p>{html.escape(problem)}</p>", 400)
        hint = asked.get("login_hint", "").casefold()
        accounts = "".join(
            f'<p><label><input type="radio" name="account" required value="'
            f'{html.escape(f"{org.id} {box.address}")}"'
            f"{' checked' if box.address == hint else ''}> "
            f"{html.escape(box.address)}</label></p>"
            for org, box in self._accounts(request, asked.get("client_id", ""))
        )
        scopes = "".join(
            f"<li>{html.escape(one)}</li>" for one in asked["scope"].split()
        )
        body = (
            f'<form method="post">{accounts}<p>Portico asks for:</p>'
            f"<ul>{scopes}</ul>"
            '<button name="answer" value="permit">Permit</button> '
            '<button name="answer" value="refuse" formnovalidate>Refuse</button>'
            "</form>"
        )
        return _page("Sign in at a stand-in for Microsoft", body)

    async def answer(self, request: Request) -> Response:
        """Send the browser back with a code, or with what went wrong."""
        asked = dict(request.query_params)
        problem = self._problem(request, asked)
        if problem:
            return _page("Sign in", f"<p>{html.escape(problem)}</p>", 400)
        said = await _form(request)
        if said.get("answer") != "permit":
            return _refused(asked, _DECLINED)
        named = said.get("account", "")
        found = [
            (organisation, box)
            for organisation, box in self._accounts(request, asked["client_id"])
            if named in {box.address, f"{organisation.id} {box.address}"}
        ]
        if not found:
            return _page("Sign in", "<p>There is no such account.</p>", 400)
        return self._permit(request, asked, *found[0])

    async def ask_administrator(self, request: Request) -> Response:
        """Let an administrator approve for everybody."""
        asked = dict(request.query_params)
        if not asked.get("client_id") or not asked.get("redirect_uri"):
            return _page("Approve", "<p>AADSTS900144</p>", 400)
        body = (
            '<form method="post"><p><label>Organisation '
            '<input name="organisation"></label></p>'
            '<button name="answer" value="permit">Approve for everybody</button> '
            '<button name="answer" value="refuse">Refuse</button></form>'
        )
        return _page("Approve", body)

    async def approve(self, request: Request) -> Response:
        """Note what an administrator approved."""
        asked, said = dict(request.query_params), await _form(request)
        named = said.get("organisation") or request.path_params["tenant"]
        organisation = self._world.organisations.get(named.casefold())
        if organisation is None or asked.get("client_id") not in organisation.clients:
            return _page("Approve", "<p>AADSTS700016</p>", 400)
        if said.get("answer") != "permit":
            return _refused(asked, _DECLINED)
        organisation.approved |= _scopes(asked.get("scope", ""))
        told = {"admin_consent": "True", "tenant": organisation.id}
        return _back(asked, {**told, "scope": asked.get("scope", "")})

    def _permit(
        self,
        request: Request,
        asked: Mapping[str, str],
        organisation: Organisation,
        box: Mailbox,
    ) -> Response:
        if organisation.consents:
            return _refused(asked, organisation.consents.pop(0))
        scopes = _scopes(asked["scope"])
        if organisation.needs_approval and not _is_approved(organisation, scopes):
            return _refused(asked, _UNAPPROVED)
        # A token holds whatever was permitted to the app before, too.
        given = (scopes | organisation.approved - {".default"}) - organisation.lacking
        permitted = Permitted(
            organisation.id,
            box.address,
            asked["client_id"],
            given,
            request.path_params["tenant"],
        )
        code = Code(
            permitted=permitted,
            redirect_uri=asked["redirect_uri"],
            challenge=asked["code_challenge"],
            nonce=asked.get("nonce", ""),
            until=self._world.clock.now() + CODE_LASTS,
        )
        return _back(asked, {"code": self._world.grants.new_code(code)})

    def _problem(self, request: Request, asked: Mapping[str, str]) -> str:
        """Say what is wrong with a request that nobody can be sent back from."""
        needed = ("client_id", "redirect_uri", "scope", "code_challenge")
        missing = [name for name in needed if not asked.get(name)]
        if missing:
            return f"AADSTS900144: the request must contain '{missing[0]}'."
        if asked.get("response_type") != "code":
            return "AADSTS70005: response_type is not supported."
        if asked.get("code_challenge_method") != "S256":
            return "AADSTS501491: code_challenge_method is not supported."
        if asked.get("response_mode", "query") != "query":
            return "AADSTS70007: response_mode is not emulated."
        known = request.path_params["tenant"].casefold() in self._world.organisations
        if not known and request.path_params["tenant"] not in ANY_TENANT:
            return "AADSTS90002: there is no such tenant."
        return ""

    def _accounts(
        self, request: Request, client_id: str
    ) -> list[tuple[Organisation, Mailbox]]:
        """Give the people who may sign in here, which are no rooms."""
        named = request.path_params["tenant"].casefold()
        return [
            (organisation, box)
            for organisation in self._world.organisations.values()
            if client_id in organisation.clients and _is_of(organisation.id, named)
            for box in organisation.mailboxes.values()
            if box.room is None and box.entry.enabled
        ]


def _is_of(organisation: str, authority: str) -> bool:
    """Tell whether an authority lets an organisation's people in."""
    match authority:
        case "common":
            return True
        case "organizations":
            return organisation != PERSONAL
        case "consumers":
            return organisation == PERSONAL
        case _:
            return organisation == authority


def _is_approved(organisation: Organisation, scopes: frozenset[str]) -> bool:
    approved = organisation.approved
    return ".default" in approved or scopes <= approved | {"openid", "profile"}


def _scopes(stated: str) -> frozenset[str]:
    """Give permissions by their bare names."""
    return frozenset(one.rpartition("/")[2] for one in stated.split())


def _refused(asked: Mapping[str, str], planned: PlannedConsent) -> Response:
    told = {
        "error": planned.error,
        "error_description": f"AADSTS{planned.number}: It was not permitted.",
    }
    if planned.subcode:
        told["error_subcode"] = planned.subcode
    return _back(asked, told)


def _back(asked: Mapping[str, str], told: Mapping[str, str]) -> Response:
    state = {"state": asked["state"]} if "state" in asked else {}
    address = asked.get("redirect_uri", "")
    joined = "&" if "?" in address else "?"
    url = f"{address}{joined}{urlencode({**told, **state})}"
    return RedirectResponse(url, _SEE_OTHER)


async def _form(request: Request) -> dict[str, str]:
    body = (await request.body()).decode()
    return {name: values[0] for name, values in parse_qs(body).items()}


def _page(title: str, body: str, status: int = 200) -> Response:
    return HTMLResponse(_PAGE.format(title=html.escape(title), body=body), status)
