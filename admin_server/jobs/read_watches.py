"""One look at a watched calendar: what changed since, and if so everything anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admin_server.core.errors import (
    CalendarError,
    MarkExpired,
    StrangeReply,
    TryLater,
)
from admin_server.core.following import meetings_out_of_sight
from admin_server.core.meetings import Meeting
from admin_server.core.ports import (
    Calendar,
    CalendarRef,
    Clock,
    MeetingCopy,
    Nouns,
    Store,
)
from admin_server.core.watches import Watch
from admin_server.core.watching import NeededLine
from admin_server.jobs.read_lines import LineReader

_WITHOUT_MARK = timedelta(hours=1)
"""So long a calendar that could not be listed whole is only read near its visits."""


@dataclass(frozen=True)
class Seen:
    """What a look at a calendar brought.

    Attributes:
        read_at: since when it has been so, for all we know.
        copy: None where nothing changed.
    """

    mark: str | None
    read_at: datetime
    copy: MeetingCopy | None


class WatchReader:
    """Reads watched calendars with as few questions as their providers allow."""

    def __init__(self, store: Store, lines: LineReader, *, clock: Clock) -> None:
        self._store = store
        self._lines = lines
        self._clock = clock
        self._no_mark_before: dict[tuple[str, str, str | None], datetime] = {}

    async def look(
        self, tenant: str, watch: Watch, needed: NeededLine, *, anew: bool
    ) -> Seen:
        """Ask what changed, and read the whole stretch where something did.

        Args:
            anew: read it whatever the provider says of changes.

        Raises:
            CalendarError, SecretUnreadable: it could not be read.
        """
        calendar, ref = await self._lines.opened(tenant, needed.line)
        known = await self._store.for_tenant(tenant).read(
            lambda nouns: nouns.meetings.copy_for(watch.source)
        )
        is_known = needed.is_covered_by(known) and _is_as_new(known, watch)
        try:
            seen = await self._ask(calendar, ref, watch.mark, needed)
            if seen.copy is None and (anew or not is_known):
                seen = await self._read(calendar, ref, seen.mark, needed)
        except CalendarError as trouble:
            self._lines.heard(tenant, needed.line, trouble)
            raise
        self._lines.heard(tenant, needed.line, None)
        return seen

    async def out_of_sight(
        self, tenant: str, needed: NeededLine, seen: Seen
    ) -> tuple[Meeting, ...]:
        """Ask for the meetings that visits follow and that the stretch does not hold.

        One that was put off by a week is not gone, and must not be taken for it.

        Raises:
            CalendarError, SecretUnreadable: it could not be asked.
        """
        now = self._clock.now()

        def missed(nouns: Nouns) -> set[str]:
            return {
                meeting
                for host in needed.hosts
                for meeting in meetings_out_of_sight(
                    nouns, host, now=now, copy=seen.copy
                )
            }

        ids = await self._store.for_tenant(tenant).read(missed)
        if not ids:
            return ()
        calendar, ref = await self._lines.opened(tenant, needed.line)
        try:
            found = [await _one(calendar, ref, meeting) for meeting in sorted(ids)]
        except CalendarError as trouble:
            self._lines.heard(tenant, needed.line, trouble)
            raise
        return tuple(one for one in found if one is not None)

    async def _ask(
        self,
        calendar: Calendar,
        ref: CalendarRef,
        mark: str | None,
        needed: NeededLine,
    ) -> Seen:
        asked_at = self._clock.now()
        if mark is not None:
            try:
                changes = await calendar.changes(ref, mark)
            except MarkExpired:
                pass
            else:
                if not (changes.changed or changes.removed):
                    return Seen(changes.mark, asked_at, None)
                return await self._read(calendar, ref, changes.mark, needed)
        # The mark first: what changes while we read is then told once more.
        first = await self._first_mark(calendar, ref, needed.identity)
        return await self._read(calendar, ref, first, needed)

    async def _first_mark(
        self, calendar: Calendar, ref: CalendarRef, about: tuple[str, str, str | None]
    ) -> str | None:
        """Begin to ask for changes; None where the calendar is too much for that.

        The few hours that matter may well be readable where ten years are not.
        """
        now = self._clock.now()
        if now < self._no_mark_before.get(about, now):
            return None
        self._no_mark_before.pop(about, None)
        try:
            return (await calendar.changes(ref, None)).mark
        except (StrangeReply, TryLater) as trouble:
            if isinstance(trouble, TryLater) and trouble.after is not None:
                raise
            self._no_mark_before[about] = now + _WITHOUT_MARK
            return None

    async def _read(
        self,
        calendar: Calendar,
        ref: CalendarRef,
        mark: str | None,
        needed: NeededLine,
    ) -> Seen:
        read_at = self._clock.now()
        meetings = await calendar.between(ref, needed.start, needed.end)
        copy = MeetingCopy(
            mailbox=needed.line.source,
            start=needed.start,
            end=needed.end,
            read_at=read_at,
            meetings=tuple(meetings),
        )
        return Seen(mark, read_at, copy)


async def _one(calendar: Calendar, ref: CalendarRef, meeting: str) -> Meeting | None:
    try:
        return await calendar.meeting(ref, meeting)
    except StrangeReply:
        # It may be the id of another calendar of this host's, which means nothing here.
        return None


def _is_as_new(known: MeetingCopy | None, watch: Watch) -> bool:
    """Tell whether a copy holds all that the watch's mark has told of already.

    A reading for a visitor that began before ours may have been kept after it.
    """
    return known is not None and (
        watch.read_at is None or known.read_at >= watch.read_at
    )
