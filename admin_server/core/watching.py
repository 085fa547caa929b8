"""Which calendars have to be watched for the visits of the next hours, and how wide."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from admin_server.core.finding_rooms import (
    FRESH,
    Line,
    is_looked_up,
    lines_of,
    stretch_of,
)
from admin_server.core.ports import MeetingCopy, Nouns
from admin_server.core.visits import Visit
from admin_server.core.watches import AHEAD, Watch
from shared.check_in import VisitState

_BACK = timedelta(hours=48)
"""Whoever came longer ago than this needs no room any more."""
_WAITED_FOR = frozenset({VisitState.EXPECTED, VisitState.ON_SITE})


@dataclass(frozen=True)
class NeededLine:
    """A calendar that visits need, whose hosts' it is, and the stretch that matters."""

    line: Line
    hosts: frozenset[str]
    start: datetime
    end: datetime

    @property
    def identity(self) -> tuple[str, str, str | None]:
        """What is read there: another one is another watch, whatever its copy's key."""
        return self.line.connection.id, self.line.mailbox, self.line.calendar

    def is_within(self, other: "NeededLine | None") -> bool:
        """Tell whether whoever read the other knows all of this one."""
        if other is None or not self.hosts <= other.hosts:
            return False
        return other.start <= self.start and self.end <= other.end

    def is_covered_by(self, copy: MeetingCopy | None) -> bool:
        """Tell whether a copy holds the whole stretch."""
        if copy is None:
            return False
        return copy.start <= self.start and self.end <= copy.end


def needed_lines(
    nouns: Nouns, *, now: datetime, kinds: Collection[str]
) -> dict[str, NeededLine]:
    """Give the calendars of the hosts who are visited within 36 hours, by `source`.

    Args:
        kinds: the kinds of connection that this server can read.
    """
    found: dict[str, NeededLine] = {}
    if not is_looked_up(nouns.tenant):
        return found
    for host_id, visits in _by_host(_visits(nouns, now)).items():
        host = nouns.hosts.get(host_id)
        for line in lines_of(nouns, host) if host is not None else ():
            if line.connection.kind in kinds:
                needed = _needed(nouns, line, visits, now)
                found[line.source] = _both(found.get(line.source), needed)
    return found


def revise_watches(
    nouns: Nouns,
    needed: Mapping[str, NeededLine],
    *,
    now: datetime,
    new_id: Callable[[], str],
) -> list[Watch]:
    """Begin to watch what is needed, and end what nobody needs; gives what ended."""
    known = nouns.watches.all()
    kept = {watch.source: watch for watch in known if _is_needed(watch, needed)}
    gone = [watch for watch in known if watch.source not in kept]
    for watch in gone:
        # One at most of a source: another connection may take over here and now.
        nouns.watches.remove(watch.id)
    for source, one in needed.items():
        watched = kept.get(source)
        if watched is None:
            nouns.watches.put(_begun(one, watch_id=new_id(), now=now))
        elif watched.host not in one.hosts:
            nouns.watches.put(replace(watched, host=min(one.hosts)))
    return gone


def keep_newest(nouns: Nouns, copy: MeetingCopy) -> None:
    """Keep a copy, unless somebody who began later has read the same meanwhile."""
    known = nouns.meetings.copy_for(copy.mailbox)
    if known is None or known.read_at <= copy.read_at:
        nouns.meetings.keep(copy)


def _visits(nouns: Nouns, now: datetime) -> list[Visit]:
    near = nouns.visits.between(now - _BACK, now + AHEAD)
    return [visit for visit in near if visit.state in _WAITED_FOR]


def _by_host(visits: Iterable[Visit]) -> dict[str, list[Visit]]:
    found: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        found[visit.host].append(visit)
    return found


def _needed(nouns: Nouns, line: Line, visits: list[Visit], now: datetime) -> NeededLine:
    stretches = [stretch_of(nouns, visit, now=now) for visit in visits]
    return NeededLine(
        line=line,
        hosts=frozenset(visit.host for visit in visits),
        start=min(start for start, _ in stretches),
        # A little more, for whoever asks for a visit that was entered a moment ago.
        end=max(end for _, end in stretches) + FRESH,
    )


def _both(known: NeededLine | None, other: NeededLine) -> NeededLine:
    """Join what hosts need who share a mailbox."""
    if known is None:
        return other
    return NeededLine(
        line=known.line,
        hosts=known.hosts | other.hosts,
        start=min(known.start, other.start),
        end=max(known.end, other.end),
    )


def _is_needed(watch: Watch, needed: Mapping[str, NeededLine]) -> bool:
    one = needed.get(watch.source)
    return one is not None and one.identity == (
        watch.connection,
        watch.mailbox,
        watch.calendar,
    )


def _begun(one: NeededLine, *, watch_id: str, now: datetime) -> Watch:
    connection, mailbox, calendar = one.identity
    return Watch(
        id=watch_id,
        connection=connection,
        host=min(one.hosts),
        source=one.line.source,
        mailbox=mailbox,
        calendar=calendar,
        due_at=now,
    )
