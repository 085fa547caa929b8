"""The fields of a visit: what a form offers, and what was typed into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from fastapi import Request

from admin_server.core.changing import Wanted
from admin_server.core.invitations import Wrong
from admin_server.core.people import Host
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.site_times import moment_at, next_full_hour
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.forms import Filled
from admin_server.web.dashboard.inviting.hosts_search import chosen_host
from admin_server.web.dashboard.reception.site_choice import chooser_for
from admin_server.web.dashboard.words import Words

STAYS = timedelta(hours=2)
_YEARS = range(2000, 2101)
_FIELD_OF: Mapping[Wrong, str] = MappingProxyType(
    {
        Wrong.NO_NAME: "name-0",
        Wrong.NO_HOST: "host_name",
        Wrong.NO_SITE: "site",
        Wrong.NOT_AFTER: "departure_time",
        Wrong.TOO_LONG: "departure_time",
        Wrong.PAST: "arrival_time",
        Wrong.ROOM_OF_MEETING: "room_text",
        Wrong.TOO_MANY: "people",
        Wrong.NOT_EXPECTED: "visit",
        Wrong.NO_CODE: "visit",
    }
)


@dataclass(frozen=True)
class Choices:
    """What a form about a visit offers to somebody.

    Attributes:
        sites: their sites, by name.
        site: the one that is chosen at first; None: they have none.
        own: a member's own entry among the hosts.
        fixed: only `own` may be the host, even where there is none.
    """

    sites: tuple[Site, ...]
    site: Site | None
    languages: tuple[str, ...]
    own: Host | None
    fixed: bool

    @property
    def possible(self) -> bool:
        """Whether there is any visit that they could enter."""
        return self.site is not None and (self.own is not None or not self.fixed)

    @property
    def zones_differ(self) -> bool:
        """Whether the sites' clocks may show different times."""
        return len({site.time_zone for site in self.sites}) > 1

    def language_names(self, t: Words) -> list[tuple[str, str]]:
        """The languages as values and words."""
        return [(code, _language_name(code, t)) for code in self.languages]


def choices_for(request: Request, who: CurrentUser, nouns: Nouns) -> Choices:
    """Gather what somebody may choose among."""
    chooser = chooser_for(request, who, nouns)
    own = nouns.hosts.by_email(who.user.email)
    first = chooser.only or _site_of(own, chooser.mine)
    return Choices(
        sites=chooser.mine,
        site=first or next(iter(chooser.mine), None),
        languages=who.tenant.languages,
        own=own if own is not None and own.active else None,
        fixed=who.is_member,
    )


def first_values(choices: Choices, now: datetime) -> dict[str, str]:
    """Say what stands in a new form: the next full hour, for two hours."""
    if choices.site is None:
        return {}
    arrival = next_full_hour(choices.site, now)
    return {
        "site": choices.site.id,
        "language": choices.languages[0],
        **times_as_typed(choices.site, arrival, arrival + STAYS),
        **_host_as_typed(choices.own if choices.fixed else None),
    }


def times_as_typed(
    site: Site, arrival: datetime, departure: datetime
) -> dict[str, str]:
    """Write times as the fields for days and times hold them."""
    start, end = site.local(arrival), site.local(departure)
    return {
        "arrival_day": f"{start:%Y-%m-%d}",
        "arrival_time": f"{start:%H:%M}",
        "departure_day": f"{end:%Y-%m-%d}",
        "departure_time": f"{end:%H:%M}",
    }


def read_wanted(nouns: Nouns, form: Filled, choices: Choices) -> Wanted | None:
    """Read the fields of a visit; None where something is wrong with one."""
    site = next((one for one in choices.sites if one.id == form.text("site")), None)
    if site is None:
        form.wrong("site", "inviting.wrong.no_site")
    host = choices.own if choices.fixed else chosen_host(nouns, form)
    if host is None:
        form.wrong("host_name", "inviting.wrong.no_host")
    arrival = read_moment(form, "arrival", site)
    departure = read_moment(form, "departure", site, later=True)
    language = form.text("language")
    texts = {
        name: form.text(name) or None for name in ("purpose", "needs", "room_text")
    }
    if site is None or host is None or arrival is None or departure is None:
        return None
    return Wanted(
        host=host.id,
        site=site.id,
        arrival=arrival,
        departure=departure,
        language=language if language in choices.languages else choices.languages[0],
        **texts,
    )


def say_wrong(form: Filled, why: Wrong) -> None:
    """Put the reason for a refusal at the field that it is about."""
    form.wrong(_FIELD_OF[why], f"inviting.wrong.{why.name.lower()}")


def read_moment(
    form: Filled, name: str, site: Site | None, *, later: bool = False
) -> datetime | None:
    """Read the fields of a day and a time, as the clocks at a site show them."""
    day = _day(form.needed(f"{name}_day"))
    clock = _clock(form.needed(f"{name}_time"))
    if day is None:
        form.wrong(f"{name}_day", "inviting.wrong.day")
    if clock is None:
        form.wrong(f"{name}_time", "inviting.wrong.time")
    if day is None or clock is None or site is None:
        return None
    moment = moment_at(site, day, clock, later=later)
    if moment is None:
        form.wrong(f"{name}_time", "inviting.wrong.no_such_time")
    return moment


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _clock(text: str) -> time | None:
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        return None
    return clock if clock.tzinfo is None else None


def _site_of(host: Host | None, sites: tuple[Site, ...]) -> Site | None:
    return next((one for one in sites if host and one.id == host.site), None)


def _host_as_typed(host: Host | None) -> dict[str, str]:
    return {} if host is None else {"host": host.id, "host_name": host.name}


def _language_name(code: str, t: Words) -> str:
    try:
        name = Locale.parse(code, sep="-").get_display_name(t.locale)
    except (ValueError, UnknownLocaleError):
        return code
    return name or code
