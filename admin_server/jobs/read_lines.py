"""Reading hosts' calendars, once for all who ask, and never before a pause is over."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

import structlog

from admin_server.core.connection_states import SECRET_UNREADABLE
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    SecretUnreadable,
    StoreUnavailable,
    StrangeReply,
    TryLater,
)
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import (
    NOT_MEASURED,
    Calendar,
    CalendarRef,
    Clock,
    Measures,
    MeetingCopy,
    Store,
)
from admin_server.core.watching import keep_newest
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.shared_readings import Place, SharedReadings, Wanted
from admin_server.jobs.timing import timed_read
from admin_server.security.calendar_refs import CalendarRefs

log = structlog.get_logger()


class LineReader:
    """The one way by which meetings are read: for a check-in, ahead, and on a push."""

    def __init__(
        self,
        store: Store,
        calendars: Mapping[str, Calendar],
        *,
        refs: CalendarRefs,
        health: ConnectionHealth,
        clock: Clock,
        measures: Measures = NOT_MEASURED,
    ) -> None:
        self._store = store
        self._calendars = calendars
        self._refs = refs
        self._health = health
        self._clock = clock
        self._measures = measures
        self._readings = SharedReadings(self._keep)
        self._left_alone: dict[tuple[str, str], datetime] = {}

    def can_join(
        self, tenant: str, line: Line, wanted: tuple[datetime, datetime]
    ) -> bool:
        """Tell whether somebody is reading that stretch of a line right now."""
        now = self._clock.now()
        return self._readings.can_join(_wanted(tenant, line, wanted, now), now=now)

    async def read(
        self,
        tenant: str,
        line: Line,
        stretch: tuple[datetime, datetime],
        *,
        until: datetime,
    ) -> MeetingCopy:
        """Read a stretch of a line, or share what somebody reads already; it is kept.

        Args:
            until: until when the answer is of use.

        Raises:
            CalendarError, SecretUnreadable: it could not be read.
        """
        return await self._readings.read(
            _wanted(tenant, line, stretch, until),
            lambda *more: self._read_now(tenant, line, more),
            now=self._clock.now(),
        )

    async def opened(self, tenant: str, line: Line) -> tuple[Calendar, CalendarRef]:
        """Give whom to ask, and by what reference, for any other question.

        Raises:
            TryLater: the provider asked to be left alone a while longer.
            StrangeReply: this server does not know the connection's kind.
            SecretUnreadable: its secret cannot be opened.
        """
        calendar = self._calendars.get(line.connection.kind)
        if calendar is None:
            log.error("calendar_kind_unknown", connection=line.connection.id)
            raise StrangeReply("no such kind of calendar")
        self._refuse_too_early(line)
        try:
            return calendar, await self._refs.of(tenant, line)
        except SecretUnreadable:
            # A key file or a variable that is missing shows on the dashboard as well.
            told = ConsentNeeded(ConsentReason.EXPIRED, SECRET_UNREADABLE)
            self.heard(tenant, line, told)
            raise

    def heard(self, tenant: str, line: Line, trouble: CalendarError | None) -> None:
        """Note how a question by `opened` ended."""
        if isinstance(trouble, TryLater) and trouble.after is not None:
            self._left_alone[_mailbox(line)] = self._clock.now() + trouble.after
        self._health.heard(tenant, line.connection, trouble)

    async def stop(self) -> None:
        """Give up what is being read."""
        await self._readings.stop()

    async def _read_now(
        self, tenant: str, line: Line, stretch: tuple[datetime, datetime]
    ) -> MeetingCopy:
        # What changes while we read may be missed.
        read_at = self._clock.now()
        start, end = stretch
        calendar, ref = await self.opened(tenant, line)
        try:
            with timed_read(self._measures, line.connection.kind):
                meetings = await calendar.between(ref, start, end)
        except CalendarError as trouble:
            self.heard(tenant, line, trouble)
            raise
        self.heard(tenant, line, None)
        return MeetingCopy(
            mailbox=line.source,
            start=start,
            end=end,
            read_at=read_at,
            meetings=tuple(meetings),
        )

    def _refuse_too_early(self, line: Line) -> None:
        """Leave a mailbox alone for as long as its provider asked us to."""
        place = _mailbox(line)
        until = self._left_alone.get(place)
        if until is None:
            return
        if self._clock.now() < until:
            raise TryLater(detail="the provider asked for more time")
        del self._left_alone[place]

    async def _keep(self, place: Place, copy: MeetingCopy) -> None:
        # Where that fails, the next visitor asks anew, and the visit's own saving
        # says in the log what is wrong with the store.
        with suppress(StoreUnavailable):
            await self._store.for_tenant(place[0]).write(
                lambda nouns: keep_newest(nouns, copy)
            )


def _wanted(
    tenant: str, line: Line, stretch: tuple[datetime, datetime], until: datetime
) -> Wanted:
    place = tenant, line.connection.id, line.source
    return Wanted(place, *stretch, until=until)


def _mailbox(line: Line) -> tuple[str, str]:
    return line.connection.id, line.mailbox
