"""The steps of a new organisation's first day, and how far it is."""

from dataclasses import replace
from enum import StrEnum

from admin_server.core.changes import Author
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk, Tenant

STEPS = ("mail", "meeting", "kiosk", "rehearsal")
"""The steps, in the order in which they are best done."""


class Progress(StrEnum):
    """How far a step is."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


def progress(tenant: Tenant, kiosks: list[Kiosk]) -> dict[str, Progress]:
    """Say how far each step is; a kiosk that has been seen is its own proof."""
    found = {
        step: Progress(tenant.checklist.get(step, Progress.OPEN.value))
        for step in STEPS
    }
    if any(kiosk.last_seen_at and not kiosk.revoked_at for kiosk in kiosks):
        found["kiosk"] = Progress.DONE
    return found


def mark_steps(nouns: Nouns, to: Progress, *steps: str, by: Author) -> None:
    """Note that steps were done, skipped or are open again."""
    old = nouns.tenant
    kept = {**old.checklist, **dict.fromkeys(steps, to.value)}
    if kept == old.checklist:
        return
    nouns.change_tenant(replace(old, checklist=kept))
    nouns.audit.add(
        at=by.at,
        event=f"checklist.{to.value}",
        actor=by.actor,
        subject=f"tenant:{old.id}",
    )
