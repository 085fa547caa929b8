"""When a directory is run through, what a run saves, and what people say to it."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

from admin_server.core.changes import Author
from admin_server.core.connections import (
    Connection,
    ConnectionState,
    DirectorySync,
    RunState,
)
from admin_server.core.directory_import import DirectoryPlan, plan_directory
from admin_server.core.owned import owned_hosts
from admin_server.core.people import Host
from admin_server.core.ports import Group, Nouns, Person

EVERY = timedelta(hours=4)
"""How often the directory is looked at."""
AGAIN = timedelta(minutes=15)
"""How soon after a run that failed, or was cut off."""
PORTION = 50
"""So many hosts are saved at once: a check-in waits for no more than that."""

Step = tuple[Host | None, Host]


def is_due(sync: DirectorySync, *, now: datetime) -> bool:
    """Tell whether it is time for a run."""
    if not sync.on:
        return False
    if sync.asked or sync.tried_at is None:
        return True
    is_cut_off = sync.state in {RunState.FAILED, RunState.RUNNING}
    return now - sync.tried_at >= (AGAIN if is_cut_off else EVERY)


def begin(nouns: Nouns, *, now: datetime) -> tuple[DirectorySync, Connection] | None:
    """Begin a run; None where another has begun it, or there is nobody to ask."""
    sync, connection = nouns.tenant.directory, nouns.connections.organisation()
    calendars_on = nouns.tenant.calendar_integration
    if connection is None or not calendars_on or not is_due(sync, now=now):
        return None
    begun = replace(sync, tried_at=now, asked=False, state=RunState.RUNNING)
    _keep(nouns, begun)
    return begun, connection


def is_wanted(nouns: Nouns, begun: DirectorySync) -> bool:
    """Tell whether a run may still save what it found.

    Reading takes minutes: meanwhile somebody may have switched it off, chosen other
    groups, or ended the connection.
    """
    sync = nouns.tenant.directory
    is_same = sync.on and sync.groups == begun.groups
    return is_same and nouns.connections.organisation() is not None


def plan_for(nouns: Nouns, people: Sequence[Person]) -> DirectoryPlan:
    """Compare a tenant's hosts with who is in its directory now."""
    return plan_directory(
        nouns.hosts.all(),
        people,
        owned=owned_hosts(nouns.tenant),
        languages=nouns.tenant.languages,
    )


def portions(plan: DirectoryPlan) -> Iterator[Sequence[Step]]:
    """Give what a plan saves in parts, each for a transaction of its own."""
    steps = plan.steps
    for start in range(0, len(steps), PORTION):
        yield steps[start : start + PORTION]


def save_portion(
    nouns: Nouns, steps: Sequence[Step], new_ids: Sequence[str], by: Author
) -> None:
    """Save a part of a plan.

    Whom somebody changed since the plan was made keeps that, but for what the
    directory says.
    """
    for (old, new), new_id in zip(steps, new_ids, strict=True):
        if old is None:
            _add(nouns, replace(new, id=new_id))
        else:
            _change(nouns, old, new, by)


def end(nouns: Nouns, counts: dict[str, int], by: Author) -> None:
    """Note that a run came to its end, and what it did."""
    done = replace(
        _quiet(nouns.tenant.directory),
        ran_at=by.at,
        counts=counts,
        allowed=0,
        state=RunState.DONE,
    )
    _keep(nouns, done)
    if any(counts.values()):
        told = ", ".join(f"{name}: {number}" for name, number in counts.items())
        _note(nouns, by, "host.imported", counts=told)


def hold(nouns: Nouns, plan: DirectoryPlan, by: Author) -> None:
    """Note that a run waits for a person: too many hosts would be lost."""
    sync = nouns.tenant.directory
    is_news = sync.held_back != len(plan.disabled)
    held = replace(
        _quiet(sync),
        held_back=len(plan.disabled),
        held_of=plan.of,
        allowed=0,
        state=RunState.HELD,
    )
    _keep(nouns, held)
    if is_news:
        _note(nouns, by, "directory.held")


def fail(nouns: Nouns, why: ConnectionState, detail: str) -> None:
    """Note that a run could not read the directory; everything stays as it is."""
    failed = replace(
        nouns.tenant.directory,
        state=RunState.FAILED,
        failure=why,
        failure_detail=detail,
    )
    _keep(nouns, failed)


def switch_on(
    nouns: Nouns, groups: Sequence[Group], by: Author, *, allowed: int = 0
) -> None:
    """Have hosts come along from these groups; from none: everybody.

    Args:
        allowed: how many hosts the person was shown to be lost by that.
    """
    sync = replace(
        _quiet(nouns.tenant.directory),
        on=True,
        groups=tuple(group.id for group in groups),
        group_names=tuple(group.name for group in groups),
        allowed=allowed,
        asked=True,
    )
    _keep(nouns, sync)
    _note(nouns, by, "directory.switched_on")


def switch_off(nouns: Nouns, by: Author) -> None:
    """Leave the hosts as they are from now on; who came along stays."""
    sync = nouns.tenant.directory
    if sync.on:
        _keep(nouns, replace(_quiet(sync), on=False, asked=False, allowed=0))
        _note(nouns, by, "directory.switched_off")


def ask_for_run(nouns: Nouns) -> bool:
    """Have a run begin soon; False where hosts do not come along."""
    sync = nouns.tenant.directory
    if sync.on:
        _keep(nouns, replace(sync, asked=True))
    return sync.on


def permit_loss(nouns: Nouns, by: Author, *, shown: int) -> bool:
    """Permit the held run to switch hosts off, as many as the person saw.

    False where it is not held back any more, or would lose another number now.
    """
    sync = nouns.tenant.directory
    if sync.held_back is None or sync.held_back != shown:
        return False
    _keep(nouns, replace(_quiet(sync), allowed=shown, asked=True))
    _note(nouns, by, "directory.loss_permitted")
    return True


def leave_everything(nouns: Nouns, by: Author) -> bool:
    """Answer a held run with no; the next one asks again if it finds the same."""
    sync = nouns.tenant.directory
    if sync.held_back is None:
        return False
    _keep(nouns, _quiet(sync))
    _note(nouns, by, "directory.loss_refused")
    return True


def _quiet(sync: DirectorySync) -> DirectorySync:
    """Take away what a run before had to say."""
    return replace(
        sync,
        held_back=None,
        held_of=None,
        state=RunState.NONE,
        failure=None,
        failure_detail="",
    )


def _add(nouns: Nouns, host: Host) -> None:
    other = nouns.hosts.by_email(host.email)
    # Somebody entered them meanwhile: the next run takes them over.
    if other is None or not other.active:
        nouns.hosts.put(host)


def _change(nouns: Nouns, old: Host, new: Host, by: Author) -> None:
    stored = nouns.hosts.get(old.id)
    if stored is None:
        return
    said = {
        one.name: getattr(new, one.name)
        for one in fields(Host)
        if getattr(new, one.name) != getattr(old, one.name)
    }
    host = replace(stored, **said)
    nouns.hosts.put(host)
    if host.active != stored.active:
        event = "host.returned" if host.active else "host.deactivated"
        nouns.audit.add(
            at=by.at,
            event=event,
            actor=by.actor,
            subject=f"host:{host.id}",
            personal={"name": host.name},
        )


def _keep(nouns: Nouns, sync: DirectorySync) -> None:
    nouns.change_tenant(replace(nouns.tenant, directory=sync))


def _note(nouns: Nouns, by: Author, event: str, **words: str) -> None:
    nouns.audit.add(
        at=by.at,
        event=event,
        actor=by.actor,
        subject=f"tenant:{nouns.tenant.id}",
        personal=words or None,
    )
