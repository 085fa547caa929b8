"""Times as Graph writes them, and the zones that it knows."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from admin_server.demo.emulators.graph.refusals import GraphRefusal, bad_request
from admin_server.demo.emulators.graph.shapes import Json, text

UTC_NAME = "UTC"


def zone(name: str) -> ZoneInfo:
    """Find a zone by its Windows or IANA name.

    Raises:
        GraphRefusal: there is none.
    """
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise GraphRefusal(
            400,
            "TimeZoneNotSupportedException",
            "A valid TimeZone value must be specified. The following TimeZone value "
            f"is not supported: '{name}'.",
        ) from error


def window_edge(stated: str, name: str) -> datetime:
    """Read a parameter of a window: by its own offset, otherwise in UTC.

    Raises:
        GraphRefusal: it is missing or no time.
    """
    if not stated:
        raise bad_request(
            "This request requires a time window specified by the query string "
            "parameters StartDateTime and EndDateTime.",
            "ErrorInvalidParameter",
        )
    try:
        found = datetime.fromisoformat(stated)
    except ValueError as error:
        raise bad_request(
            f"The value '{stated}' of parameter '{name}' is invalid.",
            "ErrorInvalidParameter",
        ) from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def local_time(stated: object) -> datetime:
    """Read a dateTimeTimeZone's time as it stands, without its zone.

    Raises:
        GraphRefusal: it is no time.
    """
    try:
        return datetime.fromisoformat(text(stated, "dateTime")).replace(tzinfo=None)
    except ValueError as error:
        raise bad_request(
            "The value of a dateTimeTimeZone is invalid.",
            "ErrorPropertyValidationFailure",
        ) from error


def moment(local: datetime, zone_name: str) -> datetime:
    """Give the moment, in UTC, that a time means in a zone."""
    return local.replace(tzinfo=zone(zone_name)).astimezone(UTC)


def written(at: datetime, zone_name: str) -> Json:
    """Write a moment as Graph does: seven digits, and no offset."""
    local = at.astimezone(zone(zone_name)).replace(tzinfo=None)
    return {"dateTime": _seven_digits(local), "timeZone": zone_name}


def written_day(local: datetime, zone_name: str) -> Json:
    """Write midnight of a whole day, which has no zone of its own."""
    return {"dateTime": _seven_digits(local), "timeZone": zone_name}


def stamp(at: datetime) -> str:
    """Write a moment with the offset that Graph always uses."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def _seven_digits(local: datetime) -> str:
    return local.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
