"""The world as the rules see it; import from here.

Every concrete class is built in `app.py`; nothing else names one.
"""

from admin_server.core.ports.accounts import (
    IdentityProviders,
    OneTimeLinks,
    Passkeys,
    Sessions,
    Users,
)
from admin_server.core.ports.calendars import (
    Calendar,
    CalendarRef,
    Changes,
    RoomSearch,
    Subscription,
)
from admin_server.core.ports.nouns import (
    Audit,
    Connections,
    Hosts,
    Invitations,
    KioskEventRow,
    KioskEvents,
    Kiosks,
    MeetingCopy,
    Meetings,
    Nouns,
    Outbox,
    RoomNotes,
    Rooms,
    Sites,
    Visitors,
    Visits,
)
from admin_server.core.ports.store import (
    BeforeTenant,
    ClaimedRow,
    KioskIdentity,
    LinkIdentity,
    SessionIdentity,
    Store,
    TenantStore,
)
from admin_server.core.ports.world import (
    Clock,
    Notifier,
    SecretBox,
)

__all__ = [
    "Audit",
    "BeforeTenant",
    "Calendar",
    "CalendarRef",
    "Changes",
    "ClaimedRow",
    "Clock",
    "Connections",
    "Hosts",
    "IdentityProviders",
    "Invitations",
    "KioskEventRow",
    "KioskEvents",
    "KioskIdentity",
    "Kiosks",
    "LinkIdentity",
    "MeetingCopy",
    "Meetings",
    "Notifier",
    "Nouns",
    "OneTimeLinks",
    "Outbox",
    "Passkeys",
    "RoomNotes",
    "RoomSearch",
    "Rooms",
    "SecretBox",
    "SessionIdentity",
    "Sessions",
    "Sites",
    "Store",
    "Subscription",
    "TenantStore",
    "Users",
    "Visitors",
    "Visits",
]
