"""`copy`: a tenant into another database, such as from SQLite to PostgreSQL."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import structlog

from admin_server.commands.finding import OPERATOR, tenant_id_of
from admin_server.commands.tenants import resume_tenant, suspend_tenant
from admin_server.core.errors import SecretUnreadable
from admin_server.core.ports import Clock, Nouns, SecretBox, Store
from admin_server.core.tenants import Tenant
from admin_server.security.passes import pass_key_words
from admin_server.storage.migrate import migrate
from admin_server.storage.moving import is_made
from admin_server.storage.store import SqlStore, open_store
from admin_server.web.control import CommandWrong

log = structlog.get_logger()

_ADDRESSES = ("sqlite:///", "postgresql://")


async def copy_tenant(
    store: Store, box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Copy a tenant into another database; it stays here, and is suspended.

    Raises:
        CommandWrong: nothing was copied, and the tenant is as it was.
        StoreUnavailable: as above, for the database's reasons.
    """
    slug, address = arguments["tenant"], arguments["to"]
    tenant_id = await tenant_id_of(store, slug)
    inside = store.for_tenant(tenant_id)
    tenant = await inside.read(lambda nouns: nouns.tenant)
    _refuse_other_keys(box, [tenant], "here")
    await _look_there(address, box, tenant)
    about = {"tenant": slug}
    await suspend_tenant(store, box, clock, about)
    try:
        rows = await store.whole_tenant(tenant_id).copy_to(address)
    except Exception:
        if tenant.suspended_at is None:
            await resume_tenant(store, box, clock, about)
        raise
    now = clock.now()
    await inside.write(lambda nouns: _note(nouns, now))
    log.info("tenant_copied", tenant=tenant_id, rows=sum(rows.values()))
    return _said(slug, rows)


async def _look_there(address: str, box: SecretBox, tenant: Tenant) -> None:
    """Make sure that the tenant can be there, before anybody is stopped.

    Raises:
        CommandWrong: it cannot; the text says why.
    """
    if not address.startswith(_ADDRESSES):
        raise CommandWrong(f"--to must begin with {' or '.join(_ADDRESSES)}.")
    if not is_made(address):
        return
    # Both would hold everybody else up.
    await asyncio.to_thread(migrate, address)
    there = await asyncio.to_thread(open_store, address)
    try:
        await _look_around(there, box, tenant)
    finally:
        await asyncio.to_thread(there.close)


async def _look_around(there: SqlStore, box: SecretBox, tenant: Tenant) -> None:
    ids = await there.before_tenant.every_tenant()
    others = [await there.for_tenant(one).read(lambda n: n.tenant) for one in ids]
    if any(one.id == tenant.id or one.slug == tenant.slug for one in others):
        raise CommandWrong(
            f"There is a tenant {tenant.slug!r} there already. Nothing was copied."
        )
    _refuse_other_keys(box, others, "there")


def _refuse_other_keys(box: SecretBox, tenants: list[Tenant], where: str) -> None:
    # One that opens is enough: another may have been damaged long ago.
    if tenants and not any(_opens(box, one) for one in tenants):
        raise CommandWrong(
            f"The secrets {where} are sealed with other keys than those in our key "
            "file, and both sides need the same ones. Nothing was copied."
        )


def _opens(box: SecretBox, tenant: Tenant) -> bool:
    try:
        box.open(tenant.sealed_pass_key, *pass_key_words(tenant.id))
    except SecretUnreadable:
        return False
    return True


def _note(nouns: Nouns, now: datetime) -> None:
    subject = f"tenant:{nouns.tenant.id}"
    nouns.audit.add(at=now, event="tenant.copied", actor=OPERATOR, subject=subject)


def _said(slug: str, rows: Mapping[str, int]) -> str:
    counts = "\n".join(f"  {table}: {count}" for table, count in rows.items())
    return (
        f"{slug} is copied. Rows, the same on both sides by number and SHA-256:\n"
        f"{counts}\n"
        f"  in all: {sum(rows.values())}\n"
        "It is suspended here and there. The server there needs this server's key "
        "file.\n"
        f"Next: `portico-server tenant resume {slug}` there; once all is well, "
        f"`portico-server tenant delete {slug} --confirm {slug}` here.\n"
        f"To stay here instead, delete it there and resume it here."
    )
