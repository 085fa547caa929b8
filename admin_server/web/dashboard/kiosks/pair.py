"""Pairing a kiosk: type its code, look at who asks, say yes or no."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from admin_server.core.pairing import (
    Place,
    approve_instead,
    approve_new,
    is_open,
    revoke,
    what_is_wrong,
)
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk, Pairing, PairingState
from admin_server.security.pairing import hash_pairing, unguessable
from admin_server.web.current import Parts, parts_of
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.kiosks.kiosks import kiosk_of, reader_choices, reader_in
from admin_server.web.dashboard.kiosks.way_to_us import way_to_us
from admin_server.web.errors import Limited
from admin_server.web.limits import network_of
from admin_server.web.pairing_limits import caller_address
from shared.pairing import shown_pairing_code, tidy_pairing_code

router = APIRouter()
Manages = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_KIOSKS))]


@dataclass(frozen=True)
class Desk:
    """One request about a pairing: who asks, with what they filled in.

    Attributes:
        instead_of: the kiosk whose place the new device shall take.
    """

    request: Request
    who: CurrentUser
    parts: Parts
    form: Filled
    instead_of: Kiosk | None


@router.get("/pair")
async def type_code(
    request: Request,
    who: Manages,
    code: Annotated[str, Query(max_length=40)] = "",
    replaces: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Ask for the code on a kiosk's screen; a QR code brings it along."""
    instead_of = await kiosk_of(who, replaces) if replaces else None
    return _code_page(request, instead_of, start={"code": code}, new=not code)


@router.post("/pair")
async def look_at_pairing(request: Request, who: Manages, parts: App) -> Response:
    """Show what asks to be paired."""
    desk = await _desk(request, who, parts)
    pairing = await _find(desk)
    if pairing is None:
        return _code_page(request, desk.instead_of, form=desk.form)
    return await _confirm_page(desk, pairing)


@router.post("/pair/approve")
async def approve(request: Request, who: Manages, parts: App) -> Response:
    """Let the kiosk in; it fetches its token by itself."""
    desk = await _desk(request, who, parts)
    pairing = await _find(desk)
    if pairing is None:
        return _code_page(request, desk.instead_of, form=desk.form)
    kiosk = await _approve(desk, pairing)
    if kiosk is None:
        return await _confirm_page(desk, pairing, form=desk.form)
    return go_to(request, f"/kiosks/{kiosk}/paired")


@router.post("/pair/deny")
async def deny(request: Request, who: Manages, parts: App) -> Response:
    """Turn the kiosk away."""
    desk = await _desk(request, who, parts)
    pairing = await _find(desk)
    if pairing is None:
        return _code_page(request, desk.instead_of, form=desk.form)
    denied = replace(pairing, state=PairingState.DENIED)
    await parts.store.before_tenant.change_pairing(denied, was=PairingState.WAITING)
    now = parts.clock.now()
    await who.store.write(lambda nouns: _note_denial(nouns, who, pairing.id, now))
    return go_to(request, "/kiosks", said="pair.denied")


async def _desk(request: Request, who: CurrentUser, parts: Parts) -> Desk:
    form = await read_form(request, words_for(request))
    replaces = form.text("replaces")
    instead_of = await kiosk_of(who, replaces) if replaces else None
    if instead_of is not None and instead_of.revoked_at is not None:
        raise NotThere
    return Desk(request, who, parts, form, instead_of)


async def _find(desk: Desk) -> Pairing | None:
    """Find the pairing by the typed code."""
    code = tidy_pairing_code(desk.form.needed("code"))
    if code is None:
        desk.form.wrong("code", "pair.not_a_code")
        return None
    async with desk.parts.pairing_limits.one_guess:
        return await _guessed(desk, code)


async def _guessed(desk: Desk, code: str) -> Pairing | None:
    """Look a code up; each wrong one counts against whoever typed."""
    limits = desk.parts.pairing_limits
    address = network_of(caller_address(desk.request))
    whoever = (f"user:{desk.who.user.id}", f"from:{address}")
    try:
        limits.guess(*whoever)
    except Limited as problem:
        minutes = -(-problem.seconds // 60)
        desk.form.wrong("code", "pair.too_many", minutes=minutes)
        return None
    found = await desk.parts.store.before_tenant.pairing_by_code(hash_pairing(code))
    if found is None or not is_open(found, now=desk.parts.clock.now()):
        limits.wrong_guess(*whoever)
        desk.form.wrong("code", "pair.unknown_code")
        return None
    return found


async def _approve(desk: Desk, pairing: Pairing) -> str | None:
    """Save the decision; None where the form does not fit, or somebody was faster."""
    place = _place(desk)
    kiosk = await desk.who.store.write(lambda nouns: _decide(nouns, desk, place))
    if kiosk is None:
        return None
    approved = replace(
        pairing,
        state=PairingState.APPROVED,
        tenant=desk.who.tenant.id,
        kiosk=kiosk.id,
    )
    before = desk.parts.store.before_tenant
    if await before.change_pairing(approved, was=PairingState.WAITING):
        return kiosk.id
    if desk.instead_of is None:
        await desk.who.store.write(lambda nouns: _take_back(nouns, desk, kiosk))
    desk.form.wrong("code", "pair.unknown_code")
    return None


def _place(desk: Desk) -> Place | None:
    """Read where a new kiosk shall stand; None where it takes another one's place."""
    if desk.instead_of is not None:
        return None
    place = Place(
        name=desk.form.needed("name"),
        site=desk.form.text("site"),
        reader=reader_in(desk.form),
    )
    desk.who.require(Action.MANAGE_KIOSKS, site=place.site)
    return place


def _decide(nouns: Nouns, desk: Desk, place: Place | None) -> Kiosk | None:
    now, by = desk.parts.clock.now(), desk.who.actor
    if place is None:
        kiosk = nouns.kiosks.get(desk.instead_of.id) if desk.instead_of else None
        if kiosk is not None:
            approve_instead(nouns, kiosk, by=by, now=now)
        return kiosk
    wrong = what_is_wrong(nouns, place)
    if wrong is not None:
        desk.form.wrong("name", f"kiosks.wrong.{wrong.value}")
    if not desk.form.fits:
        return None
    return approve_new(
        nouns,
        place,
        kiosk_id=desk.parts.chance.new_id(),
        unguessable=unguessable(),
        by=by,
        now=now,
    )


def _take_back(nouns: Nouns, desk: Desk, kiosk: Kiosk) -> None:
    revoke(nouns, kiosk, by=desk.who.actor, now=desk.parts.clock.now())


def _note_denial(nouns: Nouns, who: CurrentUser, pairing: str, now: datetime) -> None:
    nouns.audit.add(
        at=now, event="pairing.denied", actor=who.actor, subject=f"pairing:{pairing}"
    )


def _code_page(
    request: Request,
    instead_of: Kiosk | None,
    *,
    form: Filled | None = None,
    start: dict[str, str] | None = None,
    new: bool = False,
) -> Response:
    return page(
        request,
        "pair.html",
        told=way_to_us(parts_of(request)) if new else None,
        status=200 if form is None else 422,
        form=form,
        start=start,
        instead_of=instead_of,
    )


async def _confirm_page(
    desk: Desk, pairing: Pairing, *, form: Filled | None = None
) -> Response:
    words = words_for(desk.request)
    sites = await desk.who.store.read(desk.who.sites_in)
    code = tidy_pairing_code(desk.form.text("code")) or ""
    ago = desk.parts.clock.now() - pairing.started_at
    address = desk.parts.pairing_limits.came_from(pairing.id)
    return page(
        desk.request,
        "pair_confirm.html",
        status=200 if form is None else 422,
        form=form,
        start={"site": sites[0].id if sites else "", "reader": "below"},
        code=shown_pairing_code(code),
        version=pairing.version,
        asked=words("kiosks.ago", time=words.lasting(ago.total_seconds()))
        if ago.total_seconds() >= 1
        else words("kiosks.just_now"),
        address=address or words("pair.address_unknown"),
        sites=[(site.id, site.name) for site in sites],
        readers=reader_choices(words),
        instead_of=desk.instead_of,
    )
