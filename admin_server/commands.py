"""What the command line does to a store, whether or not a server runs on it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from admin_server.apply.document import read_document
from admin_server.apply.plan import carry_out, plan
from admin_server.apply.problems import DocumentWrong
from admin_server.core.invitations import Asked, InvitationWrong, invite
from admin_server.core.ports import Clock, Nouns, SecretBox, Store, TenantStore
from admin_server.security.chance import CHANCE
from admin_server.security.devices import hash_token, new_token
from admin_server.security.passes import pass_for
from admin_server.web.control import Command, CommandWrong

_STAYS = timedelta(hours=2)


async def apply(
    store: Store, box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Make a tenant as its file says, or say what would change (`dry_run`)."""
    try:
        document = read_document(Path(arguments["file"]))
    except DocumentWrong as problem:
        raise CommandWrong(str(problem)) from problem
    if arguments.get("dry_run"):
        return (await plan(store, document)).text()
    return (await carry_out(store, box, clock, document)).text()


async def kiosk_token(
    store: Store, _box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Give a kiosk a new token; its old one stops working."""
    tenant = await _tenant(store, arguments["tenant"])
    now = clock.now()
    return await tenant.write(lambda nouns: _renew(nouns, arguments["kiosk"], now))


async def invite_with_pass(
    store: Store, box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Invite a visitor; says the pass and the code, each on a line."""
    tenant = await _tenant(store, arguments["tenant"])
    now = clock.now()
    try:
        return await tenant.write(lambda nouns: _invite(nouns, box, now, arguments))
    except InvitationWrong as problem:
        raise CommandWrong(str(problem)) from problem


COMMANDS: dict[str, Command] = {
    "apply": apply,
    "kiosk-token": kiosk_token,
    "pass": invite_with_pass,
}


async def _tenant(store: Store, slug: str) -> TenantStore:
    tenant_id = await store.before_tenant.tenant_by_slug(slug)
    if tenant_id is None:
        raise CommandWrong(f"There is no tenant {slug!r}.")
    return store.for_tenant(tenant_id)


def _renew(nouns: Nouns, name: str, now: datetime) -> str:
    kiosk = nouns.kiosks.by_name(name)
    if kiosk is None:
        raise CommandWrong(f"There is no kiosk {name!r}.")
    token = new_token(kiosk.id)
    nouns.kiosks.put(replace(kiosk, token_hash=hash_token(token), revoked_at=None))
    nouns.audit.add(
        at=now,
        event="kiosk.token_renewed",
        actor="operator",
        subject=f"kiosk:{kiosk.id}",
    )
    return token


def _invite(
    nouns: Nouns, box: SecretBox, now: datetime, arguments: Mapping[str, str]
) -> str:
    host = nouns.hosts.by_email(arguments["host"])
    site = nouns.sites.by_key(arguments["site"])
    if host is None:
        raise CommandWrong(f"There is no host with the e-mail {arguments['host']}.")
    if site is None:
        raise CommandWrong(f"There is no site {arguments['site']!r}.")
    arrival = _moment(arguments.get("arrival"), now)
    asked = Asked(
        name=arguments["name"],
        email=arguments.get("email"),
        company=arguments.get("company"),
        host=host.id,
        site=site.id,
        arrival=arrival,
        departure=_moment(arguments.get("departure"), arrival + _STAYS),
    )
    invitation = invite(nouns, asked, now=now, chance=CHANCE)
    visit = nouns.visits.get(invitation.visit)
    if visit is None:
        raise CommandWrong("The visit was not saved.")
    text = pass_for(invitation, visit, tenant=nouns.tenant, box=box)
    return f"{text}\n{invitation.code}"


def _moment(text: str | None, default: datetime) -> datetime:
    if not text:
        return default
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise CommandWrong(
            f"{text!r} is no time; write 2026-11-21T10:00+01:00."
        ) from problem
    if moment.tzinfo is None:
        raise CommandWrong(f"{text!r} needs an offset, such as +01:00 or Z.")
    return moment
