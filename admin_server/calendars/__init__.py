"""Calendar providers; one line each in `calendars`, `consents` and `directories`."""

from admin_server.calendars.caldav import CalDav
from admin_server.calendars.google import Google, GoogleConsent, GoogleDirectory
from admin_server.calendars.microsoft import (
    Microsoft,
    MicrosoftConsent,
    MicrosoftDirectory,
)
from admin_server.core.ports import Calendar, Clock, Consent, Directory
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


def consents(clock: Clock) -> dict[str, Consent]:
    """Build how people consent, for the providers to which people can."""
    return {
        "google": GoogleConsent(Client(), clock),
        "microsoft": MicrosoftConsent(Client(), clock),
    }


def directories(clock: Clock) -> dict[str, Directory]:
    """Build the directories of people, of the providers that have one."""
    return {
        "google": GoogleDirectory(Client(), clock),
        "microsoft": MicrosoftDirectory(Client(), clock),
    }
