"""Calendar providers; one line each in `calendars`, `consents` and `directories`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from admin_server.calendars.elsewhere import (
    Addresses,
    CalendarElsewhere,
    ConsentElsewhere,
    DirectoryElsewhere,
)
from admin_server.core.late import Late
from admin_server.core.ports import Calendar, Clock, Consent, Directory
from admin_server.outbound.client import Client

T = TypeVar("T")
_USUAL: Addresses = MappingProxyType({})


def calendars(
    clock: Clock, *, private: bool = True, elsewhere: Addresses = _USUAL
) -> Mapping[str, Calendar]:
    """Give every provider, by the name that a connection's `kind` has.

    Each has a client of its own and closes it, when it is closed itself.

    Args:
        private: servers in private networks may be asked, here and below.
        elsewhere: the vendors' addresses, where they are not the usual ones.
    """
    makers = {"caldav": _caldav, "google": _google, "microsoft": _microsoft}
    return _late(makers, CalendarElsewhere, _Given(clock, private, elsewhere))


def consents(
    clock: Clock, *, private: bool = True, elsewhere: Addresses = _USUAL
) -> Mapping[str, Consent]:
    """Give how people consent, for the providers to which people can."""
    makers = {"google": _google_consent, "microsoft": _microsoft_consent}
    return _late(makers, ConsentElsewhere, _Given(clock, private, elsewhere))


def directories(
    clock: Clock, *, private: bool = True, elsewhere: Addresses = _USUAL
) -> Mapping[str, Directory]:
    """Give the directories of people, of the providers that have one."""
    makers = {"google": _google_directory, "microsoft": _microsoft_directory}
    return _late(makers, DirectoryElsewhere, _Given(clock, private, elsewhere))


@dataclass(frozen=True)
class _Given:
    clock: Clock
    private: bool
    elsewhere: Addresses


def _late(
    makers: Mapping[str, Callable[[Client, Clock], T]],
    move: Callable[[T, Mapping[str, str]], T],
    given: _Given,
) -> Late[T]:
    def build(kind: str) -> T:
        one = makers[kind](Client(private=given.private), given.clock)
        where = given.elsewhere.get(kind)
        return move(one, where) if where else one

    return Late({kind: partial(build, kind) for kind in makers})


# A vendor's library takes as long to load as the whole web framework, and a server
# asks one vendor or none: each is imported when it is first asked for.


def _caldav(client: Client, clock: Clock) -> Calendar:
    from admin_server.calendars.caldav import CalDav  # noqa: PLC0415 - see above

    return CalDav(client, clock)


def _google(client: Client, clock: Clock) -> Calendar:
    from admin_server.calendars.google import Google  # noqa: PLC0415 - see above

    return Google(client, clock)


def _google_consent(client: Client, clock: Clock) -> Consent:
    from admin_server.calendars.google import (  # noqa: PLC0415 - see above
        GoogleConsent,
    )

    return GoogleConsent(client, clock)


def _google_directory(client: Client, clock: Clock) -> Directory:
    from admin_server.calendars.google import (  # noqa: PLC0415 - see above
        GoogleDirectory,
    )

    return GoogleDirectory(client, clock)


def _microsoft(client: Client, clock: Clock) -> Calendar:
    from admin_server.calendars.microsoft import (  # noqa: PLC0415 - see above
        Microsoft,
    )

    return Microsoft(client, clock)


def _microsoft_consent(client: Client, clock: Clock) -> Consent:
    from admin_server.calendars.microsoft import (  # noqa: PLC0415 - see above
        MicrosoftConsent,
    )

    return MicrosoftConsent(client, clock)


def _microsoft_directory(client: Client, clock: Clock) -> Directory:
    from admin_server.calendars.microsoft import (  # noqa: PLC0415 - see above
        MicrosoftDirectory,
    )

    return MicrosoftDirectory(client, clock)
