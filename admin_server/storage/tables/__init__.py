"""Every table. Each row belongs to a tenant, and keys begin with the tenant's id.

A reference is a pair of tenant and id, so that a row which points at another
tenant's row is refused by the database itself.
"""

from admin_server.storage.tables.accounts import (
    identities,
    identity_providers,
    one_time_links,
    pairings,
    passkeys,
    sessions,
    setup_links,
    users,
)
from admin_server.storage.tables.calendars import meeting_choices, watches
from admin_server.storage.tables.kiosks import (
    badge_orders,
    deliveries,
    help_calls,
    kept_check_ins,
    photos,
)
from admin_server.storage.tables.reception import (
    audit,
    audit_personal,
    connections,
    host_words,
    hosts,
    invitations,
    kiosk_events,
    kiosks,
    logos,
    meeting_copies,
    meetings,
    outbox,
    room_notes,
    rooms,
    sites,
    tenants,
    visitors,
    visits,
)

__all__ = [
    "audit",
    "audit_personal",
    "badge_orders",
    "connections",
    "deliveries",
    "help_calls",
    "host_words",
    "hosts",
    "identities",
    "identity_providers",
    "invitations",
    "kept_check_ins",
    "kiosk_events",
    "kiosks",
    "logos",
    "meeting_choices",
    "meeting_copies",
    "meetings",
    "one_time_links",
    "outbox",
    "pairings",
    "passkeys",
    "photos",
    "room_notes",
    "rooms",
    "sessions",
    "setup_links",
    "sites",
    "tenants",
    "users",
    "visitors",
    "visits",
    "watches",
]
