"""Which of somebody's sites the lists show; the browser remembers the choice."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.web.dashboard.current import CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import go_to, words_for
from admin_server.web.dashboard.reception.ways_back import safe_way_back
from admin_server.web.dashboard.words import Words

COOKIE = "__Host-portico-site"
ALL = "all"
_A_YEAR = 365 * 24 * 3600

router = APIRouter()


@dataclass(frozen=True)
class Chooser:
    """Somebody's sites, by name, and which of them are shown.

    Attributes:
        chosen: a site's id, or `ALL`.
    """

    mine: tuple[Site, ...]
    chosen: str

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites that are shown."""
        if self.chosen == ALL:
            return self.mine
        return tuple(site for site in self.mine if site.id == self.chosen)

    @property
    def only(self) -> Site | None:
        """The one site that is shown, or None where there are several."""
        return self.sites[0] if len(self.sites) == 1 else None

    def options(self, t: Words) -> list[tuple[str, str]]:
        """What can be chosen, as values and words."""
        named = [(site.id, site.name) for site in self.mine]
        return [(ALL, t("frame.all_sites")), *named] if len(named) > 1 else named

    def name(self, t: Words) -> str:
        """What is shown, in words."""
        return self.only.name if self.only else t("frame.all_sites")


def chooser_for(request: Request, who: CurrentUser, nouns: Nouns) -> Chooser:
    """Give somebody's sites and their browser's choice among them."""
    sites = tuple(who.sites_in(nouns))
    wanted = request.cookies.get(COOKIE, ALL)
    known = any(site.id == wanted for site in sites)
    return Chooser(sites, wanted if known else ALL)


@router.post("/today/site")
async def choose_site(
    request: Request, who: Annotated[CurrentUser, Depends(Needs(Action.SEE_VISITS))]
) -> Response:
    """Remember in this browser which site is looked at."""
    form = await read_form(request, words_for(request))
    wanted = form.text("site")
    sites = await who.store.read(who.sites_in)
    if wanted != ALL and wanted not in {site.id for site in sites}:
        raise NotThere
    answer = go_to(request, safe_way_back(form.text("back")))
    answer.set_cookie(
        COOKIE,
        wanted,
        max_age=_A_YEAR,
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
    )
    return answer
