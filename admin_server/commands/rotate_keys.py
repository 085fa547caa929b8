"""`rotate-keys`: a new key, and everything that is kept sealed with it.

Interrupted anywhere, everything still opens: the old keys stay in the file until all
that they sealed has been sealed anew, and then only where that was asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog

from admin_server.commands.finding import OPERATOR
from admin_server.core.errors import SecretUnreadable
from admin_server.core.ports import Clock, Nouns, SecretBox, Store
from admin_server.security.resealing import Sealed, sealed_in
from admin_server.security.secrets import KeyRing
from admin_server.web.control import CommandWrong

log = structlog.get_logger()

PORTION = 50
"""So many values are sealed anew in one transaction; check-ins go between."""


@dataclass(frozen=True)
class KeyRotation:
    """Changes the key of a running server, whose ring notices by itself."""

    key_file: Path

    async def __call__(
        self,
        store: Store,
        box: SecretBox,
        clock: Clock,
        arguments: Mapping[str, str],
    ) -> str:
        """Add a key and seal everything with it; `forget_old` takes old keys away.

        Raises:
            SecretUnreadable: the key file cannot be used.
            CommandWrong: old keys are still needed, so they were kept.
        """
        del box
        ring = KeyRing.rotate(self.key_file)
        log.info("key_added", key=ring.key_ids[0])
        resealed, broken = 0, []
        for tenant in await store.before_tenant.every_tenant():
            done, lost = await _reseal_tenant(store, tenant, ring, clock)
            resealed += done
            broken += lost
        lines = [f"A new key is in use: {ring.key_ids[0]}."]
        lines.append(f"Sealed with it: {resealed}.")
        lines += [f"This does not open with any key: {name}." for name in broken]
        lines.append(await self._about_old(store, ring, arguments))
        return "\n".join(lines)

    async def _about_old(
        self, store: Store, ring: KeyRing, arguments: Mapping[str, str]
    ) -> str:
        if not arguments.get("forget_old"):
            return (
                f"Older keys that are kept: {len(ring.key_ids) - 1}. `--forget-old` "
                "deletes them."
            )
        for tenant in await store.before_tenant.every_tenant():
            await store.for_tenant(tenant).read(lambda n: _require_unused(n, ring))
        KeyRing.forget_old(self.key_file)
        log.info("old_keys_forgotten", keys=len(ring.key_ids) - 1)
        return (
            "The old keys are gone. Backups from before open only with the key file "
            "from before; so do check-ins that a kiosk without a connection keeps."
        )


async def _reseal_tenant(
    store: Store, tenant: str, ring: KeyRing, clock: Clock
) -> tuple[int, list[str]]:
    inside = store.for_tenant(tenant)
    broken = await inside.read(lambda nouns: _broken(nouns, ring))
    names = await inside.read(lambda nouns: _stale(nouns, ring))
    for start in range(0, len(names), PORTION):
        portion = names[start : start + PORTION]
        await inside.write(partial(_reseal, ring=ring, names=portion))
    if names:
        now = clock.now()
        await inside.write(lambda nouns: _note(nouns, now))
    return len(names), broken


def _reseal(nouns: Nouns, *, ring: KeyRing, names: Sequence[str]) -> None:
    """Seal anew what stands there now, which may be newer than what was listed."""
    wanted = set(names)
    for one in list(sealed_in(nouns)):
        if one.name in wanted and _needs_sealing(one, ring):
            one.save(nouns, ring.seal(ring.open(one.text, *one.words), *one.words))


def _stale(nouns: Nouns, ring: KeyRing) -> list[str]:
    return [one.name for one in sealed_in(nouns) if _needs_sealing(one, ring)]


def _require_unused(nouns: Nouns, ring: KeyRing) -> None:
    if _stale(nouns, ring):
        raise CommandWrong(
            "Something was sealed with an old key meanwhile, so the old keys were "
            "kept. Run the command again."
        )
    waiting = [
        kiosk
        for kiosk in nouns.kiosks.all()
        if kiosk.queue_length and kiosk.revoked_at is None
    ]
    if waiting:
        number = sum(kiosk.queue_length or 0 for kiosk in waiting)
        names = ", ".join(sorted(kiosk.name for kiosk in waiting))
        raise CommandWrong(
            f"The old keys were kept: {number} check-ins wait at kiosks ({names}) "
            "that may be sealed to them, and would be lost. Run the command again "
            "once they were sent, or revoke a kiosk that never comes back."
        )


def _broken(nouns: Nouns, ring: KeyRing) -> list[str]:
    return [one.name for one in sealed_in(nouns) if not _opens(one, ring)]


def _needs_sealing(one: Sealed, ring: KeyRing) -> bool:
    return ring.stale(one.text) and _opens(one, ring)


def _opens(one: Sealed, ring: KeyRing) -> bool:
    try:
        ring.open(one.text, *one.words)
    except SecretUnreadable:
        return False
    return True


def _note(nouns: Nouns, now: datetime) -> None:
    nouns.audit.add(
        at=now,
        event="tenant.keys_rotated",
        actor=OPERATOR,
        subject=f"tenant:{nouns.tenant.id}",
    )
    for site in nouns.sites.all():
        # Kiosks seal what they keep to the new key from now on.
        nouns.kiosk_events.add(
            site=site.id, kind="configuration_changed", visit=None, at=now
        )
