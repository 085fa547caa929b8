"""`tenant create`, `list`, `suspend` and `resume`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from admin_server.commands.finding import OPERATOR, tenant_id_of
from admin_server.commands.new_tenant import WELCOME_LASTS, NewTenant, asked_for
from admin_server.core.errors import AlreadyExists
from admin_server.core.ports import Clock, Nouns, SecretBox, Store
from admin_server.core.tenants import Tenant
from admin_server.web.control import CommandWrong

WELCOME_PATH = "/welcome/"
"""Where a one-time link leads, before its token."""
_HEAD = ("SHORT NAME", "NAME", "SITES", "KIOSKS", "ACCOUNTS", "STATE")


async def create_tenant(
    store: Store, box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Make a tenant with its first admin; says the link by which they come in."""
    new = asked_for(arguments)
    tenant = new.tenant(box)
    try:
        await store.before_tenant.add_tenant(tenant)
    except AlreadyExists as problem:
        raise CommandWrong(f"There is a tenant {tenant.slug!r} already.") from problem
    now = clock.now()
    token = await store.for_tenant(tenant.id).write(
        lambda nouns: new.furnish(nouns, now)
    )
    link = f"{arguments['public_url']}{WELCOME_PATH}{token}"
    return _made(new, link, ends=now + WELCOME_LASTS)


async def list_tenants(
    store: Store, _box: SecretBox, _clock: Clock, _arguments: Mapping[str, str]
) -> str:
    """Say which tenants there are, and whether they are suspended."""
    ids = await store.before_tenant.every_tenant()
    rows = [await store.for_tenant(one).read(_row) for one in ids]
    if not rows:
        return "There is no tenant yet: `tenant create` or `apply` makes one."
    return _table([_HEAD, *rows])


async def suspend_tenant(
    store: Store, _box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Let nobody of a tenant in until it is resumed; deletes nothing."""
    tenant_id = await tenant_id_of(store, arguments["tenant"])
    now = clock.now()
    return await store.for_tenant(tenant_id).write(lambda nouns: _suspend(nouns, now))


async def resume_tenant(
    store: Store, _box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Let everybody of a suspended tenant in again."""
    tenant_id = await tenant_id_of(store, arguments["tenant"])
    now = clock.now()
    return await store.for_tenant(tenant_id).write(lambda nouns: _resume(nouns, now))


def _made(new: NewTenant, link: str, *, ends: datetime) -> str:
    sites = "No site yet: the dashboard asks for one."
    if new.site is not None:
        sites = f"Its first site is {new.site.name} ({new.site.key})."
    return (
        f"{new.name} ({new.slug}) is made. {sites}\n"
        f"{new.admin_name} chooses a password by this link, once, until "
        f"{_shown(ends)}:\n"
        f"{link}"
    )


def _suspend(nouns: Nouns, now: datetime) -> str:
    tenant = nouns.tenant
    if tenant.suspended_at is not None:
        return f"{_named(tenant)} is suspended since {_shown(tenant.suspended_at)}."
    nouns.change_tenant(replace(tenant, suspended_at=now))
    _note(nouns, "tenant.suspended", now)
    accounts = _counted(sum(user.active for user in nouns.users.all()), "account")
    kiosks = _counted(
        sum(kiosk.revoked_at is None for kiosk in nouns.kiosks.all()), "kiosk"
    )
    return (
        f"{_named(tenant)} is suspended.\n"
        f"Stopped: sign-in and the dashboard ({accounts}), check-in ({kiosks}), "
        "messages, which wait, and what runs in the background.\n"
        "Kiosks stay paired and send visitors to the desk.\n"
        f"Nothing is deleted. `portico-server tenant resume {tenant.slug}` undoes it."
    )


def _resume(nouns: Nouns, now: datetime) -> str:
    tenant = nouns.tenant
    if tenant.suspended_at is None:
        return f"{_named(tenant)} is not suspended."
    nouns.change_tenant(replace(tenant, suspended_at=None))
    _note(nouns, "tenant.resumed", now)
    return (
        f"{_named(tenant)} is no longer suspended: everybody is let in, and what "
        "waited is sent."
    )


def _note(nouns: Nouns, event: str, now: datetime) -> None:
    subject = f"tenant:{nouns.tenant.id}"
    nouns.audit.add(at=now, event=event, actor=OPERATOR, subject=subject)


def _row(nouns: Nouns) -> Sequence[str]:
    tenant = nouns.tenant
    suspended = tenant.suspended_at
    return (
        tenant.slug,
        tenant.name,
        str(len(nouns.sites.all())),
        str(len(nouns.kiosks.all())),
        str(len(nouns.users.all())),
        f"suspended since {_shown(suspended)}" if suspended else "active",
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def _named(tenant: Tenant) -> str:
    return f"{tenant.name} ({tenant.slug})"


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
