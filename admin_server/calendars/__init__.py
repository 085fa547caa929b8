"""Calendar providers; one line each in `calendars`."""

from admin_server.calendars.caldav import CalDav
from admin_server.calendars.google import Google
from admin_server.calendars.microsoft import Microsoft
from admin_server.core.ports import Calendar, Clock
from admin_server.outbound.client import Client


def calendars(clock: Clock) -> dict[str, Calendar]:
    """Build every provider, by the name that a connection's `kind` has."""
    http = Client()
    return {
        "caldav": CalDav(http, clock),
        "google": Google(http, clock),
        "microsoft": Microsoft(http, clock),
    }
