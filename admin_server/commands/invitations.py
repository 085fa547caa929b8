"""`pass`: an invitation from the command line."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from admin_server.commands.finding import tenant_id_of
from admin_server.core.invitations import Asked, InvitationWrong, invite
from admin_server.core.ports import Clock, Nouns, SecretBox, Store
from admin_server.security.chance import CHANCE
from admin_server.security.passes import pass_for
from admin_server.web.control import CommandWrong

_STAYS = timedelta(hours=2)


async def invite_with_pass(
    store: Store, box: SecretBox, clock: Clock, arguments: Mapping[str, str]
) -> str:
    """Invite a visitor; says the pass and the code, each on a line."""
    tenant = store.for_tenant(await tenant_id_of(store, arguments["tenant"]))
    now = clock.now()
    try:
        return await tenant.write(lambda nouns: _invite(nouns, box, now, arguments))
    except InvitationWrong as problem:
        raise CommandWrong(str(problem)) from problem


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
