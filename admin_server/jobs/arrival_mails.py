"""Telling a host that their visitor has come."""

from collections.abc import Sequence
from datetime import timedelta

from admin_server.core.finding_rooms import still_looking
from admin_server.core.messages import Message, OutboxRow
from admin_server.core.people import Host, Visitor
from admin_server.core.places import Site
from admin_server.core.ports import Clock, Nouns
from admin_server.core.visits import Visit
from admin_server.jobs.desk import Desk
from admin_server.jobs.told_lines import punctuality, what_they_told
from admin_server.text import Words, words_in
from shared.check_in import RoomState
from shared.offline import Flag

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
    return _written(
        row,
        visit,
        (host, visitor, site),
        desk.clock,
        languages=nouns.tenant.languages,
    )


def _written(
    row: OutboxRow,
    visit: Visit,
    who: tuple[Host, Visitor, Site],
    clock: Clock,
    *,
    languages: Sequence[str],
) -> Message:
    host, visitor, site = who
    words = words_in(host.language)
    late = Flag.OFFLINE in visit.arrival.flags
    when = _when(visit, site, words, clock)
    lines = [words.say("host_arrival_who", visitor=visitor.name, site=site.name), ""]
    if visitor.company:
        lines.append(words.say("host_arrival_company", company=visitor.company))
    lines.append(words.say("host_arrival_time", time=when))
    lines += punctuality(visit, words)
    if not visit.invited:
        lines.append(words.say("host_arrival_walk_in"))
    lines += what_they_told(visit, site, words, languages=languages)
    # What a kiosk without us showed, and where its visitor is now, we do not know.
    lines += [words.say("host_arrival_kept")] if late else _room(visit, words, clock)
    lines += ["", words.say("host_arrival_end", site=site.name)]
    subject = "host_arrival_kept_subject" if late else "host_arrival_subject"
    return Message(
        id=row.id,
        to_address=host.email,
        to_name=host.name,
        subject=words.say(subject, visitor=visitor.name, time=when),
        text="\n".join(lines) + "\n",
    )


def _when(visit: Visit, site: Site, words: Words, clock: Clock) -> str:
    """Write when they came; the day, too, where it is not today any more."""
    now = site.local(clock.now())
    arrived = site.local(visit.arrived_at) if visit.arrived_at else now
    time = words.time(arrived)
    if arrived.date() == now.date():
        return time
    return words.say("host_arrival_day", time=time, day=words.weekday_and_day(arrived))


def _room(visit: Visit, words: Words, clock: Clock) -> list[str]:
    if visit.room.state is RoomState.FOUND and visit.room.name:
        return [words.say("host_arrival_room", room=visit.room.name)]
    if still_looking(visit.room, now=clock.now()):
        return []
    return [words.say("host_arrival_no_room")]
