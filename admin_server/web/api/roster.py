"""What a kiosk may keep of the day, for when it cannot reach us."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Response

from admin_server.core.fingerprints import FingerprintKey
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.roster import Roster, invitations_of, roster_of
from admin_server.core.tenants import Tenant
from admin_server.security.passes import public_keys
from admin_server.web.current import App, CurrentKiosk, Kiosk
from admin_server.web.roster_locks import ToClose
from shared.check_in import RefusalReply
from shared.offline import RosterReply
from shared.refusals import Refusal, Refused
from shared.sealing import to_text

_SALT_BYTES = 16

router = APIRouter(
    tags=["kiosk"],
    responses={status: {"model": RefusalReply} for status in (401, 422, 429)},
)


@router.get(
    "/kiosk/roster",
    response_model=RosterReply,
    responses={304: {"description": "It is as `If-None-Match` has it."}},
)
async def get_roster(
    kiosk: Kiosk,
    parts: App,
    response: Response,
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> RosterReply | Response:
    """Tell who is expected at the kiosk's site today, sealed to what visitors bring.

    From 18:00 at the site, tomorrow comes along. Asked with the `ETag` of the last
    answer, a kiosk learns at little cost that nothing has changed.
    """
    now = parts.clock.now()
    keys = parts.kiosk_keys.fingerprint_key(kiosk.tenant, "kiosk roster")
    roster, site, tenant = await kiosk.store.read(
        lambda nouns: _roster(nouns, kiosk, now)
    )
    salt = _salt(keys, site, now)
    tag = _tag(keys, roster, salt, tenant)
    if if_none_match is not None and tag in if_none_match:
        return Response(status_code=304, headers={"ETag": tag})
    invitations = await kiosk.store.read(
        lambda nouns: invitations_of(nouns, roster.visits)
    )
    entries = await parts.roster_locks.close(
        [ToClose(one, invitations.get(one.visit.visit)) for one in roster.visits],
        salt=salt,
    )
    response.headers["ETag"] = tag
    return RosterReply(
        made_at=now,
        salt=to_text(salt),
        pass_keys=_pass_keys(tenant),
        entries=entries,
        hosts=list(roster.hosts),
    )


def _roster(
    nouns: Nouns, kiosk: CurrentKiosk, now: datetime
) -> tuple[Roster, Site, Tenant]:
    site = nouns.sites.get(kiosk.site)
    if site is None:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.")
    return roster_of(nouns, site, now=now), site, nouns.tenant


def _salt(keys: FingerprintKey, site: Site, now: datetime) -> bytes:
    # A day's own: what somebody tried out on a stolen list helps with no other.
    day = site.local(now).date().isoformat()
    return keys.bound_to("salt", site.id, day).secret[:_SALT_BYTES]


def _tag(keys: FingerprintKey, roster: Roster, salt: bytes, tenant: Tenant) -> str:
    """Name this very list; with our key, so that nobody can try out names by it."""
    said = [f"{one.name}\n{one.visit.model_dump_json()}" for one in roster.visits]
    said += [host.model_dump_json() for host in roster.hosts]
    said += [to_text(salt), *_pass_keys(tenant).values()]
    return f'"{keys.of("roster", chr(10).join(said))}"'


def _pass_keys(tenant: Tenant) -> dict[int, str]:
    keys = public_keys(tenant).items()
    return {number: to_text(key.public_bytes_raw()) for number, key in keys}
