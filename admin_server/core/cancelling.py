"""Cancelling a visit that has not begun: the guest and the kiosks are told."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from admin_server.core.messages import OutboxRow
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Tenant
from admin_server.core.transitions import visit_that_may_become
from admin_server.core.visits import Visit
from shared.check_in import VisitState

VISIT_CANCELLED = "visit_cancelled"
"""The kind of message, and of kiosk event, that says a visit will not be."""
_MESSAGES = UUID("6f6b0f0e-63a1-5c0e-9a5e-3a2f3f6d1c11")


def cancel(
    nouns: Nouns,
    visit_id: str,
    *,
    by: str,
    now: datetime,
    event: str = "visit.cancelled",
) -> Visit:
    """Cancel an expected visit; its pass counts no more.

    Args:
        by: who cancels, as the audit names them.
        event: what the audit calls it.

    Raises:
        NoSuchVisit: there is none.
        MovedOn: it is not expected any more.
    """
    visit = visit_that_may_become(nouns, visit_id, VisitState.CANCELLED)
    nouns.visits.set_state(visit.id, VisitState.CANCELLED)
    nouns.audit.add(at=now, event=event, actor=by, subject=f"visit:{visit.id}")
    nouns.kiosk_events.add(
        site=visit.site, kind=VISIT_CANCELLED, visit=visit.id, at=now
    )
    nouns.outbox.add(_tell_guest(nouns.tenant, visit, now))
    return replace(visit, state=VisitState.CANCELLED)


def _tell_guest(tenant: Tenant, visit: Visit, now: datetime) -> OutboxRow:
    key = f"{VISIT_CANCELLED}:{visit.id}"
    return OutboxRow(
        # A visit is cancelled once, so its message's id needs no chance.
        id=str(uuid5(_MESSAGES, f"{tenant.id}:{key}")),
        kind=VISIT_CANCELLED,
        payload={"visit": visit.id},
        due_at=now,
        dedupe_key=key,
    )
