"""Calendar providers; one line each in `calendars`."""

from admin_server.calendars.caldav import CalDav
from admin_server.calendars.google import Google
from admin_server.calendars.microsoft import Microsoft
from admin_server.core.ports import Calendar, Clock
from admin_server.outbound.client import Client


def calendars(clock: Clock) -> dict[str, Calendar]:
    """Build every provider, by the name that a connection's `kind` has.

    Each has a client of its own and closes it, when it is closed itself.
    """
    return {
        "caldav": CalDav(Client(), clock),
        "google": Google(Client(), clock),
        "microsoft": Microsoft(Client(), clock),
    }
