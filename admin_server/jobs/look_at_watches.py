"""Looking at one watched calendar, from its subscription to what its visits do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from admin_server.core.errors import (
    CalendarError,
    SecretUnreadable,
    StoreUnavailable,
    TryLater,
)
from admin_server.core.following import follow_meetings
from admin_server.core.meetings import Meeting
from admin_server.core.ports import Clock, Nouns, Store
from admin_server.core.watches import PushNews, Watch
from admin_server.core.watching import NeededLine
from admin_server.jobs.notes_together import NotesTogether
from admin_server.jobs.push_subscriptions import PushSubscriptions
from admin_server.jobs.read_watches import Seen, WatchReader
from admin_server.jobs.rhythm import Rhythm

log = structlog.get_logger()

_READ_ANEW = frozenset({PushNews.MISSED, PushNews.ENDED})


@dataclass(frozen=True)
class Look:
    """One look at one watch.

    Attributes:
        news: what pushes said of it; empty where it was just due.
    """

    tenant: str
    watch: Watch
    needed: NeededLine
    news: frozenset[PushNews] = frozenset()


class WatchLooker:
    """Looks at watches; whatever happens, it is noted when to look again."""

    def __init__(
        self,
        store: Store,
        reader: WatchReader,
        subscriptions: PushSubscriptions,
        *,
        schedules: Callable[[str], bool],
        clock: Clock,
        rhythm: Rhythm,
    ) -> None:
        self._store = store
        self._reader = reader
        self._subscriptions = subscriptions
        self._schedules = schedules
        self._clock = clock
        self._rhythm = rhythm
        self._notes = NotesTogether(store)

    async def look(self, look: Look) -> None:
        """Read a calendar where it changed, and have its hosts' visits follow."""
        try:
            await self._look(look)
        except StoreUnavailable as trouble:
            # It is due still: the next glance tries again.
            log.warning("watch_not_noted", watch=look.watch.id, why=str(trouble))
        except (CalendarError, SecretUnreadable) as trouble:
            asked = trouble.after if isinstance(trouble, TryLater) else None
            await self._note_trouble(look, asked or timedelta())
        except Exception:
            # One calendar of one host must not keep the others from being read.
            log.exception("watch_failed", watch=look.watch.id)
            await self._note_trouble(look, timedelta())

    async def finish(self) -> None:
        """Write down what was found; nobody looks any more."""
        await self._notes.finish()

    async def _look(self, look: Look) -> None:
        with self._notes.reading(look.tenant):
            # Before reading: what changes from now on is then told to us.
            await self._subscriptions.tend(
                look.tenant, look.watch, look.needed.line, look.news
            )
            seen = await self._reader.look(
                look.tenant,
                look.watch,
                look.needed,
                anew=bool(look.news & _READ_ANEW),
            )
            elsewhere = await self._reader.out_of_sight(look.tenant, look.needed, seen)
        await self._notes.write(
            look.tenant, lambda nouns: self._note(nouns, look, seen, elsewhere)
        )

    def _note(
        self, nouns: Nouns, look: Look, seen: Seen, elsewhere: Sequence[Meeting]
    ) -> None:
        current = nouns.watches.get(look.watch.id)
        if current is None:
            # Nobody needs it any more, or its connection is gone: so is its copy.
            return
        if seen.copy is not None:
            nouns.meetings.keep(seen.copy)
        else:
            nouns.meetings.confirm(current.source, seen.read_at)
        now = self._clock.now()
        noted = replace(
            current,
            mark=seen.mark,
            read_at=seen.read_at,
            failures=0,
            pushed_at=now if look.news else current.pushed_at,
            due_at=self._next_look(nouns, look, current, elsewhere, now=now),
        )
        nouns.watches.put(noted)

    def _next_look(
        self,
        nouns: Nouns,
        look: Look,
        watch: Watch,
        elsewhere: Sequence[Meeting],
        *,
        now: datetime,
    ) -> datetime:
        """Have the visits follow, and say when to look again."""
        rhythm = self._rhythm
        pause = rhythm.polled if watch.subscription is None else rhythm.pushed
        waiting = [
            follow_meetings(
                nouns, host, now=now, schedules=self._schedules, elsewhere=elsewhere
            )
            for host in sorted(look.needed.hosts)
        ]
        return min([now + pause, *(one for one in waiting if one is not None)])

    async def _note_trouble(self, look: Look, asked: timedelta) -> None:
        now = self._clock.now()

        def note(nouns: Nouns) -> None:
            current = nouns.watches.get(look.watch.id)
            if current is None:
                return
            failures = current.failures + 1
            # Never before the provider wants to be asked again.
            pause = max(self._rhythm.after_failures(failures), asked)
            nouns.watches.put(replace(current, failures=failures, due_at=now + pause))

        try:
            await self._store.for_tenant(look.tenant).write(note)
        except StoreUnavailable as trouble:
            log.warning("watch_not_noted", watch=look.watch.id, why=str(trouble))
