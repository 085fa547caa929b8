"""A day at reception: who is expected, who is on site, who has left."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from admin_server.core.people import Host, Visitor, fold, fold_email
from admin_server.core.places import Site
from admin_server.core.ports import ListedVisit, Listing, Mine, Nouns, Page, Span
from admin_server.core.users import Role, User
from admin_server.core.visits import Visit
from shared.check_in import VisitState

MOST_ON_A_PAGE = 500
"""More visits than this are shown page by page."""
_MOST_SEARCHED = 20_000
_KNOWN_FOR = timedelta(days=365)
_WORTH_SAYING = timedelta(minutes=5)
"""Nobody is late who is held up at the door."""


class Tab(StrEnum):
    """The three lists of a day."""

    EXPECTED = "expected"
    ON_SITE = "on_site"
    LEFT = "left"


STATES: dict[Tab, tuple[VisitState, ...]] = {
    # A cancelled visit stays where people look for it.
    Tab.EXPECTED: (VisitState.EXPECTED, VisitState.CANCELLED),
    Tab.ON_SITE: (VisitState.ON_SITE,),
    Tab.LEFT: (VisitState.LEFT, VisitState.EXPIRED, VisitState.NO_SHOW),
}


class Standing(StrEnum):
    """How a visit stands, as its chip says it."""

    EXPECTED = "expected"
    LATE = "late"
    ON_SITE = "on_site"
    STILL_HERE = "still_here"
    LEFT = "left"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


@dataclass(frozen=True)
class Row:
    """One visit of a list, with its site."""

    listed: ListedVisit
    site: Site
    standing: Standing

    @property
    def visit(self) -> Visit:
        """The visit itself."""
        return self.listed.visit

    @property
    def words(self) -> str:
        """What a search finds the row by: visitor, company and host, folded."""
        visitor, host = self.listed.visitor, self.listed.host
        return fold(f"{visitor.name} {visitor.company or ''} {host.name}")


@dataclass(frozen=True)
class View:
    """Whose visits are looked at, and where.

    Attributes:
        sites: the chosen ones among the user's own.
        day: a day in each site's own calendar; None: today.
    """

    user: User
    sites: tuple[Site, ...]
    now: datetime
    day: date | None = None


@dataclass(frozen=True)
class DayList:
    """One list of a day.

    Attributes:
        total: how many rows there are on all pages.
        counts: how many each tab counts; cancelled visits are not counted.
        found: a search has been made, and these are all it found.
    """

    rows: tuple[Row, ...]
    total: int
    counts: dict[Tab, int]
    page: int = 1
    found: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // MOST_ON_A_PAGE))


def list_tab(nouns: Nouns, view: View, tab: Tab, *, page: int = 1) -> DayList:
    """List one tab of today: who is overdue first, then by time."""
    counted = nouns.visits.counts(_listing(view))
    listing = _listing(view, STATES[tab])
    total = sum(counted.get(state, 0) for state in STATES[tab])
    part = _part(page, total, late_since=view.now - _WORTH_SAYING)
    rows = _rows(nouns.visits.listed(listing, part), view)
    number = part.offset // MOST_ON_A_PAGE + 1
    return DayList(rows, total, _by_tab(counted), page=number)


def list_day(nouns: Nouns, view: View, *, page: int = 1) -> DayList:
    """List every visit of a day by time."""
    listing = _listing(view)
    counted = nouns.visits.counts(listing)
    part = _part(page, sum(counted.values()))
    rows = _rows(nouns.visits.listed(listing, part), view)
    number = part.offset // MOST_ON_A_PAGE + 1
    return DayList(rows, sum(counted.values()), _by_tab(counted), page=number)


def search_tab(nouns: Nouns, view: View, tab: Tab, text: str) -> DayList:
    """Find visits of a tab by visitor, company or host; parts of words fit."""
    everybody = Page(_MOST_SEARCHED, late_since=view.now - _WORTH_SAYING)
    rows = _rows(nouns.visits.listed(_listing(view, STATES[tab]), everybody), view)
    words = fold(text).split()
    fitting = [row for row in rows if all(word in row.words for word in words)]
    counts = _by_tab(nouns.visits.counts(_listing(view)))
    shown = tuple(fitting[:MOST_ON_A_PAGE])
    return DayList(shown, len(fitting), counts, found=True)


def everybody_on_site(nouns: Nouns, view: View) -> list[Row]:
    """Everybody who is on site now, by name: the list for an evacuation."""
    listing = _listing(view, STATES[Tab.ON_SITE])
    rows = _rows(nouns.visits.listed(listing, Page(_MOST_SEARCHED)), view)
    return sorted(rows, key=lambda row: fold(row.listed.visitor.name))


def standing_of(visit: Visit, now: datetime) -> Standing:
    """Say how a visit stands now, late ones and overdue ones apart."""
    match visit.state:
        case VisitState.EXPECTED:
            late = now - visit.expected_arrival >= _WORTH_SAYING
            return Standing.LATE if late else Standing.EXPECTED
        case VisitState.ON_SITE:
            stays = now - visit.expected_departure >= _WORTH_SAYING
            return Standing.STILL_HERE if stays else Standing.ON_SITE
        case _:
            return Standing(visit.state.value)


def mine(user: User) -> Mine | None:
    """Whose visits somebody may see: a member only their own, others everybody's."""
    return Mine(user.id, user.email) if user.role is Role.MEMBER else None


def may_see(user: User, visit: Visit, host: Host) -> bool:
    """Tell whether a visit at one of somebody's sites is theirs to see."""
    if user.role is not Role.MEMBER:
        return True
    is_host = fold_email(host.email) == fold_email(user.email)
    return is_host or visit.created_by == user.id


def may_know(nouns: Nouns, view: View, visitor: Visitor) -> bool:
    """Tell whether somebody may be told whose an e-mail address is.

    A member is told of their own visitors only: else any address would tell them who
    else was here.
    """
    own = mine(view.user)
    if own is None:
        return True
    sites = tuple(site.id for site in view.sites)
    span = Span(sites, view.now - _KNOWN_FOR, view.now + _KNOWN_FOR)
    listed = nouns.visits.listed(Listing((span,), mine=own), Page(_MOST_SEARCHED))
    return any(one.visitor.id == visitor.id for one in listed)


def today_at(site: Site, now: datetime) -> date:
    """Say what day it is at a site."""
    return site.local(now).date()


def _listing(view: View, states: tuple[VisitState, ...] = tuple(VisitState)) -> Listing:
    today = {today_at(site, view.now) for site in view.sites}
    return Listing(
        spans=tuple(_spans(view.sites, view.now, view.day)),
        here_too=view.day is None or view.day in today,
        mine=mine(view.user),
        states=states,
    )


def _spans(sites: Iterable[Site], now: datetime, day: date | None) -> list[Span]:
    """Give the day as each site's clock has it; sites of one zone share it."""
    by_day: defaultdict[tuple[datetime, datetime], list[str]] = defaultdict(list)
    for site in sites:
        midnight = _midnight(site, day or today_at(site, now))
        # Local arithmetic: a day of a clock change has 23 or 25 hours.
        by_day[midnight, midnight + timedelta(days=1)].append(site.id)
    return [Span(tuple(ids), start, end) for (start, end), ids in by_day.items()]


def _midnight(site: Site, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=site.zone)


def _part(page: int, total: int, *, late_since: datetime | None = None) -> Page:
    last = max(1, -(-total // MOST_ON_A_PAGE))
    number = min(max(page, 1), last)
    return Page(MOST_ON_A_PAGE, (number - 1) * MOST_ON_A_PAGE, late_since)


def _rows(found: Sequence[ListedVisit], view: View) -> tuple[Row, ...]:
    sites = {site.id: site for site in view.sites}
    return tuple(
        Row(one, sites[one.visit.site], standing_of(one.visit, view.now))
        for one in found
    )


def _by_tab(counted: dict[VisitState, int]) -> dict[Tab, int]:
    return {
        tab: sum(
            counted.get(state, 0)
            for state in states
            if state is not VisitState.CANCELLED
        )
        for tab, states in STATES.items()
    }
