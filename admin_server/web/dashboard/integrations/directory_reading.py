"""Asking an organisation's directory for groups and people, for a page that waits."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from admin_server.core.connection_states import Told
from admin_server.core.connections import Connection, DirectorySync
from admin_server.core.finding_rooms import Line
from admin_server.core.people import fold
from admin_server.core.ports import CalendarRef, Directory, Group, Nouns, Person
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import CurrentUser, NotThere
from admin_server.web.dashboard.integrations.explained import told_of

T = TypeVar("T")

MOST_GROUPS = 50
"""So many groups are shown at once; more letters find fewer."""
_PATIENCE = 60.0


@dataclass(frozen=True)
class Source:
    """Where hosts may come along from.

    Attributes:
        connection: the organisation's, or None.
        directory: None where the connection has none.
        zone: in which times are shown.
    """

    sync: DirectorySync
    connection: Connection | None
    directory: Directory | None
    zone: ZoneInfo

    @property
    def usable(self) -> bool:
        """Whether there is anybody to ask."""
        return self.directory is not None


async def source_of(who: CurrentUser, parts: Parts) -> Source:
    """Find out how hosts come along now, and from where they could."""

    def work(nouns: Nouns) -> Source:
        connection = nouns.connections.organisation()
        kind = connection.kind if connection else ""
        zones = [site.zone for site in nouns.sites.all()]
        return Source(
            nouns.tenant.directory,
            connection,
            parts.directories.get(kind),
            zones[0] if zones else ZoneInfo("UTC"),
        )

    return await who.store.read(work)


async def read_groups(
    parts: Parts, who: CurrentUser, source: Source
) -> list[Group] | Told:
    """Read every group."""
    return await _ask(parts, who, source, lambda directory, ref: directory.groups(ref))


async def read_people(
    parts: Parts, who: CurrentUser, source: Source, groups: tuple[str, ...]
) -> list[Person] | Told:
    """Read everybody of some groups; of none: everybody."""
    return await _ask(
        parts, who, source, lambda directory, ref: directory.people(ref, groups)
    )


def groups_named(groups: list[Group], typed: str) -> list[Group]:
    """Give the groups whose name has each of the words that were typed."""
    words = fold(typed).split()
    return [one for one in groups if all(word in fold(one.name) for word in words)]


async def _ask(
    parts: Parts,
    who: CurrentUser,
    source: Source,
    question: Callable[[Directory, CalendarRef], Awaitable[T]],
) -> T | Told:
    connection, directory = source.connection, source.directory
    if connection is None or directory is None:
        raise NotThere
    try:
        line = Line(connection, connection.account or "")
        ref = await parts.refs.of(who.tenant.id, line)
        async with asyncio.timeout(_PATIENCE):
            return await question(directory, ref)
    except Exception as trouble:  # noqa: BLE001 - told on the page, and logged there
        return told_of(trouble, connection)
