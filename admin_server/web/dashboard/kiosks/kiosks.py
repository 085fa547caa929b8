"""The kiosks: how each one is, where it stands, and taking one away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.owned import Locked, locks
from admin_server.core.pairing import Place, change, revoke, what_is_wrong
from admin_server.core.permissions import Action, may
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.words import Words
from shared.kiosk import PrinterState, ReaderSide

LATE = timedelta(minutes=5)
"""A kiosk that has said nothing for so long is looked after."""
_NOW = timedelta(minutes=1)
# A printer that has printed nothing yet is nobody's trouble.
_FINE = frozenset(
    {
        PrinterState.READY,
        PrinterState.PRINTING,
        PrinterState.NONE,
        PrinterState.UNKNOWN,
    }
)

router = APIRouter()
Manages = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_KIOSKS))]


@dataclass(frozen=True)
class Row:
    """One kiosk as the list shows it.

    Attributes:
        seen: when it was last heard of, in words.
        late: that was too long ago.
        printer: the printer's state; None where the kiosk has never said one.
        troubled: the printer needs somebody.
    """

    kiosk: Kiosk
    site: str
    seen: str
    late: bool
    printer: str | None
    troubled: bool


@router.get("/kiosks")
async def kiosks(request: Request, who: Manages, parts: App) -> Response:
    """Show every kiosk of somebody's sites."""
    found, sites = await who.store.read(lambda nouns: _kiosks_of(nouns, who))
    now, words = parts.clock.now(), words_for(request)
    names = {site.id: site.name for site in sites}
    rows = [
        row_of(kiosk, site=names.get(kiosk.site, ""), words=words, now=now)
        for kiosk in found
    ]
    return page(
        request,
        "kiosks.html",
        rows=[row for row in rows if row.kiosk.revoked_at is None],
        revoked=[row for row in rows if row.kiosk.revoked_at is not None],
        time_zones={site.id: site for site in sites},
        pair_address=f"{parts.public_url}/pair",
        server_address=parts.public_url,
    )


@router.get("/kiosks/{kiosk_id}")
async def one_kiosk(
    request: Request, kiosk_id: str, who: Manages, parts: App
) -> Response:
    """Show one kiosk, and what of it can be changed."""
    kiosk, sites = await _load(who, kiosk_id)
    return _kiosk_page(request, who, (kiosk, sites), parts.clock.now())


@router.post("/kiosks/{kiosk_id}")
async def change_kiosk(
    request: Request, kiosk_id: str, who: Manages, parts: App
) -> Response:
    """Call a kiosk otherwise, move it, or say where its reader is."""
    kiosk, sites = await _load(who, kiosk_id)
    if kiosk.revoked_at is not None:
        raise NotThere
    form = await read_form(request, words_for(request))
    locked = _locks(who, kiosk)
    place = Place(
        name=kiosk.name if locked("name") else form.needed("name"),
        site=kiosk.site if locked("site") else form.text("site"),
        reader=ReaderSide(kiosk.reader) if locked("reader") else reader_in(form),
    )
    who.require(Action.MANAGE_KIOSKS, site=place.site)
    now = parts.clock.now()
    if form.fits:
        await who.store.write(
            lambda nouns: _change(nouns, form, (kiosk.id, place), who, now)
        )
    if not form.fits:
        return _kiosk_page(request, who, (kiosk, sites), now, form=form)
    return go_to(request, "/kiosks", said="kiosks.saved", name=place.name)


@router.get("/kiosks/{kiosk_id}/revoke")
async def ask_about_revoking(request: Request, kiosk_id: str, who: Manages) -> Response:
    """Say what happens when a kiosk is revoked, before it does."""
    kiosk, sites = await _load(who, kiosk_id)
    if kiosk.revoked_at is not None:
        raise NotThere
    return page(request, "kiosk_revoke.html", kiosk=kiosk, site=_site(kiosk, sites))


@router.post("/kiosks/{kiosk_id}/revoke")
async def revoke_kiosk(
    request: Request, kiosk_id: str, who: Manages, parts: App
) -> Response:
    """Take a kiosk's token away; it shows the pairing screen within a minute."""
    await _load(who, kiosk_id)
    now = parts.clock.now()

    def work(nouns: Nouns) -> str:
        kiosk = nouns.kiosks.get(kiosk_id)
        if kiosk is None:
            raise NotThere
        revoke(nouns, kiosk, by=who.actor, now=now)
        return kiosk.name

    name = await who.store.write(work)
    return go_to(request, "/kiosks", said="kiosks.revoked_said", name=name)


@router.get("/kiosks/{kiosk_id}/paired")
async def kiosk_was_paired(request: Request, kiosk_id: str, who: Manages) -> Response:
    """Say what happens next at a kiosk that was just approved."""
    kiosk, sites = await _load(who, kiosk_id)
    return page(request, "kiosk_paired.html", kiosk=kiosk, site=_site(kiosk, sites))


async def kiosk_of(who: CurrentUser, kiosk_id: str) -> Kiosk:
    """Find one of somebody's kiosks.

    Raises:
        NotThere: there is none, or it stands at a site that is not theirs.
    """
    kiosk, _ = await _load(who, kiosk_id)
    return kiosk


def reader_in(form: Filled) -> ReaderSide:
    """Read where the reader is; below, where nobody said it."""
    given = form.text("reader")
    return ReaderSide(given) if given in tuple(ReaderSide) else ReaderSide.BELOW


def row_of(kiosk: Kiosk, *, site: str, words: Words, now: datetime) -> Row:
    """Put how a kiosk is into words."""
    seen = kiosk.last_seen_at
    printer = kiosk.printer if kiosk.printer in tuple(PrinterState) else None
    return Row(
        kiosk=kiosk,
        site=site,
        seen=_seen(kiosk, words, now),
        late=seen is not None and now - seen > LATE,
        printer=printer,
        troubled=printer is not None and PrinterState(printer) not in _FINE,
    )


def _seen(kiosk: Kiosk, words: Words, now: datetime) -> str:
    if kiosk.last_seen_at is None:
        never = "not_paired" if kiosk.paired_at is None else "not_seen"
        return words(f"kiosks.{never}")
    ago = now - kiosk.last_seen_at
    if ago < _NOW:
        return words("kiosks.just_now")
    return words("kiosks.ago", time=words.lasting(ago.total_seconds()))


def _kiosks_of(nouns: Nouns, who: CurrentUser) -> tuple[list[Kiosk], list[Site]]:
    sites = who.sites_in(nouns)
    mine = {site.id for site in sites}
    return [kiosk for kiosk in nouns.kiosks.all() if kiosk.site in mine], sites


async def _load(who: CurrentUser, kiosk_id: str) -> tuple[Kiosk, list[Site]]:
    def work(nouns: Nouns) -> tuple[Kiosk | None, list[Site]]:
        return nouns.kiosks.get(kiosk_id), who.sites_in(nouns)

    kiosk, sites = await who.store.read(work)
    if kiosk is None or not may(who.user, Action.MANAGE_KIOSKS, site=kiosk.site):
        raise NotThere
    return kiosk, sites


def _change(
    nouns: Nouns,
    form: Filled,
    wanted: tuple[str, Place],
    who: CurrentUser,
    now: datetime,
) -> None:
    kiosk_id, place = wanted
    kiosk = nouns.kiosks.get(kiosk_id)
    if kiosk is None or kiosk.revoked_at is not None:
        raise NotThere
    wrong = what_is_wrong(nouns, place, besides=kiosk_id)
    if wrong is not None:
        form.wrong("name", f"kiosks.wrong.{wrong.value}")
        return
    change(nouns, kiosk, place, by=who.actor, now=now)


def _kiosk_page(
    request: Request,
    who: CurrentUser,
    known: tuple[Kiosk, list[Site]],
    now: datetime,
    *,
    form: Filled | None = None,
) -> Response:
    kiosk, sites = known
    words = words_for(request)
    site = _site(kiosk, sites)
    return page(
        request,
        "kiosk.html",
        status=200 if form is None else 422,
        form=form,
        start={"name": kiosk.name, "site": kiosk.site, "reader": kiosk.reader},
        row=row_of(kiosk, site=site.name if site else "", words=words, now=now),
        site=site,
        sites=[(one.id, one.name) for one in sites],
        readers=reader_choices(words),
        locked=_locks(who, kiosk),
    )


def reader_choices(words: Words) -> list[tuple[str, str]]:
    """Name every place that a reader can have."""
    return [(side.value, words(f"kiosks.reader.{side.value}")) for side in ReaderSide]


def _site(kiosk: Kiosk, sites: list[Site]) -> Site | None:
    return next((site for site in sites if site.id == kiosk.site), None)


def _locks(who: CurrentUser, kiosk: Kiosk) -> Locked:
    owned = locks(who.tenant, "kiosk", kiosk.name)
    # A file finds its kiosk again by the name.
    named = any(owned(field) for field in ("site", "reader"))
    return lambda field: owned(field) or (field == "name" and named)
