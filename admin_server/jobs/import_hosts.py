"""Bringing hosts along from the directories of the organisations that want it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import structlog

from admin_server.core.changes import Author
from admin_server.core.connection_states import (
    SECRET_UNREADABLE,
    safe_detail,
    state_of,
)
from admin_server.core.connections import Connection, ConnectionState, DirectorySync
from admin_server.core.directory_runs import (
    begin,
    end,
    fail,
    hold,
    is_wanted,
    plan_for,
    portions,
    save_portion,
)
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    SecretUnreadable,
    StrangeReply,
    TryLater,
)
from admin_server.core.finding_rooms import Line
from admin_server.core.invitations import Invented
from admin_server.core.ports import Clock, Directory, Following, Person, Store
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.security.calendar_refs import CalendarRefs

log = structlog.get_logger()

PAUSE = 15.0
"""Seconds between looks at what is due."""
PATIENCE = 300.0
"""Seconds that reading a whole directory may take."""


@dataclass(frozen=True)
class HostImport:
    """Runs through every directory that is due.

    Attributes:
        following: is told when hosts changed.
    """

    store: Store
    directories: Mapping[str, Directory]
    refs: CalendarRefs
    health: ConnectionHealth
    clock: Clock
    chance: Invented
    following: Following | None = None
    patience: float = PATIENCE

    async def turn(self) -> float:
        """Look at every tenant once."""
        for tenant in await self.store.before_tenant.tenants():
            await self.run(tenant)
        return PAUSE

    async def run(self, tenant: str) -> None:
        """Run through one tenant's directory, where that is due."""
        store, now = self.store.for_tenant(tenant), self.clock.now()
        # Looked at first, so that nobody waits for a writer to find nothing to do.
        if not await store.read(lambda nouns: nouns.tenant.directory.on):
            return
        begun = await store.write(lambda nouns: begin(nouns, now=now))
        if begun is None:
            return
        sync, connection = begun
        people = await self._people(tenant, connection, sync)
        if people is not None:
            await self._take_over(tenant, sync, people)

    async def _people(
        self, tenant: str, connection: Connection, sync: DirectorySync
    ) -> list[Person] | None:
        """Read who is there; None where that was not possible, which is noted."""
        try:
            directory = self.directories.get(connection.kind)
            if directory is None:
                raise StrangeReply("this kind of connection has no directory")
            ref = await self.refs.of(tenant, Line(connection, connection.account or ""))
            async with asyncio.timeout(self.patience):
                people = await directory.people(ref, sync.groups)
        except SecretUnreadable:
            state = ConnectionState.CALENDARS_FAILED_TO_LOAD
            await self._failed(tenant, state, SECRET_UNREADABLE)
        except TimeoutError:
            await self._troubled(tenant, connection, TryLater())
        except CalendarError as trouble:
            await self._troubled(tenant, connection, trouble)
        else:
            self.health.heard(tenant, connection, None)
            return people
        return None

    async def _troubled(
        self, tenant: str, connection: Connection, trouble: CalendarError
    ) -> None:
        if not _is_the_directorys(trouble):
            self.health.heard(tenant, connection, trouble)
        detail = safe_detail(getattr(trouble, "detail", ""))
        await self._failed(tenant, state_of(trouble), detail)

    async def _failed(self, tenant: str, why: ConnectionState, detail: str) -> None:
        log.warning("hosts_not_imported", tenant=tenant, why=why.value, detail=detail)
        await self.store.for_tenant(tenant).write(
            lambda nouns: fail(nouns, why, detail)
        )

    async def _take_over(
        self, tenant: str, sync: DirectorySync, people: list[Person]
    ) -> None:
        store = self.store.for_tenant(tenant)
        by = Author("system", self.clock.now())
        plan = await store.read(
            lambda nouns: plan_for(nouns, people) if is_wanted(nouns, sync) else None
        )
        if plan is None:
            log.info("hosts_not_wanted_any_more", tenant=tenant)
            return
        if plan.is_held(allowed=sync.allowed):
            lost = len(plan.disabled)
            log.warning("hosts_held_back", tenant=tenant, lost=lost, of=plan.of)
            await store.write(lambda nouns: hold(nouns, plan, by))
            return
        for steps in portions(plan):
            ids = [self.chance.new_id() for _ in steps]
            save = partial(save_portion, steps=steps, new_ids=ids, by=by)
            await store.write(save)
        ended = Author(by.actor, self.clock.now())
        await store.write(lambda nouns: end(nouns, plan.counts, ended))
        log.info("hosts_imported", tenant=tenant, **plan.counts)
        if self.following is not None:
            # Who came along may be expected today already.
            self.following.look_again()


def _is_the_directorys(trouble: CalendarError) -> bool:
    # Calendars go on being read without the permission to see the directory: who
    # looks at the connection would be told that it fails, and works, by turns.
    lacks = ConsentReason.PERMISSION_MISSING
    return isinstance(trouble, ConsentNeeded) and trouble.reason is lacks
