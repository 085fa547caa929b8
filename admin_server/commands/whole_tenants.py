"""`tenant export`, `tenant delete` and `compact`."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog

from admin_server.commands.files import new_file
from admin_server.commands.finding import OPERATOR, tenant_id_of
from admin_server.core.errors import StoreUnavailable
from admin_server.core.ports import Clock, Nouns, SecretBox, Store
from admin_server.web.control import CommandWrong
from shared.version import VERSION

log = structlog.get_logger()

_CLEAN = "The database file was rewritten: nothing deleted is left in it."


async def export_tenant(
    store: Store, _box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Write everything of a tenant but secrets into a new file, for its owner only."""
    slug, path = arguments["tenant"], Path(arguments["to"])
    tenant_id = await tenant_id_of(store, slug)
    with new_file(path) as file:
        exported = await store.whole_tenant(tenant_id).export(file, at=clock.now())
    now = clock.now()
    await store.for_tenant(tenant_id).write(lambda nouns: _note_export(nouns, now))
    left_out = ", ".join(exported.left_out) or "nothing"
    return (
        f"{slug} is exported to {path}: {sum(exported.rows.values())} rows of "
        f"{len(exported.rows)} tables.\n"
        f"Left out, as they are secret: {left_out}.\n"
        "Whoever has the file knows every visitor: keep it as you keep the database."
    )


async def delete_tenant(
    store: Store, _box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Delete everything of a tenant for good; says a receipt."""
    slug = arguments["tenant"]
    tenant_id = await tenant_id_of(store, slug)
    if arguments["confirm"] != slug:
        raise CommandWrong(
            f"Nothing was deleted: write --confirm {slug} if you mean this tenant."
        )
    begun = clock.now()
    await store.for_tenant(tenant_id).write(lambda nouns: _close(nouns, begun))
    deleted = await store.whole_tenant(tenant_id).delete()
    traces = await _without_traces(store)
    log.info("tenant_deleted", tenant=tenant_id, rows=sum(deleted.values()))
    return _signed(
        [
            "Receipt: a tenant was deleted from Portico",
            f"Tenant: {slug}, {tenant_id}",
            f"Begun: {begun.isoformat(timespec='seconds')}",
            f"Finished: {clock.now().isoformat(timespec='seconds')}",
            f"Software: Portico {VERSION}",
            "Rows deleted:",
            *(f"  {table}: {count}" for table, count in deleted.items()),
            f"  in all: {sum(deleted.values())}",
            traces,
            "Backups and exports made before are not touched by this.",
        ]
    )


async def compact(
    store: Store, _box: SecretBox, _clock: Clock, _arguments: Mapping[str, str]
) -> str:
    """Rewrite the database file, so that nothing deleted is left in it."""
    await store.compact()
    return _CLEAN


async def _without_traces(store: Store) -> str:
    try:
        await store.compact()
    except StoreUnavailable as problem:
        return (
            f"The database file could not be rewritten and may hold traces: {problem} "
            "Run `portico-server compact` once that is mended."
        )
    return _CLEAN


def _close(nouns: Nouns, now: datetime) -> None:
    """Let nobody in any more, so that nothing new is written meanwhile."""
    if nouns.tenant.suspended_at is None:
        nouns.change_tenant(replace(nouns.tenant, suspended_at=now))


def _note_export(nouns: Nouns, now: datetime) -> None:
    subject = f"tenant:{nouns.tenant.id}"
    nouns.audit.add(at=now, event="tenant.exported", actor=OPERATOR, subject=subject)


def _signed(lines: list[str]) -> str:
    text = "".join(f"{line}\n" for line in lines)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text}SHA-256 of the lines above: {digest}"
