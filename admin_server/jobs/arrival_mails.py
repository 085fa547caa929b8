"""Telling a host that their visitor has come."""

from datetime import timedelta

from admin_server.core.finding_rooms import still_looking
from admin_server.core.messages import Message, OutboxRow
from admin_server.core.people import Host, Visitor
from admin_server.core.places import Site
from admin_server.core.ports import Clock, Nouns
from admin_server.core.visits import Visit
from admin_server.jobs.desk import Desk
from admin_server.text import words_in
from shared.check_in import RoomState

STALE = timedelta(days=1)
"""Older than this, telling a host of an arrival only confuses."""


def host_arrival(nouns: Nouns, row: OutboxRow, desk: Desk) -> Message | None:
    """Write to a visit's host that their visitor is there."""
    visit = nouns.visits.get(row.payload.get("visit", ""))
    if visit is None or visit.arrived_at is None:
        return None
    if desk.clock.now() - visit.arrived_at > STALE:
        return None
    host, visitor = nouns.hosts.get(visit.host), nouns.visitors.get(visit.visitor)
    site = nouns.sites.get(visit.site)
    if host is None or visitor is None or site is None:
        return None
    return _written(row, visit, (host, visitor, site), desk.clock)


def _written(
    row: OutboxRow, visit: Visit, who: tuple[Host, Visitor, Site], clock: Clock
) -> Message:
    host, visitor, site = who
    words = words_in(host.language)
    arrived = site.local(visit.arrived_at or clock.now())
    lines = [words.say("host_arrival_who", visitor=visitor.name, site=site.name), ""]
    if visitor.company:
        lines.append(words.say("host_arrival_company", company=visitor.company))
    lines.append(words.say("host_arrival_time", time=words.time(arrived)))
    if not visit.invited:
        lines.append(words.say("host_arrival_walk_in"))
    if visit.room.state is RoomState.FOUND and visit.room.name:
        lines.append(words.say("host_arrival_room", room=visit.room.name))
    elif not still_looking(visit.room, now=clock.now()):
        lines.append(words.say("host_arrival_no_room"))
    lines += ["", words.say("host_arrival_end", site=site.name)]
    return Message(
        id=row.id,
        to_address=host.email,
        to_name=host.name,
        subject=words.say("host_arrival_subject", visitor=visitor.name),
        text="\n".join(lines) + "\n",
    )
