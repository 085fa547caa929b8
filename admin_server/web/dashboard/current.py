"""Who is signed in, and whether they may do what they ask for."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from admin_server.core.connection_warnings import waiting_for_admins
from admin_server.core.permissions import Action, has_site, may
from admin_server.core.places import Site
from admin_server.core.ports import Nouns, TenantStore
from admin_server.core.tenants import Tenant
from admin_server.core.users import Role, Session, User
from admin_server.web.current import (
    Parts,
    parts_at_once,
    parts_of,
    refuse_kiosk_tokens,
)
from admin_server.web.dashboard.door import (
    has_ended,
    hash_secret,
    token_of,
    wants_noting,
)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""How to ask without changing anything."""


class SignInNeeded(Exception):
    """Nobody is signed in; a page sends the browser to the sign-in."""


class StepNeeded(Exception):
    """Somebody is signed in but has to do something first, at `path`."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class NotAllowed(Exception):
    """Somebody is signed in and may not do this."""


class SwitchedOff(NotAllowed):
    """Somebody may do this, but their organisation has switched calendars off."""


class NotThere(Exception):
    """There is no such thing, or it is nothing to this person: both sound alike."""


@dataclass(frozen=True)
class CurrentUser:
    """Who is asking, with the tenant and the store that are theirs.

    Attributes:
        calendar_waits: a calendar connection waits for them to do something.
    """

    user: User
    session: Session
    tenant: Tenant
    store: TenantStore
    calendar_waits: bool = False

    def may(self, action: str, site: str | None = None) -> bool:
        """Tell whether they may do something; templates ask by the action's word."""
        return may(self.user, Action(action), site=site)

    def require(self, action: Action, *, site: str) -> None:
        """Make sure that they may do something at a site.

        Raises:
            NotThere: the site is not theirs, which sounds like "there is none".
        """
        if not may(self.user, action, site=site):
            raise NotThere

    def sites_in(self, nouns: Nouns) -> list[Site]:
        """Their sites, by name."""
        mine = [one for one in nouns.sites.all() if has_site(self.user, one.id)]
        return sorted(mine, key=lambda site: site.name.casefold())

    @property
    def is_member(self) -> bool:
        """Whether they see only visits of their own."""
        return self.user.role is Role.MEMBER

    @property
    def actor(self) -> str:
        """How the audit names them."""
        return f"user:{self.user.id}"


class Needs:
    """A route's dependency: somebody signed in who may do `action`.

    Every page of the dashboard has one, or `Open`; a test walks all routes and
    tries each with every role.

    Attributes:
        unfinished: also for somebody who still has to change their password or
            set up a second factor.
    """

    def __init__(self, action: Action, *, unfinished: bool = False) -> None:
        self.action = action
        self.unfinished = unfinished

    async def __call__(self, request: Request) -> CurrentUser:
        """Find out who is asking.

        Raises:
            SignInNeeded: nobody, or their session is over.
            StepNeeded: they must do something else first.
            NotAllowed: their role may not do this.
            Limited: they, or their organisation, change too much in a minute.
        """
        who = await current_user(request)
        if who is None:
            raise SignInNeeded
        if not self.unfinished:
            _refuse_unfinished(who)
        # Known before anything is refused: the refusal has their frame and language.
        request.state.who = who
        if not may(who.user, self.action):
            raise NotAllowed
        if request.method not in SAFE_METHODS:
            parts_of(request).people.change(who.tenant.id, who.user.id)
        return who


class Open:
    """A route's dependency: everybody may come, signed in or not."""

    async def __call__(self, request: Request) -> CurrentUser | None:
        """Find out who is asking, if anybody."""
        who = await current_user(request)
        request.state.who = who
        return who


async def current_user(request: Request) -> CurrentUser | None:
    """Find the person by the browser's session, or None.

    Raises:
        Refused: the request carries a kiosk's token, which opens no page.
    """
    await refuse_kiosk_tokens(request)
    parts = parts_of(request)
    token = token_of(request)
    if token is None:
        return None
    found = await parts.store.before_tenant.session_by_token(hash_secret(token))
    if found is None:
        return None
    store = parts.store.for_tenant(found.tenant)
    now = parts.clock.now()
    who = await store.read(
        lambda nouns: _who(nouns, (found.session, found.user), store=store, now=now)
    )
    if who is None or not who.user.active or has_ended(who.session, parts):
        return None
    # A page that refreshes itself does not keep an empty desk signed in.
    by_itself = "portico-live" in request.headers
    if wants_noting(who.session, parts) and not by_itself:
        used = replace(who.session, seen_at=parts.clock.now())
        await store.write(lambda nouns: _note_use(nouns, used))
    return who


def _who(
    nouns: Nouns, ids: tuple[str, str], *, store: TenantStore, now: datetime
) -> CurrentUser | None:
    session, user = nouns.sessions.get(ids[0]), nouns.users.get(ids[1])
    if session is None or user is None:
        return None
    tenant = nouns.tenant
    looks_after = user.role is Role.TENANT_ADMIN and tenant.calendar_integration
    waits = looks_after and bool(waiting_for_admins(nouns, now))
    return CurrentUser(user, session, tenant, store, calendar_waits=waits)


def _note_use(nouns: Nouns, used: Session) -> None:
    # Ended meanwhile: it must not come back to life.
    if nouns.sessions.get(used.id) is not None:
        nouns.sessions.put(used)


def _refuse_unfinished(who: CurrentUser) -> None:
    if who.user.must_change:
        raise StepNeeded("/account/password")
    if who.tenant.second_factor and not who.session.strong:
        raise StepNeeded("/account/second-factor")


App = Annotated[Parts, Depends(parts_at_once)]
