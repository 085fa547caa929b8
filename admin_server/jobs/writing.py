"""Writing a waiting message's words, from what is true when it is sent."""

from collections.abc import Mapping
from types import MappingProxyType

from admin_server.core.messages import (
    HOST_ARRIVAL,
    VISIT_CANCELLED,
    VISIT_CHANGED,
    VISITOR_INVITED,
    Message,
    NotNeeded,
    OutboxRow,
)
from admin_server.core.ports import Nouns
from admin_server.core.rehearsal import REHEARSAL
from admin_server.jobs.account_mails import ACCOUNT_WRITERS
from admin_server.jobs.arrival_mails import host_arrival
from admin_server.jobs.connection_mails import CONNECTION_WRITERS
from admin_server.jobs.desk import Desk, Writer
from admin_server.jobs.invitation_mails import (
    visit_cancelled,
    visit_changed,
    visitor_invited,
)
from admin_server.jobs.kiosk_mails import KIOSK_WRITERS
from admin_server.jobs.rehearsal_mails import rehearsal_arrival

WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        HOST_ARRIVAL: host_arrival,
        VISITOR_INVITED: visitor_invited,
        VISIT_CHANGED: visit_changed,
        VISIT_CANCELLED: visit_cancelled,
        REHEARSAL: rehearsal_arrival,
        **ACCOUNT_WRITERS,
        **CONNECTION_WRITERS,
        **KIOSK_WRITERS,
    }
)
"""Who writes each kind of message; a new kind is one line here."""


def write_message(
    nouns: Nouns, row: OutboxRow, desk: Desk
) -> Message | NotNeeded | None:
    """Write a row's message, or None where there is nobody to tell any more."""
    writer = WRITERS.get(row.kind)
    return writer(nouns, row, desk) if writer is not None else None
