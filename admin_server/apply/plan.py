"""Comparing a tenant file with what is stored, and making the difference go away."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from admin_server.apply.changes import Change, Kind
from admin_server.apply.document import Document
from admin_server.apply.steps import Step, steps_between
from admin_server.apply.stored import Stored, look
from admin_server.apply.wanted import Wanted, tenant_as_named, want
from admin_server.core.people import fold_email
from admin_server.core.ports import Clock, Nouns, SecretBox, Store
from admin_server.core.tenants import Tenant
from admin_server.security.chance import new_id
from admin_server.security.passes import new_pass_key

_ACTOR = "apply"
_FEW = 6


@dataclass(frozen=True)
class Plan:
    """What a file changes; nothing in it is secret.

    Attributes:
        slug: the tenant's short name.
        changes: what is added and changed, in order.
        left: how many of each noun are stored but not named by the file.
        locked, released: paths of values that the dashboard shows locked from now
            on, and of those that people may change there again.
    """

    slug: str
    changes: tuple[Change, ...]
    left: tuple[tuple[str, int], ...] = ()
    locked: tuple[str, ...] = ()
    released: tuple[str, ...] = ()

    def text(self) -> str:
        """Say the plan as a person reads it."""
        lines = [f"Tenant {self.slug}"]
        lines += [f"  {line}" for change in self.changes for line in change.lines()]
        if self.locked:
            lines.append(f"Locked in the dashboard: {_listed(self.locked)}.")
        if self.released:
            lines.append(f"Left to the dashboard again: {_listed(self.released)}.")
        if self.left:
            counts = ", ".join(_counted(noun, count) for noun, count in self.left)
            lines.append(f"Left alone, as the file does not name them: {counts}.")
        return "\n".join([*lines, self._sum()])

    def _sum(self) -> str:
        if not self.changes:
            return "Nothing to change."
        kinds = Counter(change.kind for change in self.changes)
        return f"{kinds[Kind.ADDED]} to add, {kinds[Kind.CHANGED]} to change."


def _counted(noun: str, count: int) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _listed(paths: tuple[str, ...]) -> str:
    return ", ".join(paths) if len(paths) <= _FEW else _counted("value", len(paths))


async def plan(store: Store, document: Document) -> Plan:
    """Say what `carry_out` would do; writes nothing."""
    slug = document.tenant.slug
    tenant_id = await store.before_tenant.tenant_by_slug(slug)
    stored = Stored()
    if tenant_id is not None:
        stored = await store.for_tenant(tenant_id).read(look)
    # A new tenant has no key before it is made; none is needed for comparing.
    unmade = Tenant(id="", slug=slug, name="", pass_key=b"", sealed_pass_key="")
    wanted = want(document, stored, new_id=new_id, tenant=stored.tenant or unmade)
    return _plan(document, stored, wanted, steps_between(stored, wanted))


async def carry_out(
    store: Store, box: SecretBox, clock: Clock, document: Document
) -> Plan:
    """Make what is stored agree with the file; done twice, it changes nothing.

    All of it stands in one transaction, but for the making of a new tenant: an
    interruption in between leaves an empty tenant, which the next run fills.

    Raises:
        StoreUnavailable: nothing was saved, or nothing but an empty tenant.
    """
    before = store.before_tenant
    tenant_id = await before.tenant_by_slug(document.tenant.slug)
    made = tenant_id is None
    if tenant_id is None:
        tenant = _new_tenant(document, box)
        await before.add_tenant(tenant)
        tenant_id = tenant.id
    now = clock.now()
    return await store.for_tenant(tenant_id).write(
        lambda nouns: _carry_out(nouns, document, now=now, made=made)
    )


def _new_tenant(document: Document, box: SecretBox) -> Tenant:
    tenant_id = new_id()
    public, sealed = new_pass_key(box, tenant_id)
    part = document.tenant
    empty = Tenant(
        id=tenant_id,
        slug=part.slug,
        name=part.name,
        pass_key=public,
        sealed_pass_key=sealed,
    )
    return tenant_as_named(part, empty)


def _carry_out(nouns: Nouns, document: Document, *, now: datetime, made: bool) -> Plan:
    there = look(nouns)
    stored = replace(there, tenant=None) if made else there
    wanted = want(document, stored, new_id=new_id, tenant=nouns.tenant)
    steps = steps_between(stored, wanted)
    done = _plan(document, stored, wanted, steps)
    for step in steps:
        step.save(nouns)
        nouns.audit.add(
            at=now,
            event=f"{step.change.noun}.{step.change.kind.value}",
            actor=_ACTOR,
            subject=f"{step.change.noun}:{step.change.id}",
        )
    if done.locked or done.released:
        nouns.change_tenant(wanted.tenant)
        nouns.audit.add(
            at=now,
            event="tenant.owned",
            actor=_ACTOR,
            subject=f"tenant:{wanted.tenant.id}",
        )
    for site in sorted({site for step in steps for site in step.sites}):
        nouns.kiosk_events.add(
            site=site, kind="configuration_changed", visit=None, at=now
        )
    return done


def _plan(
    document: Document, stored: Stored, wanted: Wanted, steps: list[Step]
) -> Plan:
    before = stored.tenant.owned if stored.tenant else ()
    after = wanted.tenant.owned
    unnamed = {
        "site": stored.sites.keys() - {site.key for site in document.sites},
        "host": stored.hosts.keys() - {fold_email(h.email) for h in document.hosts},
        "room": stored.rooms.keys() - {room.address for room in document.rooms},
        "kiosk": stored.kiosks.keys() - {kiosk.name for kiosk in document.kiosks},
    }
    return Plan(
        slug=document.tenant.slug,
        changes=tuple(step.change for step in steps),
        left=tuple((noun, len(keys)) for noun, keys in unnamed.items() if keys),
        locked=tuple(path for path in after if path not in before),
        released=tuple(path for path in before if path not in after),
    )
