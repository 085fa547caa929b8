"""`kiosk-token`: a kiosk's new token."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from admin_server.commands.finding import OPERATOR, tenant_id_of
from admin_server.core.ports import Clock, Nouns, SecretBox, Store
from admin_server.security.devices import hash_token, new_token
from admin_server.web.control import CommandWrong


async def kiosk_token(
    store: Store, _box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Give a kiosk a new token; its old one stops working."""
    tenant = store.for_tenant(await tenant_id_of(store, arguments["tenant"]))
    now = clock.now()
    return await tenant.write(lambda nouns: _renew(nouns, arguments["kiosk"], now))


def _renew(nouns: Nouns, name: str, now: datetime) -> str:
    kiosk = nouns.kiosks.by_name(name)
    if kiosk is None:
        raise CommandWrong(f"There is no kiosk {name!r}.")
    token = new_token(kiosk.id)
    nouns.kiosks.put(
        replace(
            kiosk,
            token_hash=hash_token(token),
            # One that the kiosk was given and has not used would count on.
            next_token_hash=None,
            token_made_at=now,
            revoked_at=None,
        )
    )
    nouns.audit.add(
        at=now,
        event="kiosk.token_renewed",
        actor=OPERATOR,
        subject=f"kiosk:{kiosk.id}",
    )
    return token
