"""A visit in words, as lists and sheets show it."""

from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from admin_server.core.admission import admission
from admin_server.core.day import Row, Standing
from admin_server.core.finding_rooms import still_looking
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.visits import CalendarNews, Visit
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.reception.flags import flags_in_short
from admin_server.web.dashboard.words import Words
from shared.check_in import VisitState

_HOUR = 60


@dataclass(frozen=True)
class Chip:
    """A state in words, with the kind that colours it."""

    kind: str
    words: str


@dataclass(frozen=True)
class Offered:
    """What the person may do with a visit now."""

    check_in: bool
    check_out: bool
    change: bool
    cancel: bool


@dataclass(frozen=True)
class ShownRow:
    """One row of a list.

    Attributes:
        when: the local time that matters in its state.
        below: its day where it is another than the list's, and its zone where the
            list shows several.
        find: what a search finds it by, folded.
        asks: the calendar says something that the person may decide on.
        flags: what to know of a check-in that a kiosk kept.
    """

    id: str
    when: str
    below: str
    name: str
    company: str
    host: str
    room: str
    looking: bool
    site: str
    chip: Chip
    struck: bool
    find: str
    offered: Offered
    asks: bool
    flags: str = ""


@dataclass(frozen=True)
class RowWords:
    """Writes rows for one person and one list.

    Attributes:
        day: the day that the list is of; None: today.
        zones: several time zones are shown.
        sites: several sites are shown.
    """

    t: Words
    who: CurrentUser
    now: datetime
    day: date | None = None
    zones: bool = False
    sites: bool = False

    def row(self, row: Row) -> ShownRow:
        """Write one row."""
        visit, people = row.visit, row.listed
        # A whole day is sorted by when people were to come, and shows it.
        moment = visit.expected_arrival if self.day else _moment(visit)
        local = row.site.local(moment)
        return ShownRow(
            id=visit.id,
            when=self.t.time(local),
            below=" ".join(part for part in self._below(local, row.site) if part),
            name=people.visitor.name,
            company=people.visitor.company or self.t("today.no_company"),
            host=people.host.name,
            room=room_words(visit, self.t, now=self.now),
            looking=still_looking(visit.room, now=self.now),
            site=row.site.name if self.sites else "",
            chip=chip_for(visit, row.standing, row.site, t=self.t, now=self.now),
            struck=visit.state is VisitState.CANCELLED,
            find=row.words,
            offered=(may := offered(visit, row.site, who=self.who, now=self.now)),
            asks=may.change and news_of(visit) is not None,
            flags=flags_in_short(visit, self.t),
        )

    def _below(self, local: datetime, site: Site) -> tuple[str, str]:
        same_day = local.date() == (self.day or site.local(self.now).date())
        zone = local.tzname() if self.zones else None
        return "" if same_day else format_date(
            local, "EEE", locale=self.t.locale
        ), zone or ""


def offered(visit: Visit, site: Site, *, who: CurrentUser, now: datetime) -> Offered:
    """Say what somebody may do with a visit that they may see."""
    receives = who.may(Action.RECEIVE, site.id)
    invites = who.may(Action.INVITE, site.id)
    expected = visit.state is VisitState.EXPECTED
    return Offered(
        check_in=expected and receives and admission(visit, site)[0] <= now,
        check_out=visit.state is VisitState.ON_SITE and receives,
        change=expected and invites,
        cancel=expected and invites,
    )


def chip_for(
    visit: Visit, standing: Standing, site: Site, *, t: Words, now: datetime
) -> Chip:
    """Write a visit's state; what the calendar says of its meeting comes first."""
    news = news_chip(visit, site, t)
    if news is not None:
        return news
    match standing:
        case Standing.LATE:
            minutes = int((now - visit.expected_arrival).total_seconds() // 60)
            return Chip("overdue", late_words(minutes, t))
        case Standing.STILL_HERE:
            since = site.local(visit.expected_departure)
            return Chip("overdue", t("today.still_here", time=t.time(since)))
        case _:
            return Chip(standing.value, t(f"today.state.{standing.value}"))


def news_of(visit: Visit) -> CalendarNews | None:
    """Say what the calendar said that somebody has to decide on; None: nothing."""
    if visit.state is not VisitState.EXPECTED or visit.link is None:
        return None
    return visit.link.news


def news_chip(visit: Visit, site: Site, t: Words) -> Chip | None:
    """Write what the calendar said of a visit's meeting."""
    link, news = visit.link, news_of(visit)
    if link is None or news is None:
        return None
    if news is CalendarNews.CANCELLED:
        return Chip("asks", t("today.news.cancelled"))
    return Chip("asks", t("today.news.moved", time=t.time(site.local(link.start))))


def late_words(minutes: int, t: Words) -> str:
    """Write how late somebody is, such as "41 min late"."""
    if minutes < _HOUR:
        return t("today.late", minutes=minutes)
    hours, rest = divmod(minutes, _HOUR)
    return t("today.late_hours", hours=hours, minutes=f"{rest:02}")


def room_words(visit: Visit, t: Words, *, now: datetime) -> str:
    """Write a visit's room, or how far the look-up is."""
    if still_looking(visit.room, now=now):
        return t("today.looking")
    known = visit.room.name or visit.room_text
    if known:
        return known
    waits = visit.state is VisitState.EXPECTED
    return t("today.no_room_yet") if waits else t("today.no_room")


def _moment(visit: Visit) -> datetime:
    """Give the moment that says most of a visit in its state."""
    match visit.state:
        case VisitState.ON_SITE:
            return visit.arrived_at or visit.expected_arrival
        case VisitState.LEFT:
            return visit.left_at or visit.expected_departure
        case _:
            return visit.expected_arrival
