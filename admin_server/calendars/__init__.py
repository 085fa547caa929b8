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


def calendars(clock: Clock, *, private: bool = True) -> dict[str, Calendar]:
    """Build every provider, by the name that a connection's `kind` has.

    Each has a client of its own and closes it, when it is closed itself.

    Args:
        private: servers in private networks may be asked, here and below.
    """
    return {
        "caldav": CalDav(Client(private=private), clock),
        "google": Google(Client(private=private), clock),
        "microsoft": Microsoft(Client(private=private), clock),
    }


def consents(clock: Clock, *, private: bool = True) -> dict[str, Consent]:
    """Build how people consent, for the providers to which people can."""
    return {
        "google": GoogleConsent(Client(private=private), clock),
        "microsoft": MicrosoftConsent(Client(private=private), clock),
    }


def directories(clock: Clock, *, private: bool = True) -> dict[str, Directory]:
    """Build the directories of people, of the providers that have one."""
    return {
        "google": GoogleDirectory(Client(private=private), clock),
        "microsoft": MicrosoftDirectory(Client(private=private), clock),
    }
