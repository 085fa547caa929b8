"""The page on which people permit something: a real form, as Google's page is."""

from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from admin_server.demo.emulators.google.codes import Codes, Permission
from admin_server.demo.emulators.google.schema import CALENDAR, interface
from admin_server.demo.emulators.google.world import World

PATH = "/o/oauth2/v2/auth"
# Who somebody is cannot be unticked.
_ALWAYS = frozenset({"openid", "email", "profile"})
_HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>body{{font:1rem/1.5 system-ui;max-width:34rem;"
    "margin:3rem auto;padding:0 1rem}}fieldset{{border:1px solid #bbb;"
    "margin:1rem 0;min-width:0;overflow-wrap:anywhere}}label{{display:block;margin:.4rem 0}}</style>"
    "<h1>{title}</h1>"
)


class Consenting:
    """Shows the page, and sends the browser back with what was pressed."""

    def __init__(self, world: World, codes: Codes, clients: Mapping[str, str]) -> None:
        self._world = world
        self._codes = codes
        self._client_id = clients["client_id"]

    async def show(self, request: Request) -> Response:
        """Ask; what is wrong with the question stays here, as at Google."""
        asked = dict(request.query_params)
        wrong = self._wrong(asked)
        if wrong is not None:
            return _page("Access blocked", f"<p>Error 400: {escape(wrong)}</p>", 400)
        if self._world.consent_error:
            return _back(asked, error=self._world.consent_error)
        return _page(
            "Portico wants access to your Google Account", self._form(asked), 200
        )

    async def decide(self, request: Request) -> Response:
        """Send the browser back with a code, or without one."""
        form = parse_qs((await request.body()).decode(), keep_blank_values=True)
        asked = dict(request.query_params)
        user = form.get("account", [""])[0].strip().casefold()
        wrong = self._wrong(asked)
        if wrong is None and user not in self._world.users:
            wrong = "couldn't find that account"
        if wrong is not None:
            return _page("Access blocked", f"<p>Error 400: {escape(wrong)}</p>", 400)
        if "permit" not in form:
            return _back(asked, error="access_denied")
        ticked = frozenset(form.get("scope", []))
        wanted = frozenset(asked["scope"].split())
        again = (user, asked["client_id"]) in self._world.consented
        self._world.consented.add((user, asked["client_id"]))
        first = not again or "consent" in asked.get("prompt", "")
        permission = Permission(
            user=user,
            scopes=(wanted & ticked) | (wanted & _ALWAYS),
            client_id=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
            challenge=asked.get("code_challenge", ""),
            nonce=asked.get("nonce", ""),
            refreshes=first and asked.get("access_type") == "offline",
        )
        return _back(asked, code=self._codes.give(permission))

    def _wrong(self, asked: Mapping[str, str]) -> str | None:
        if asked.get("client_id") != self._client_id:
            return "invalid_client"
        address = asked.get("redirect_uri", "")
        if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            return "redirect_uri_mismatch"
        known = asked.get("response_type") == "code" and bool(asked.get("scope"))
        method = asked.get("code_challenge_method", "S256")
        return None if known and method == "S256" else "invalid_request"

    def _form(self, asked: Mapping[str, str]) -> str:
        hint = asked.get("login_hint", "").casefold()
        accounts = "".join(
            f'<option value="{escape(one)}"{" selected" * (one == hint)}>'
            f"{escape(one)}</option>"
            for one in sorted(self._world.users)
        )
        scopes = "".join(
            f'<label><input type="checkbox" name="scope" value="{escape(one)}" checked>'
            f" {escape(_described(one))}</label>"
            for one in asked["scope"].split()
            if one not in _ALWAYS
        )
        return (
            f'<form method="post"><label>Account <select name="account">{accounts}'
            f"</select></label><fieldset><legend>It may</legend>{scopes}</fieldset>"
            '<button name="permit" value="yes">Permit</button> '
            '<button name="refuse" value="yes">Refuse</button></form>'
        )


def _described(scope: str) -> str:
    """Say what a scope permits, in Google's own words where it has some."""
    known = interface(CALENDAR).document["auth"]["oauth2"]["scopes"]
    described = known.get(scope, {}).get("description", "")
    return f"{described} ({scope.rpartition('/')[2]})".strip()


def _back(asked: Mapping[str, str], **said: str) -> Response:
    kept = {"state": asked["state"]} if "state" in asked else {}
    address = asked["redirect_uri"]
    sign = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{sign}{urlencode({**kept, **said})}", 302)


def _page(title: str, inside: str, status: int) -> Response:
    return HTMLResponse(_HEAD.format(title=title) + inside, status)
