"""How a site's badges look: one of our designs or an own one, and a line of text."""

import asyncio
import base64
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import change_site
from admin_server.core.owned import Locked, locks
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.web.badge_pictures import (
    CLASSIC,
    FOR_LOOKING,
    OWN,
    badge_png,
    design_of,
)
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.sites import PATH, site_of
from admin_server.web.dashboard.words import Words
from shared.badge import Badge, BadgeLabels, Pattern
from shared.badge_design import (
    BadgeDesign,
    DesignWrong,
    built_in_designs,
    read_design,
)
from shared.kiosk_options import BadgeChoice

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_SITES))]

_EVENT = "site.badge_changed"
_LONGEST_OWN = 12_000
"""Signs of an own design that a form can carry; a tenant file takes more."""
_LONGEST_TEXT = 120
_FIELDS = ("design", "own", "text")


@dataclass(frozen=True)
class Shown:
    """One of our designs, drawn for this site.

    Attributes:
        picture: as an address that holds it all.
        size: of its label, in words.
    """

    name: str
    picture: str
    size: str


@router.get(f"{PATH}/{{site_id}}/badge")
async def badge(request: Request, who: Who, site_id: str) -> HTMLResponse:
    """Show how a site's badges look."""
    return await _page(request, who, await site_of(who, site_id))


@router.post(f"{PATH}/{{site_id}}/badge")
async def change_badge(
    request: Request, who: Who, parts: App, site_id: str
) -> Response:
    """Save it, or draw what was typed and save nothing."""
    stored = await site_of(who, site_id)
    form = await read_form(request, words_for(request))
    asked = _read(form, _locks(who, stored), stored.kiosk.badge)
    if not form.fits or form.flag("preview"):
        return await _page(request, who, stored, form, asked=asked)
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> bool:
        now = nouns.sites.get(site_id) or stored
        kiosk = now.kiosk.model_copy(update={"badge": asked})
        return change_site(nouns, replace(now, kiosk=kiosk), by, event=_EVENT)

    changed = await who.store.write(work)
    return go_to(
        request,
        f"{PATH}/{site_id}/badge",
        said="settings.saved" if changed else "settings.nothing_changed",
    )


def _locks(who: CurrentUser, site: Site) -> Locked:
    return locks(who.tenant, "site", site.key, "badge")


def _read(form: Filled, locked: Locked, stored: BadgeChoice) -> BadgeChoice:
    """Read what a file does not own."""
    asked: dict[str, str] = {}
    if not locked("design"):
        asked["design"] = _design(form)
    if not locked("own"):
        asked["own"] = _own(form)
    if not locked("text"):
        asked["text"] = form.text("text", longest=_LONGEST_TEXT)
    choice = stored.model_copy(update=asked)
    if choice.design == OWN and not choice.own.strip():
        form.wrong("own", "site_badge.own_missing")
    return choice


def _design(form: Filled) -> str:
    word = form.text("design")
    if word not in {OWN, *built_in_designs()}:
        form.wrong("design", "site_badge.choose")
        return CLASSIC
    return word


def _own(form: Filled) -> str:
    # As typed: what it means depends on its lines.
    raw = form.secret("own", longest=_LONGEST_OWN + 1).replace("\r\n", "\n")
    if len(raw) > _LONGEST_OWN:
        form.wrong("own", "forms.too_long", longest=_LONGEST_OWN)
    elif raw.strip():
        try:
            badge_png(Badge("A", None, "B", "C", "D"), read_design(raw), dpi=100)
        except DesignWrong as problem:
            form.wrong("own", "site_badge.own_wrong", why=str(problem))
        except ValueError:
            form.wrong("own", "site_badge.own_too_small")
    return raw.strip("\n")


async def _page(
    request: Request,
    who: CurrentUser,
    site: Site,
    form: Filled | None = None,
    *,
    asked: BadgeChoice | None = None,
) -> HTMLResponse:
    t, locked = words_for(request), _locks(who, site)
    logo = await who.store.read(lambda nouns: nouns.logos.get())
    chosen = asked or site.kiosk.badge
    sample = _sample(site, chosen, t, logo.png if logo else None)
    wrong = form is not None and "own" in form.errors
    ours = await asyncio.to_thread(_drawn, sample, t)
    preview = None if wrong else await asyncio.to_thread(_picture, sample, chosen)
    stored = {name: getattr(site.kiosk.badge, name) for name in _FIELDS}
    return page(
        request,
        "site_badge.html",
        form=form,
        status=200 if form is None or form.fits else 422,
        start=settling.start_or_owned(stored, locked, again=form is not None),
        site=site,
        locked=locked,
        designs=ours,
        preview=preview,
        previewed=form is not None and form.fits,
    )


def _sample(site: Site, chosen: BadgeChoice, t: Words, logo: bytes | None) -> Badge:
    """Put together a badge as it will look here, of somebody who does not exist."""
    kind = next(iter(site.kiosk.visit_types), None)
    named = kind.name if kind else {}
    return Badge(
        name=t("site_badge.sample.name"),
        company=t("site_badge.sample.company"),
        host=t("site_badge.sample.host"),
        site=site.name,
        date=t("site_badge.sample.date"),
        room=t("site_badge.sample.room"),
        code="7K2MQX",
        labels=BadgeLabels(t("site_badge.sample.of"), t("site_badge.sample.where")),
        validity=t("site_badge.sample.validity"),
        visit_type=named.get(t.language) or next(iter(named.values()), None),
        text=chosen.text or None,
        logo=logo,
        pattern=kind.pattern if kind else Pattern.NONE,
    )


def _drawn(sample: Badge, t: Words) -> list[Shown]:
    ours = sorted(built_in_designs().items(), key=lambda one: one[0] != CLASSIC)
    return [
        Shown(
            name,
            _as_address(badge_png(sample, design, dpi=FOR_LOOKING)),
            _size(design, t),
        )
        for name, design in ours
    ]


def _size(design: BadgeDesign, t: Words) -> str:
    kind = "roll" if design.roll else "label"
    width, height = f"{design.width_mm:g}", f"{design.height_mm:g}"
    return t(f"site_badge.{kind}", width=width, height=height)


def _picture(sample: Badge, chosen: BadgeChoice) -> str:
    return _as_address(badge_png(sample, design_of(chosen), dpi=FOR_LOOKING))


def _as_address(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
