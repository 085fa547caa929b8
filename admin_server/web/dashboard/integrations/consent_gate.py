"""Who may connect a calendar of their own: the organisation's group decides (A48)."""

import structlog

from admin_server.core.connections import ConnectionState
from admin_server.core.errors import CalendarError, SecretUnreadable
from admin_server.core.finding_rooms import Line
from admin_server.core.people import Host
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.integrations.consent_notices import (
    OUR_RULE,
    Notice,
    Trouble,
)

log = structlog.get_logger()


async def kept_out(
    parts: Parts, who: CurrentUser, host: Host, kind: str
) -> Notice | None:
    """Say why a host may not connect a calendar; None: they may.

    A group that cannot be looked into lets nobody in: the rule is the organisation's,
    and a directory that is away does not take it back.
    """
    group = who.tenant.calendar.group
    if group is None:
        return None
    is_member = await _is_member(parts, who, host, group)
    if is_member is None:
        return Notice(Trouble.MEMBERSHIP_UNKNOWN, kind)
    if is_member:
        return None
    return Notice(ConnectionState.BLOCKED_BY_GROUP.value, kind, OUR_RULE)


async def _is_member(
    parts: Parts, who: CurrentUser, host: Host, group: str
) -> bool | None:
    organisation = await who.store.read(lambda nouns: nouns.connections.organisation())
    directory = parts.directories.get(organisation.kind) if organisation else None
    if organisation is None or directory is None:
        log.warning("membership_unknown", why="no directory")
        return None
    line = Line(organisation, host.mailbox or host.email)
    try:
        ref = await parts.refs.of(who.tenant.id, line)
        return await directory.is_member(ref, group, host.email)
    except (CalendarError, SecretUnreadable) as trouble:
        why = type(trouble).__name__
        log.warning("membership_unknown", connection=organisation.id, why=why)
        return None
