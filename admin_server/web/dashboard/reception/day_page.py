"""The page with a day's list, alone or with a sheet or a dialog over it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from admin_server.core.day import (
    DayList,
    Tab,
    View,
    list_day,
    list_tab,
    search_tab,
    today_at,
)
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.reception.shown import RowWords
from admin_server.web.dashboard.reception.site_choice import Chooser, chooser_for
from admin_server.web.dashboard.reception.waiting import (
    NOTHING,
    Waiting,
    read_waiting,
)

PATHS = {
    Tab.EXPECTED: "/today",
    Tab.ON_SITE: "/today/on-site",
    Tab.LEFT: "/today/left",
}


@dataclass(frozen=True)
class Wanted:
    """Which list a page shows: a tab of today, or another day whole.

    Attributes:
        search: only what this finds; None: everything.
    """

    tab: Tab | None = Tab.EXPECTED
    day: date | None = None
    page: int = 1
    search: str | None = None

    @property
    def path(self) -> str:
        """The list's own address."""
        if self.tab is not None:
            return PATHS[self.tab]
        return f"/visits?day={self.day}" if self.day else "/visits"


@dataclass(frozen=True)
class Day:
    """What a list's page is made from.

    Attributes:
        today: the day it is, where all shown sites agree; else the earliest.
        waiting: who asks for help, and what was brought, for today's lists.
    """

    chooser: Chooser
    view: View
    listed: DayList
    today: date
    waiting: Waiting = NOTHING


def read_day(nouns: Nouns, request: Request, who: CurrentUser, wanted: Wanted) -> Day:
    """Read a list, in the same transaction as whatever else the page shows."""
    now = parts_of(request).clock.now()
    chooser = chooser_for(request, who, nouns)
    today = min((today_at(site, now) for site in chooser.sites), default=now.date())
    day = None if wanted.tab else wanted.day or today
    view = View(who.user, chooser.sites, now, day)
    listed = _listed(nouns, view, wanted)
    waits = wanted.tab is not None and who.may(Action.RECEIVE)
    waiting = read_waiting(nouns, who, chooser.sites, now=now) if waits else NOTHING
    return Day(chooser, view, listed, today, waiting)


def show_day(
    request: Request,
    who: CurrentUser,
    wanted: Wanted,
    day: Day,
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401 - a template takes what it takes
) -> HTMLResponse:
    """Render a list's page, or the list alone for a page that is open already.

    Args:
        more: `sheet` or `dialog`, what is shown over the list.
    """
    t = words_for(request)
    alone = "hx-request" in request.headers and not more
    shown = wanted.day or day.today
    zones = {site.local(day.view.now).utcoffset() for site in day.chooser.sites}
    rows = RowWords(
        t,
        who,
        day.view.now,
        day=day.view.day,
        zones=len(zones) > 1,
        sites=day.chooser.only is None,
    )
    return page(
        request,
        "day_list.html" if alone else "day.html",
        status=status,
        chooser=day.chooser,
        wanted=wanted,
        listed=day.listed,
        waiting=day.waiting,
        rows=[rows.row(row) for row in day.listed.rows],
        tabs=[(tab, PATHS[tab], day.listed.counts[tab]) for tab in Tab],
        shown=shown,
        today=day.today,
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1),
        local_now=_local_now(day),
        **{"sheet": None, "dialog": None, "selected": None, **more},
    )


def _listed(nouns: Nouns, view: View, wanted: Wanted) -> DayList:
    if wanted.tab is None:
        return list_day(nouns, view, page=wanted.page)
    if wanted.search is not None:
        return search_tab(nouns, view, wanted.tab, wanted.search)
    return list_tab(nouns, view, wanted.tab, page=wanted.page)


def _local_now(day: Day) -> datetime:
    site = day.chooser.only
    return site.local(day.view.now) if site else day.view.now
