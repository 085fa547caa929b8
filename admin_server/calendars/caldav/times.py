"""Times as iCalendar writes them, brought to moments that can be compared."""

from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from admin_server.core.errors import StrangeReply


def zone_named(name: str) -> ZoneInfo | None:
    """Find a zone by its IANA or Windows name."""
    plain = name.strip().strip("/")
    for candidate in (plain, WINDOWS_TO_OLSON.get(plain)):
        if candidate:
            try:
                return ZoneInfo(candidate)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return None


def zone_setting(name: str) -> ZoneInfo:
    """Read a connection's `time_zone` setting.

    Raises:
        StrangeReply: there is no such zone.
    """
    zone = zone_named(name)
    if zone is None:
        raise StrangeReply(f"the setting time_zone names no time zone: {name}")
    return zone


class Zones:
    """The time zones that one iCalendar text speaks of.

    The library keeps zones that a text defines in a table for the whole process,
    where the first definition of "Customized Time Zone" wins for all later texts,
    another tenant's included. So names are looked up here, for each text anew.
    """

    def __init__(self, calendar: Calendar, floating: tzinfo) -> None:
        stated = zone_named(str(calendar.get("X-WR-TIMEZONE", "")))
        self.floating: tzinfo = stated or floating
        self._defined = {str(part.get("TZID")): part for part in calendar.timezones}

    def moment(self, stated: datetime, tzid: str | None) -> datetime:
        """Give the moment, in UTC, that a time means under a TZID."""
        return stated.replace(tzinfo=self.of(stated, tzid)).astimezone(UTC)

    def of(self, stated: datetime, tzid: str | None) -> tzinfo:
        """Say in which zone a time is to be read; without any, it floats."""
        if tzid:
            # A zone that is defined under a well-known name is that zone: what
            # servers write out is often cut short or outdated.
            return zone_named(tzid) or self._defined_as(tzid) or self.floating
        return UTC if stated.tzinfo is not None else self.floating

    def _defined_as(self, tzid: str) -> tzinfo | None:
        definition = self._defined.get(tzid)
        return definition.to_tz(lookup_tzid=False) if definition else None

    def midnight(self, day: date) -> datetime:
        """Give the moment at which a day begins."""
        return datetime.combine(day, time(), self.floating).astimezone(UTC)
