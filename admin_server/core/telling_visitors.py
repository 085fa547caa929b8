"""Telling visitors by mail: which message waits for which state of their visit."""

from datetime import datetime

from admin_server.core.messages import VISIT_CHANGED, VISITOR_INVITED, OutboxRow
from admin_server.core.ports import Nouns
from admin_server.core.visits import Invitation, Visit
from shared.check_in import VisitState

SEQUENCE = "sequence"
"""The payload's word for the state of the visit that a message was meant for."""


def tell_of_invitation(
    nouns: Nouns, invitation: Invitation, *, message: str, now: datetime
) -> bool:
    """Let a visitor be asked to come; False where they have no e-mail address.

    Args:
        message: the new message's id.
    """
    return _tell(nouns, VISITOR_INVITED, invitation, message=message, now=now)


def tell_of_change(
    nouns: Nouns, invitation: Invitation, *, message: str, now: datetime
) -> bool:
    """Let a visitor know that their visit is another one now.

    An older message that still waits says nothing any more: each is written only
    if it was meant for the visit as it stands.
    """
    return _tell(nouns, VISIT_CHANGED, invitation, message=message, now=now)


def tell_again(
    nouns: Nouns, visit: Visit, *, message: str, now: datetime
) -> Invitation | None:
    """Send an expected visitor their invitation once more.

    Asking twice within a minute sends one mail. None where there is nobody to tell.
    """
    invitation = nouns.invitations.by_visit(visit.id)
    if invitation is None or visit.state is not VisitState.EXPECTED:
        return None
    told = _tell(
        nouns,
        VISITOR_INVITED,
        invitation,
        message=message,
        now=now,
        again=f":{now:%Y%m%dT%H%M}",
    )
    return invitation if told else None


def _tell(
    nouns: Nouns,
    kind: str,
    invitation: Invitation,
    *,
    message: str,
    now: datetime,
    again: str = "",
) -> bool:
    visitor = nouns.visitors.get(invitation.visitor)
    if visitor is None or not visitor.email:
        return False
    nouns.outbox.add(
        OutboxRow(
            id=message,
            kind=kind,
            payload={"visit": invitation.visit, SEQUENCE: str(invitation.sequence)},
            due_at=now,
            dedupe_key=f"{kind}:{invitation.visit}:{invitation.sequence}{again}",
        )
    )
    return True
