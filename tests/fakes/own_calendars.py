"""A host who connected two calendars of her own, for pictures and walks."""

from dataclasses import replace
from datetime import timedelta

from admin_server.core.connections import (
    Access,
    Connection,
    ConnectionState,
    Health,
    OwnCalendar,
)
from admin_server.core.people import Host
from admin_server.core.ports import Nouns
from admin_server.core.users import Role, User
from tests.fakes.busy_day import MORNING
from tests.fakes.lobby import HOUSE

LENA = Host("host-lena", "Lena Fischer", "lena.fischer@lakeside.example")
LENA_USER = User("user-lena", LENA.email, LENA.name, Role.MEMBER, sites=(HOUSE.id,))
_OUTLOOK = Connection(
    "own-microsoft",
    "microsoft",
    "Lena Fischer (Microsoft 365)",
    sealed_secret="sealed elsewhere",
    access=Access.PERSON,
    host=LENA.id,
    account=LENA.email,
    calendars=(
        OwnCalendar("main", "Calendar", primary=True, writable=True),
        OwnCalendar("team", "Research: laboratory and guests", shared=True),
        OwnCalendar("holidays", "Holidays", selected=False),
    ),
    every_calendar=False,
    writes=True,
    connected_at=MORNING - timedelta(days=40),
    health=Health(ConnectionState.CONNECTED, since=MORNING),
)
_GOOGLE = replace(
    _OUTLOOK,
    id="own-google",
    kind="google",
    name="Lena Fischer (Google)",
    account="lena@gmail.example",
    personal=True,
    calendars=(),
    every_calendar=True,
    writes=False,
    health=Health(ConnectionState.EXPIRED, since=MORNING, detail="invalid_grant"),
)


def connect_own(nouns: Nouns) -> None:
    """Let hosts connect at two providers, and Lena have done so at both.

    Nobody visits her, so that nothing asks those providers.
    """
    policy = replace(
        nouns.tenant.calendar, own_calendars=True, support="it@lakeside.example"
    )
    nouns.change_tenant(replace(nouns.tenant, calendar=policy))
    nouns.hosts.put(LENA)
    nouns.users.put(LENA_USER)
    for kind in ("google", "microsoft"):
        nouns.connections.put(
            Connection(
                f"app-{kind}",
                kind,
                f"hosts: {kind}",
                settings={"client_id": f"{kind}-app"},
                access=Access.CLIENT,
            )
        )
    for connection in (_OUTLOOK, _GOOGLE):
        nouns.connections.put(connection)
