"""Who is calling, where the change that they ask for looks at their token itself."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from admin_server.core.ports import TenantStore
from admin_server.security.devices import bearer_token, hash_token
from admin_server.web.current import current_kiosk, parts_of


@dataclass(frozen=True)
class CallingKiosk:
    """A kiosk that shows a token, and its tenant's store.

    The token counted once. Whether it still does, only `core.pairing.let_in` knows:
    nothing may be answered before it was asked, in the transaction of the answer.
    """

    id: str
    tenant: str
    store: TenantStore
    token_hash: bytes


async def calling_kiosk(request: Request) -> CallingKiosk:
    """Find whose token it is; a token that was never seen must count already.

    Raises:
        Refused: no token, or one that does not count; all sound the same.
        Limited: the kiosk calls too often.
    """
    parts = parts_of(request)
    token = bearer_token(request.headers.get("authorization"))
    used = hash_token(token or "")
    known = parts.tokens_seen.whose(used)
    if known is None:
        kiosk = await current_kiosk(request)
        parts.tokens_seen.remember(used, kiosk.tenant, kiosk.id)
        return CallingKiosk(kiosk.id, kiosk.tenant, kiosk.store, used)
    tenant, kiosk_id = known
    parts.limits.call(kiosk_id)
    return CallingKiosk(kiosk_id, tenant, parts.store.for_tenant(tenant), used)


Calling = Annotated[CallingKiosk, Depends(calling_kiosk)]
