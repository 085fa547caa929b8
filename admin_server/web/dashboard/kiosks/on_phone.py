"""Checking in on one's own phone, whose browser can translate the page."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from admin_server.core.phone_links import LinkEnded, PhoneLink, place_of
from admin_server.core.places import Site
from admin_server.core.ports import Nouns, TenantStore
from admin_server.security.phone_links import open_link
from admin_server.storage.errors import NoSuchTenant
from admin_server.text import languages
from admin_server.web.api.hosts import MOST
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser, Open
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.kiosks.phone_arrival import (
    Arrived,
    arrived_by,
    check_in_by,
)
from admin_server.web.dashboard.kiosks.phone_form import (
    PhoneForm,
    asked_of,
    asks_again,
    by_code,
    by_form,
    code_of,
    field_of,
    named,
    read_answers,
    read_walk_in,
)
from admin_server.web.dashboard.signing_in.held import Held
from admin_server.web.dashboard.words import best_language
from admin_server.web.pairing_limits import caller_address
from shared.check_in import CheckInRequest, HostFound
from shared.refusals import Refusal, Refused

router = APIRouter()
ARRIVED = Held("arrived")
"""Who checked in with this browser: their own visit, and nobody else's, is shown."""
_Anybody = Annotated[CurrentUser | None, Depends(Open())]


@dataclass(frozen=True)
class Opened:
    """A link that counts, and where it leads."""

    link: PhoneLink
    site: Site
    store: TenantStore


@router.get("/phone/{token}")
async def show(request: Request, parts: App, _: _Anybody, token: str) -> Response:
    """Show the form of a visitor who comes from a kiosk's screen."""
    opened = await _open(request, parts, token)
    if opened is None or await opened.store.read(lambda n: _is_used(n, opened.link)):
        return _gone(request, parts, token)
    filled = Filled(FormData(), words_for(request))
    return _form_page(request, PhoneForm(filled, opened.site.kiosk), opened.site)


@router.post("/phone/{token}")
async def go_on(request: Request, parts: App, _: _Anybody, token: str) -> Response:
    """Take what was typed: find the host, ask what is missing, check them in."""
    opened = await _open(request, parts, token)
    if opened is None:
        return _gone(request, parts, token)
    form = await _read(request, parts, opened)
    if not form.ready:
        status = 200 if form.filled.fits else 422
        return _form_page(request, form, opened.site, status=status)
    return await _check_in(request, parts, opened, form, token=token)


@router.get("/phone/{token}/done")
async def done(request: Request, parts: App, _: _Anybody, token: str) -> HTMLResponse:
    """Show room and guest network, to the browser that has checked in."""
    _as_visitor(request, parts)
    shown = await _arrived(request, parts, token)
    if shown is None:
        return _gone(request, parts, token)
    return page(request, "phone_done.html", arrived=shown)


def _as_visitor(request: Request, parts: Parts) -> None:
    parts.people.phone(caller_address(request))
    # A receptionist who tries it sees what visitors see.
    request.state.who = None


async def _open(request: Request, parts: Parts, token: str) -> Opened | None:
    _as_visitor(request, parts)
    now = parts.clock.now()
    try:
        link = open_link(parts.box, token)
        store = parts.store.for_tenant(link.tenant)
        _, site = await store.read(lambda nouns: place_of(nouns, link, now=now))
    except (LinkEnded, NoSuchTenant):
        return None
    return Opened(link, site, store)


def _is_used(nouns: Nouns, link: PhoneLink) -> bool:
    return nouns.visits.by_request(str(link.request_id)) is not None


async def _read(request: Request, parts: Parts, opened: Opened) -> PhoneForm:
    """Read the form as far as it is filled in, and find the host that was typed."""
    filled = await read_form(request, words_for(request), fields=40)
    options = opened.site.kiosk
    if code_of(filled):
        return PhoneForm(filled, options, ready=filled.fits)
    kind = read_walk_in(filled, options)
    query = filled.needed("host")
    if not filled.fits:
        return PhoneForm(filled, options, kind=kind)
    parts.limits.look_up(_counted(opened))
    hosts = await opened.store.read(lambda nouns: _hosts(nouns, query))
    form = PhoneForm(filled, options, hosts, kind)
    if not hosts:
        filled.wrong("host", "phone.no_host")
        return form
    shown = filled.text("asked") == asks_again(filled, kind)
    return _finished(form) if shown else form


def _finished(form: PhoneForm) -> PhoneForm:
    """Look whether the host was chosen and everything answered."""
    filled = form.filled
    if not filled.text("host_id"):
        filled.wrong("host_id", "phone.choose_host")
    read_answers(filled, form.kind)
    return replace(form, ready=filled.fits)


def _hosts(nouns: Nouns, query: str) -> list[HostFound]:
    found = nouns.hosts.search(query, limit=MOST)
    return [HostFound(id=h.id, name=h.name, department=h.department) for h in found]


def _counted(opened: Opened) -> str:
    # Phones may not use up what the kiosk itself is allowed.
    return f"phone {opened.link.kiosk}"


async def _check_in(
    request: Request, parts: Parts, opened: Opened, form: PhoneForm, *, token: str
) -> Response:
    asked = _request(request, opened.link, form)
    parts.limits.check_in(_counted(opened))
    try:
        visit = await check_in_by(parts, opened.store, opened.link, asked)
    except LinkEnded:
        return _gone(request, parts, token)
    except Refused as problem:
        if problem.code is Refusal.REQUEST_ID_REUSED:
            return _gone(request, parts, token)
        return _refused(request, parts, opened, form, problem.code)
    response = go_to(request, f"/phone/{token}/done")
    ARRIVED.give(request, response, visit=visit, link=str(opened.link.request_id))
    return response


def _request(request: Request, link: PhoneLink, form: PhoneForm) -> CheckInRequest:
    # Badge and mails speak the phone's language, where we have words for it.
    language = best_language(request.headers.get("accept-language"), known=languages())
    code = code_of(form.filled)
    if code:
        return by_code(link, code, language=language)
    return by_form(link, form, read_answers(form.filled, form.kind), language=language)


def _refused(
    request: Request, parts: Parts, opened: Opened, form: PhoneForm, code: Refusal
) -> HTMLResponse:
    words = words_for(request)
    if code is Refusal.CODE_UNKNOWN:
        parts.limits.wrong_code(_counted(opened))
    key = f"phone.refused.{code.value}"
    known = key if key in words.texts else "phone.refused.other"
    field = "code" if code_of(form.filled) else "host"
    form.filled.wrong(field, known)
    return _form_page(request, replace(form, ready=False), opened.site, status=422)


async def _arrived(request: Request, parts: Parts, token: str) -> Arrived | None:
    held, link = ARRIVED.read(request), _own_link(request, parts, token)
    if held is None or link is None:
        return None
    try:
        store = parts.store.for_tenant(link.tenant)
        return await arrived_by(parts, store, held["visit"])
    except NoSuchTenant:
        return None


def _own_link(request: Request, parts: Parts, token: str) -> PhoneLink | None:
    """Read the link by which this very browser has checked in."""
    held = ARRIVED.read(request) or {}
    try:
        link = open_link(parts.box, token)
    except LinkEnded:
        return None
    return link if held.get("link") == str(link.request_id) else None


def _form_page(
    request: Request, form: PhoneForm, site: Site, *, status: int = 200
) -> HTMLResponse:
    words = words_for(request)
    return page(
        request,
        "phone.html",
        status=status,
        form=form.filled,
        site=site,
        asked=asked_of(form.options),
        kinds=[
            (one.key, named(one.name, words.language))
            for one in form.options.visit_types
        ],
        hosts=form.hosts,
        questions=form.kind.questions if form.kind and form.hosts else (),
        named=named,
        field_of=field_of,
        again=asks_again(form.filled, form.kind),
    )


def _gone(request: Request, parts: Parts, token: str) -> HTMLResponse:
    own = _own_link(request, parts, token)
    mine = f"/phone/{token}/done" if own else None
    return page(request, "phone_gone.html", status=404, mine=mine)
