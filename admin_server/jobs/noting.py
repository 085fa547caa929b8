"""What is noted once a message was delivered, or given up."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from admin_server.core.messages import (
    HOST_ARRIVAL,
    VISIT_CANCELLED,
    VISIT_CHANGED,
    VISITOR_INVITED,
    OutboxRow,
)
from admin_server.core.ports import Clock, Nouns
from admin_server.core.visits import Visit
from shared.offline import Flag

_OF_VISITORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        VISITOR_INVITED: ("visit.invitation_sent", "visit.invitation_not_sent"),
        VISIT_CHANGED: ("visit.change_sent", "visit.change_not_sent"),
        VISIT_CANCELLED: ("visit.cancellation_sent", "visit.cancellation_not_sent"),
    }
)
"""What the audit says of each mail to a visitor: it left, or it never will."""
NOTED = frozenset({HOST_ARRIVAL, *_OF_VISITORS})
"""The kinds of which anything is noted."""
HOST_TOLD = "visit.host_told"
"""What the audit says once the host knows of a check-in that a kiosk had kept."""
SENT = frozenset(sent for sent, _ in _OF_VISITORS.values())
"""The audit's events that say that a visitor was told."""


def note_outcome(nouns: Nouns, row: OutboxRow, *, reached: bool, clock: Clock) -> None:
    """Tell kiosks whether a host knows, and the audit whether a visitor does."""
    visit = nouns.visits.get(row.payload.get("visit", ""))
    if visit is None:
        return
    now = clock.now()
    if row.kind == HOST_ARRIVAL:
        kind = "host_told" if reached else "host_not_reached"
        nouns.kiosk_events.add(site=visit.site, kind=kind, visit=visit.id, at=now)
        if reached and Flag.OFFLINE in visit.arrival.flags:
            _note_late(nouns, visit, now)
    elif row.kind in _OF_VISITORS:
        sent, not_sent = _OF_VISITORS[row.kind]
        nouns.audit.add(
            at=now,
            event=sent if reached else not_sent,
            actor="system",
            subject=f"visit:{visit.id}",
        )


def _note_late(nouns: Nouns, visit: Visit, now: datetime) -> None:
    """Let reception see how long a host of a kept check-in knew nothing."""
    subject = f"visit:{visit.id}"
    nouns.audit.add(at=now, event=HOST_TOLD, actor="system", subject=subject)
