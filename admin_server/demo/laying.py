"""Laying a day into the store: invitations, visits, passes and the kiosk's token."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from admin_server.core.invitations import Asked, invite
from admin_server.core.ports import Nouns, SecretBox, Store, TenantStore
from admin_server.core.visits import Invitation, RoomOfVisit, Visit
from admin_server.demo.day import Day
from admin_server.demo.lakeside import HARBOUR, HOUSE, KIOSK, OTHER_SLUG, SLUG
from admin_server.demo.staff import DemoAccount, save_accounts
from admin_server.demo.visitors import DemoVisitor
from admin_server.security.chance import CHANCE
from admin_server.security.devices import hash_token, new_token
from admin_server.security.passes import pass_for
from admin_server.security.passwords import Passwords
from shared.check_in import RoomState

_LONG_AFTER = timedelta(days=30)
_BUILDINGS = {HOUSE: "Lakeside House", HARBOUR: "Harbour Street"}


@dataclass(frozen=True)
class Ticket:
    """What a visitor of the demo holds in their hand."""

    visitor: DemoVisitor
    pass_text: str
    code: str


@dataclass(frozen=True)
class LaidDay:
    """Everything that a kiosk and its visitors need."""

    tickets: tuple[Ticket, ...]
    kiosk_token: str


async def lay_day(
    store: Store,
    box: SecretBox,
    day: Day,
    accounts: tuple[DemoAccount, ...],
    *,
    now: datetime,
) -> LaidDay:
    """Save a day's invitations and visits, its staff, and the kiosk's new token.

    The tenants must have been applied before. Earlier days' visits stay.
    """
    home, other = await _tenant(store, SLUG), await _tenant(store, OTHER_SLUG)
    tickets = {
        **await home.write(lambda nouns: _invite_all(nouns, box, day, now=now)),
        **await other.write(lambda nouns: _invite_all(nouns, box, day, now=now)),
    }
    await save_accounts(home, accounts, passwords=Passwords())
    return LaidDay(
        tickets=tuple(tickets[visitor.email] for visitor in day.visitors),
        kiosk_token=await home.write(lambda nouns: _pair_kiosk(nouns, now=now)),
    )


async def _tenant(store: Store, slug: str) -> TenantStore:
    tenant_id = await store.before_tenant.tenant_by_slug(slug)
    if tenant_id is None:
        raise LookupError(f"the tenant {slug} was not applied")
    return store.for_tenant(tenant_id)


def _invite_all(
    nouns: Nouns, box: SecretBox, day: Day, *, now: datetime
) -> dict[str, Ticket]:
    # What was read of yesterday's calendars would still count as fresh.
    nouns.meetings.forget_before(now + _LONG_AFTER)
    return {
        visitor.email: _invite(nouns, box, visitor, now=now)
        for visitor in day.visitors
        if visitor.tenant == nouns.tenant.slug
    }


def _invite(
    nouns: Nouns, box: SecretBox, visitor: DemoVisitor, *, now: datetime
) -> Ticket:
    invitation = invite(nouns, _asked(nouns, visitor), now=now, chance=CHANCE)
    visit = _as_it_stands(nouns, invitation, visitor)
    nouns.visits.put(visit)
    text = pass_for(invitation, visit, tenant=nouns.tenant, box=box)
    return Ticket(visitor=visitor, pass_text=text, code=invitation.code)


def _asked(nouns: Nouns, visitor: DemoVisitor) -> Asked:
    names = {host.name: host.id for host in nouns.hosts.all()}
    sites = {site.key: site.id for site in nouns.sites.all()}
    return Asked(
        name=visitor.name,
        email=visitor.email,
        company=visitor.company,
        host=names[visitor.host.name],
        site=sites[visitor.site],
        arrival=visitor.arrival,
        departure=visitor.departure,
        language=visitor.language,
        meeting=visitor.meeting,
    )


def _as_it_stands(nouns: Nouns, invitation: Invitation, visitor: DemoVisitor) -> Visit:
    """Say the visit in the state that the day has it in."""
    visit = nouns.visits.get(invitation.visit)
    if visit is None:
        raise LookupError("an invitation leads to no visit")
    room = visitor.visits
    found = room and RoomOfVisit(
        state=RoomState.FOUND,
        address=room.address,
        name=room.name,
        building=_BUILDINGS[room.site],
        floor=room.floor,
        checked_at=visitor.arrived_at,
    )
    return replace(
        visit,
        state=visitor.state,
        arrived_at=visitor.arrived_at,
        left_at=visitor.left_at,
        room=found or visit.room,
    )


def _pair_kiosk(nouns: Nouns, *, now: datetime) -> str:
    kiosk = nouns.kiosks.by_name(KIOSK)
    if kiosk is None:
        raise LookupError("the demo's kiosk was not applied")
    token = new_token(kiosk.id)
    nouns.kiosks.put(replace(kiosk, token_hash=hash_token(token), revoked_at=None))
    nouns.audit.add(
        at=now,
        event="kiosk.token_renewed",
        actor="operator",
        subject=f"kiosk:{kiosk.id}",
    )
    return token
